"""Weeks told in lines that a person can read, and check against a calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.spoken import is_within

from reconciler.periods.evaluation import patterns
from reconciler.periods.parser import read
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern
from reconciler.periods.weekly import Told, lines, told_of_sets

SATURDAY = date(2026, 7, 25)
NIGHTS = "wd {mon-fri} hr {18-23 0-8}, wd {sat sun}"


def told(text: str, days: int = 7, first: date = SATURDAY) -> tuple[str, ...]:
    period = read(text).period
    assert period is not None
    found = patterns(period, first, days)
    return lines([(first + timedelta(days=index), pattern) for index, pattern in enumerate(found)])


@pytest.mark.parametrize("days", [7, 14, 30, 56])
@pytest.mark.parametrize("first", [SATURDAY + timedelta(days=index) for index in range(7)], ids=str)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("every day all day",)),
        ("yr {2020}", ()),
        ("wd {mon-fri} hr {9-17}", ("Mon-Fri 09:00-18:00",)),
        ("wd {sat sun}", ("Sat-Sun all day",)),
        ("wd {sun-thu}", ("Sun-Thu all day",)),
        ("wd {mon wed fri} hr {9-12 14-17}", ("Mon, Wed, Fri 09:00-13:00 and 14:00-18:00",)),
        ("wd {mon-fri} hr {9-17}, wd {sat} hr {10-15}", ("Mon-Fri 09:00-18:00", "Sat 10:00-16:00")),
        ("hr {0}", ("every day 00:00-01:00",)),
        ("hr {22-6}", ("every day 22:00-07:00",)),
        ("wd {fri} hr {22-6}", ("Fri 00:00-07:00 and 22:00-24:00",)),
        (NIGHTS, ("Mon-Thu 18:00-09:00", "Fri 18:00-Mon 09:00")),
        ("wd {fri} hr {18-23}, wd {sat sun}", ("Fri 18:00-Sun 24:00",)),
        ("sec {1-5}", ("every day many short times within 00:00:01-23:59:06",)),
        ("wd {mon} hr {9-17} min {30-59}", ("Mon many short times within 09:30-18:00",)),
    ],
)
def test_a_week_like_any_other(text: str, expected: tuple[str, ...], first: date, days: int) -> None:
    assert sorted(told(text, days, first)) == sorted(expected)


@pytest.mark.parametrize("first", [SATURDAY + timedelta(days=index) for index in range(7)], ids=str)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NIGHTS, ("Sat-Sun all day", "Mon-Fri 18:00-09:00")),
        ("wd {mon-thu} hr {18-23 0-8}, wd {fri-sun}", ("Fri-Sun all day", "Mon-Thu 18:00-09:00")),
        ("wd {mon-fri} hr {18-23 0-8}, wd {sat sun} hr {20-23 0-8}", ("Mon-Fri 18:00-09:00", "Sat-Sun 20:00-09:00")),
        ("wd {fri} hr {18-23}, wd {sat sun}, wd {mon} hr {0-8}", ("Fri 18:00-Mon 09:00",)),
        ("wd {fri} hr {6-23}, wd {sat sun}, wd {mon} hr {0-8}", ("Fri 06:00-Mon 09:00",)),
        ("hr {22-6}", ("every day 22:00-07:00",)),
    ],
)
def test_nights_around_whole_days_are_told_as_people_say_it(text: str, expected: tuple[str, ...], first: date) -> None:
    shared: dict[Pattern, int] = {}
    period = read(text).period
    assert period is not None
    for index, pattern in enumerate(patterns(period, first, 56)):
        shared[pattern] = shared.get(pattern, 0) | 1 << index
    assert told_of_sets(first, 56, shared, nights=True) == Told(expected)


def test_dates_that_are_not_as_usual_are_named() -> None:
    assert told("md {1}", 56) == ("2026-08-01 all day", "2026-09-01 all day")
    assert told("mo {aug}", 56) == ("2026-08-01 to 2026-08-31 all day",)
    assert told("md {1-27} hr {9}", 56) == (
        "every day 09:00-10:00",
        "not on 2026-07-28 to 2026-07-31",
        "not on 2026-08-28 to 2026-08-31",
    )
    assert told("wd {mon} hr {9}, md {5} hr {12}", 28) == ("Mon 09:00-10:00", "2026-08-05 12:00-13:00")


def test_of_very_many_odd_dates_only_the_first_are_named() -> None:
    found = told("md {1 3 5 8 10 13 16 19 22 25 28} hr {9}", 56)
    assert len(found) == 11
    assert found[-1] == "and otherwise on 10 more dates until 2026-09-16"


HOUR = 3600
NIGHT: Pattern = (0, 9 * HOUR, 18 * HOUR, 24 * HOUR)
SHAPES: tuple[Pattern, ...] = (NEVER, ALWAYS, NIGHT, (0, 9 * HOUR), (18 * HOUR, 24 * HOUR), (9 * HOUR, 18 * HOUR))


def sets_of(days: list[Pattern]) -> dict[Pattern, int]:
    shared: dict[Pattern, int] = {}
    for index, pattern in enumerate(days):
        shared[pattern] = shared.get(pattern, 0) | 1 << index
    return shared


def holds(days: list[Pattern], day: int, second: int) -> bool:
    pattern = days[day]
    return any(first <= second < last for first, last in zip(pattern[::2], pattern[1::2], strict=True))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (
            [ALWAYS] * 2 + [NIGHT] * 54,
            ("2026-07-25 00:00 – 2026-07-27 09:00", "2026-07-27 to 2026-09-18 18:00-09:00"),
        ),
        ([NIGHT] * 3 + [NEVER] * 2 + [NIGHT] * 51, None),
        ([NIGHT] * 56, ("every day 18:00-09:00",)),
        ([ALWAYS] * 2 + [NEVER] * 54, ("2026-07-25 to 2026-07-26 all day",)),
    ],
    ids=["days before nights", "nights with a gap", "nights", "days alone"],
)
def test_what_holds_from_the_first_midnight_on_is_told(days: list[Pattern], expected: tuple[str, ...] | None) -> None:
    found = told_of_sets(SATURDAY, len(days), sets_of(days), from_midnight=True).lines()
    assert is_within("; ".join(found), datetime.combine(SATURDAY, time(1), UTC), UTC)
    if expected is not None:
        assert sorted(found) == sorted(expected)


@given(
    st.lists(st.sampled_from(SHAPES), min_size=7, max_size=7),
    st.integers(2, 5),
    st.dictionaries(st.integers(0, 13), st.sampled_from(SHAPES), max_size=4),
)
def test_times_are_read_back_as_they_are(week: list[Pattern], weeks: int, odd: dict[int, Pattern]) -> None:
    days = [odd.get(index, week[index % 7]) for index in range(7 * weeks)]
    assume(any(days))
    found = "; ".join(told_of_sets(SATURDAY, len(days), sets_of(days), from_midnight=True).lines())
    assume("otherwise" not in found)
    for day in range(len(days)):
        for hour in (0, 8, 9, 17, 18, 23):
            moment = datetime.combine(SATURDAY + timedelta(days=day), time(hour), UTC)
            # A line of a weekday counts in the days before too, and can go on into the first week from there.
            assert is_within(found, moment, UTC) or not holds(days, day, hour * HOUR), (moment, found)
            assert day < 7 or is_within(found, moment, UTC) is holds(days, day, hour * HOUR), (moment, found)


def test_a_few_days_are_told_as_they_are() -> None:
    assert lines([]) == ()
    assert lines([(SATURDAY, NEVER)]) == ()
    assert lines([(SATURDAY, ALWAYS)]) == ("every day all day",)
    one: Pattern = (0, 3600, 82_800, 86_400)
    assert lines([(SATURDAY, one)]) == ("Sat 00:00-01:00 and 23:00-24:00",)


def test_a_span_that_begins_on_a_date_says_the_date_on_which_it_ends() -> None:
    days = [SATURDAY + timedelta(days=index) for index in range(14)]
    shape: list[Pattern] = [NEVER, NEVER, (64_800, 86_400), *[ALWAYS] * 8, (0, 3600), NEVER, NEVER]
    assert "2026-07-27 18:00 – 2026-08-05 01:00" in lines(list(zip(days, shape, strict=True)))
    shape = [NEVER, NEVER, (64_800, 86_400), *[ALWAYS] * 2, (0, 3600), *[NEVER] * 8]
    assert "2026-07-27 18:00 – 2026-07-30 01:00" in lines(list(zip(days, shape, strict=True)))
    shape = [NEVER, NEVER, (3600, 7200, 64_800, 86_400), *[ALWAYS] * 6, (0, 3600), *[NEVER] * 4]
    assert "2026-07-27 01:00-02:00 and 18:00 – 2026-08-03 01:00" in lines(list(zip(days, shape, strict=True)))


def test_a_span_of_weekdays_says_the_weekday_on_which_it_ends() -> None:
    assert told("wd {fri} hr {18-23}, wd {sat sun}, wd {mon} hr {0-8}", 56) == ("Fri 18:00-Mon 09:00",)
