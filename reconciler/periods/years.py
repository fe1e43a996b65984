"""Very many days as sets: worked out from where the years begin, since of leap and of common years all are alike."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias

WEEK = 7
LEAP: tuple[int, ...] = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
COMMON: tuple[int, ...] = (31, 28, *LEAP[2:])
BEFORE = 366
"""Sets are shifted by so many days while they are worked out: the first year may have begun before the first day."""
Sets: TypeAlias = dict[int, int]
"""For each value the days that have it, one bit a day; values that no day has are not in it."""


def sets_of(first: date, days: int) -> tuple[Sets, Sets, Sets, Sets, Sets, Sets]:
    """Answer the sets of so many days from the first one on, in the order of `days.Fields`."""
    every = (1 << days) - 1
    years: Sets = {}
    begins = {LEAP: 0, COMMON: 0}
    for year, begin, months_of_year in _years(first, days):
        begins[months_of_year] |= 1 << begin + BEFORE
        whole = (1 << sum(months_of_year)) - 1
        _add(years, year, (whole << begin if begin >= 0 else whole >> -begin) & every)
    months: Sets = {}
    days_of_month: Sets = {}
    days_of_year: Sets = {}
    for months_of_year, begin_of_each in begins.items():
        for month, day, index in _days(months_of_year):
            on = begin_of_each << index >> BEFORE & every
            _add(months, month, on)
            _add(days_of_month, day, on)
            _add(days_of_year, index + 1, on)
    weekdays = _weekdays(first, days)
    return years, months, _weeks(days_of_month, weekdays), days_of_year, days_of_month, weekdays


def _years(first: date, days: int) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield the years, each with the index of its first day and the lengths of its months."""
    for year in range(first.year, (first + timedelta(days=days - 1)).year + 1):
        begin, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        yield year, begin - first.toordinal(), LEAP if end - begin + 1 == sum(LEAP) else COMMON


def _days(months: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Yield the days of a year: month, day, and how many days are before it."""
    index = 0
    for month, length in enumerate(months, 1):
        for day in range(1, length + 1):
            yield month, day, index
            index += 1


def _weekdays(first: date, days: int) -> Sets:
    """Answer the sets of the weekdays, from Sunday, which is 1."""
    found: Sets = {}
    for index in range(min(days, WEEK)):
        found[(first.isoweekday() + index) % WEEK + 1] = sum(1 << day for day in range(index, days, WEEK))
    return found


def _weeks(days_of_month: Sets, weekdays: Sets) -> Sets:
    """Answer the sets of the weeks of a month, which begin on Sundays, the first with the 1st."""
    found: Sets = {}
    for day, on in days_of_month.items():
        for weekday, also in weekdays.items():
            _add(found, (day - 1 + (weekday - day) % WEEK) // WEEK + 1, on & also)
    return found


def _add(sets: Sets, value: int, on: int) -> None:
    if on:
        sets[value] = sets.get(value, 0) | on
