"""A week as a grid says of each moment what routing says, and marks exactly what differs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from operator import ne
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.calls import OWN, ZONES, A, B, payloads, ring, to_numbers
from support.pages import MAIN, number, planned, record

from reconciler.model.desired import Desired, DesiredNumber, Window
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, OnRemoval, Recorded
from reconciler.periods.pattern import DAY
from reconciler.planner.before_after import before_and_after
from reconciler.planner.change import Plan
from reconciler.planner.planning import make_plan
from reconciler.planner.weeks import DAYS, HOUR, MOST_ROWS, Cell, Week, weeks_of
from reconciler.reports.html.grids import heads
from reconciler.routing.behaviour import Behaviour, Phone, is_dark
from reconciler.routing.call import behaviour_at
from reconciler.routing.slices import Part
from reconciler.routing.timeline import days_of

AUTUMN = datetime(2026, 10, 22, 13, 20, tzinfo=UTC)
"""The clocks of Europe are put back on the 25th."""
MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
SECONDS = "sec {0-9} sec {20-29}"


def body(code: NumberCode, payload: Payload) -> Payload:
    return {"number_code": code, **payload}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, Recorded, ZoneInfo]:
    zone = draw(st.sampled_from(ZONES))
    at = AUTUMN + timedelta(minutes=draw(st.integers(-20_000, 20_000)))
    before = {code: Entry(payload=dict(body(code, draw(payloads()))), application=MAIN) for code in OWN[:3]}
    after = {}
    for code in OWN:
        if draw(st.booleans()):
            after[code] = DesiredNumber(
                number_code=code,
                application=MAIN,
                forwarding=body(code, draw(payloads())),
                windows=draw(windows(code, at)),
            )
    recorded = record(before)
    return make_plan(Desired(numbers=after), recorded, at), recorded, zone


@st.composite
def windows(draw: st.DrawFn, code: NumberCode, at: datetime) -> tuple[Window, ...]:
    bounds = sorted(draw(st.lists(st.integers(-50, 180), max_size=4, unique=True)))
    moments = [at + timedelta(hours=bound, minutes=bound % 7) for bound in bounds]
    return tuple(
        Window(start=start, end=end, forwarding=body(code, draw(payloads())), reason="праздник", override=index)
        for index, (start, end) in enumerate([*pairwise(moments)][::2])
    )


def cells(week: Week) -> Iterator[tuple[date, tuple[int, int], Cell]]:
    for day in week.days:
        assert len(day.cells) == len(week.rows)
        for row, cell in zip(week.rows, day.cells, strict=True):
            yield day.date, row, cell


def moment_of(day: date, second: int, zone: ZoneInfo) -> datetime | None:
    """Answer the moment at which the clocks show a second of a day, None if they never do or do it twice."""
    local = datetime.combine(day, time()) + timedelta(seconds=second)
    first, then = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first == then and first.astimezone(zone).replace(tzinfo=None) == local else None


@given(cases(), st.lists(st.integers(0, 86_399), max_size=5))
def test_each_cell_says_of_its_moments_what_routing_says(
    case: tuple[Plan, Recorded, ZoneInfo], extra: list[int]
) -> None:
    plan, recorded, zone = case
    old, new = before_and_after(plan, recorded, zone)
    weeks = weeks_of(plan, recorded, zone, affected=recorded.numbers)
    assert weeks.keys() == {change.number_code for change in plan.changes} | recorded.numbers.keys()
    for code, week in weeks.items():
        assert [day.date for day in week.days] == [
            plan.at.astimezone(zone).date() + timedelta(days=index) for index in range(DAYS)
        ]
        assert (week.rows[0][0], week.rows[-1][1]) == (0, DAY)
        assert all(one[1] == other[0] for one, other in pairwise(week.rows))
        for day, (first, last), cell in cells(week):
            for second in {first, last - 1, *(first + some % (last - first) for some in extra)}:
                moment = moment_of(day, second, zone)
                if moment is None or moment < plan.at:
                    continue
                sides = []
                for network, told, is_told in ((old, cell.old, week.has_old), (new, cell.new, week.has_new)):
                    assert bool(told) is is_told
                    if is_told:
                        sides.append(behaviour_at(network, code, moment))
                        assert sides[-1] in told
                if len(sides) == 2:
                    assert cell.changed or sides[0] == sides[1]


@given(cases())
def test_a_cell_is_marked_exactly_where_both_sides_differ(case: tuple[Plan, Recorded, ZoneInfo]) -> None:
    plan, recorded, zone = case
    today = plan.at.astimezone(zone).date()
    networks = before_and_after(plan, recorded, zone)
    for code, week in weeks_of(plan, recorded, zone, affected=recorded.numbers).items():
        if not (week.has_old and week.has_new):
            assert not any(cell.changed for _, _, cell in cells(week))
            continue
        old, new = (dict(days_of(network, code, today, DAYS)) for network in networks)
        for day, span, cell in cells(week):
            if len(week.rows) < MOST_ROWS:
                assert len(cell.old) == len(cell.new) == 1
                assert cell.changed is (cell.old != cell.new)
            if day != today:  # whose first hours show what holds now
                assert cell.changed is differ(old[day], new[day], span)
                assert cell.goes_dark is differ(old[day], new[day], span, lambda old, new: is_dark(new) > is_dark(old))


def differ(
    old: Sequence[Part], new: Sequence[Part], span: tuple[int, int], how: Callable[[Behaviour, Behaviour], bool] = ne
) -> bool:
    """Tell whether two sides of a day differ at some second of a span: every part against every other."""
    return any(
        max(one.first, other.first, span[0]) < min(one.last, other.last, span[1])
        and how(one.behaviour, other.behaviour)
        for one in old
        if one.first < span[1] and span[0] < one.last
        for other in new
    )


def week_of(before: Payload | None, after: Payload | None, *, at: datetime = AUTUMN, zone: ZoneInfo = MOSCOW) -> Week:
    known = {} if before is None else {A: Entry(payload=dict(body(A, before)), application=MAIN)}
    wanted = {} if after is None else {A: DesiredNumber(number_code=A, application=MAIN, forwarding=body(A, after))}
    recorded = record(known)
    return weeks_of(make_plan(Desired(numbers=wanted), recorded, at), recorded, zone)[A]


def test_a_usual_number_has_a_row_for_each_stretch_and_not_for_each_hour() -> None:
    before = to_numbers(ring("74992223341", "wd {mon-fri} hr {9-17}"), ring("74992223342"))
    after = to_numbers(ring("74992223343", "wd {mon-fri} hr {9-17}"), ring("74992223342"))
    week = week_of(before, after)
    assert week.rows == ((0, 9 * HOUR), (9 * HOUR, 18 * HOUR), (18 * HOUR, 24 * HOUR))
    changed = {(day.isoweekday(), first // HOUR) for day, (first, _), cell in cells(week) if cell.changed}
    assert changed == {(weekday, 9) for weekday in range(1, 6)}


def test_where_very_many_times_turn_the_rows_are_the_hours_and_a_cell_tells_of_several() -> None:
    before, after = (
        to_numbers(ring(target, SECONDS), ring("74992223342")) for target in ("74992223341", "74992223343")
    )
    week = week_of(before, after)
    assert len(week.rows) == MOST_ROWS
    for _, _, cell in cells(week):
        assert [[one.number for one in side if isinstance(one, Phone)] for side in (cell.old, cell.new)] == [
            ["74992223341", "74992223342"],
            ["74992223343", "74992223342"],
        ]
        assert cell.changed


def test_several_things_that_are_the_same_on_both_sides_are_no_change() -> None:
    turning = to_numbers(ring("74992223341", SECONDS), ring("74992223342"))
    after = to_numbers(ring("74992223341", SECONDS), ring("74992223342"), client_id="7")
    assert not any(cell.changed for _, _, cell in cells(week_of(turning, after)))


def test_several_things_at_other_seconds_are_a_change() -> None:
    before, after = (
        to_numbers(ring("74992223341", f"hr {{9}} sec {{{seconds}}}"), ring("74992223342"))
        for seconds in ("0-9", "10-19")
    )
    changed = {first // HOUR for _, (first, _), cell in cells(week_of(before, after)) if cell.changed}
    assert changed == {9}


def test_what_is_added_has_no_before_and_what_is_removed_no_after() -> None:
    forwarding = to_numbers(ring("74992223341"))
    added = week_of(None, forwarding)
    assert (added.has_old, added.has_new) == (False, True)
    known = record({A: Entry(payload=dict(body(A, forwarding)), application=MAIN, on_removal=OnRemoval.RESET)})
    plan = make_plan(Desired(numbers={}), known, AUTUMN)
    removed = weeks_of(plan, known, MOSCOW)[A]
    assert (removed.has_old, removed.has_new) == (True, False)
    assert not any(cell.changed for week in (added, removed) for _, _, cell in cells(week))


def test_an_override_within_the_week_stands_in_its_cells_alone() -> None:
    base, other = to_numbers(ring("74992223341")), body(A, to_numbers(ring("74992223342")))
    start = datetime(2026, 10, 24, 12, tzinfo=MOSCOW)
    window = Window(start=start, end=start + timedelta(days=1), forwarding=other, reason="праздник", override=0)
    wanted = DesiredNumber(number_code=A, application=MAIN, forwarding=body(A, base), windows=(window,))
    recorded = record({A: Entry(payload=dict(body(A, base)), application=MAIN)})
    week = weeks_of(make_plan(Desired(numbers={A: wanted}), recorded, AUTUMN), recorded, MOSCOW)[A]
    changed = [(day.day, first // HOUR, last // HOUR) for day, (first, last), cell in cells(week) if cell.changed]
    assert changed == [(24, 12, 24), (25, 0, 12)]


def test_what_holds_now_has_held_since_the_midnight_before() -> None:
    """An override that holds at the plan's moment is shown in the hours before it too, and not what comes after it."""
    base, other = to_numbers(ring("74992223341")), body(A, to_numbers(ring("74992223342")))
    window = Window(
        start=AUTUMN - timedelta(days=2), end=AUTUMN + timedelta(days=2), forwarding=other, reason="отпуск", override=0
    )
    wanted = DesiredNumber(number_code=A, application=MAIN, forwarding=body(A, base), windows=(window,))
    recorded = record({A: Entry(payload=dict(body(A, base)), application=MAIN)})
    week = weeks_of(make_plan(Desired(numbers={A: wanted}), recorded, AUTUMN), recorded, MOSCOW)[A]
    assert {cell.new for cell in week.days[0].cells} == {(Phone(number="74992223342", seconds=10),)}


