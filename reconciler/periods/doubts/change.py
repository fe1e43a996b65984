"""Doubts about hours that the clocks of the zone skip or repeat when they are put forward or back."""

from collections.abc import Iterator
from datetime import date, tzinfo
from functools import lru_cache
from typing import NamedTuple

from reconciler.periods.clock import DAY, changes, day_of, seconds_of
from reconciler.periods.doubts.doubted import Doubted
from reconciler.periods.evaluation import pattern_on
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.nodes import Period, Sub
from reconciler.periods.pattern import both, time_of_day
from reconciler.periods.scales import Unit
from reconciler.periods.sets import every, union_of

AHEAD = 366
"""So many days from the one that is asked about are looked at."""
EARLIEST, LATEST = 2, 9_990
"""Years near the ends of Python's calendar are not asked about."""


class Change(NamedTuple):
    """Clocks that would show `shown` are put to `put`: seconds from the epoch, as if the clocks showed UTC."""

    shown: int
    put: int

    @property
    def is_gap(self) -> bool:
        """Tell whether clocks go forward."""
        return self.shown < self.put


def of_sub(doubted: Doubted, sub: Sub) -> Iterator[Finding]:
    """Yield a doubt about one alternative that is active in an hour that is skipped or repeated."""
    hours = [scale for scale in sub.scales if scale.name is Unit.HOUR]
    if not hours or union_of(hours) == every(Unit.HOUR) or not EARLIEST < doubted.at.year < LATEST:
        return
    alone = Period(subs=(sub,))
    touching = [change for change in _ahead(doubted.today, doubted.zone) if _touches(alone, change)]
    first = {change.is_gap: change for change in reversed(touching)}
    if not first:
        return
    told = " ".join(_told(change, doubted.zone) for change in sorted(first.values()))
    yield doubted.finding(
        Kind.CLOCK_CHANGE,
        f"{told} Where that matters choose hours without it.",
        (hours[0].start, hours[-1].end),
    )


@lru_cache(maxsize=64)
def _ahead(today: date, zone: tzinfo) -> tuple[Change, ...]:
    """Answer the changes of a year."""
    begin = seconds_of(today)
    found = changes(begin, begin + AHEAD * DAY, zone)
    return tuple(Change(second + before, second + after) for second, before, after in found)


def _touches(period: Period, change: Change) -> bool:
    """Tell whether a period is active at a time that a change skips or repeats."""
    first, last = min(change), max(change)
    for midnight in range(first - first % DAY, last, DAY):
        span = max(first - midnight, 0), min(last - midnight, DAY)
        if both(pattern_on(period, day_of(midnight)), span):
            return True
    return False


def _told(change: Change, zone: tzinfo) -> str:
    """Answer what happens on which day; where that begins at midnight it is 24:00 of the day that ends."""
    late = change.shown % DAY == 0 and not change.is_gap
    midnight = change.shown - DAY if late else change.shown - change.shown % DAY
    day = day_of(midnight)
    shown = time_of_day(change.shown - midnight)
    other = "" if day_of(change.put) == day else f"{day_of(change.put)} "
    put = time_of_day(change.put % DAY)
    if change.is_gap:
        return (
            f"On {day} the clocks of {zone} go forward from {shown} to {other}{put}: the time between does not come,"
            " and this is not active."
        )
    return (
        f"On {day} the clocks of {zone} go back from {shown} to {other}{put}: the time between comes twice, and this is"
        " active twice."
    )
