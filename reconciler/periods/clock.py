"""Wall clocks of a zone: when they really show a time of a day, if they do, and whether twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

DAY = 86_400
HOUR = 3_600
BLOCK = 400 * DAY
"""Changes are looked for in blocks of so many seconds, which are remembered."""
_EPOCH = date(1970, 1, 1).toordinal()
_SECOND = timedelta(seconds=1)
FARTHEST = 26 * HOUR
"""No zone's clock is further away from UTC; Python allows less than 24 hours."""


class Stretch(NamedTuple):
    """The clock runs through seconds `first` to `last` (exclusive) of a day, `offset` seconds ahead of UTC."""

    first: int
    last: int
    offset: int


def real_spans(day: date, first: int, last: int, zone: tzinfo) -> tuple[tuple[datetime, datetime], ...]:
    """Answer when the clocks of a zone show seconds `first` to `last` (exclusive) of a day, in UTC.

    Seconds that the clocks skip on that day are in none of the spans, those that they repeat are in two.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for stretch in stretches(day, zone):
        begin, end = max(first, stretch.first), min(last, stretch.last)
        if begin < end:
            shown = (midnight + timedelta(seconds=second - stretch.offset) for second in (begin, end))
            found.append((next(shown), next(shown)))
    return tuple(found)


@lru_cache(maxsize=4096)
def stretches(day: date, zone: tzinfo) -> tuple[Stretch, ...]:
    """Answer how the clocks of a zone run through a day: one stretch, or more where they are put forward or back."""
    midnight = seconds_of(day)
    found: list[Stretch] = []
    for begin, end, offset in runs(midnight - FARTHEST, midnight + DAY + FARTHEST, zone):
        first, last = max(begin + offset - midnight, 0), min(end + offset - midnight, DAY)
        if first < last:
            found.append(Stretch(first, last, offset))
    return tuple(found)


def changes(begin: int, end: int, zone: tzinfo) -> tuple[tuple[int, int, int], ...]:
    """Answer at which seconds of the epoch clocks are changed between two, with the offsets before and after."""
    blocks = range(begin // BLOCK, -(-end // BLOCK))
    return tuple(change for block in blocks for change in _changes(block, zone) if begin <= change[0] < end)


@lru_cache(maxsize=1024)
def _changes(block: int, zone: tzinfo) -> tuple[tuple[int, int, int], ...]:
    constant = runs(block * BLOCK - HOUR, (block + 1) * BLOCK, zone)
    return tuple((after[0], before[2], after[2]) for before, after in pairwise(constant))


def parts(begin: int, end: int, zone: tzinfo) -> Iterator[tuple[int, int, int]]:
    """Yield parts between two seconds, in order, in which the offset stays the same: begin, end, offset.

    They are looked up as they are asked for, and none is longer than a day.
    """
    for day in range(begin // DAY, -(-end // DAY)):
        for since, until, offset in _parts(day, zone):
            first, last = max(since, begin), min(until, end)
            if first < last:
                yield first, last, offset


def runs(begin: int, end: int, zone: tzinfo) -> list[tuple[int, int, int]]:
    """Answer the parts between two seconds at whose ends the offset changes: begin, end, offset."""
    found: list[tuple[int, int, int]] = []
    for first, last, offset in parts(begin, end, zone):
        if found and found[-1][2] == offset:
            found[-1] = (found[-1][0], last, offset)
        else:
            found.append((first, last, offset))
    return found


def seconds_of(day: date) -> int:
    """Answer the seconds from the epoch to the midnight that begins a day in UTC."""
    return (day.toordinal() - _EPOCH) * DAY


def day_of(second: int) -> date:
    """Answer the day in UTC of a second of the epoch."""
    return date.fromordinal(second // DAY + _EPOCH)


@lru_cache(maxsize=4096)
def _parts(day: int, zone: tzinfo) -> tuple[tuple[int, int, int], ...]:
    """Answer the parts of a day of UTC, counted from the epoch, in which the offset stays the same.

    Offsets are looked up at both ends, and where they differ the second of the change between them: no zone has changed
    its clocks twice within a week since 1970.
    """
    begin, end = day * DAY, (day + 1) * DAY
    before, after = offset_at(begin, zone), offset_at(end, zone)
    if before == after:
        return ((begin, end, before),)
    change = _change(begin, end, zone)
    return tuple(part for part in ((begin, change, before), (change, end, after)) if part[0] < part[1])


def _change(before: int, after: int, zone: tzinfo) -> int:
    """Answer the first second with the offset of the later one."""
    later = offset_at(after, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(middle, zone) == later:
            after = middle
        else:
            before = middle
    return after


def offset_at(second: int, zone: tzinfo) -> int:
    """Answer how many seconds the clocks of a zone are ahead of UTC at a second of the epoch."""
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return 0 if offset is None else offset // _SECOND
