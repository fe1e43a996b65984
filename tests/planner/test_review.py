"""What a plan means for callers: what is flagged, what changes when, and whose calls change by another's change."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.planning import MAIN, recorded

from reconciler.model.desired import Desired, DesiredNumber, Override, Window
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, OnRemoval
from reconciler.model.settings import Policy, PolicyException, Settings
from reconciler.planner.flags import Flag
from reconciler.planner.planning import make_plan
from reconciler.planner.review import Review, review_of
from reconciler.planner.selection import select
from reconciler.routing.behaviour import NOBODY, Phone

MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)  # a Monday, nine in the morning in Moscow
A, B, C = (NumberCode(74991112200 + index) for index in range(3))
IVANOV, PETROVA = "74992223301", "74992223302"
OFFICE = "wd {mon-fri} hr {9-17}"


def entry(target: object, period: str | None = None, **more: Any) -> dict[str, Any]:
    found = {"redirect_number": str(target), "timeout": 20, "active": True, **more}
    return {**found, "period": period} if period else found


def body(code: NumberCode, *entries: dict[str, Any], kind: int = 1, **more: Any) -> dict[str, Any]:
    data = {"redirect_type": kind, "call_control": list(entries), **more}
    return {"number_code": code, "call_forwarding_type": 2, "call_forwarding_number": data}


def nowhere(code: NumberCode) -> dict[str, Any]:
    return {"number_code": code, "call_forwarding_type": 0}


def wanted(payload: Mapping[str, Any], **more: Any) -> DesiredNumber:
    return replace(DesiredNumber(number_code=payload["number_code"], application=MAIN, forwarding=payload), **more)


def known(payload: Mapping[str, Any], **more: Any) -> Entry:
    return replace(Entry(payload=dict(payload), application=MAIN), **more)


def reviewed(
    numbers: list[DesiredNumber],
    entries: Mapping[NumberCode, Entry],
    settings: Settings | None = None,
    only: tuple[str, ...] = (),
) -> Review:
    """Answer the review of the plan from what is recorded to what is wanted."""
    source = Source(file="a.yaml", line=1, column=1)
    overrides = tuple(
        Override(
            numbers=(number.number_code,),
            start=item.start,
            end=item.end,
            reason=item.reason,
            source=source,
            last_line=9,
        )
        for number in numbers
        for item in number.windows
    )
    desired = Desired(
        numbers={item.number_code: item for item in numbers}, overrides=overrides, settings=settings or Settings()
    )
    plan = select(make_plan(desired, recorded(entries), AT), only, desired)
    return review_of(plan, desired, recorded(entries), zone=MOSCOW)


def flags(review: Review, code: NumberCode = A) -> dict[Flag, tuple[str, ...]]:
    found = review.effects.get(code)
    return {item.flag: item.about for item in found.flags} if found else {}


def told(review: Review, code: NumberCode = A) -> dict[str, tuple[object, object]]:
    return {line.when: (line.before, line.after) for line in review.effects[code].told.lines}


def test_a_number_that_gets_office_hours_goes_dark_at_all_other_times() -> None:
    review = reviewed([wanted(body(A, entry(IVANOV, OFFICE)))], {A: known(body(A, entry(IVANOV)))})
    (when,) = flags(review)[Flag.GOES_DARK]
    assert "18:00-09:00" in when
    assert told(review) == {when: (Phone(number=IVANOV, seconds=20), NOBODY)}


def test_a_number_that_is_answered_again_is_no_flag_and_still_a_line() -> None:
    review = reviewed([wanted(body(A, entry(IVANOV)))], {A: known(body(A, entry(IVANOV, OFFICE)))})
    assert flags(review) == {}
    assert [after for _, after in told(review).values()] == [Phone(number=IVANOV, seconds=20)]


@pytest.mark.parametrize(
    "after",
    [
        body(A, entry(IVANOV), event_url="https://events.example.com/"),
        body(A, entry(IVANOV), masking=True),
        body(A, entry(IVANOV, name="Иванов")),
    ],
    ids=["an event URL", "masking", "a name"],
)
def test_what_no_caller_notices_has_no_lines(after: Mapping[str, Any]) -> None:
    assert reviewed([wanted(after)], {A: known(body(A, entry(IVANOV)))}).effects == {}


def test_a_removal_goes_dark_and_a_number_that_is_forgotten_stays_as_it_is() -> None:
    before = body(A, entry(IVANOV))
    assert flags(reviewed([], {A: known(before, on_removal=OnRemoval.RESET)})) == {Flag.GOES_DARK: ("always",)}
    assert reviewed([], {A: known(before)}).effects == {}


def test_a_destination_is_new_if_no_recorded_number_rings_it() -> None:
    entries = {A: known(body(A, entry(IVANOV))), B: known(body(B, entry(PETROVA)))}
    numbers = [wanted(body(A, entry(PETROVA))), wanted(body(B, entry("4930123456")))]
    review = reviewed(numbers, entries)
    assert flags(review) == {}
    assert flags(review, B) == {Flag.NEW_DESTINATION: ("4930123456",), Flag.NEW_COUNTRY: ("DE",)}


def test_an_empty_record_knows_no_destination_and_a_number_of_ours_is_none() -> None:
    assert reviewed([wanted(body(A, entry("4930123456")))], {}).effects == {}
    entries = {A: known(body(A, entry(IVANOV))), B: known(body(B, entry(PETROVA)))}
    review = reviewed([wanted(body(A, entry(B))), wanted(body(B, entry(PETROVA)))], entries)
    assert flags(review) == {}


def test_a_number_whose_calls_go_through_a_changed_one_is_told_too() -> None:
    first, second = body(A, entry(B)), body(B, entry(C))
    entries = {A: known(first), B: known(second), C: known(body(C, entry(IVANOV)))}
    review = reviewed([wanted(first), wanted(second), wanted(body(C, entry(IVANOV, OFFICE)))], entries)
    assert review.affected == (A, B)
    for code in (A, B, C):
        assert Flag.GOES_DARK in flags(review, code)
        assert told(review, code) == told(review, C)


def test_a_number_that_is_added_changes_nothing_for_those_who_forward_to_it() -> None:
    numbers = [wanted(body(A, entry(B))), wanted(body(B, entry(IVANOV)))]
    assert reviewed(numbers, {A: known(body(A, entry(B)))}).affected == ()


def test_what_a_selection_leaves_out_stays_as_it_is_recorded() -> None:
    entries = {A: known(body(A, entry(B))), B: known(body(B, entry(IVANOV)))}
    numbers = [wanted(body(A, entry(B), entry(PETROVA, OFFICE), kind=2)), wanted(body(B, entry(PETROVA)))]
    review = reviewed(numbers, entries, only=(str(A),))
    for before, after in told(review).values():
        assert before == Phone(number=IVANOV, seconds=20)
        assert "74992223302" in str(after)
        assert "74992223301" in str(after)


def test_a_loop_that_opens_is_flagged_at_each_of_its_numbers() -> None:
    entries = {A: known(body(A, entry(B))), B: known(body(B, entry(IVANOV)))}
    review = reviewed([wanted(body(A, entry(B))), wanted(body(B, entry(A)))], entries)
    assert flags(review, B)[Flag.LOOP_OPENED] == (str(A), str(B))


@pytest.mark.parametrize(
    ("number", "before", "is_touched"),
    [
        (wanted(body(A, entry(PETROVA)), protected=True), known(body(A, entry(IVANOV)), protected=True), True),
        (wanted(body(A, entry(IVANOV))), known(body(A, entry(IVANOV)), protected=True), True),
        (None, known(body(A, entry(IVANOV)), protected=True), True),
        (wanted(body(A, entry(IVANOV)), protected=True), known(body(A, entry(IVANOV))), False),
        (wanted(body(A, entry(PETROVA)), protected=True), known(body(A, entry(IVANOV))), True),
        (
            wanted(body(A, entry(IVANOV)), protected=True, description="x"),
            known(body(A, entry(IVANOV)), protected=True),
            False,
        ),
    ],
    ids=["changed", "lifted", "forgotten", "begins", "begins with a change", "only noted"],
)
def test_a_protected_number_that_is_touched_is_flagged(
    number: DesiredNumber | None,
    before: Entry,
    is_touched: bool,  # noqa: FBT001 - a table
) -> None:
    review = reviewed([number] if number else [], {A: before})
    assert (Flag.PROTECTED in flags(review)) is is_touched


def test_an_override_shows_as_a_time_of_its_own() -> None:
    window = Window(
        start=AT,
        end=AT + timedelta(days=3),
        forwarding=body(A, entry(PETROVA)),
        reason="holidays",
        override=0,
    )
    review = reviewed([wanted(body(A, entry(IVANOV)), windows=(window,))], {A: known(body(A, entry(IVANOV)))})
    assert told(review) == {
        "until 2026-11-26 09:00": (Phone(number=IVANOV, seconds=20), Phone(number=PETROVA, seconds=20))
    }


def test_exceptions_in_use_belong_to_every_review_even_of_an_empty_plan() -> None:
    exception = PolicyException(name="Berlin", target="4930123456", reason="the branch")
    other = PolicyException(name="Paris", target="33123456789", reason="not yet")
    settings = Settings(policy=Policy(exceptions=[exception, other]))
    payload = body(A, entry("4930123456"))
    review = reviewed([wanted(payload)], {A: known(payload)}, settings)
    assert [(item.exception.name, item.numbers) for item in review.exceptions] == [("Berlin", (A,))]


def test_what_a_number_returns_to_after_an_override_is_not_new() -> None:
    window = Window(
        start=AT - timedelta(days=3), end=AT, forwarding=body(A, entry(PETROVA)), reason="holidays", override=0
    )
    number = wanted(body(A, entry(IVANOV)), windows=(window,))
    merged = number.entry({}, AT - timedelta(days=1))
    assert flags(reviewed([number], {A: merged})) == {}
    assert flags(reviewed([replace(number, windows=())], {A: merged})) == {}
    assert flags(reviewed([number], {A: known(body(A, entry(PETROVA)))})) == {Flag.NEW_DESTINATION: (IVANOV,)}


def holiday(code: NumberCode, start: datetime, end: datetime, *entries: dict[str, Any]) -> Window:
    return Window(start=start, end=end, forwarding=body(code, *entries), reason="holidays", override=0)


DROP = {"timeout": 1, "active": False}


def test_an_override_to_come_is_flagged_when_it_is_merged_and_nothing_changes_yet() -> None:
    payload = body(A, entry(IVANOV))
    window = holiday(A, AT + timedelta(days=1), AT + timedelta(days=2), DROP)
    review = reviewed([wanted(payload, windows=(window,))], {A: known(payload)})
    assert review.affected == ()
    assert flags(review) == {Flag.GOES_DARK: ("2026-11-24 09:00 – 2026-11-25 09:00",)}
    other = holiday(A, AT + timedelta(days=1), AT + timedelta(days=2), entry("4930123456"))
    review = reviewed([wanted(payload, windows=(other,))], {A: known(payload)})
    assert flags(review) == {Flag.NEW_DESTINATION: ("4930123456",), Flag.NEW_COUNTRY: ("DE",)}
    assert [(item.flag, code) for item, code in review.unapproved] == [(Flag.NEW_DESTINATION, A), (Flag.NEW_COUNTRY, A)]


def test_what_an_override_brings_was_approved_with_its_merge_and_is_flagged_again_when_it_is_due() -> None:
    first, second = body(A, entry(IVANOV)), body(B, entry(A))
    number = wanted(first, windows=(holiday(A, AT, AT + timedelta(days=1), DROP),))
    entries = {A: number.entry({}, AT - timedelta(hours=1)), B: known(second)}
    review = reviewed([number, wanted(second)], entries)
    assert [[*flags(review)], [*flags(review, B)]] == [[Flag.GOES_DARK], [Flag.GOES_DARK]]
    assert review.unapproved == ()
    edited = wanted(body(B, entry(A, OFFICE)))
    review = reviewed([number, edited], entries)
    assert [(item.flag, code) for item, code in review.unapproved] == [(Flag.GOES_DARK, B)], "the edit is nobody's yet"


def test_the_end_of_an_override_that_holds_is_no_effect_of_another_change() -> None:
    window = holiday(A, AT - timedelta(days=1), AT + timedelta(days=2), entry(PETROVA))
    number = wanted(body(A, entry(IVANOV)), windows=(window,))
    rotated = replace(number.entry({}, AT), secrets={"KEY": "old"}, labels=("x",))
    assert reviewed([number], {A: rotated}).effects == {}
    sooner = known(body(A, entry(IVANOV, OFFICE)), later=number.later_than(AT))
    for line in reviewed([number], {A: sooner}).effects[A].told.lines:
        assert set(re.findall(r"\d{4}-\d\d-\d\d", line.when)) <= {"2026-11-23", "2026-11-24", "2026-11-25"}
        assert not {"always", "every", "Mon"} & set(line.when.split()), "nothing of it goes on behind the override"


def test_a_protected_number_that_another_change_silences_is_told() -> None:
    first = body(A, entry(B))
    entries = {
        A: known(first, protected=True),
        B: known(body(B, entry(IVANOV)), on_removal=OnRemoval.RESET),
    }
    review = reviewed([wanted(first, protected=True)], entries)
    assert review.silenced == (A,)
    assert Flag.PROTECTED in flags(review)
    entries[A] = known(first)
    assert reviewed([wanted(first)], entries).silenced == ()


def test_a_number_that_is_only_noted_is_told_of_what_another_change_does_to_its_callers() -> None:
    first = body(A, entry(B))
    entries = {A: known(first, protected=True), B: known(body(B, entry(IVANOV)))}
    for more in ({}, {"description": "x"}):
        numbers = [wanted(first, protected=True, **more), wanted(body(B, entry(IVANOV, "yr {2024}")))]
        review = reviewed(numbers, entries)
        assert review.silenced == (A,)
        assert review.affected == (() if more else (A,))
        assert flags(review) == {Flag.GOES_DARK: ("always",), Flag.PROTECTED: ("by another",)}
        assert told(review) == told(review, B)


def test_a_protected_number_that_its_own_schedule_silences_is_told() -> None:
    review = reviewed(
        [wanted(body(A, entry(IVANOV, "yr {2024}")), protected=True)],
        {A: known(body(A, entry(IVANOV)), protected=True)},
    )
    assert review.silenced == (A,)


TOMORROW = (AT + timedelta(days=1), AT + timedelta(days=2))
GERMAN = {Flag.NEW_DESTINATION: ("4930123456",), Flag.NEW_COUNTRY: ("DE",)}


@pytest.mark.parametrize(
    ("number", "before"),
    [
        (wanted(body(A, entry(IVANOV)), labels=("x",)), known(body(A, entry(IVANOV)))),
        (wanted(body(A, entry(PETROVA))), known(body(A, entry(IVANOV)))),
        (wanted(body(A, entry(IVANOV))), None),
    ],
    ids=["beside a note", "beside a change", "of a number that is added"],
)
def test_an_override_to_come_is_flagged_beside_another_change(number: DesiredNumber, before: Entry | None) -> None:
    entries = {B: known(body(B, entry(IVANOV), entry(PETROVA)))} | ({A: before} if before else {})
    number = replace(number, windows=(holiday(A, *TOMORROW, entry("4930123456")),))
    others = [wanted(body(B, entry(IVANOV), entry(PETROVA)))]
    assert flags(reviewed([number, *others], entries)) == GERMAN


def test_a_note_with_an_override_to_come_has_the_lines_of_that() -> None:
    payload = body(A, entry(IVANOV))
    number = wanted(payload, labels=("x",), windows=(holiday(A, *TOMORROW, DROP),))
    review = reviewed([number], {A: known(payload)})
    assert flags(review) == {Flag.GOES_DARK: ("2026-11-24 09:00 – 2026-11-25 09:00",)}
    assert review.affected == ()


def test_an_override_to_come_is_flagged_although_another_holds() -> None:
    now = holiday(A, AT - timedelta(days=1), AT + timedelta(hours=1), entry(PETROVA))
    number = wanted(body(A, entry(IVANOV)), windows=(now, holiday(A, *TOMORROW, entry("4930123456"))))
    review = reviewed([number], {A: replace(number, windows=(now,)).entry({}, AT)})
    assert (review.affected, flags(review)) == ((), GERMAN)


@pytest.mark.parametrize(("days", "found"), [(-9, {}), (90, GERMAN)], ids=["over", "far away"])
def test_a_destination_of_an_override_is_flagged_unless_it_is_over(days: int, found: Mapping[Flag, Any]) -> None:
    start = AT + timedelta(days=days)
    window = holiday(A, start, start + timedelta(days=1), entry("4930123456"))
    windows = sorted((window, holiday(A, *TOMORROW, entry(PETROVA))), key=lambda item: item.start)
    number = wanted(body(A, entry(IVANOV)), windows=tuple(windows))
    entries = {A: known(body(A, entry(IVANOV))), B: known(body(B, entry(PETROVA)))}
    assert flags(reviewed([number, wanted(body(B, entry(PETROVA)))], entries)) == found


@pytest.mark.parametrize("days", [-100, 20], ids=["long over", "to come"])
def test_only_an_override_that_can_be_recorded_makes_what_a_number_returns_to_known(days: int) -> None:
    start = AT + timedelta(days=days)
    window = holiday(A, start, start + timedelta(days=1), entry(IVANOV))
    number = wanted(body(A, entry("4930123456")), windows=(window,))
    known_since = AT - timedelta(days=3)
    review = reviewed([number], {A: known(body(A, entry(IVANOV)), applied_at=known_since)})
    assert flags(review) == GERMAN


def test_a_flag_of_a_number_without_lines_is_kept() -> None:
    never = holiday(A, *TOMORROW, entry(IVANOV), entry("4930123456", "yr {2024}"))
    review = reviewed([wanted(body(A, entry(IVANOV)), windows=(never,))], {A: known(body(A, entry(IVANOV)))})
    assert (review.affected, flags(review)) == ((), GERMAN)
    assert review.effects[A].told.lines == ()


def test_a_loop_that_an_override_to_come_opens_is_flagged() -> None:
    number = wanted(body(A, entry(IVANOV)), windows=(holiday(A, *TOMORROW, entry(B)),))
    entries = {A: known(body(A, entry(IVANOV))), B: known(body(B, entry(A)))}
    review = reviewed([number, wanted(body(B, entry(A)))], entries)
    assert flags(review)[Flag.LOOP_OPENED] == (str(A), str(B))


def test_what_a_number_returns_to_is_flagged_when_its_override_is_sent_first() -> None:
    now = holiday(A, AT - timedelta(days=1), AT + timedelta(days=1), entry(PETROVA))
    number = wanted(body(A, entry("4930123456")), windows=(now,))
    entries = {A: known(body(A, entry(IVANOV))), B: known(body(B, entry(PETROVA)))}
    assert flags(reviewed([number, wanted(body(B, entry(PETROVA)))], entries)) == GERMAN


def test_a_selection_leaves_the_overrides_of_other_numbers_out() -> None:
    entries = {A: known(body(A, entry(IVANOV))), B: known(body(B, entry(IVANOV)))}
    numbers = [
        wanted(body(A, entry(IVANOV, OFFICE))),
        wanted(body(B, entry(IVANOV)), windows=(holiday(B, *TOMORROW, entry("4930123456")),)),
    ]
    assert flags(reviewed(numbers, entries), B) == GERMAN
    review = reviewed(numbers, entries, only=(str(A),))
    assert (review.affected, flags(review, B)) == ((), {})
