"""The days on which something that periods decide can happen for the first time: weeks, then years, and no more.

A day's pattern depends on its date within the year, its weekday, and which of the years that periods name it is in.
There are 14 kinds of years (by the weekday that they begin on, and leap or not), and 28 years in a row, or 40 around
1900 or 2100, have them all. So after the first weeks it is enough to look at one year of each kind, and again where a
year that a period names begins or ends.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from reconciler.periods.nodes import Period
from reconciler.periods.scales import LAST_SHORT_YEAR
from reconciler.periods.sets import CENTURY, sets_of

NEAR_DAYS = 56
YEARS = 40
LAST_YEAR = 9_990
"""No later year is looked at: the calendar of Python ends with 9999."""
MOST_YEARS = 500
"""So many years are looked at, however many years periods name."""
EARLY = 2
"""Days before a moment whose clocks are looked at too, for clocks that are put back over midnight."""


def chunks(start: datetime, end: datetime | None, periods: Iterable[Period]) -> Iterator[tuple[date, int]]:
    """Yield consecutive days, in order, as a first day and how many; `start` is a local moment.

    Until `end` no day is left out in the first weeks; of later years those are left out of which an equal one is told.
    """
    first = start.date() - timedelta(days=EARLY)
    last = date(LAST_YEAR, 12, 31) if end is None else end.astimezone(start.tzinfo).date() + timedelta(days=EARLY)
    near = min((last - first).days + 1, NEAR_DAYS + EARLY)
    if near < 1:
        return
    yield first, near
    behind = first + timedelta(days=near)
    for count, year in enumerate(_years(behind.year, named_years(periods, behind.year))):
        begin, stop = max(date(year, 1, 1), behind), min(date(year, 12, 31), last)
        if begin > last or count == MOST_YEARS:
            return
        if begin <= stop:
            yield begin, (stop - begin).days + 1


def named_years(periods: Iterable[Period], since: int) -> list[int]:
    """Answer the years, later than one, with which a range of years begins or has ended."""
    turns: set[int] = set()
    century = since - since % CENTURY
    for period in periods:
        for one in sets_of(period):
            for ends in one.days.years or ():
                low, high = min(ends), max(ends)
                for end in (*ends, low, high):
                    years = (end + century, end + century + CENTURY) if end <= LAST_SHORT_YEAR else (end,)
                    turns.update(turn for year in years for turn in (year, year + 1))
    return sorted(turn for turn in turns if since < turn <= LAST_YEAR)


def _years(first: int, turns: list[int]) -> Iterator[int]:
    """Yield the first year, then one of each kind, in order, and again of each kind behind every turn."""
    starts = [first, *turns]
    for start, stop in zip(starts, [*turns, LAST_YEAR + 1], strict=True):
        kinds: set[tuple[int, int]] = set()
        for year in range(start, min(stop, start + YEARS + 1)):
            kind = date(year, 1, 1).weekday(), date(year, 12, 31).weekday()
            if year == first or kind not in kinds:
                yield year
            if year != first:
                kinds.add(kind)
