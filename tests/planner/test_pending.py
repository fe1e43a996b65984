"""Which changes the base of a branch asks for as well."""

from dataclasses import replace

from support.planning import CODE, RING, change, entry, ring
from support.strategies import AT

from reconciler.planner.change import Action, Base, Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.pending import pending_of

CHANGED = change(entry(RING), entry(ring("74993334455")))


def plan_of(*changes: Change) -> Plan:
    return Plan(base=Base(lineage=None, serial=0), changes=changes, unchanged=0, digest=digest_of(changes), at=AT)


def test_the_same_change_in_both_is_not_caused_by_the_branch() -> None:
    assert pending_of(plan_of(CHANGED), plan_of(replace(CHANGED, override="another reason"))) == {CODE}


def test_a_change_to_something_else_is_caused_by_the_branch() -> None:
    for other in (
        replace(CHANGED, after=entry(ring("74990000000"))),
        replace(CHANGED, before=None),
        replace(CHANGED, after=None),
        replace(CHANGED, action=Action.RESEND),
    ):
        assert pending_of(plan_of(CHANGED), plan_of(other)) == frozenset()


def test_what_the_base_alone_asks_for_is_no_part_of_the_plan() -> None:
    assert pending_of(plan_of(), plan_of(CHANGED)) == frozenset()
    assert pending_of(plan_of(CHANGED), plan_of()) == frozenset()


def test_a_removal_that_both_ask_for_is_pending() -> None:
    gone = change(entry(), None, Action.FORGET)
    assert pending_of(plan_of(gone), plan_of(gone)) == {CODE}
