"""When a period is active: at a moment, on calendar days, and through a span of time; see `sets` for how."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from reconciler.periods.clock import DAY, day_of, parts, seconds_of
from reconciler.periods.days import days_of, fields_of, is_day
from reconciler.periods.nodes import Period
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern
from reconciler.periods.sets import Times, sets_of
from reconciler.periods.times import pattern_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From a moment until another, which is not part of it; both in UTC."""

    start: datetime
    end: datetime


def is_active(period: Period, moment: datetime, zone: tzinfo) -> bool:
    """Tell whether a period is active at an aware moment, by what the clocks of a zone show then."""
    if not period.subs:
        return True
    local = moment.astimezone(zone)
    fields = fields_of(local.date())
    return any(
        sub.times.hours >> local.hour & 1
        and sub.times.minutes >> local.minute & 1
        and sub.times.seconds >> local.second & 1
        and is_day(sub.days, fields)
        for sub in sets_of(period)
    )


def pattern_on(period: Period, day: date) -> Pattern:
    """Answer the seconds of a calendar day at which a period is active, by the clocks on the wall."""
    return patterns(period, day, 1)[0]


@lru_cache(maxsize=1024)
def patterns(period: Period, first: date, days: int) -> tuple[Pattern, ...]:
    """Answer the seconds of consecutive days at which a period is active; equal patterns are one object."""
    if not period.subs:
        return (ALWAYS,) * days
    chosen = _chosen(period, first, days)
    if len(chosen) == 1:
        ((times, mask),) = chosen.items()
        pattern = pattern_of((times,))
        return tuple([pattern if mask >> index & 1 else NEVER for index in range(days)])
    one_by_one = _Patterns(chosen)
    return tuple([one_by_one.on(index) for index in range(days)])


def _chosen(period: Period, first: date, days: int) -> dict[Times, int]:
    """Answer the times of a period's alternatives, each with the days that have it, one bit a day."""
    chosen: dict[Times, int] = {}
    for sub in sets_of(period):
        chosen[sub.times] = chosen.get(sub.times, 0) | days_of(sub.days, first, days)
    return chosen


class _Patterns:
    """The patterns of days of which each has its own choice of times; a choice is put together once, when asked for."""

    def __init__(self, chosen: Mapping[Times, int]) -> None:
        self._together: dict[int, list[Times]] = {}
        for times, mask in chosen.items():
            self._together.setdefault(mask, []).append(times)
        self._made: dict[tuple[int, ...], Pattern] = {}

    def on(self, index: int) -> Pattern:
        """Answer the pattern of a day by its number."""
        masks = tuple([mask for mask in self._together if mask >> index & 1])
        if masks not in self._made:
            self._made[masks] = pattern_of(tuple([times for mask in masks for times in self._together[mask]]))
        return self._made[masks]


def active_intervals(period: Period, start: datetime, end: datetime, zone: tzinfo) -> Iterator[Interval]:
    """Yield when a period is active from a moment until another, in UTC, in order; none of them touch.

    Days are worked out as intervals are asked for: a period of seconds has millions of them in a year.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start >= end:
        return
    if not period.subs:
        yield Interval(start=start, end=end)
        return
    for begin, stop in _merged(_spans(period, start, end, zone)):
        first, last = max(_moment(begin), start), min(_moment(stop), end)
        if first < last:
            yield Interval(start=first, end=last)


def _spans(period: Period, start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """Yield the seconds of the epoch at which a period is active, in order, by what the clocks of the zone show."""
    begin, stop = (start - EPOCH) // SECOND, -((EPOCH - end) // SECOND)
    day = day_of(begin) - ONE_DAY
    first = seconds_of(day)
    chosen = _chosen(period, day, (stop - first) // DAY + 2)
    days = _Patterns(chosen)
    for utc in _near(chosen.values()):
        for since, until, offset in parts(max(begin, first + utc * DAY), min(stop, first + (utc + 1) * DAY), zone):
            shown, last = since + offset - first, until + offset - first
            for index in range(shown // DAY, -(-last // DAY)):
                yield from _shown(days.on(index), index * DAY, (shown, last), first - offset)


def _near(masks: Iterable[int]) -> Iterator[int]:
    """Yield the days of UTC in which some clock shows a day of one of the sets: those days and their neighbours."""
    days = 0
    for mask in masks:
        days |= mask | mask << 1 | mask >> 1
    return (index for index in range(days.bit_length()) if days >> index & 1)


def _shown(pattern: Pattern, midnight: int, within: tuple[int, int], behind: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a pattern that clocks show between two seconds, which are counted like `midnight`."""
    for on, off in zip(pattern[::2], pattern[1::2], strict=True):
        first, last = max(on + midnight, within[0]), min(off + midnight, within[1])
        if first < last:
            yield first + behind, last + behind


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans, which are in order, such that none of them touch."""
    current: tuple[int, int] | None = None
    for begin, stop in spans:
        if current is None:
            current = begin, stop
        elif begin <= current[1]:
            current = current[0], stop
        else:
            yield current
            current = begin, stop
    if current is not None:
        yield current


def _moment(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)
