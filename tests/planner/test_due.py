"""Overrides in plans: what holds at a moment, what follows it, and which changes are only a transition that is due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, entry, recorded, ring, wanted
from support.strategies import AT, timed_states

from reconciler.model.desired import Desired, DesiredNumber, Override, Window
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import ApplicationName, NumberCode, RunId
from reconciler.model.recorded import Entry, Recorded, Restore, Unknown
from reconciler.planner.change import Action, Plan
from reconciler.planner.due import due
from reconciler.planner.planning import make_plan
from reconciler.planner.transitions import next_of

HOUR = timedelta(hours=1)
HOLIDAY = ring("74992223399")
SECOND = ring("74992223388")
OTHER = ApplicationName("other")


def window(start: int, end: int, payload: Mapping[str, object] = HOLIDAY, reason: str = "New Year") -> Window:
    """Answer an override between two hours, counted from AT."""
    return Window(start=AT + start * HOUR, end=AT + end * HOUR, forwarding=payload, reason=reason, override=0)


def desired(number: DesiredNumber) -> Desired:
    source = Source(file="a.yaml", line=9, column=5)
    overrides = tuple(
        Override(numbers=(CODE,), start=item.start, end=item.end, reason=item.reason, source=source, last_line=12)
        for item in number.windows
    )
    return Desired(numbers={CODE: number}, overrides=overrides)


def plan_at(number: DesiredNumber, known: Entry | None, at: datetime = AT) -> Plan:
    return make_plan(desired(number), recorded({CODE: known} if known else {}), at)


@pytest.mark.parametrize(
    ("hours", "payload"),
    [(-2, RING), (0, HOLIDAY), (1, HOLIDAY), (2, RING), (3, SECOND), (5, RING)],
    ids=["before", "at the beginning", "within", "at the end", "in the second", "after all"],
)
def test_a_plan_wants_what_holds_at_its_moment(hours: int, payload: Mapping[str, object]) -> None:
    number = wanted(windows=(window(0, 2), window(3, 4, SECOND)))
    made = plan_at(number, None, AT + hours * HOUR)
    assert [change.after.payload for change in made.changes if change.after] == [payload]


def test_a_change_tells_the_override_that_holds_and_what_follows_it() -> None:
    made = plan_at(wanted(windows=(window(0, 2),)), entry())
    (change,) = made.changes
    assert change.override == "New Year"
    assert change.following is not None
    assert (change.following.at, change.following.forwarding) == (AT + 2 * HOUR, RING)
    assert not change.following.begins
    assert made.valid_until == AT + 2 * HOUR


def test_a_plan_is_valid_until_the_next_boundary_of_its_own_numbers() -> None:
    assert plan_at(HOLDS, merged(HOLDS, 0)).valid_until is None  # nothing to do, nothing to end
    assert plan_at(wanted(windows=(window(5, 6),)), None).valid_until == AT + 5 * HOUR
    assert plan_at(wanted(windows=(window(-3, -1),)), None).valid_until is None


def test_what_follows_an_override_may_be_the_next_one() -> None:
    following = next_of(wanted(windows=(window(0, 2), window(2, 4, SECOND, "the second"))), AT)
    assert following is not None
    assert (following.forwarding, following.reason, following.begins) == (SECOND, "the second", True)


def test_the_transitions_within_the_horizon_are_told_in_order() -> None:
    number = wanted(windows=(window(-5, 1), window(2, 24 * 57)))
    made = plan_at(number, entry())
    assert [(item.at - AT, item.begins, item.override) for item in made.transitions] == [
        (HOUR, False, 0),
        (2 * HOUR, True, 1),
    ]
    assert [item.forwarding for item in made.transitions] == [RING, HOLIDAY]


def merged(number: DesiredNumber, hours: int = -9) -> Entry:
    """Answer what is recorded of a number that was applied some hours from AT, with what was approved to follow."""
    return number.entry({}, AT + hours * HOUR)


UNKNOWN = Unknown(payload=HOLIDAY, application=MAIN, run=RunId("run-1"), since=AT)
EDIT = Unknown(payload=SECOND, application=MAIN, run=RunId("run-1"), since=AT)
BEGINS = wanted(windows=(window(0, 2),))
ENDED = wanted(windows=(window(-2, 0),))
HOLDS = wanted(windows=(window(-1, 2),))
EDITED = ring("74992223377")

DUE: list[tuple[str, DesiredNumber, Entry | None, bool]] = [
    ("an override begins", BEGINS, merged(BEGINS), True),
    ("an override has ended", ENDED, merged(ENDED, -1), True),
    ("an override of which the record knows nothing", BEGINS, entry(), False),
    (
        "one override follows another",
        wanted(windows=(window(-1, 0), window(0, 1, SECOND))),
        merged(wanted(windows=(window(-1, 0), window(0, 1, SECOND))), -1),
        True,
    ),
    (
        "one that nobody applied in time",
        wanted(windows=(window(-3, -2), window(-1, 1, SECOND))),
        merged(wanted(windows=(window(-3, -2), window(-1, 1, SECOND)))),
        True,
    ),
    ("one that has come and gone", wanted(windows=(window(-3, -2),)), merged(wanted(windows=(window(-3, -2),))), False),
    ("nothing changes", wanted(windows=(window(1, 2),)), merged(wanted(windows=(window(1, 2),))), False),
    ("an override to come that is new", wanted(windows=(window(1, 2),)), entry(), False),
    ("a number without overrides", wanted(SECOND), entry(), False),
    ("a number that is not recorded", BEGINS, None, False),
    ("what it returns to has changed too", wanted(SECOND, windows=(window(0, 2),)), merged(BEGINS), True),
    ("what holds now has changed too", wanted(windows=(window(0, 2, SECOND),)), merged(BEGINS), False),
    ("the description has changed too", wanted(windows=(window(0, 2),), description="x"), merged(BEGINS), True),
    ("the override was taken back", wanted(), merged(BEGINS), False),
    ("the application has changed too", wanted(windows=(window(0, 2),), application=OTHER), merged(BEGINS), False),
    ("a beginning with an unknown outcome", BEGINS, replace(merged(BEGINS), unknown=UNKNOWN), True),
    ("another call with an unknown outcome", BEGINS, replace(merged(BEGINS), unknown=EDIT), False),
    ("the same where nothing is due", wanted(SECOND), entry(unknown=UNKNOWN), False),
    ("a mark of the drift check", HOLDS, replace(merged(HOLDS, 0), restore=Restore(live="00")), False),
    (
        "a secret that only the override refers to",
        wanted(windows=(window(0, 2, ring("7", event_url="https://x.example/?key=${A}")),)),
        merged(wanted(windows=(window(0, 2, ring("7", event_url="https://x.example/?key=${A}")),))),
        True,
    ),
]


@pytest.mark.parametrize(("number", "known", "is_due"), [row[1:] for row in DUE], ids=[row[0] for row in DUE])
def test_only_transitions_are_due(number: DesiredNumber, known: Entry | None, is_due: bool) -> None:  # noqa: FBT001 - a table
    made = plan_at(number, known)
    chosen = due(made)
    assert len(chosen.changes) == is_due
    assert chosen.unselected == sum(change not in chosen.changes for change in made.changes)
    assert (chosen.digest == made.digest) is (chosen.changes == made.changes)
    for change in chosen.changes:
        assert change.before is not None
        assert change.after is not None
        assert change.after.payload == change.before.at(AT).payload, "exactly what was approved"
        assert change.after.later == change.before.at(AT).later


def test_what_waits_beside_the_forwarding_waits_on_when_a_transition_is_due() -> None:
    number = wanted(windows=(window(0, 2),), description="new", labels=("new",), protected=True)
    known = replace(merged(BEGINS), description="old", labels=("old",))
    chosen = due(plan_at(number, known))
    (change,) = chosen.changes
    assert change.after == replace(known.at(AT), payload=HOLIDAY)
    assert (chosen.unselected, chosen.held_back) == (1, ())
    then = make_plan(desired(number), recorded({CODE: change.after}), AT)
    assert [item.action for item in then.changes] == [Action.NOTE]


def test_what_a_number_returns_to_is_shown_when_it_is_edited_while_an_override_holds() -> None:
    made = plan_at(wanted(SECOND, windows=(window(-1, 2),)), merged(HOLDS, -1))
    (change,) = made.changes
    assert (change.action, change.alters_later, change.is_due) == (Action.NOTE, True, False)
    assert [item.payload for item in change.approved] == [RING]
    assert change.after is not None
    assert [(item.at, item.payload) for item in change.after.later] == [(AT + 2 * HOUR, SECOND)]


def test_a_reason_in_other_words_changes_nothing() -> None:
    assert (
        plan_at(wanted(windows=(window(1, 2, reason="Christmas"),)), merged(wanted(windows=(window(1, 2),)))).changes
        == ()
    )


HELD: list[tuple[str, DesiredNumber, Entry | None, bool]] = [
    ("what holds now was edited", wanted(windows=(window(0, 2, EDITED),)), merged(BEGINS), True),
    ("the override was taken back", wanted(), merged(BEGINS), True),
    ("it has ended where the number was edited", wanted(EDITED, windows=(window(-2, 0),)), merged(ENDED, -1), True),
    ("another key is to send it", wanted(windows=(window(-2, 0),), application=OTHER), merged(ENDED, -1), True),
    ("its override is not yet approved", BEGINS, entry(), False),
    ("it is carried out", BEGINS, merged(BEGINS), False),
    ("a number without overrides was edited", wanted(SECOND), entry(), False),
    ("it holds already, and a label waits", wanted(windows=(window(-1, 2),), labels=("x",)), merged(HOLDS, 0), False),
    ("a number that is not recorded", BEGINS, None, False),
]


@pytest.mark.parametrize(("number", "known", "is_held"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
def test_a_due_override_that_something_else_holds_back_is_told(
    number: DesiredNumber,
    known: Entry | None,
    is_held: bool,  # noqa: FBT001 - a table
) -> None:
    assert due(plan_at(number, known)).held_back == ((CODE,) if is_held else ())


def test_a_number_that_is_no_longer_declared_is_held_back_while_an_override_is_due() -> None:
    made = make_plan(Desired(numbers={}), recorded({CODE: merged(ENDED, -1)}), AT)
    assert due(made).held_back == (CODE,)


def test_a_rotated_secret_is_no_transition() -> None:
    keyed = ring("7", event_url="https://x.example/?key=${A}")
    number = wanted(keyed, windows=(window(0, 2, ring("8", event_url="https://x.example/?key=${A}")),))
    known = recorded({CODE: number.entry({"A": "old"}, AT - HOUR)})
    made = make_plan(desired(number), known, AT, fingerprints={"A": "new"})
    assert [(change.action, change.is_due) for change in made.changes] == [(Action.CHANGE, False)]
    assert due(made).changes == ()


def applied(plan: Plan, known: Recorded) -> Recorded:
    """Answer the record after a plan was carried out."""
    numbers: dict[NumberCode, Entry] = dict(known.numbers)
    for change in plan.changes:
        if change.after is None:
            numbers.pop(change.number_code, None)
        else:
            numbers[change.number_code] = change.after
    return replace(known, numbers=numbers)


def boundaries(state: Desired) -> list[datetime]:
    return sorted(
        {moment for number in state.numbers.values() for item in number.windows for moment in (item.start, item.end)}
    )


@given(timed_states(), st.integers(-120, 120))
def test_applying_what_is_due_at_every_boundary_ends_at_the_base_with_an_empty_plan(state: Desired, begin: int) -> None:
    start = AT + begin * HOUR
    known = applied(make_plan(state, recorded({}), start), recorded({}))
    assert make_plan(state, known, start).changes == ()
    for moment in (moment for moment in boundaries(state) if moment > start):
        made = make_plan(state, known, moment)
        chosen = due(made)
        assert chosen.changes == made.changes, "nothing but time has passed, so every change is due"
        assert all(change.is_due for change in made.changes)
        known = applied(chosen, known)
        assert make_plan(state, known, moment).changes == ()
        assert make_plan(state, known, moment + HOUR / 60).changes == (), "no drift while an override holds"
    after = max([start, *boundaries(state)])
    assert make_plan(state, known, after).changes == ()
    assert {code: item.payload for code, item in known.numbers.items()} == {
        code: dict(number.forwarding) for code, number in state.numbers.items()
    }


@given(timed_states(), st.integers(-120, 120))
def test_a_plan_says_the_same_until_it_is_no_longer_valid(state: Desired, begin: int) -> None:
    start = AT + begin * HOUR
    made = make_plan(state, recorded({}), start)
    until = made.valid_until
    if until is not None:
        last = make_plan(state, recorded({}), until - timedelta(seconds=1))
        assert last.digest == made.digest
