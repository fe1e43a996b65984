"""The journal told again: for every number, what was applied, what stayed as before, and what nobody knows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.record import (
    AT,
    CREATED,
    LINEAGE,
    entry,
    intent,
    payload,
    prefixes,
    run_of,
    settled,
    snapshot_of,
    started,
    stories,
)
from support.strategies import CODES

from reconciler.errors import DamagedError
from reconciler.model.identifiers import ApplicationName, NumberCode, RunId
from reconciler.model.outcome import OutcomeWord
from reconciler.model.recorded import NOTHING_RECORDED, Entry, Restore, Unknown
from reconciler.planner.change import CALLS_PROVIDER, Action
from reconciler.planner.drift import Way
from reconciler.state.journal import Created, Ended, Intent, JournalEntry, Judged, Settled, Started
from reconciler.state.replay import replay

ONE = CODES[0]
OLD, NEW = entry(ONE, 1), entry(ONE, 2)
LATER = AT + timedelta(minutes=5)
HAD: list[JournalEntry] = [CREATED, started(), intent(ONE, None, OLD, action=Action.ADD), settled(ONE, "applied")]


def told(*more: JournalEntry) -> Entry | None:
    """Answer what is recorded of the number after it was added and then this was written."""
    return replay(None, [*HAD, *more]).numbers.get(ONE)


WAS = replace(OLD, applied_at=AT, revision="abc", unproven=True)
"""What is recorded of the number before anything else is told."""


def test_nothing_written_is_nothing_recorded() -> None:
    assert replay(None, []) == NOTHING_RECORDED


def test_an_applied_change_is_recorded_with_its_time_and_revision() -> None:
    found = told(
        started("run-2", revision="def"),
        intent(ONE, OLD, NEW, run="run-2"),
        settled(ONE, "applied", run="run-2", at=LATER),
    )
    assert found == replace(NEW, applied_at=LATER, revision="def", unproven=True)


@pytest.mark.parametrize("outcome", ["failed", "not-tried"])
def test_what_surely_was_not_done_leaves_the_record_as_it_was(outcome: OutcomeWord) -> None:
    assert told(intent(ONE, OLD, NEW), settled(ONE, outcome)) == WAS


@pytest.mark.parametrize(
    "more",
    [
        (),
        (settled(ONE, "unknown"),),
        (settled(ONE, "failed", happened=True),),
    ],
    ids=["no-outcome", "unknown", "failed-and-perhaps-done"],
)
def test_what_nobody_knows_keeps_what_was_known_and_is_marked(more: tuple[JournalEntry, ...]) -> None:
    before = WAS
    found = told(intent(ONE, before, NEW, at=LATER), *more)
    mark = Unknown(payload=payload(ONE, 2), application=NEW.application, run=RunId("run-1"), since=LATER)
    assert found == replace(before, unknown=mark)


def test_an_add_that_nobody_knows_of_is_recorded_without_a_payload() -> None:
    after = replace(NEW, secrets={"A": "1"}, protected=True)
    found = replay(None, [CREATED, started(), intent(ONE, None, after, action=Action.ADD)]).numbers[ONE]
    assert (found.payload, found.secrets, found.protected) == (None, {}, True)
    assert found.unknown is not None
    assert found.unknown.payload == after.payload


def test_a_removal_that_nobody_knows_of_is_marked_as_a_delete() -> None:
    found = told(intent(ONE, OLD, None, action=Action.REMOVE))
    assert found is not None
    assert found.payload == OLD.payload
    assert found.unknown is not None
    assert found.unknown.payload is None


def test_a_removal_of_a_number_that_was_never_recorded_is_marked_too() -> None:
    found = replay(None, [CREATED, started(), intent(ONE, None, None, action=Action.REMOVE)]).numbers[ONE]
    assert found.payload is None
    assert found.unknown is not None


def test_a_move_that_nobody_knows_of_keeps_the_old_application_and_names_the_new_one() -> None:
    other = ApplicationName("other")
    found = told(intent(ONE, OLD, replace(NEW, application=other), action=Action.MOVE))
    assert found is not None
    assert found.application == OLD.application
    assert found.unknown is not None
    assert found.unknown.application == other


@pytest.mark.parametrize("action", [Action.REMOVE, Action.FORGET])
def test_a_number_that_was_removed_or_forgotten_is_not_recorded(action: Action) -> None:
    assert told(intent(ONE, OLD, None, action=action), settled(ONE, "applied")) is None


def test_a_note_keeps_when_and_from_where_the_forwarding_was_applied() -> None:
    before = WAS
    after = replace(OLD, description="Sales")
    found = told(
        started("run-2", revision="def"),
        intent(ONE, before, after, action=Action.NOTE, run="run-2"),
        settled(ONE, "applied", run="run-2", at=LATER),
    )
    assert found == replace(before, description="Sales")


@pytest.mark.parametrize(("action", "after"), [(Action.NOTE, replace(OLD, weight=5)), (Action.FORGET, None)])
def test_a_change_of_the_record_alone_that_was_cut_short_has_not_happened(action: Action, after: Entry | None) -> None:
    assert told(intent(ONE, OLD, after, action=action)) == WAS


def test_an_applied_change_takes_the_marks_away() -> None:
    marked = replace(NEW, unknown=Unknown(payload=None, application=NEW.application, run=RunId("run-1"), since=AT))
    after = replace(marked, restore=Restore(live="00"))
    found = told(intent(ONE, OLD, after), settled(ONE, "applied"))
    assert found is not None
    assert (found.unknown, found.restore) == (None, None)


def test_a_run_that_did_not_try_a_number_does_not_clear_another_runs_unknown_call() -> None:
    found = told(intent(ONE, OLD, NEW), started("run-2"), settled(ONE, "not-tried", run="run-2"))
    assert found is not None
    assert found.unknown is not None
    assert found.unknown.payload == NEW.payload


def test_a_second_call_of_a_number_first_lands_the_first() -> None:
    found = told(
        intent(ONE, OLD, NEW),
        started("run-2"),
        intent(ONE, OLD, NEW, action=Action.RESEND, run="run-2"),
        settled(ONE, "failed", run="run-2"),
    )
    assert found is not None
    assert found.unknown is not None
    assert found.unknown.run == "run-1"


def test_an_outcome_that_nothing_was_announced_for_changes_nothing() -> None:
    assert told(settled(ONE, "applied"), settled(CODES[1], "unknown")) == WAS


def test_a_record_that_was_created_twice_is_damaged() -> None:
    with pytest.raises(DamagedError, match="created twice"):
        replay(None, [CREATED, Created(lineage=LINEAGE, hmac_key="", at=AT)])


def state_of(lines: list[JournalEntry], code: NumberCode) -> str:
    """Answer in the plainest way what the last call of a number came to: applied, as before or unknown."""
    begun: Intent | None = None
    state = "as before"
    for line in lines:
        if isinstance(line, Intent) and line.number_code == code:
            state = _cut_short(begun, state)
            begun = line
        elif isinstance(line, Settled) and line.number_code == code and begun is not None and line.run == begun.run:
            if line.outcome == "applied":
                state = "applied" if begun.after is not None else "as before"
            elif line.outcome == "unknown" or line.may_have_happened:
                state = "unknown"
            begun = None
    return _cut_short(begun, state)


def _cut_short(begun: Intent | None, state: str) -> str:
    return "unknown" if begun is not None and begun.action in CALLS_PROVIDER else state


@given(stories())
def test_at_every_instant_the_record_says_of_each_number_whether_it_is_known(runs: list[list[JournalEntry]]) -> None:
    whole = [line for lines in runs for line in lines]
    for lines in prefixes(whole):
        recorded = replay(None, lines)
        for code in CODES[:4]:
            found = recorded.numbers.get(code)
            is_unknown = found is not None and found.unknown is not None
            assert is_unknown == (state_of(list(lines), code) == "unknown")


@given(stories())
def test_the_serial_counts_what_was_written(runs: list[list[JournalEntry]]) -> None:
    whole = [line for lines in runs for line in lines]
    for lines in prefixes(whole):
        assert replay(None, lines).serial == len(lines)


@given(stories(), st.data())
def test_a_snapshot_and_the_rest_say_what_the_whole_says(runs: list[list[JournalEntry]], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(runs)))
    before = [line for lines in runs[:cut] for line in lines]
    after = [line for lines in runs[cut:] for line in lines]
    assert replay(snapshot_of(replay(None, before)), after) == replay(None, [*before, *after])


@given(stories())
def test_an_ended_run_says_nothing_more_about_numbers(runs: list[list[JournalEntry]]) -> None:
    whole = [line for lines in runs for line in lines]
    without = [line for line in whole if not isinstance(line, Ended)]
    assert replay(None, whole).numbers == replay(None, without).numbers


def test_calls_without_an_answer_add_up_until_one_is_answered() -> None:
    code = CODES[0]
    lines: list[JournalEntry] = [CREATED]
    before = None
    for number, port in enumerate((1, 2, 3, 2)):
        run = f"run-{number}"
        lines += [started(run), intent(code, before, entry(code, port), run=run)]
        before = replay(None, lines).numbers[code]
    assert before is not None
    assert before.payload is None
    assert before.unknown is not None
    assert before.unknown.all_sent() == tuple(entry(code, port).payload for port in (2, 3, 1))
    lines += [settled(code, "applied", run="run-3")]
    assert replay(None, lines).numbers[code].unknown is None


DRIFT = replace(run_of("run-2"), verb="drift")
SAW = Restore(live="ab" * 32)


def resolved(way: Way, after: Entry, *, before: Entry = WAS) -> list[JournalEntry]:
    begun = replace(intent(ONE, before, after, run="run-2", at=LATER), action=way.value)
    return [Started(run=DRIFT, at=LATER), begun, settled(ONE, "applied", run="run-2", at=LATER)]


def test_what_drift_accepts_is_recorded_as_of_now_from_no_revision_and_unproven() -> None:
    live = replace(NEW, unproven=True)
    found = told(*resolved(Way.ACCEPT, live, before=replace(WAS, restore=SAW)))
    assert found == replace(NEW, applied_at=LATER, revision=None, unproven=True, accepted=True)


@pytest.mark.parametrize(("action", "kept"), [(Action.NOTE, True), (Action.CHANGE, False), (Action.RESEND, False)])
def test_what_drift_accepted_is_told_until_something_is_applied(action: Action, kept: bool) -> None:  # noqa: FBT001
    took = resolved(Way.ACCEPT, NEW)
    known = told(*took)
    assert known is not None
    marked = replace(known, restore=SAW)
    for lines in (took, [*took, *resolved(Way.RESTORE, marked, before=known)[1:]]):
        found = told(
            *lines,
            started("run-3"),
            intent(ONE, known, replace(NEW, accepted=False), run="run-3", action=action),
            settled(ONE, "applied", run="run-3"),
        )
        assert found is not None
        assert found.accepted is kept
    assert known.same_as(replace(known, accepted=False))


def test_what_drift_marks_stays_as_it_was_recorded() -> None:
    proven = [*HAD, Judged(run=RunId("run-1"), number_code=ONE, verdict="verified", at=AT)]
    found = replay(None, [*proven, *resolved(Way.RESTORE, replace(WAS, restore=SAW))]).numbers[ONE]
    assert found == replace(WAS, restore=SAW, unproven=False)


@pytest.mark.parametrize("way", Way)
def test_what_drift_does_calls_nobody_and_leaves_nothing_unknown(way: Way) -> None:
    lines = resolved(way, replace(NEW, restore=SAW))
    for part in prefixes(lines[:2]):
        assert told(*part) == WAS
    found = told(*lines)
    assert found is not None
    assert found.unknown is None
    assert way.value not in CALLS_PROVIDER
