"""Every call to a number through a span of time: what becomes of it from when to when.

A span is cut where an override begins or ends, of the number or of one of ours that its calls can come to. Within such
a slice a day is told by the clocks on the wall, from the patterns of its periods, once for all days that have the same;
only then is it laid into real time.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import DAY, NEVER, Pattern, both, union
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.laying import days_around, laid
from reconciler.routing.network import Network
from reconciler.routing.slices import Part, Slice, cut

SECOND = timedelta(seconds=1)
Share: TypeAlias = tuple[Slice, int, int]
"""A slice, and the seconds of a day through which it holds."""


class Segment(NamedTuple):
    """From a moment until another, which is not part of it, both in UTC: the same becomes of every call."""

    start: datetime
    end: datetime
    behaviour: Behaviour


def timeline(network: Network, code: NumberCode, start: datetime, end: datetime) -> tuple[Segment, ...]:
    """Answer what becomes of calls from a moment until another; neighbours differ.

    A period of seconds makes tens of thousands of segments a day: `days_of` and `patterns_of` never repeat them.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    found: list[Segment] = []
    first, days = days_around(start.astimezone(network.zone), end.astimezone(network.zone))
    for piece in cut(network, code, start, end, first=first, days=days):
        for begin, stop, behaviour in laid(piece):
            if found and found[-1].behaviour == behaviour:
                found.append(found.pop()._replace(end=stop))
            else:
                found.append(Segment(begin, stop, behaviour))
    return tuple(found)


def days_of(network: Network, code: NumberCode, first: date, days: int) -> tuple[tuple[date, tuple[Part, ...]], ...]:
    """Answer what becomes of calls on consecutive days, by the clocks on the wall; equal days are one object.

    Where the clocks are put back within an override's first or last hour, the day tells what holds the first time.
    """
    return tuple(
        (first + timedelta(days=index), _whole(shares, index))
        for index, shares in enumerate(_shares(network, code, first, days))
    )


def patterns_of(
    network: Network, code: NumberCode, first: date, days: int, wanted: Callable[[Behaviour], bool]
) -> tuple[tuple[date, Pattern], ...]:
    """Answer the seconds of consecutive days at which what becomes of calls is wanted, without listing them all."""
    found = []
    for index, shares in enumerate(_shares(network, code, first, days)):
        pattern = NEVER
        for piece, begin, stop in shares:
            pattern = union(pattern, both(piece.pattern_on(index, wanted), (begin, stop)))
        found.append((first + timedelta(days=index), pattern))
    return tuple(found)


def _shares(network: Network, code: NumberCode, first: date, days: int) -> Iterator[list[Share]]:
    """Yield for each day the slices that hold on it, each with its seconds."""
    zone = network.zone
    midnight = datetime.combine(first, time())
    start, end = ((midnight + timedelta(days=extra)).replace(tzinfo=zone).astimezone(UTC) for extra in (0, days))
    ends: list[tuple[Slice, int, int]] = []
    for piece in cut(network, code, start, end, first=first, days=days):
        shown = piece.end.astimezone(zone).replace(tzinfo=None) - midnight
        since = ends[-1][2] if ends else 0
        ends.append((piece, since, days * DAY if piece.end == end else max(since, shown // SECOND)))
    at = 0
    for index in range(days):
        morning, night = index * DAY, index * DAY + DAY
        while ends[at][2] <= morning:
            at += 1
        here, shares = at, []
        while here < len(ends) and ends[here][1] < night:
            piece, since, until = ends[here]
            if since < until:
                shares.append((piece, max(since, morning) - morning, min(until, night) - morning))
            here += 1
        yield shares


def _whole(shares: list[Share], index: int) -> tuple[Part, ...]:
    """Answer a day put together from the slices that hold on it."""
    if len(shares) == 1:
        return shares[0][0].parts_on(index)
    found: list[Part] = []
    for piece, begin, stop in shares:
        for first, last, behaviour in piece.parts_on(index):
            low, high = max(first, begin), min(last, stop)
            if low < high:
                if found and found[-1].behaviour == behaviour:
                    low = found.pop().first
                found.append(Part(low, high, behaviour))
    return tuple(found)
