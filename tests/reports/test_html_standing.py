"""What the page says of a number's last change and its test calls."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reconciler.model.identifiers import ApplicationName, NumberCode, RunId
from reconciler.model.recorded import Entry, OpenCall, Restore, Unknown
from reconciler.reports.html.standing import ACCEPTED, NEVER_APPLIED, PROVEN, RESTORE, UNPROVEN, lines

AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
MAIN = ApplicationName("main")
ENTRY = Entry(payload={"call_forwarding_type": 0}, application=MAIN)
SENT = Unknown(payload=None, application=MAIN, run=RunId("run"), since=AT)


def told(**changes: Any) -> list[str]:
    return list(lines(replace(ENTRY, **changes), None, MOSCOW))


def test_of_a_number_without_an_entry_nothing_was_applied() -> None:
    assert list(lines(None, None, MOSCOW)) == [NEVER_APPLIED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, PROVEN),
        ({"unproven": True}, UNPROVEN),
        ({"accepted": True}, f"{ACCEPTED}. {PROVEN}"),
        ({"accepted": True, "unproven": True}, f"{ACCEPTED}, and no test call has proven it yet."),
        ({"payload": None}, NEVER_APPLIED),
    ],
)
def test_it_says_whether_the_last_change_is_proven(changes: dict[str, Any], words: str) -> None:
    assert told(**changes) == [words]


@pytest.mark.parametrize("payload", [None, ENTRY.payload])
def test_a_call_whose_outcome_nobody_knows_is_never_called_no_call(payload: dict[str, Any] | None) -> None:
    words = "Nobody knows whether the call of 2026-12-03 12:30 took effect, so nothing is proven of this number."
    assert told(payload=payload, unknown=SENT) == [words]


def test_it_says_when_and_from_which_revision_it_was_recorded() -> None:
    assert told(applied_at=AT, revision="0a1b\x1b") == [
        PROVEN,
        "Last recorded at 2026-12-03 12:30, from revision 0a1b\\x1b.",
    ]
    assert told(applied_at=AT)[1] == "Last recorded at 2026-12-03 12:30, from no revision."


def test_it_says_what_the_drift_check_was_told() -> None:
    assert told(restore=Restore(live="any")) == [PROVEN, RESTORE]


def test_a_test_call_without_an_end_is_told() -> None:
    call = OpenCall(external_id="any", number_code=NumberCode(74990000001), run=RunId("run"), since=AT)
    assert "A test call was started at 2026-12-03 12:30, and nobody has seen its end." in lines(ENTRY, call, MOSCOW)
