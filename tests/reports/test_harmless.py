"""Values from files and providers cannot move, hide or colour anything on a terminal, and secrets never show."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import hostile
from support.hostile import HOSTILE
from support.reported import ADDED, AT, FINGERPRINT, RECORDED, by_url, everything, recorded_entry

from reconciler.model.diagnostics import Code, Source, diagnostic
from reconciler.model.identifiers import ApplicationName, Lineage, RunId
from reconciler.model.outcome import Failed
from reconciler.model.recorded import Recorded
from reconciler.model.settings import Verify
from reconciler.model.standing import Lock, Standing
from reconciler.planner.budget import Budget
from reconciler.planner.change import Plan
from reconciler.reports.beside import Beside
from reconciler.reports.github import diagnostics as github_diagnostics
from reconciler.reports.github.commands import disarmed
from reconciler.reports.harmless import KEPT, harmless
from reconciler.reports.json import plan as json_plan
from reconciler.reports.json import record as json_record
from reconciler.reports.sarif import diagnostics as sarif_diagnostics
from reconciler.reports.text import diagnostics as text_diagnostics
from reconciler.reports.text import drift as text_drift
from reconciler.reports.text import outcomes as text_outcomes
from reconciler.reports.text import plan as text_plan
from reconciler.reports.text import record as text_record
from reconciler.reports.text import standing as text_standing
from reconciler.reports.text import verify as text_verify

BUDGET = Budget(calls=1, looks=0, seconds=1)
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
SURROGATE = "\ud800"


def dangerous(text: str) -> set[str]:
    """Answer the characters that a terminal would act on instead of showing them."""
    return {
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in KEPT
    } - {"\n"}


@given(st.text())
def test_a_harmless_text_has_nothing_for_a_terminal_to_act_on(text: str) -> None:
    shown = harmless(text)
    assert not dangerous(shown)
    assert "\n" not in shown


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "M"])))
def test_what_anybody_may_write_is_shown_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_harmless_twice_is_harmless_once(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


def test_half_a_character_is_written_out() -> None:
    assert harmless(f"a{SURROGATE}b") == "a\\ud800b"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("compared", [True, False])
def test_a_plan_shows_hostile_values_as_text(text: str, *, compared: bool) -> None:
    shown = text_plan.render(hostile.plan(text), hostile.beside(text, compared=compared))
    plain = text_plan.render(hostile.plan("plain"), hostile.beside("plain", compared=compared))
    assert not dangerous(shown)
    assert shown.count("\n") == plain.count("\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_test_calls_and_drift_show_hostile_values_as_text(text: str) -> None:
    settings = Verify()
    for shown in (
        text_verify.render(hostile.verdicts(text)),
        text_verify.prospects(hostile.prospects(text), settings, AT, UTC),
        text_drift.render(hostile.drifts(text)),
        text_outcomes.render(hostile.outcomes(text)),
    ):
        assert not dangerous(shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_jobs_log_takes_no_command_from_a_value(text: str) -> None:
    lines = github_diagnostics.render(hostile.diagnostics(text)).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("::error file=")
    assert lines[0].count("title=") == text.count("title=") * 2 + 1
    properties = lines[0].removeprefix("::error ").split("::", 1)[0]
    assert [each.split("=")[0] for each in properties.split(",")] == ["file", "line", "col", "title"]
    assert not COMMAND.search(disarmed(text_diagnostics.render(hostile.diagnostics(text))))


@pytest.mark.parametrize("text", HOSTILE)
def test_scanners_get_hostile_values_as_text_too(text: str) -> None:
    (run,) = json.loads(sarif_diagnostics.render(hostile.diagnostics(text), version="1"))["runs"]
    (result,) = run["results"]
    assert result["level"] == "error"
    written = result["message"]["text"]
    assert "](" not in written.replace("\\](", "")
    assert written.replace("\\](", "](").replace("{{", "{").replace("}}", "}") == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_record_shows_hostile_values_as_text(text: str) -> None:
    entry = recorded_entry(
        by_url(ADDED, text),
        application=ApplicationName(text),
        description=text,
        labels=(text,),
        revision=text,
    )
    recorded = Recorded(lineage=Lineage("l"), serial=1, hmac_key=b"", numbers={ADDED: entry})
    for shown in (text_record.render(recorded), text_record.render(recorded, number=ADDED)):
        assert not dangerous(shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_diagnostics_outcomes_and_standings_show_hostile_values_as_text(text: str) -> None:
    found = replace(diagnostic(Code.WRONG_TYPE, text, Source(file=text, line=1, column=1)), excerpt=text)
    lock = Lock(id=RunId(text), owner=text, host=text, run_url=text, since=AT)
    standing = Standing(backend=text, lineage=Lineage(text), serial=1, format_version=1, numbers=1, lock=lock)
    for shown in (
        text_diagnostics.render([found]),
        github_diagnostics.render([found]),
        text_outcomes.render([Failed(number_code=ADDED, detail=text)]),
        text_standing.render(standing),
    ):
        assert not dangerous(shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_machines_get_hostile_values_as_they_are(text: str) -> None:
    found = json.loads(json_plan.render(hostile.plan(text), compared_with=text))
    assert found["compared_with"] == text
    assert found["changes"][1]["after"]["call_forwarding_number"]["event_url"] == text
    assert found["changes"][1]["file"] == f"desired-state/{text}.yaml"


def reports_of(plan: Plan, recorded: Recorded) -> list[str]:
    return [
        text_plan.render(plan, Beside(budget=BUDGET, address="memory:")),
        json_plan.render(plan),
        text_record.render(recorded),
        json_record.render(recorded),
        *(text_record.render(recorded, number=code) for code in recorded.numbers),
        *(json_record.render(recorded, number=code) for code in recorded.numbers),
    ]


def test_no_report_shows_a_secrets_fingerprint_or_the_records_key() -> None:
    for shown in reports_of(everything(), RECORDED):
        assert FINGERPRINT not in shown
        assert RECORDED.hmac_key.decode() not in shown
        assert RECORDED.hmac_key.hex() not in shown


def test_references_to_secrets_stay_references() -> None:
    shown = text_plan.render(everything(), Beside(budget=BUDGET, address="memory:"))
    assert "key=${EVENTS_KEY}" in shown
    assert "secret changed: HOST" in shown


def without_data(kind: int) -> dict[str, Any]:
    return {"number_code": ADDED, "call_forwarding_type": kind}


@pytest.mark.parametrize("kind", range(5))
def test_a_forwarding_that_is_known_by_its_type_alone_is_shown_all_the_same(kind: int) -> None:
    recorded = replace(RECORDED, numbers={ADDED: recorded_entry(without_data(kind))})
    assert "forwarding" in text_record.render(recorded)


def test_a_number_of_which_nothing_is_known_is_shown_all_the_same() -> None:
    recorded = replace(RECORDED, numbers={ADDED: recorded_entry(None)})
    assert "not known to be forwarded" in text_record.render(recorded, number=ADDED)


def test_a_sip_account_is_shown_by_its_address() -> None:
    payload = {**without_data(1), "call_forwarding_sip": {"sip_uri": "100@sip.example:5061"}}
    recorded = replace(RECORDED, numbers={ADDED: recorded_entry(payload, labels=())})
    assert "SIP account 100@sip.example:5061" in text_record.render(recorded)
