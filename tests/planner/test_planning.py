"""One action a number: what makes it an add, a change, a move, a removal, a note, a resend, or nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, SECOND, SECRET, entry, plan, recorded, ring, wanted
from support.strategies import AT, desired_states, records

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.identifiers import RunId
from reconciler.model.recorded import NOTHING_RECORDED, Entry, OnRemoval, Restore, Unknown
from reconciler.model.secrets import referenced
from reconciler.planner.change import Action
from reconciler.planner.fields import field_changes
from reconciler.planner.planning import make_plan

UNKNOWN = Unknown(payload=RING, application=MAIN, run=RunId("run-1"), since=AT)
HMAC = {"EVENTS_KEY": "new"}

TABLE: list[tuple[str, DesiredNumber | None, Entry | None, Action | None]] = [
    ("a number that is not recorded", wanted(), None, Action.ADD),
    ("a number recorded as it is", wanted(), entry(), None),
    ("when and from which revision does not matter", wanted(), entry(applied_at=AT, revision="abc"), None),
    ("verify is no part of the record", wanted(verify=True), entry(), None),
    ("another payload", wanted(ring("74992223345")), entry(), Action.CHANGE),
    ("a payload of which nothing was ever confirmed", wanted(), entry(None), Action.CHANGE),
    ("another application", wanted(application=SECOND), entry(), Action.MOVE),
    ("another application and payload", wanted(ring("74992223345"), application=SECOND), entry(), Action.MOVE),
    ("an outcome that is not known", wanted(), entry(unknown=UNKNOWN), Action.RESEND),
    ("an outcome that is not known, and a move", wanted(application=SECOND), entry(unknown=UNKNOWN), Action.RESEND),
    ("a mark of the drift check", wanted(), entry(restore=Restore(live="00")), Action.RESEND),
    ("another description", wanted(description="x"), entry(), Action.NOTE),
    ("another label", wanted(labels=("x",)), entry(), Action.NOTE),
    ("labels in another order", wanted(labels=("x", "y")), entry(labels=("y", "x")), Action.NOTE),
    ("another weight", wanted(weight=2), entry(), Action.NOTE),
    ("protection lifted", wanted(), entry(protected=True), Action.NOTE),
    ("another on_removal", wanted(on_removal=OnRemoval.RESET), entry(), Action.NOTE),
    ("metadata beside another payload", wanted(ring("74992223345"), weight=2), entry(), Action.CHANGE),
    ("a number no longer declared is forgotten", None, entry(), Action.FORGET),
    ("or reset, if it was to be", None, entry(on_removal=OnRemoval.RESET), Action.REMOVE),
    ("whatever its mark", None, entry(unknown=UNKNOWN, on_removal=OnRemoval.RESET), Action.REMOVE),
]


@pytest.mark.parametrize(("number", "known", "action"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_is_desired_and_what_is_recorded_decide_the_action(
    number: DesiredNumber | None, known: Entry | None, action: Action | None
) -> None:
    made = plan(number, known)
    assert [change.action for change in made.changes] == ([] if action is None else [action])
    assert made.unchanged == (1 if action is None else 0)
    for change in made.changes:
        assert change.before == known
        assert change.after == (number.entry({}) if number else None)
        assert change.application == (number.application if number else MAIN)
        assert str(change.source) == ("a.yaml:2:3" if number else "None")


def test_a_number_that_nobody_declared_and_nobody_recorded_is_nothing() -> None:
    made = make_plan(Desired(numbers={}), NOTHING_RECORDED, AT)
    assert (made.changes, made.unchanged, made.base.lineage, made.base.serial) == ((), 0, None, 0)
    assert made.counts() == dict.fromkeys(Action, 0)


def test_a_secret_with_another_value_is_a_change_of_that_secret_alone() -> None:
    (change,) = plan(wanted(SECRET), entry(SECRET, secrets={"EVENTS_KEY": "old"}), fingerprints=HMAC).changes
    assert change.action is Action.CHANGE
    assert [field.name for field in field_changes(change)] == ["secrets.EVENTS_KEY"]
    assert change.after is not None
    assert change.after.secrets == HMAC
    assert change.missing_secrets == ()


def test_a_secret_with_the_same_value_is_nothing() -> None:
    assert plan(wanted(SECRET), entry(SECRET, secrets=HMAC), fingerprints=HMAC).changes == ()


def test_a_secret_without_its_variable_is_not_compared() -> None:
    made = plan(wanted(SECRET), entry(SECRET, secrets={"EVENTS_KEY": "old"}))
    assert made.changes == ()
    assert made.not_compared == {"EVENTS_KEY": (CODE,)}


def test_a_change_without_its_variable_names_it_and_keeps_what_was_recorded() -> None:
    before = entry(SECRET, secrets={"EVENTS_KEY": "old"})
    (change,) = plan(wanted(SECRET, weight=2), before).changes
    assert change.action is Action.NOTE
    assert change.missing_secrets == ("EVENTS_KEY",)
    assert change.after == replace(before, weight=2)
    (added,) = plan(wanted(SECRET), None).changes
    assert added.missing_secrets == ("EVENTS_KEY",)


def test_a_number_in_flight_under_a_live_run_is_busy_and_nobodys_to_send() -> None:
    made = plan(wanted(ring("74992223345")), entry(unknown=UNKNOWN), live_run=RunId("run-1"))
    assert (made.changes, made.busy, made.unchanged) == ((), (CODE,), 0)
    removed = plan(None, entry(unknown=UNKNOWN), live_run=RunId("run-1"))
    assert (removed.changes, removed.busy, removed.unchanged) == ((), (CODE,), 0)


def test_a_number_left_by_another_run_is_sent_again_under_a_live_run() -> None:
    made = plan(wanted(), entry(unknown=UNKNOWN), live_run=RunId("run-2"))
    assert [change.action for change in made.changes] == [Action.RESEND]
    assert made.busy == ()


@given(data=st.data(), desired=desired_states(), live=st.sampled_from([None, RunId("run-1")]))
def test_changes_busy_and_unchanged_numbers_always_add_up(
    data: st.DataObject, desired: Desired, live: RunId | None
) -> None:
    record = data.draw(records(desired))
    made = make_plan(desired, record, AT, fingerprints={"A": "0", "B": "1"}, live_run=live)
    everything = desired.numbers.keys() | record.numbers.keys()
    assert len(made.changes) + len(made.busy) + made.unchanged == len(everything)
    assert sum(made.counts().values()) == len(made.changes)
    assert made.unchanged >= 0
    assert {change.number_code for change in made.changes}.isdisjoint(made.busy)
    assert [change.number_code for change in made.changes] == sorted({change.number_code for change in made.changes})


@given(data=st.data(), desired=desired_states())
def test_applying_and_planning_again_gives_nothing(data: st.DataObject, desired: Desired) -> None:
    record = data.draw(records(desired))
    hmacs = {"EVENTS_KEY": "0", "A": "0", "B": "1", "HOST": "1"}
    made = make_plan(desired, record, AT, fingerprints=hmacs)
    after = {change.number_code: change.after for change in made.changes}
    numbers = {code: item for code, item in {**record.numbers, **after}.items() if item is not None}
    again = make_plan(desired, recorded(numbers), AT, fingerprints=hmacs)
    assert again.changes == ()
    assert again.unchanged == len(desired.numbers)


@given(data=st.data(), desired=desired_states())
def test_the_order_of_numbers_does_not_matter(data: st.DataObject, desired: Desired) -> None:
    record = data.draw(records(desired))
    backwards = replace(desired, numbers=dict(reversed(list(desired.numbers.items()))))
    turned = replace(record, numbers=dict(reversed(list(record.numbers.items()))))
    assert make_plan(backwards, turned, AT) == make_plan(desired, record, AT)


@given(data=st.data(), desired=desired_states())
def test_missing_secrets_are_those_referred_to_without_a_value(data: st.DataObject, desired: Desired) -> None:
    made = make_plan(desired, data.draw(records(desired)), AT, fingerprints={"A": "0"})
    for change in made.changes:
        number = desired.numbers.get(change.number_code)
        names = referenced(number.forwarding) if number else ()
        assert change.missing_secrets == tuple(name for name in names if name != "A")
    assert set(made.not_compared) == {
        name for number in desired.numbers.values() for name in referenced(number.forwarding) if name != "A"
    }
