"""Every call to a number through a span of time: what becomes of it from when to when.

A span is cut where an override begins or ends, of the number or of one of ours that its calls can come to. Within such
a slice a day is told by the clocks on the wall, from the patterns of its periods, once for all days that have the same;
only then is it laid into real time.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import DAY, NEVER, Pattern, both, union
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.laying import days_around, laid
from reconciler.routing.network import Network
from reconciler.routing.slices import Part, Slice, cut

SECOND = timedelta(seconds=1)
SOON = (timedelta(hours=1), timedelta(days=2))
"""Spans in which a schedule of seconds turns for certain, so that no longer one is made of it."""
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


def following(network: Network, code: NumberCode, moment: datetime, days: int) -> Segment | None:
    """Answer what becomes of calls next, None if nothing turns for so many days; its end is not looked for."""
    for ahead in (*(span for span in SOON if span < timedelta(days=days)), timedelta(days=days)):
        segments = timeline(network, code, moment, moment + ahead)
        if len(segments) > 1:
            return segments[1]
    return None


def days_of(network: Network, code: NumberCode, first: date, days: int) -> tuple[tuple[date, tuple[Part, ...]], ...]:
    """Answer what becomes of calls on consecutive days, by the clocks on the wall; equal days are one object.

    Where the clocks are put back within an override's first or last hour, the day tells what holds the first time.
    """
    dates = consecutive(first, days)
    pieces = _pieces(network, code, first, days)
    if len(pieces) == 1:
        return tuple((day, pieces[0].parts_on(index)) for index, day in enumerate(dates))
    return tuple((dates[index], _whole(shares, index)) for index, shares in enumerate(_shares(pieces, dates)))


def patterns_of(
    network: Network, code: NumberCode, first: date, days: int, wanted: Callable[[Behaviour], bool]
) -> tuple[tuple[date, Pattern], ...]:
    """Answer the seconds of consecutive days at which what becomes of calls is wanted, without listing them all."""
    dates = consecutive(first, days)
    pieces = _pieces(network, code, first, days)
    if len(pieces) == 1:
        return tuple(zip(dates, pieces[0].patterns(wanted), strict=True))
    whole = {piece: piece.patterns(wanted) for piece in pieces}
    found = []
    for index, shares in enumerate(_shares(pieces, dates)):
        pattern = NEVER
        for piece, begin, stop in shares:
            pattern = union(pattern, both(whole[piece][index], (begin, stop)))
        found.append((dates[index], pattern))
    return tuple(found)


def _pieces(network: Network, code: NumberCode, first: date, days: int) -> tuple[Slice, ...]:
    """Answer the slices of consecutive days, from the midnight that begins the first to the one that ends the last."""
    start, end = (
        datetime.combine(first + timedelta(days=extra), time(), network.zone).astimezone(UTC) for extra in (0, days)
    )
    return cut(network, code, start, end, first=first, days=days)


def _shares(pieces: tuple[Slice, ...], dates: tuple[date, ...]) -> Iterator[list[Share]]:
    """Yield for each day the slices that hold on it, each with its seconds by the clocks on the wall."""
    midnight = datetime.combine(dates[0], time())
    held: list[Share] = []
    since = 0
    for piece in pieces:
        shown = piece.end.astimezone(piece.network.zone).replace(tzinfo=None) - midnight
        until = len(dates) * DAY if piece is pieces[-1] else max(since, shown // SECOND)
        held.append((piece, since, until))
        since = until
    at = 0
    for morning in range(0, len(dates) * DAY, DAY):
        night = morning + DAY
        while held[at][2] <= morning:
            at += 1
        shares = []
        here = at
        while here < len(held) and held[here][1] < night:
            piece, since, until = held[here]
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


@lru_cache(maxsize=16)
def consecutive(first: date, days: int) -> tuple[date, ...]:
    """Answer so many dates from the first one on."""
    return tuple(first + timedelta(days=index) for index in range(days))
