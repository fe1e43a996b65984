"""SARIF logs: the official schema accepts them, rules and results belong together, and results stay recognisable."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError
from support.reported import DIAGNOSTICS, MANY
from support.sarif import run_of

from reconciler.model.diagnostics import Code, Diagnostic, Severity, Source, diagnostic
from reconciler.reports.sarif import diagnostics

ERROR, WARNING = DIAGNOSTICS
VERSION = "1.2.3"
RELATIVE = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")
"""What a relative URI reference is made of once everything that need not be is encoded."""


def run(*found: Diagnostic, error: str | None = None) -> dict[str, Any]:
    return run_of(diagnostics.render(found, version=VERSION, error=error))


def results(*found: Diagnostic) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = run(*found)["results"]
    return answer


def fingerprints(*found: Diagnostic) -> list[str]:
    return [next(iter(result["partialFingerprints"].values())) for result in results(*found)]


def moved(item: Diagnostic, lines: int, columns: int = 0) -> Diagnostic:
    source = replace(item.source, line=item.source.line + lines, column=item.source.column + columns)
    return replace(item, source=source, excerpt=" " * columns + (item.excerpt or ""))


def test_the_schema_refuses_what_is_no_log() -> None:
    with pytest.raises(ValidationError):
        run_of('{"version": "2.1.0", "runs": [{"results": []}]}')


def test_a_log_names_the_tool_its_version_and_how_columns_are_counted() -> None:
    log = json.loads(diagnostics.render(DIAGNOSTICS, version=VERSION))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    found = run(*DIAGNOSTICS)
    assert {key: found["tool"]["driver"][key] for key in ("name", "version")} == {
        "name": "reconciler",
        "version": VERSION,
    }
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["invocations"] == [{"executionSuccessful": True}]


def test_every_result_names_its_rule_and_every_rule_has_a_result() -> None:
    found = run(*MANY)
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["invalid-number", "idle-display-number"]
    assert len(found["results"]) == len(MANY)
    for result, item in zip(found["results"], MANY, strict=True):
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"] == item.code.value


@pytest.mark.parametrize("code", list(Code))
def test_every_code_makes_a_rule_with_its_title_level_and_help(code: Code) -> None:
    (rule,) = run(diagnostic(code, "x", ERROR.source))["tool"]["driver"]["rules"]
    assert rule["id"] == code.value
    assert rule["shortDescription"] == {"text": code.summary}
    assert rule["defaultConfiguration"] == {"level": code.severity.value}
    assert rule["help"]["text"].startswith(f"{'An error' if code.severity is Severity.ERROR else 'A warning'} stops ")


def test_a_result_has_its_words_and_its_place() -> None:
    (result,) = results(ERROR)
    assert result["message"] == {"text": ERROR.detail}
    assert result["level"] == "error"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "desired-state/sales.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 7, "startColumn": 28},
            }
        }
    ]


def test_a_warning_that_settings_raise_is_an_error_of_a_rule_that_warns() -> None:
    found = run(replace(WARNING, severity=Severity.ERROR))
    assert found["results"][0]["level"] == "error"
    assert found["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "warning"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain [list] (note)", "plain [list] (note)"),
        ("${EVENTS_KEY} is not listed", "${{EVENTS_KEY}} is not listed"),
        ("{0} and {}", "{{0}} and {{}}"),
        ("[click](https://example.com)", "[click\\](https://example.com)"),
    ],
)
def test_words_hold_no_placeholder_and_no_link(text: str, written: str) -> None:
    assert results(replace(ERROR, detail=text))[0]["message"]["text"] == written
    assert run(error=text)["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == written


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("desired-state/sales.yaml", "desired-state/sales.yaml"),
        ("desired-state", "desired-state"),
        (".", "."),
        ("Отдел/a b.yaml", "%D0%9E%D1%82%D0%B4%D0%B5%D0%BB/a%20b.yaml"),
        ("a:b/100%#1?.yaml", "a%3Ab/100%25%231%3F.yaml"),
        ("a\\b.yaml", "a%5Cb.yaml"),
        ("..hidden.yaml", "..hidden.yaml"),
        ("\udcff.yaml", "%FF.yaml"),
    ],
)
def test_a_file_is_an_encoded_uri_from_the_root(file: str, uri: str) -> None:
    (result,) = results(replace(ERROR, source=replace(ERROR.source, file=file)))
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize("file", ["..", "../other", "../../other/a.yaml"])
def test_a_file_outside_the_current_folder_is_not_said_to_be_below_the_root(file: str) -> None:
    (result,) = results(replace(ERROR, source=replace(ERROR.source, file=file)))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": file}


@given(st.text(min_size=1))
def test_any_name_of_a_file_is_a_uri_that_decodes_to_it(file: str) -> None:
    (result,) = results(replace(ERROR, source=replace(ERROR.source, file=file)))
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert RELATIVE.fullmatch(uri)
    assert unquote_to_bytes(uri).decode() == file


def test_a_mistake_is_recognised_where_its_line_has_moved_or_is_indented() -> None:
    assert fingerprints(*DIAGNOSTICS) == fingerprints(*(moved(item, 40, 4) for item in DIAGNOSTICS))
    assert fingerprints(ERROR) == fingerprints(replace(ERROR, detail="as b.yaml:12:1 says"))


def test_mistakes_are_told_apart_by_code_file_line_and_their_order() -> None:
    others = [
        ERROR,
        replace(ERROR, code=Code.WRONG_TYPE),
        replace(ERROR, source=replace(ERROR.source, file="b.yaml")),
        replace(ERROR, excerpt="another line"),
        replace(ERROR, excerpt=None),
        moved(ERROR, 1),
        moved(ERROR, 2),
    ]
    found = fingerprints(*others)
    assert len(set(found)) == len(others)
    assert fingerprints(*reversed(others[:5])) == list(reversed(found[:5]))


def test_what_a_detail_quotes_cannot_be_guessed_at_by_a_fingerprint() -> None:
    hidden = replace(ERROR, excerpt=None)
    assert fingerprints(replace(hidden, detail="'one'")) == fingerprints(replace(hidden, detail="'two'"))


@given(st.text(), st.text(), st.text())
def test_the_schema_accepts_whatever_stands_in_the_files(detail: str, file: str, line: str) -> None:
    source = Source(file=file or "x", line=1, column=1)
    assert len(results(replace(ERROR, detail=detail, source=source, excerpt=line))) == 1


def test_half_a_character_in_words_is_written_out() -> None:
    assert results(replace(ERROR, detail="\ud800", excerpt="\ud800"))[0]["message"]["text"] == "\ud800"


def test_a_failed_run_says_so_and_why() -> None:
    found = run(error="the folder is not there.")
    assert found["results"] == []
    assert found["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [{"level": "error", "message": {"text": "the folder is not there."}}],
        }
    ]
