"""Evaluation against a slow reading of the same words, second by second, in zones with every kind of change."""

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.periods import moments, naive_patterns, periods, zone, zones

from reconciler.periods.evaluation import Interval, active_intervals, is_active, pattern_on, patterns
from reconciler.periods.nodes import Period
from reconciler.periods.parser import read
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern

YEARS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SOME_CHANGES = (
    datetime(2024, 3, 31, 1, tzinfo=UTC),  # Berlin, forward
    datetime(2024, 10, 27, 1, tzinfo=UTC),  # Berlin, back
    datetime(2024, 3, 10, 5, tzinfo=UTC),  # Havana, midnight to one
    datetime(2024, 11, 3, 5, tzinfo=UTC),  # Havana, one to midnight
    datetime(2024, 4, 25, 22, tzinfo=UTC),  # Cairo, midnight to one
    datetime(2024, 10, 31, 21, tzinfo=UTC),  # Cairo, midnight to eleven the day before
    datetime(2024, 4, 6, 15, tzinfo=UTC),  # Lord Howe, half an hour
    datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia, a day is left out
)
starts = moments(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 12, 31, tzinfo=UTC)) | st.builds(
    lambda change, hours: change - timedelta(hours=hours), st.sampled_from(SOME_CHANGES), st.integers(0, 40)
)


def parsed(text: str) -> Period:
    period = read(text).period
    assert period is not None
    return period


def seconds_of(pattern: Pattern) -> list[bool]:
    found = [False] * 86_400
    for first, last in zip(pattern[::2], pattern[1::2], strict=True):
        found[first:last] = [True] * (last - first)
    return found


@given(periods, YEARS)
def test_a_pattern_is_what_a_slow_reading_comes_to(period: Period, day: date) -> None:
    assert seconds_of(pattern_on(period, day)) == naive_patterns(period, day)


@given(periods, YEARS, st.integers(1, 70))
def test_patterns_of_many_days_are_those_of_each_day_and_equal_ones_are_one_object(
    period: Period, first: date, days: int
) -> None:
    together = patterns(period, first, days)
    assert together == tuple(pattern_on(period, first + timedelta(days=index)) for index in range(days))
    assert len({id(pattern) for pattern in together}) == len(set(together))
    for pattern in together:
        assert list(pattern) == sorted(set(pattern))
        assert len(pattern) % 2 == 0


@given(periods, starts, zones)
def test_a_moment_is_active_if_the_pattern_of_its_day_says_so(period: Period, moment: datetime, where: tzinfo) -> None:
    local = moment.astimezone(where)
    second = 3600 * local.hour + 60 * local.minute + local.second
    assert is_active(period, moment, where) == seconds_of(pattern_on(period, local.date()))[second]


@settings(max_examples=60)
@given(periods, starts, st.integers(0, 2 * 86_400), zones)
def test_intervals_are_what_asking_second_by_second_comes_to(
    period: Period, start: datetime, length: int, where: tzinfo
) -> None:
    end = start + timedelta(seconds=length)
    days: dict[date, list[bool]] = {}
    slow: list[Interval] = []
    begin = int(start.timestamp())
    for second in range(begin, begin + length):
        local = datetime.fromtimestamp(second, where)
        day = local.date()
        if day not in days:
            days[day] = naive_patterns(period, day)
        if days[day][3600 * local.hour + 60 * local.minute + local.second]:
            moment = datetime.fromtimestamp(second, UTC)
            first = slow.pop().start if slow and slow[-1].end == moment else moment
            slow.append(Interval(start=first, end=moment + timedelta(seconds=1)))
    assert list(active_intervals(period, start, end, where)) == slow