@pytest.mark.parametrize(("zone", "minutes"), [(MOSCOW, 0), (BERLIN, -60)], ids=str)
def test_a_day_on_which_the_clocks_are_put_says_so(zone: ZoneInfo, minutes: int) -> None:
    week = week_of(to_numbers(ring("74992223341")), to_numbers(ring("74992223342")), zone=zone)
    (sunday,) = (day for day in week.days if day.date == date(2026, 10, 25))
    assert sunday.clocks_put == timedelta(minutes=minutes)
    notes = [head["note"] for head in heads(week.days) if head["note"]]
    assert notes == (["clocks are put back 60 min; times they show twice stand here once"] if minutes else [])


def test_the_ways_around_a_number_lead_to_it_and_on_from_it() -> None:
    before = {A: number(A, {**ring(B), "name": "Сосед"}), B: number(B, {**ring("74992223341"), "name": "Иванов"})}
    after = {**before, B: number(B, {**ring("74992223342"), "name": "Петрова"})}
    made = planned(Desired(numbers=after), record({code: item.entry({}) for code, item in before.items()}))
    assert [(way.source, way.target, way.own, way.before, way.after) for way in made.weeks[B].ways] == [
        (B, "74992223342", None, False, True),
        (B, "74992223341", None, True, False),
        (A, str(B), B, True, True),
    ]
    assert made.weeks.keys() == {A, B}
