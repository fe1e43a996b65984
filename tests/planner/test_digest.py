"""The digest of a plan: what it is about, and what it is not about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import MAIN, RING, SECOND, change, entry, ring
from support.strategies import AT, CODES, desired_states, recorded_entries, records

from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import Lineage, NumberCode, RunId
from reconciler.model.recorded import Entry, OnRemoval, Restore, Unknown
from reconciler.planner.change import Action, Change
from reconciler.planner.digest import digest_of
from reconciler.planner.planning import make_plan

UNKNOWN = Unknown(payload=RING, application=MAIN, run=RunId("run"), since=AT)


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5))
    return [
        change(
            draw(recorded_entries(code)), draw(recorded_entries(code)), draw(st.sampled_from(Action)), number_code=code
        )
        for code in codes
    ]


def test_the_digest_of_nothing_is_sha_256_in_hex() -> None:
    assert digest_of([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


@given(made=changes(), data=st.data())
def test_the_order_of_changes_is_not_in_it(made: list[Change], data: st.DataObject) -> None:
    assert digest_of(data.draw(st.permutations(made))) == digest_of(made)


def elsewhere(known: Entry | None) -> Entry | None:
    if known is None:
        return None
    return replace(
        known,
        applied_at=AT + timedelta(days=9),
        revision="another",
        unknown=UNKNOWN,
        restore=Restore(live="00"),
        secrets=dict.fromkeys(known.secrets, "another hmac"),
    )


@given(made=changes())
def test_time_revision_fingerprints_marks_and_places_are_not_in_it(made: list[Change]) -> None:
    again = [
        replace(
            item,
            before=elsewhere(item.before),
            after=elsewhere(item.after),
            source=Source(file="z.yaml", line=9, column=9),
            missing_secrets=("A",),
        )
        for item in made
    ]
    assert digest_of(again) == digest_of(made)


@given(desired=desired_states(), data=st.data())
def test_the_same_change_has_the_same_digest_with_and_without_the_variables(desired: Any, data: st.DataObject) -> None:
    record = replace(data.draw(records()), numbers={})
    without = make_plan(desired, record, AT)
    moved = replace(record, serial=record.serial + 5, lineage=Lineage("another"))
    within = make_plan(desired, moved, AT + timedelta(hours=1), fingerprints={"EVENTS_KEY": "1", "A": "2"})
    assert without.digest == within.digest


@pytest.mark.parametrize(
    "other",
    [
        change(entry(), entry(), Action.RESEND),
        change(None, entry()),
        change(entry(), None),
        change(entry(), entry(ring("74992223345"))),
        change(entry(None), entry()),
        change(entry(), entry(weight=2)),
        change(entry(), entry(labels=("a",))),
        change(entry(), entry(description="a")),
        change(entry(), entry(protected=True)),
        change(entry(), entry(on_removal=OnRemoval.RESET)),
        change(entry(), entry(application=SECOND)),
        change(entry(), entry(), application=SECOND),
        change(entry(), entry(), number_code=NumberCode(74991112244)),
    ],
)
def test_whatever_else_changes_is_in_it(other: Change) -> None:
    assert digest_of([other]) != digest_of([change(entry(), entry())])


def test_the_order_of_entries_and_labels_is_in_it() -> None:
    assert digest_of([change(None, entry(ring("1", "2")))]) != digest_of([change(None, entry(ring("2", "1")))])
    assert digest_of([change(None, entry(labels=("a", "b")))]) != digest_of([change(None, entry(labels=("b", "a")))])


def test_the_largest_integers_that_a_payload_holds_can_be_digested() -> None:
    assert digest_of([change(None, entry({**RING, "number_code": 2**64 - 1}))])