def test_intervals_are_clipped_to_parts_of_a_second() -> None:
    start = datetime(2026, 7, 20, 6, 0, 0, 250_000, tzinfo=UTC)
    end = datetime(2026, 7, 20, 6, 0, 9, 750_000, tzinfo=UTC)
    clipped = [Interval(start=start, end=end)]
    assert list(active_intervals(parsed("hr {9}"), start, end, zone("Europe/Moscow"))) == clipped
    assert list(active_intervals(parsed(""), start, end, zone("Europe/Moscow"))) == clipped
    assert list(active_intervals(parsed("hr {10}"), start, end, zone("Europe/Moscow"))) == []
    assert list(active_intervals(parsed(""), end, start, zone("Europe/Moscow"))) == []
    assert list(active_intervals(parsed(""), end, end, zone("Europe/Moscow"))) == []


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("", date(2026, 7, 20), ALWAYS),
        (" \t", date(2026, 7, 20), ALWAYS),
        ("wd {mon-fri} hr {9-17}", date(2026, 7, 20), (32_400, 64_800)),
        ("wd {mon-fri} hr {9-17}", date(2026, 7, 19), NEVER),
        ("wd {1}", date(2026, 7, 19), ALWAYS),
        ("hr {22-6}", date(2026, 7, 20), (0, 25_200, 79_200, 86_400)),
        ("wd {fr} hr {22-6}", date(2026, 7, 24), (0, 25_200, 79_200, 86_400)),
        ("wd {fr} hr {22-6}", date(2026, 7, 25), NEVER),
        ("hr {6am-14pm}", date(2026, 7, 20), (21_600, 54_000)),
        ("hr {12am}", date(2026, 7, 20), (0, 3_600)),
        ("hr {12pm}", date(2026, 7, 20), (43_200, 46_800)),
        ("hr {12noon}", date(2026, 7, 20), (43_200, 46_800)),
        ("min {0-30} hr {0}", date(2026, 7, 20), (0, 1_860)),
        ("hr {9-17} min {30-59}, hr {18}", date(2026, 7, 20), (*range(34_200, 64_000, 1_800), 68_400)),
        ("wk {1}", date(2026, 8, 1), ALWAYS),
        ("wk {1}", date(2026, 8, 2), NEVER),
        ("wk {6}", date(2026, 8, 30), ALWAYS),
        ("yd {366}", date(2024, 12, 31), ALWAYS),
        ("yd {366}", date(2026, 12, 31), NEVER),
        ("yr {26}", date(2026, 1, 1), ALWAYS),
        ("yr {26}", date(2126, 1, 1), ALWAYS),
        ("yr {99-1972}", date(1985, 1, 1), ALWAYS),
        ("yr {2028-2024}", date(2026, 1, 1), ALWAYS),
        ("mo {nov-feb}", date(2026, 1, 1), ALWAYS),
        ("mo {january} mo {2}", date(2026, 2, 1), ALWAYS),
    ],
)
def test_patterns_by_hand(text: str, day: date, expected: Pattern) -> None:
    assert pattern_on(parsed(text), day) == expected


def test_the_second_of_every_minute_is_a_pattern_made_once_for_all_days() -> None:
    found = patterns(parsed("sec {1-5}"), date(2026, 7, 20), 56)
    assert len(found[0]) == 2880
    assert found[0][:4] == (1, 6, 61, 66)
    assert all(pattern is found[0] for pattern in found)


EVEN = f"sec {{{' '.join(map(str, range(0, 60, 2)))}}}"


def test_a_skipped_hour_never_comes_and_a_repeated_one_comes_twice() -> None:
    berlin = zone("Europe/Berlin")
    spring = active_intervals(
        parsed("hr {2}"), datetime(2024, 3, 30, 12, tzinfo=UTC), datetime(2024, 3, 31, 12, tzinfo=UTC), berlin
    )
    autumn = active_intervals(
        parsed("hr {2}"), datetime(2024, 10, 26, 12, tzinfo=UTC), datetime(2024, 10, 27, 12, tzinfo=UTC), berlin
    )
    assert list(spring) == []
    assert list(autumn) == [
        Interval(start=datetime(2024, 10, 27, 0, tzinfo=UTC), end=datetime(2024, 10, 27, 2, tzinfo=UTC))
    ]


class Asked(tzinfo):
    """Clocks three hours ahead of UTC that count how often they are looked at."""

    def __init__(self) -> None:
        self.times = 0

    def utcoffset(self, moment: datetime | None) -> timedelta:
        self.times += moment is not None
        return timedelta(hours=3)

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(hours=3 if moment is None else 0)

    def tzname(self, moment: datetime | None) -> str:
        return "counted" if moment is None else "CNT"


def test_no_more_days_are_worked_out_than_intervals_are_asked_for() -> None:
    where = Asked()
    start = datetime(2026, 7, 20, 6, tzinfo=UTC)
    found = active_intervals(parsed(EVEN), start, start + timedelta(days=3_300), where)
    first = [next(found) for _ in range(1_000)]
    assert (first[0].start, first[-1].end) == (start, start + timedelta(seconds=1_999))
    assert 0 < where.times < 100
