"""When a period is active: at a moment, on calendar days, and through a span of time; see `sets` for how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from reconciler.periods.clock import seconds_of, stretches
from reconciler.periods.days import days_of, fields_of, is_day
from reconciler.periods.nodes import Period
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern
from reconciler.periods.sets import Times, sets_of
from reconciler.periods.times import pattern_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


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
    chosen: dict[Times, int] = {}
    for sub in sets_of(period):
        chosen[sub.times] = chosen.get(sub.times, 0) | days_of(sub.days, first, days)
    if len(chosen) == 1:
        ((times, mask),) = chosen.items()
        pattern = pattern_of((times,))
        return tuple([pattern if mask >> index & 1 else NEVER for index in range(days)])
    return tuple(_mixed(chosen, days))


def _mixed(chosen: Mapping[Times, int], days: int) -> Iterator[Pattern]:
    """Yield the patterns of days of which each has its own choice of times; a choice is put together once."""
    together: dict[int, list[Times]] = {}
    for times, mask in chosen.items():
        together.setdefault(mask, []).append(times)
    made: dict[tuple[int, ...], Pattern] = {}
    for index in range(days):
        masks = tuple([mask for mask in together if mask >> index & 1])
        if masks not in made:
            made[masks] = pattern_of(tuple([times for mask in masks for times in together[mask]]))
        yield made[masks]


def active_intervals(period: Period, start: datetime, end: datetime, zone: tzinfo) -> tuple[Interval, ...]:
    """Answer when a period is active from a moment until another, in UTC, in order; none of them touch."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start >= end:
        return ()
    if not period.subs:
        return (Interval(start=start, end=end),)
    found = []
    for begin, stop in _merged(sorted(_spans(period, start, end, zone))):
        first, last = max(_moment(begin), start), min(_moment(stop), end)
        if first < last:
            found.append(Interval(start=first, end=last))
    return tuple(found)


def _spans(period: Period, start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """Yield the seconds of the epoch at which a period is active, day by day of the zone's own calendar."""
    first = start.astimezone(zone).date() - ONE_DAY
    days = (end.astimezone(zone).date() - first).days + 2
    for index, pattern in enumerate(patterns(period, first, days)):
        if not pattern:
            continue
        day = first + timedelta(days=index)
        midnight = seconds_of(day)
        for stretch in stretches(day, zone):
            offset = midnight - stretch.offset
            for begin, stop in zip(pattern[::2], pattern[1::2], strict=True):
                shown, hidden = max(begin, stretch.first), min(stop, stretch.last)
                if shown < hidden:
                    yield shown + offset, hidden + offset


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans of which none touch."""
    current: tuple[int, int] | None = None
    for begin, stop in spans:
        if current is None:
            current = begin, stop
        elif begin <= current[1]:
            current = current[0], max(current[1], stop)
        else:
            yield current
            current = begin, stop
    if current is not None:
        yield current


def _moment(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)
