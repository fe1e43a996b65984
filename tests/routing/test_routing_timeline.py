"""The timeline of a number is what `behaviour_at` answers for each of its moments, whatever the clocks do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.calls import (
    BEGIN,
    MOSCOW,
    PERIODS,
    PHONES,
    SEQUENTIAL,
    SPRING,
    ZONES,
    A,
    Asked,
    B,
    around_changes_of_clocks,
    asked,
    network,
    ring,
    to_numbers,
    window,
)

from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import NOBODY, is_dark
from reconciler.routing.call import behaviour_at
from reconciler.routing.network import Network
from reconciler.routing.slices import Part
from reconciler.routing.timeline import days_of, following, patterns_of, timeline

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def moments(start: datetime, end: datetime, boundaries: list[datetime], extra: list[int]) -> Iterator[datetime]:
    """Yield moments of a span: each boundary and the seconds around it, and others."""
    for boundary in boundaries:
        for around in (boundary - SECOND, boundary, boundary + SECOND):
            if start <= around < end:
                yield around
    yield from (start + timedelta(seconds=second) for second in extra if start + timedelta(seconds=second) < end)


@given(asked(), st.lists(st.integers(0, 21 * 86_400), max_size=20))
def test_a_timeline_tells_of_each_moment_what_becomes_of_a_call_then(case: Asked, extra: list[int]) -> None:
    net, start, end = case.network, case.start, case.end
    segments = timeline(net, A, start, end)
    assert (segments[0].start, segments[-1].end) == (start, end)
    for one, other in pairwise(segments):
        assert one.end == other.start
        assert one.behaviour != other.behaviour
    turns = [segment.start for segment in segments]
    for moment in {*moments(start, end, turns, extra), *around_changes_of_clocks(start, end, net.zone)}:
        (holding,) = (segment for segment in segments if segment.start <= moment < segment.end)
        assert holding.behaviour == behaviour_at(net, A, moment)


@pytest.mark.parametrize("begin", [BEGIN, SPRING], ids=["autumn", "spring"])
@pytest.mark.parametrize("zone", [*ZONES, ZoneInfo("America/St_Johns")], ids=str)
@pytest.mark.parametrize("period", [text for text in PERIODS if text.startswith(("hr", "wd"))])
def test_clocks_that_are_changed_change_what_they_show(begin: datetime, zone: ZoneInfo, period: str) -> None:
    net = network({A: to_numbers(ring(PHONES[0], period), ring(PHONES[1]))}, zone=zone)
    end = begin + 20 * DAY
    segments = timeline(net, A, begin, end)
    for moment in around_changes_of_clocks(begin, end, zone):
        (holding,) = (segment for segment in segments if segment.start <= moment < segment.end)
        assert holding.behaviour == behaviour_at(net, A, moment)


def test_a_midnight_that_is_shown_twice_is_laid_in_order() -> None:
    """In 2006 the clocks of St. John's were put back at one minute past midnight, to the evening before."""
    net = network(
        {A: to_numbers(ring(PHONES[0], "hr {23}"), ring(PHONES[1], "md {29}"))}, zone=ZoneInfo("America/St_Johns")
    )
    begin = datetime(2006, 10, 29, 0, tzinfo=UTC)
    segments = timeline(net, A, begin, begin + DAY)
    for moment in [begin + timedelta(seconds=30 * count) for count in range(24 * 120)]:
        (holding,) = (segment for segment in segments if segment.start <= moment < segment.end)
        assert holding.behaviour == behaviour_at(net, A, moment)


@given(asked(), st.lists(st.integers(0, 21 * 86_400), max_size=20))
def test_a_span_is_its_parts_put_together(case: Asked, extra: list[int]) -> None:
    net, start, end = case.network, case.start, case.end
    cuts = sorted({start, end, *(moment for moment in moments(start, end, [], extra))})
    parts = [segment for one, other in pairwise(cuts) for segment in timeline(net, A, one, other)]
    whole = timeline(net, A, start, end)
    for part in parts:
        assert any(
            segment.start <= part.start and part.end <= segment.end and segment.behaviour == part.behaviour
            for segment in whole
        )


