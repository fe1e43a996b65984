"""What a change is said to change for callers is what it changes: at every boundary and the seconds around it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.calls import (
    BEGIN,
    MOSCOW,
    NOTHING,
    PERIODS,
    PHONES,
    SEQUENTIAL,
    SINGLE,
    ZONES,
    A,
    Asked,
    B,
    around_changes_of_clocks,
    asked,
    network,
    networks,
    ring,
    to_numbers,
    window,
)
from support.spoken import is_within

from reconciler.model.forwarding import Payload
from reconciler.routing.behaviour import NOBODY, Phone
from reconciler.routing.call import behaviour_at
from reconciler.routing.changes import MOST_LINES, Told, changes, lines
from reconciler.routing.network import Network
from reconciler.routing.timeline import timeline

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
END = BEGIN + 56 * DAY


@st.composite
def compared(draw: st.DrawFn) -> tuple[Asked, Network]:
    """Draw two networks of one zone, and a span."""
    case, zone = draw(asked()), draw(st.sampled_from(ZONES))
    before = replace(case.network, zone=zone)
    return replace(case, network=before), draw(networks(case.start - 5 * DAY, zone))


def around(case: Asked, after: Network, extra: list[int]) -> set[datetime]:
    """Answer the moments of a span at which anything turns, with the seconds around them, and others."""
    turns = [segment.start for net in (case.network, after) for segment in timeline(net, A, case.start, case.end)]
    moments = {turn + SECOND * shift for turn in turns for shift in (-1, 0, 1)}
    moments |= {case.start + timedelta(seconds=second) for second in extra}
    found = {moment for moment in moments if case.start <= moment < case.end}
    return found | around_changes_of_clocks(case.start, case.end, after.zone)


@given(compared(), st.lists(st.integers(0, 21 * 86_400), max_size=20))
def test_differences_are_where_calls_come_to_something_else(pair: tuple[Asked, Network], extra: list[int]) -> None:
    case, after = pair
    found = changes(case.network, after, A, case.start, case.end)
    for moment in around(case, after, extra):
        then = [item for item in found if item.start <= moment < item.end]
        old, new = behaviour_at(case.network, A, moment), behaviour_at(after, A, moment)
        assert [(item.before, item.after) for item in then] == ([(old, new)] if old != new else [])


def is_told_in_full(told: Told) -> bool:
    """Tell whether nothing was summed up."""
    words = " ".join(line.when for line in told.lines)
    return not told.more and not any(summed in words for summed in ("many short times", "more", "overrides"))


@given(compared(), st.lists(st.integers(0, 21 * 86_400), max_size=20))
def test_lines_say_of_every_moment_what_changes_then(pair: tuple[Asked, Network], extra: list[int]) -> None:
    case, after = pair
    told = lines(case.network, after, A, case.start, case.end)
    assume(is_told_in_full(told))
    for moment in around(case, after, extra):
        then = {(line.before, line.after) for line in told.lines if is_within(line.when, moment, case.network.zone)}
        old, new = behaviour_at(case.network, A, moment), behaviour_at(after, A, moment)
        assert then == ({(old, new)} if old != new else set()), (moment, told)


whole_minutes = st.sampled_from([text for text in PERIODS if "sec" not in text])
bounds = st.lists(st.integers(-2 * 1440, 50 * 1440), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def scheduled(draw: st.DrawFn, zone: ZoneInfo) -> Network:
    """Draw a number with two entries of different schedules, and perhaps one override."""

    def forwarding() -> Payload:
        entries = [ring(phone, draw(whole_minutes)) for phone in draw(st.permutations(PHONES))[:2]]
        return to_numbers(*entries, order=draw(st.sampled_from([SINGLE, SEQUENTIAL])))

    begin, end = (BEGIN + MINUTE * bound for bound in draw(bounds))
    held = [window(begin, end, forwarding())] if draw(st.booleans()) else []
    return network({A: forwarding()}, zone=zone, windows={A: held})


@given(st.data(), st.sampled_from(ZONES), st.lists(st.integers(0, 56 * 86_400), max_size=20))
def test_lines_of_schedules_and_overrides_are_read_back_as_what_changes(
    data: st.DataObject, zone: ZoneInfo, extra: list[int]
) -> None:
    before, after = data.draw(scheduled(zone)), data.draw(scheduled(zone))
    case = Asked(before, BEGIN, END)
    told = lines(before, after, A, BEGIN, END)
    assume(is_told_in_full(told))
    for moment in around(case, after, extra):
        then = {(line.before, line.after) for line in told.lines if is_within(line.when, moment, zone)}
        old, new = behaviour_at(before, A, moment), behaviour_at(after, A, moment)
        assert then == ({(old, new)} if old != new else set()), (moment, told)


@given(compared())
def test_the_pairs_are_those_of_the_differences(pair: tuple[Asked, Network]) -> None:
    case, after = pair
    told = lines(case.network, after, A, case.start, case.end)
    exact = {(item.before, item.after) for item in changes(case.network, after, A, case.start, case.end)}
    assert exact == set(told.pairs)
    assert len(told.lines) + told.more >= len(told.pairs)
    assert {(line.before, line.after) for line in told.lines} <= set(told.pairs)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_nothing_changes_between_equal_states(zone: ZoneInfo) -> None:
    net = network({A: to_numbers(ring(B)), B: to_numbers(ring(PHONES[0], "hr {9-17}"))}, zone=zone)
    assert changes(net, net, A, BEGIN, END) == ()
    assert lines(net, net, A, BEGIN, END).lines == ()


IVANOV, DUTY = ring(PHONES[0], name="Иванов"), ring(PHONES[1], name="Дежурный")
HOLIDAYS = window(
    datetime(2026, 10, 31, tzinfo=MOSCOW), datetime(2026, 11, 9, tzinfo=MOSCOW), to_numbers(DUTY), "праздники"
)


def at_hours(entry: dict[str, object], period: str) -> Payload:
    return to_numbers({**entry, "period": period})


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (to_numbers(IVANOV), to_numbers(DUTY), ["always"]),
        (
            at_hours(IVANOV, "wd {mon-sat} hr {10-13}"),
            at_hours(IVANOV, "wd {mon-fri} hr {10-13}"),
            ["Sat 10:00-14:00"],
        ),
        (
            at_hours(IVANOV, "wd {mon-fri} hr {9-17}"),
            to_numbers({**IVANOV, "period": "wd {mon-fri} hr {9-17}"}, DUTY),
            ["Mon-Thu 18:00-09:00; Fri 18:00-Mon 09:00"],
        ),
        (at_hours(IVANOV, "md {24}"), NOTHING, ["2026-10-24 all day; 2026-11-24 all day"]),
        (at_hours(IVANOV, "sec {0-29}"), NOTHING, ["every day many short times within 00:00-23:59:30"]),
        (to_numbers(IVANOV), to_numbers({**IVANOV, "name": "Иван Иванович"}), []),
    ],
)
def test_what_repeats_is_told_by_weekdays(before: Payload, after: Payload, told: list[str]) -> None:
    found = lines(network({A: before}), network({A: after}), A, BEGIN, END)
    assert [line.when for line in found.lines] == told


def test_an_override_is_told_by_its_dates() -> None:
    base = to_numbers(IVANOV)
    found = lines(network({A: base}), network({A: base}, windows={A: [HOLIDAYS]}), A, BEGIN, END)
    assert [line.when for line in found.lines] == ["2026-10-31 00:00 – 2026-11-09 00:00"]
    ended = HOLIDAYS.start + DAY
    found = lines(network({A: base}), network({A: base}, windows={A: [HOLIDAYS]}), A, ended, ended + 56 * DAY)
    assert [line.when for line in found.lines] == ["until 2026-11-09 00:00"]
    found = lines(network({A: base}), network({A: base}, windows={A: [HOLIDAYS]}), A, BEGIN, ended)
    assert [line.when for line in found.lines] == ["from 2026-10-31 00:00 on"]
    found = lines(network({A: base}), network({A: base}, windows={A: [HOLIDAYS]}), A, ended, ended + DAY)
    assert [line.when for line in found.lines] == ["until 2026-11-02 00:00 at least"]


def test_of_an_override_of_few_days_no_week_is_made() -> None:
    base = to_numbers(ring(PHONES[0], "wd {sun} hr {0-3} min {15-44}"))
    elsewhere = to_numbers(ring(PHONES[1], "wd {mon-sat}, hr {4-23}, min {0-14}, min {45-59}"))
    held = window(datetime(2026, 10, 26, tzinfo=MOSCOW), datetime(2026, 11, 7, tzinfo=MOSCOW), elsewhere)
    first, second = lines(network({A: base}), network({A: base}, windows={A: [held]}), A, BEGIN, END).lines
    assert first.when.startswith("2026-10-26 00:00 – 2026-11-01 00:15; 2026-11-01 00:45 – 2026-11-01 01:15; ")
    assert first.when.endswith("2026-11-01 03:45 – 2026-11-07 00:00")
    assert second.when.startswith("2026-10-26 00:00 – 2026-11-07 00:00, Sun 00:15-00:45 and ")


def test_where_an_override_holds_before_and_after_the_base_changes_around_it() -> None:
    old = network({A: to_numbers(IVANOV)}, windows={A: [HOLIDAYS]})
    new = network({A: NOTHING}, windows={A: [HOLIDAYS]})
    (line,) = lines(old, new, A, BEGIN, END).lines
    assert line.when == "always (but for 2026-10-31 00:00 – 2026-11-09 00:00)"
    assert (line.before, line.after) == (Phone(number=PHONES[0], seconds=10), NOBODY)


def test_many_lines_are_counted() -> None:
    entries = [ring(74990000000 + hour, f"hr {{{hour}}}") for hour in range(24)]
    told = lines(network({A: to_numbers(*entries)}), network({A: NOTHING}), A, BEGIN, END)
    assert (len(told.lines), told.more, len(told.pairs)) == (MOST_LINES, 24 - MOST_LINES, 24)


def test_a_change_of_a_number_on_the_way_is_told_of_those_before_it() -> None:
    way = to_numbers(ring(B), DUTY, order=SEQUENTIAL)
    old = network({A: way, B: to_numbers(IVANOV)})
    new = network({A: way, B: at_hours(IVANOV, "hr {9-17}")})
    (line,) = lines(old, new, A, BEGIN, END).lines
    assert line.when == "every day 18:00-09:00"
