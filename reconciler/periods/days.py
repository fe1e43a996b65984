"""Consecutive days as sets: for each value of each scale the days that have it, one bit a day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from reconciler.periods.scales import Unit
from reconciler.periods.sets import Days, has_year
from reconciler.periods.years import sets_of

WEEK = 7
SHORT = 100
"""So many days are looked at one by one; of more it is quicker to work out the sets of whole years."""


class Fields(NamedTuple):
    """What a calendar says of a day, as Time::Period numbers it: weekdays from Sunday, which is 1."""

    year: int
    month: int
    week: int
    day_of_year: int
    day: int
    weekday: int


_UNITS = (Unit.YEAR, Unit.MONTH, Unit.WEEK, Unit.DAY_OF_YEAR, Unit.DAY, Unit.WEEKDAY)
_PLACE = {unit: index for index, unit in enumerate(_UNITS)}
Calendar = Mapping[Unit, Mapping[int, int]]


@lru_cache(maxsize=4096)
def fields_of(day: date) -> Fields:
    """Answer the fields of a day; the weeks of a month begin on Sundays, the first with the 1st."""
    weekday = day.isoweekday() % WEEK
    first = (weekday - day.day + 1) % WEEK
    return Fields(
        year=day.year,
        month=day.month,
        week=(day.day - 1 + first) // WEEK + 1,
        day_of_year=day.toordinal() - date(day.year, 1, 1).toordinal() + 1,
        day=day.day,
        weekday=weekday + 1,
    )


@lru_cache(maxsize=16)
def calendar(first: date, days: int) -> Calendar:
    """Answer which of so many days from the first one have a value, for each value of each scale."""
    if days > SHORT:
        return dict(zip(_UNITS, sets_of(first, days), strict=True))
    found: dict[Unit, dict[int, int]] = {unit: {} for unit in _UNITS}
    for index in range(days):
        for unit, value in zip(_UNITS, fields_of(first + timedelta(days=index)), strict=True):
            found[unit][value] = found[unit].get(value, 0) | 1 << index
    return found


def days_of(wanted: Days, first: date, days: int) -> int:
    """Answer which of so many days from the first one fit, one bit a day."""
    return fitting(wanted, calendar(first, days), days)


def fitting(wanted: Days, found: Calendar, days: int) -> int:
    """Answer which of the days of a calendar fit, one bit a day."""
    mask = (1 << days) - 1
    for unit, values in wanted.chosen:
        mask &= _any(having for value, having in found[unit].items() if values >> value & 1)
    if wanted.years is not None:
        years = wanted.years
        mask &= _any(having for year, having in found[Unit.YEAR].items() if has_year(years, year))
    return mask


def is_day(wanted: Days, fields: Fields) -> bool:
    """Tell whether a day fits."""
    for unit, mask in wanted.chosen:
        if not mask >> fields[_PLACE[unit]] & 1:
            return False
    return wanted.years is None or has_year(wanted.years, fields.year)


def _any(masks: Iterator[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