def shown_once(net: Network, day: date, second: int) -> datetime | None:
    """Answer the moment at which the clocks show a second of a day, None if they never do or do it twice."""
    local = datetime.combine(day, time()) + timedelta(seconds=second)
    first, then = (local.replace(tzinfo=net.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first == then and first.astimezone(net.zone).replace(tzinfo=None) == local else None


@given(asked(), st.integers(1, 16), st.lists(st.integers(0, 86_399), max_size=8))
def test_days_and_patterns_tell_the_same_by_the_clocks_on_the_wall(case: Asked, days: int, extra: list[int]) -> None:
    net, first = case.network, case.start.date()
    told = days_of(net, A, first, days)
    patterns = patterns_of(net, A, first, days, is_dark)
    assert [day for day, _ in told] == [day for day, _ in patterns] == [first + DAY * index for index in range(days)]
    for (day, parts), (_, pattern) in zip(told, patterns, strict=True):
        assert (parts[0].first, parts[-1].last) == (0, 86_400)
        for one, other in pairwise(parts):
            assert one.last == other.first
            assert one.behaviour != other.behaviour
        dark = [second for part in parts if is_dark(part.behaviour) for second in (part.first, part.last)]
        assert merged(dark) == list(pattern)
        for second in [*(part.first for part in parts), *(part.last - 1 for part in parts), *extra]:
            moment = shown_once(net, day, second)
            if moment is not None:
                (holding,) = (part for part in parts if part.first <= second < part.last)
                assert holding.behaviour == behaviour_at(net, A, moment)


def merged(boundaries: list[int]) -> list[int]:
    """Answer spans of which none touch."""
    return [second for second in boundaries if boundaries.count(second) == 1]


@given(asked())
def test_what_follows_is_the_second_segment(case: Asked) -> None:
    segments = timeline(case.network, A, case.start, case.start + timedelta(days=20))
    found = following(case.network, A, case.start, 20)
    if found is None:
        assert len(segments) == 1
    else:
        assert (found.start, found.behaviour) == (segments[1].start, segments[1].behaviour)


def test_an_empty_span_has_no_segments() -> None:
    net = network({A: to_numbers(ring(PHONES[0]))})
    assert timeline(net, A, BEGIN, BEGIN) == ()
    assert timeline(net, A, BEGIN, BEGIN - SECOND) == ()


def test_a_number_of_ours_on_the_way_turns_the_timeline_too() -> None:
    net = network(
        {A: to_numbers(ring(B)), B: to_numbers(ring(PHONES[0]))},
        windows={B: [window(BEGIN + DAY, BEGIN + 2 * DAY, to_numbers(ring(PHONES[1], "hr {9-17}")))]},
    )
    told = [
        (segment.start.astimezone(MOSCOW).isoformat(), segment.behaviour == NOBODY)
        for segment in timeline(net, A, BEGIN, BEGIN + 3 * DAY)
    ]
    assert told == [
        ("2026-10-20T15:00:00+03:00", False),
        ("2026-10-21T15:00:00+03:00", False),
        ("2026-10-21T18:00:00+03:00", True),
        ("2026-10-22T09:00:00+03:00", False),
        ("2026-10-22T15:00:00+03:00", False),
    ]


@pytest.mark.parametrize("period", ["sec {1-5}", "min {0-58} sec {0 2 4 6 8}", "hr {0-22}, sec {1}"])
def test_a_schedule_of_seconds_is_one_object_for_all_its_days(period: str) -> None:
    net = network({A: to_numbers(ring(PHONES[0], period))})
    days = days_of(net, A, date(2026, 10, 20), 56)
    assert len({id(parts) for _, parts in days}) == 1
    patterns = patterns_of(net, A, date(2026, 10, 20), 56, is_dark)
    assert len({id(pattern) for _, pattern in patterns}) == 1


def test_numbers_with_the_same_schedules_share_what_is_worked_out() -> None:
    codes = [NumberCode(74990000000 + index) for index in range(50)]
    net = network({code: to_numbers(ring(PHONES[0], "sec {1-5}"), ring(PHONES[1], "hr {9-17}")) for code in codes})
    for code in codes:
        patterns_of(net, code, date(2026, 10, 20), 56, is_dark)
    assert len(net.schedules._sweeps) == 1


def test_parts_of_a_day_are_those_of_its_entries() -> None:
    net = network({A: to_numbers(ring(PHONES[0], "hr {9-17}"), ring(PHONES[1], "hr {12}"), order=SEQUENTIAL)})
    ((_, parts),) = days_of(net, A, date(2026, 10, 20), 1)
    assert [(part.first // 3600, part.last // 3600) for part in parts] == [
        (0, 9),
        (9, 12),
        (12, 13),
        (13, 18),
        (18, 24),
    ]
    assert parts[0] == Part(0, 9 * 3600, NOBODY)
