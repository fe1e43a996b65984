"""Days by the clocks on the wall laid into real time, in which the clocks of a zone skip and repeat hours."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter

from reconciler.periods.clock import seconds_of, stretches
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.slices import Slice

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)


def days_around(start: datetime, end: datetime) -> tuple[date, int]:
    """Answer the first of the days whose clocks can show a moment of a span in its zone, and how many they are.

    Clocks that are put back over midnight show the day before once more.
    """
    first = start.date() - ONE_DAY
    return first, (end.date() - first).days + 2


def laid(piece: Slice) -> Iterator[tuple[datetime, datetime, Behaviour]]:
    """Yield what becomes of calls through a slice, in UTC and in order; neighbours differ."""
    if piece.constant is not None:
        yield piece.start, piece.end, piece.constant
        return
    begun = _begun(piece)
    since, behaviour = piece.start, begun[0][1]
    for begin, other in begun:
        if other is not behaviour:
            moment = EPOCH + timedelta(seconds=begin)
            yield since, moment, behaviour
            since, behaviour = moment, other
    yield since, piece.end, behaviour


def _begun(piece: Slice) -> list[tuple[int, Behaviour]]:
    """Answer the seconds of the epoch at which the clocks begin to show a part of a day, in order."""
    zone = piece.network.zone
    found: list[tuple[int, Behaviour]] = []
    earliest, latest = (piece.start - EPOCH) // SECOND, -((EPOCH - piece.end) // SECOND)
    begin, days = days_around(piece.start.astimezone(zone), piece.end.astimezone(zone))
    skipped = (begin - piece.first).days
    for index in range(max(0, skipped), min(piece.days, skipped + days)):
        day = piece.first + timedelta(days=index)
        midnight = seconds_of(day)
        for stretch in stretches(day, zone):
            ahead = midnight - stretch.offset
            low, high = max(stretch.first, earliest - ahead), min(stretch.last, latest - ahead)
            if low < high:
                parts = piece.parts_on(index)
                found += [(max(part[0], low) + ahead, part[2]) for part in parts if low < part[1] and part[0] < high]
    found.sort(key=itemgetter(0))
    return found
