"""GitHub's workflow commands: escaped as its documentation says, errors first, and no more than it shows."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reported import DIAGNOSTICS, MANY

from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.reports.github import diagnostics
from reconciler.reports.github.commands import command, disarmed

ERROR, WARNING = DIAGNOSTICS
COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>.*?)::(?P<message>.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does: name, properties, message."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    properties = dict(part.split("=", 1) for part in found["properties"].split(","))
    return found["name"], {key: unescaped(value) for key, value in properties.items()}, unescaped(found["message"])


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


@pytest.mark.parametrize(
    ("message", "data", "value"),
    [
        ("plain", "plain", "plain"),
        ("50 %", "50 %25", "50 %25"),
        ("%0A as it is", "%250A as it is", "%250A as it is"),
        ("one\ntwo", "one%0Atwo", "one%0Atwo"),
        ("one\r\ntwo", "one%0D%0Atwo", "one%0D%0Atwo"),
        ("a: b, c", "a: b, c", "a%3A b%2C c"),
        ("::error::x", "::error::x", "%3A%3Aerror%3A%3Ax"),
        ("Отдел 日本", "Отдел 日本", "Отдел 日本"),
    ],
)
def test_messages_and_properties_are_escaped(message: str, data: str, value: str) -> None:
    assert command("error", message, {"title": message}) == f"::error title={value}::{data}"


@given(st.text(), st.text(), st.text())
def test_the_runner_reads_what_was_meant_and_one_line(message: str, file: str, title: str) -> None:
    line = command("warning", message, {"file": file, "line": 7, "title": title})
    assert "\n" not in line
    assert "\r" not in line
    assert read(line) == ("warning", {"file": file, "line": "7", "title": title}, message)


def test_an_annotation_has_its_place_title_and_words() -> None:
    assert [read(line) for line in diagnostics.render(DIAGNOSTICS).splitlines()] == [
        (
            item.severity.value,
            {
                "file": item.source.file,
                "line": str(item.source.line),
                "col": str(item.source.column),
                "title": f"{item.summary} [{item.code.value}]",
            },
            item.detail,
        )
        for item in DIAGNOSTICS
    ]


def test_a_message_of_several_lines_stays_one_without_anything_else_to_act_on() -> None:
    item = replace(ERROR, detail="one\ntwo\x1b[2J\u202e\rthree")
    assert read(diagnostics.render([item]).removesuffix("\n"))[2] == "one\ntwo\\x1b[2J\\u202e\\rthree"


def test_errors_come_first_and_what_github_would_drop_is_counted() -> None:
    lines = [read(line) for line in diagnostics.render(MANY).splitlines()]
    assert [name for name, _, _ in lines] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert lines[-1][2].startswith("Not annotated: 20 more errors and 21 more warnings. GitHub shows 10 of each;")


def test_as_many_as_github_shows_need_no_notice() -> None:
    assert "notice" not in diagnostics.render([ERROR] * 10 + [WARNING] * 10)
    assert "Not annotated: 1 more error. " in diagnostics.render([ERROR] * 11)


def test_without_a_mistake_there_is_no_command() -> None:
    assert diagnostics.render([]) == ""


def test_a_failed_run_is_an_error_of_no_file() -> None:
    assert diagnostics.failure("100 %: no folder.") == "::error title=reconciler::100 %25: no folder.\n"


def test_a_files_name_that_is_no_text_is_written_out() -> None:
    item = diagnostic(Code.WRONG_TYPE, "x", Source(file="a,\udcff:\n.yaml", line=1, column=1))
    assert "file=a%2C\\udcff%3A\\n.yaml,line=1" in diagnostics.render([item])


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("::error::x", "\\::error::x"),
        ("a\n    ::stop-commands::x\n", "a\n    \\::stop-commands::x\n"),
        ("a\n\n\t ::x", "a\n\n\t \\::x"),
        ("    3 | ##[add-mask]a", "    3 | ##\\[add-mask]a"),
        ("a::b: c, #[d]", "a::b: c, #[d]"),
    ],
)
def test_a_text_for_the_log_has_no_commands_in_it(text: str, safe: str) -> None:
    assert disarmed(text) == safe


@given(st.lists(st.sampled_from(["::", "##[", " ", "\n", "x", "]", "#", "[", ":", "\t", "\u00a0"])).map("".join))
def test_no_line_of_a_text_for_the_log_is_a_command(text: str) -> None:
    for line in disarmed(text).split("\n"):
        assert not line.strip().startswith("::")
        assert "##[" not in line
