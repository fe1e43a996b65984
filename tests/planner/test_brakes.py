"""Before anything is sent: does the change still fit, is it too much, what does it cost, is it selected."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, MAIN, RING, SECOND, change, entry, numbered, ring
from support.strategies import AT, recorded_entries

from reconciler.errors import UsageError
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.recorded import Entry, Later, Restore, Unknown
from reconciler.model.settings import Apply, Limits, OnForeignChange, ReadBack
from reconciler.planner.budget import TYPICAL_SECONDS, budget_of
from reconciler.planner.change import Action, Base, Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.flags import Flag, Flagged
from reconciler.planner.guards import Brakes, brakes_of
from reconciler.planner.selection import select
from reconciler.planner.staleness import Fit, fit_of

BEFORE, AFTER = entry(), entry(ring("74992223345"))
MARKED = replace(BEFORE, unknown=Unknown(payload=RING, application=MAIN, run=RunId("run"), since=AT))


def planned(*changes: Change) -> Plan:
    base = Base(lineage=None, serial=0)
    return Plan(base=base, changes=changes, unchanged=0, digest=digest_of(changes), at=AT)


def several(action: Action, count: int, *, weight: int = 1, start: int = 0) -> list[Change]:
    return [
        change(entry(weight=weight), AFTER, action, number_code=NumberCode(74991110000 + start + index))
        for index in range(count)
    ]


@pytest.mark.parametrize(
    ("before", "after", "recorded", "fit"),
    [
        (BEFORE, AFTER, BEFORE, Fit.READY),
        (BEFORE, AFTER, replace(BEFORE, applied_at=AT, revision="x"), Fit.READY),
        (BEFORE, AFTER, AFTER, Fit.DONE),
        (BEFORE, AFTER, entry(ring("74992223346")), Fit.STALE),
        (BEFORE, AFTER, replace(BEFORE, weight=2), Fit.STALE),
        (BEFORE, AFTER, MARKED, Fit.STALE),
        (BEFORE, AFTER, None, Fit.STALE),
        (None, AFTER, None, Fit.READY),
        (None, AFTER, AFTER, Fit.DONE),
        (None, AFTER, BEFORE, Fit.STALE),
        (BEFORE, None, BEFORE, Fit.READY),
        (BEFORE, None, None, Fit.DONE),
        (BEFORE, None, AFTER, Fit.STALE),
        (MARKED, BEFORE, MARKED, Fit.READY),
        (MARKED, BEFORE, BEFORE, Fit.DONE),
    ],
)
def test_a_change_fits_the_record_is_done_or_is_stale(
    before: Entry | None, after: Entry | None, recorded: Entry | None, fit: Fit
) -> None:
    assert fit_of(change(before, after), recorded) is fit


@given(before=st.none() | recorded_entries(), after=st.none() | recorded_entries())
def test_a_change_is_ready_before_it_and_never_stale_after_it(before: Entry | None, after: Entry | None) -> None:
    assert fit_of(change(before, after), before) is Fit.READY
    assert fit_of(change(before, after), after) is not Fit.STALE


def test_a_plan_within_its_limits_is_not_refused() -> None:
    limits = Limits(changes=3, removals=1, weight=3)
    plan = planned(*several(Action.CHANGE, 2), *several(Action.REMOVE, 1, start=10), *several(Action.ADD, 50, start=20))
    assert brakes_of(plan, limits, recorded=10) == Brakes()


def test_each_limit_is_refused_with_its_arithmetic() -> None:
    limits = Limits(changes=3, removals=1, weight=10)
    plan = planned(
        *several(Action.CHANGE, 2, weight=5), *several(Action.MOVE, 1, start=5), *several(Action.REMOVE, 2, start=10)
    )
    assert brakes_of(plan, limits, recorded=10).limits == (
        "limits.changes: the plan has 5, 3 are allowed.",
        "limits.removals: the plan has 2, 1 are allowed.",
        "limits.weight: the plan has 13, 10 are allowed.",
        "limits.changes_share: 5 of 10 recorded numbers is 50%, and 30% (3) are allowed.",
        "limits.removals_share: 2 of 10 recorded numbers is 20%, and 10% (1) are allowed.",
    )


@pytest.mark.parametrize("action", [Action.ADD, Action.NOTE, Action.FORGET])
def test_additions_notes_and_forgetting_do_not_count(action: Action) -> None:
    limits = Limits(changes=0, removals=0, weight=0)
    assert brakes_of(planned(*several(action, 50)), limits, recorded=51) == Brakes()


@pytest.mark.parametrize(
    ("changes", "recorded", "refused"),
    [
        (several(Action.FORGET, 3), 3, True),
        ([*several(Action.FORGET, 2), *several(Action.REMOVE, 1, start=5)], 3, True),
        (several(Action.FORGET, 3), 4, False),
        ([*several(Action.FORGET, 3), *several(Action.ADD, 1, start=5)], 3, False),
        ([], 0, False),
    ],
    ids=["all forgotten", "some removed", "one stays", "renumbered", "an empty record"],
)
def test_a_folder_that_declares_nothing_is_refused(changes: list[Change], recorded: int, *, refused: bool) -> None:
    limits = brakes_of(planned(*changes), Limits(removals=9, removals_share=1.0), recorded=recorded).limits
    assert [text for text in limits if "declares no number at all, and the record holds 3" in text] == list(limits)
    assert bool(limits) is refused


LATER = (Later(at=AT + timedelta(days=1), payload=ring("74992223346")),)
MERGED = entry(later=LATER)


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (change(BEFORE, MERGED, Action.NOTE), True),
        (change(MERGED, BEFORE, Action.NOTE, approved=LATER), True),
        (change(MERGED, replace(MERGED, description="x"), Action.NOTE, approved=LATER), False),
        (change(MERGED, entry(LATER[0].payload), is_due=True), False),
        (change(None, MERGED, Action.ADD), False),
        (change(MARKED, replace(MERGED, unknown=None), Action.RESEND), True),
    ],
    ids=["merged", "taken back", "described", "due", "of a number that is added", "sent again and merged"],
)
def test_an_override_counts_when_it_is_merged_and_not_again_when_it_is_due(one: Change, *, counts: bool) -> None:
    limits = brakes_of(planned(one), Limits(changes=0), recorded=2).limits
    assert limits == (("limits.changes: the plan has 1, 0 are allowed.",) if counts else ())


def test_flags_that_nobody_may_miss_refuse_a_plan() -> None:
    dark = Flagged(flag=Flag.GOES_DARK, about=("always",))
    others = [Flagged(flag=flag) for flag in (Flag.PROTECTED, Flag.NEW_DESTINATION)]
    codes = [NumberCode(74991110000 + index) for index in range(7)]
    plan = planned(*several(Action.CHANGE, 2))
    refused = brakes_of(plan, Limits(), recorded=9, flagged=[*((dark, code) for code in codes), (others[0], CODE)])
    assert "".join(refused.limits) == (
        "goes-dark: 7 of the numbers would ring nobody at times at which somebody is rung now (74991110000,"
        " 74991110001, 74991110002, 74991110003, 74991110004 and 2 others); 0 are allowed unless approved."
    )
    assert brakes_of(plan, Limits(), recorded=9, flagged=[(item, CODE) for item in others]) == Brakes()
    removal = planned(change(BEFORE, None, Action.REMOVE))
    assert brakes_of(removal, Limits(), recorded=9, flagged=[(dark, CODE)]) == Brakes(), "limits of its own count it"


def test_shares_count_from_the_minimum_of_numbers_on() -> None:
    plan = planned(*several(Action.CHANGE, 5))
    assert brakes_of(plan, Limits(), recorded=9) == Brakes()
    assert len(brakes_of(plan, Limits(), recorded=10).limits) == 1
    assert brakes_of(plan, Limits(minimum_numbers=11), recorded=10) == Brakes()


@given(percent=st.integers(0, 100), recorded=st.integers(10, 1000))
def test_exactly_the_share_is_allowed_and_one_more_is_not(percent: int, recorded: int) -> None:
    limits = Limits(changes_share=percent / 100)
    allowed = percent * recorded // 100
    assert brakes_of(planned(*several(Action.CHANGE, allowed)), limits, recorded=recorded) == Brakes()
    assert len(brakes_of(planned(*several(Action.CHANGE, allowed + 1)), limits, recorded=recorded).limits) == 1


UNDEFINED = {"number_code": CODE, "call_forwarding_type": 0}
DROPPED = numbered([{"redirect_number": "74992223344", "timeout": 16, "active": False}])


@pytest.mark.parametrize(
    ("after", "action", "silenced"),
    [
        (None, Action.REMOVE, True),
        (None, Action.FORGET, True),
        (entry(UNDEFINED, protected=True), Action.CHANGE, True),
        (entry(DROPPED, protected=False), Action.CHANGE, True),
        (entry(ring("74992223345"), protected=True), Action.CHANGE, False),
        (entry(protected=False), Action.NOTE, False),
        (entry(protected=False, later=(Later(at=AT, payload=UNDEFINED),)), Action.NOTE, True),
    ],
)
def test_a_protected_number_is_never_taken_away_or_silenced(
    after: Entry | None, action: Action, *, silenced: bool
) -> None:
    brakes = brakes_of(planned(change(entry(protected=True), after, action)), Limits(), recorded=2)
    assert brakes.limits == (), "nothing that an approval passes"
    assert len(brakes.protection) == silenced
    assert all("74991112233 is protected" in text and "`protected: false`" in text for text in brakes.protection)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([change(entry(protected=True), entry(description="x", protected=True), Action.NOTE)], "that its calls are"),
        ([], "that its calls are"),
        ([change(entry(protected=True), entry(ring("74992223345"), protected=True))], "Give it an entry whose period"),
        ([change(entry(protected=True), entry(UNDEFINED, protected=True))], "would ring nobody"),
    ],
    ids=["beside a note", "without a change", "by its own schedules", "told already"],
)
def test_a_protected_number_that_falls_silent_is_refused_once(changes: list[Change], words: str) -> None:
    (sentence,) = brakes_of(planned(*changes), Limits(), recorded=1, silenced=[CODE]).protection
    assert words in sentence


@pytest.mark.parametrize(
    ("after", "counts"),
    [(BEFORE, False), (entry(ring("74992223345")), True), (entry(application=SECOND), True)],
    ids=["what was sent", "something new", "another application"],
)
def test_sending_again_counts_only_where_it_sends_something_new(after: Entry, *, counts: bool) -> None:
    plan = planned(change(MARKED, after, Action.RESEND))
    assert len(brakes_of(plan, Limits(changes=0), recorded=1).limits) == counts


@pytest.mark.parametrize(
    ("actions", "settings", "calls", "looks"),
    [
        ([], {}, 0, 0),
        ([Action.CHANGE, Action.MOVE, Action.REMOVE], {}, 6, 3),
        ([Action.ADD, Action.RESEND], {}, 4, 2),
        ([Action.ADD, Action.RESEND], {"read_back": "all"}, 6, 4),
        ([Action.ADD, Action.RESEND], {"on_foreign_change": "overwrite"}, 2, 0),
        ([Action.NOTE, Action.FORGET], {"read_back": "all"}, 0, 0),
    ],
)
def test_a_budget_counts_calls_and_the_looks_around_them(
    actions: list[Action], settings: dict[str, Any], calls: int, looks: int
) -> None:
    changes = [change(BEFORE, AFTER, action) for action in actions]
    found = budget_of(changes, Apply(**settings))
    assert (found.calls, found.looks) == (calls, looks)


def test_a_call_that_leaves_fields_out_is_read_back_and_a_promised_look_is_made() -> None:
    fewer = change(entry(ring("1", file_to_a="x")), entry(ring("1")))
    assert budget_of([fewer], Apply()).looks == 2
    assert budget_of([fewer], Apply(read_back=ReadBack.OFF)).looks == 1
    promised = change(replace(BEFORE, restore=Restore(live="00")), AFTER, Action.RESEND)
    for read_back, looks in ((ReadBack.REMOVED_FIELDS, 2), (ReadBack.OFF, 1)):
        settings = Apply(on_foreign_change=OnForeignChange.OVERWRITE, read_back=read_back)
        assert budget_of([promised], settings).looks == looks


def test_the_slower_of_rate_and_latency_tells_the_time() -> None:
    changes = several(Action.CHANGE, 100)
    assert budget_of(changes, Apply(concurrency=1, calls_per_second=10)).seconds == 200 * TYPICAL_SECONDS
    assert budget_of(changes, Apply(concurrency=64, calls_per_second=10)).seconds == 20
    assert budget_of(changes, Apply(concurrency=4, calls_per_second=0)).seconds == 50 * TYPICAL_SECONDS


NOTHING = Desired(numbers={})
ONE = change(entry(labels=("sales",)), AFTER, source=Source(file="desired-state/a.yaml", line=2, column=3))
TWO = change(
    entry(labels=("support",)),
    entry(application=SECOND),
    Action.MOVE,
    number_code=NumberCode(74991112244),
    application=SECOND,
)
GONE = change(entry(labels=("sales",)), None, Action.FORGET, number_code=NumberCode(74991112255))


@pytest.mark.parametrize(
    ("selectors", "chosen"),
    [
        ([], [ONE, TWO, GONE]),
        (["74991112244"], [TWO]),
        (["label:sales"], [ONE, GONE]),
        (["label:support"], [TWO]),
        (["application:second"], [TWO]),
        (["application:main"], [ONE, TWO, GONE]),
        (["desired-state/a.yaml"], [ONE]),
        (["74991112255", "desired-state/a.yaml"], [ONE, GONE]),
        (["label:nobody", "other.yml", "7499111"], []),
    ],
)
def test_a_selector_takes_what_it_names_in_the_plans_order(selectors: list[str], chosen: list[Change]) -> None:
    plan = planned(ONE, TWO, GONE)
    selected = select(plan, selectors, NOTHING)
    assert list(selected.changes) == chosen
    assert selected.digest == digest_of(chosen)
    assert selected.base == plan.base


@pytest.mark.parametrize(
    "selector", ["", "sales", "label:", "number:7499", "+74991112233", "٧٤٩٩", "a.txt", "application:"]
)
def test_a_wrong_selector_is_wrong_usage(selector: str) -> None:
    with pytest.raises(UsageError, match="selects nothing") as caught:
        select(planned(ONE), [selector], NOTHING)
    assert "label:NAME" in caught.value.advice
