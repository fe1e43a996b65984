"""The sets of very many days, against each day looked at by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.periods.days import SHORT, Calendar, calendar, fields_of
from reconciler.periods.scales import Unit

UNITS = (Unit.YEAR, Unit.MONTH, Unit.WEEK, Unit.DAY_OF_YEAR, Unit.DAY, Unit.WEEKDAY)


def one_by_one(first: date, days: int) -> Calendar:
    found: dict[Unit, dict[int, int]] = {unit: {} for unit in UNITS}
    for index in range(days):
        for unit, value in zip(UNITS, fields_of(first + timedelta(days=index)), strict=True):
            found[unit][value] = found[unit].get(value, 0) | 1 << index
    return found


@given(first=st.dates(date(1800, 1, 1), date(2900, 1, 1)), days=st.integers(1, 1_200))
def test_each_value_has_the_days_that_have_it(first: date, days: int) -> None:
    assert calendar(first, days) == one_by_one(first, days)


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (date(2001, 1, 1), 28 * 365 + 7),
        (date(2026, 11, 23), 28 * 365 + 7),
        (date(1899, 12, 31), 10_000),
        (date(2096, 2, 29), 4_000),
        (date(2024, 2, 29), SHORT),
        (date(2024, 2, 29), SHORT + 1),
        (date(1, 1, 1), 800),
        (date(9997, 12, 31), (date.max - date(9997, 12, 31)).days),
    ],
)
def test_centuries_and_the_ends_of_the_calendar_are_right_too(first: date, days: int) -> None:
    assert calendar(first, days) == one_by_one(first, days)
