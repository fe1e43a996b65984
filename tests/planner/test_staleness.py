"""Whether a planned change still fits the record, and what is done about its secrets where it is applied."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, SECOND, change, entry, recorded, ring
from support.strategies import AT, CODES, records, timed_states

from reconciler.model.identifiers import RunId
from reconciler.model.outcome import OutcomeWord
from reconciler.model.recorded import Entry, Recorded, Unknown
from reconciler.planner.change import CALLS_PROVIDER, Action, Base, Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.filling import filled, rotated
from reconciler.planner.planning import make_plan
from reconciler.planner.staleness import Fit, as_planned, fit_of, fitted
from reconciler.state.journal import Intent, JournalEntry, Settled
from reconciler.state.replay import marked, replay
from reconciler.state.snapshot import snapshot_of

OTHER = ring("74993334455")
URL = {
    "number_code": CODE,
    "call_forwarding_type": 3,
    "call_forwarding_ipcr": {"url": "https://a.example/${A}/${B}"},
}
CHANGED = change(entry(), entry(OTHER))
ADDED = change(None, entry(OTHER), Action.ADD)
REMOVED = change(entry(), None, Action.REMOVE)
MOVED = change(entry(), entry(OTHER, application=SECOND), Action.MOVE, application=SECOND)


def interrupted(item: Change, run: str = "run-1") -> Entry:
    """Answer what is recorded when a change was about to be sent and nothing more was written."""
    return marked(
        Intent(
            run=RunId(run),
            number_code=item.number_code,
            application=item.application,
            action=item.action.value,
            before=item.before,
            after=item.after,
            at=AT,
        )
    )


@pytest.mark.parametrize("item", [CHANGED, ADDED, REMOVED, MOVED])
def test_a_change_is_ready_then_unclear_then_done(item: Change) -> None:
    assert fit_of(item, item.before) is Fit.READY
    assert fit_of(item, interrupted(item)) is Fit.UNCLEAR
    assert fit_of(item, item.after) is Fit.DONE


@pytest.mark.parametrize("item", [CHANGED, ADDED, REMOVED, MOVED])
def test_a_call_for_the_change_that_was_cut_off_twice_is_unclear_still(item: Change) -> None:
    again = replace(item, before=interrupted(item))
    assert fit_of(item, interrupted(again, "run-2")) is Fit.UNCLEAR


def test_a_call_for_something_else_makes_it_stale() -> None:
    elsewhere = replace(CHANGED, after=entry(ring("74990000000")))
    assert fit_of(CHANGED, interrupted(elsewhere)) is Fit.STALE
    after_it = replace(CHANGED, before=interrupted(elsewhere))
    assert fit_of(CHANGED, interrupted(after_it)) is Fit.STALE, "nobody knows of the call before it either"
    assert fit_of(CHANGED, replace(interrupted(CHANGED), weight=7)) is Fit.STALE
    assert fit_of(REMOVED, None) is Fit.DONE
    assert fit_of(CHANGED, None) is Fit.STALE
    assert fit_of(replace(CHANGED, action=Action.NOTE), interrupted(CHANGED)) is Fit.STALE


def test_a_mark_that_the_plan_knew_of_is_no_trouble() -> None:
    known = entry(unknown=Unknown(payload=OTHER, application=MAIN, run=RunId("run-0"), since=AT))
    resent = change(known, entry(RING), Action.RESEND)
    assert fit_of(resent, known) is Fit.READY
    assert fit_of(resent, interrupted(resent)) is Fit.UNCLEAR


def test_what_is_sent_again_has_the_mark_as_what_was_before() -> None:
    plan = Plan(base=Base(lineage=None, serial=0), changes=(CHANGED,), unchanged=0, digest=digest_of([CHANGED]), at=AT)
    (again,) = fitted(plan, recorded({CODE: interrupted(CHANGED)})).ready
    assert again == replace(CHANGED, before=interrupted(CHANGED))


@st.composite
def cut_off(draw: st.DrawFn) -> tuple[Plan, Recorded, list[JournalEntry]]:
    """Draw a plan, its record, and what a run of it wrote until it was cut off anywhere."""
    desired = draw(timed_states())
    record = draw(records(desired))
    plan = make_plan(desired, record, AT)
    lines: list[JournalEntry] = []
    for item in draw(st.permutations(plan.changes)):
        begun = Intent(
            run=RunId("run-9"), number_code=item.number_code, application=item.application, action=item.action.value,
            before=item.before, after=item.after, at=AT,
        )  # fmt: skip
        words: list[tuple[OutcomeWord, bool]] = [
            ("applied", False), ("failed", False), ("failed", True), ("unknown", False),
        ]  # fmt: skip
        ends = [
            Settled(run=RunId("run-9"), number_code=item.number_code, outcome=word, may_have_happened=happened, at=AT)
            for word, happened in words
        ]
        lines += [begun, draw(st.sampled_from(ends if item.action in CALLS_PROVIDER else ends[:1]))]
    return plan, record, lines[: draw(st.integers(0, len(lines)))]


@given(cut_off())
def test_a_plan_that_was_cut_off_anywhere_fits_still_and_leaves_what_it_would_have_left(
    story: tuple[Plan, Recorded, list[JournalEntry]],
) -> None:
    plan, record, lines = story
    assert record.lineage is not None
    snapshot = snapshot_of(record, record.lineage)
    midway = replay(snapshot, lines)
    fits = fitted(plan, midway)
    assert fits.stale == ()
    assert len(fits.ready) + len(fits.done) == len(plan.changes)
    rest: list[JournalEntry] = []
    for item in fits.ready:
        rest += [
            Intent(
                run=RunId("run-10"), number_code=item.number_code, application=item.application,
                action=item.action.value, before=item.before, after=item.after, at=AT,
            ),
            Settled(run=RunId("run-10"), number_code=item.number_code, outcome="applied", at=AT),
        ]  # fmt: skip
    numbers = replay(snapshot, [*lines, *rest]).numbers
    wanted = {item.number_code: item.after for item in plan.changes}
    for code in CODES:
        expected = wanted[code] if code in wanted else record.numbers.get(code)
        assert (expected is None) if code not in numbers else numbers[code].same_as(expected)
    counted = as_planned(plan, midway).numbers
    assert counted.keys() == record.numbers.keys()
    assert all(counted[code].same_as(known) for code, known in record.numbers.items())


def test_a_secret_that_the_plan_lacks_is_taken_as_it_is_here() -> None:
    planned = change(None, entry(URL, secrets={"A": "11"}), Action.ADD, missing_secrets=("B",))
    here = filled(planned, {"A": "11", "B": "22"}, None)
    assert here.after == entry(URL, secrets={"A": "11", "B": "22"})
    assert here.missing_secrets == ()
    assert rotated(here, {"A": "11", "B": "22"}) == ()


def test_a_secret_whose_variable_is_missing_here_is_missing() -> None:
    planned = change(None, entry(URL, secrets={"A": "11"}), Action.ADD, missing_secrets=("B",))
    assert filled(planned, {}, None).missing_secrets == ("A", "B")
    assert filled(planned, {"A": "11"}, None).missing_secrets == ("B",)


def test_a_secret_with_another_value_than_was_planned_is_found() -> None:
    planned = change(None, entry(URL, secrets={"A": "11"}), Action.ADD, missing_secrets=("B",))
    here = filled(planned, {"A": "99", "B": "22"}, None)
    assert rotated(here, {"A": "99", "B": "22"}) == ("A",)
    assert rotated(here, {}) == ()
    assert rotated(replace(here, action=Action.NOTE), {"A": "99"}) == (), "nothing is sent for it"
    assert rotated(REMOVED, {"A": "99"}) == ()


def test_an_older_value_that_the_plan_kept_gives_way_to_the_one_at_hand() -> None:
    before = entry(URL, secrets={"A": "00", "B": "00"})
    planned = change(before, replace(before, payload={**URL}, weight=3), missing_secrets=("A", "B"))
    assert filled(planned, {"A": "11"}, before).after == replace(before, weight=3, secrets={"A": "11", "B": "00"})


def test_a_note_sends_nothing_and_takes_no_value_for_one_that_was_sent() -> None:
    before = entry(URL, secrets={"A": "00"})
    note = change(before, replace(before, weight=3), Action.NOTE, missing_secrets=("A", "B"))
    here = filled(note, {"A": "11", "B": "22"}, before)
    assert here.after == replace(before, weight=3, secrets={"A": "00", "B": "22"})


def test_a_number_is_done_also_where_its_secret_is_not_at_hand_any_more() -> None:
    planned = change(None, entry(URL), Action.ADD, missing_secrets=("A", "B"))
    done = entry(URL, secrets={"A": "11", "B": "22"})
    assert fit_of(filled(planned, {}, done), done) is Fit.DONE
    assert fit_of(filled(planned, {"A": "11"}, done), done) is Fit.DONE
    assert fit_of(filled(planned, {"A": "99"}, done), done) is Fit.STALE
    assert fit_of(filled(planned, {}, None), None) is Fit.READY
