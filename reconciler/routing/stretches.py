"""Two networks side by side: a span cut where an override of either begins or ends, and what differs on each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.periods import clock
from reconciler.periods.clock import day_of, seconds_of
from reconciler.periods.labels import Days, bits
from reconciler.periods.pattern import NEVER, Pattern, both, union
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.laying import EPOCH, days_around
from reconciler.routing.network import Network
from reconciler.routing.schedules import Sweep
from reconciler.routing.slices import Part, Slice, cut
from reconciler.routing.timeline import consecutive

SECOND = timedelta(seconds=1)
SHORTEST = timedelta.resolution
DAYS_BEFORE = 8
"""So many days before a span are known too, for what began on them and goes on."""


class Held(NamedTuple):
    """When something holds on so many consecutive days from the first one on, and on DAYS_BEFORE days before them.

    Each pattern has its days, a bit each: the lowest is the first of the days before.
    """

    first: date
    length: int
    patterns: Mapping[Pattern, Days]


Pair: TypeAlias = tuple[Behaviour, Behaviour]
"""What becomes of calls before a change, and after it."""
Shape: TypeAlias = Mapping[Pair, Pattern]
"""What differs on a day, and when."""


@dataclass(slots=True, kw_only=True, eq=False)
class Stretch:
    """From a moment until another one forwarding holds each number in both networks."""

    start: datetime
    end: datetime
    old: Slice
    new: Slice
    _known: dict[tuple[Sweep, Sweep], Shape] = field(default_factory=dict)

    @property
    def is_base(self) -> bool:
        """Tell whether no override holds."""
        return self.old.is_base and self.new.is_base

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of which the clocks show some part."""
        zone = self.old.network.zone
        first, last = self.start.astimezone(zone), (self.end - SHORTEST).astimezone(zone)
        return consecutive(first.date(), (last.date() - first.date()).days + 1)

    def differing(self, first: date, count: int) -> dict[Pair, dict[Pattern, Days]]:
        """Answer what differs on so many days as if this stretch held throughout: when, and on which of them."""
        found: dict[Pair, dict[Pattern, Days]] = {}
        for shape, days in self._shapes(first, count):
            for pair, pattern in shape.items():
                patterns = found.setdefault(pair, {})
                patterns[pattern] = patterns.get(pattern, 0) | days
        return found

    def pairs(self) -> Iterator[Pair]:
        """Yield what differs at any moment of this stretch; one can come twice."""
        dates = self.dates
        partly = {dates[0], dates[-1], *self._skipping()}
        whole = sum(1 << index for index, day in enumerate(dates) if day not in partly)
        for shape, days in self._shapes(dates[0], len(dates)):
            if days & whole:
                yield from shape
                continue
            for index in bits(days):
                within = self.within(dates[index])
                yield from (pair for pair, pattern in shape.items() if both(pattern, within))

    def _shapes(self, first: date, count: int) -> Iterator[tuple[Shape, Days]]:
        """Yield what differs on consecutive days, and on which; a shape is worked out once."""
        since = (first - self.old.first).days
        alike: dict[tuple[Sweep, Sweep], Days] = {}
        bit = 1
        for key in zip(self.old.sweeps[since : since + count], self.new.sweeps[since : since + count], strict=True):
            alike[key] = alike.get(key, 0) | bit
            bit <<= 1
        for (old, new), days in alike.items():
            shape = self._known.get((old, new))
            if shape is None:
                shape = self._known[old, new] = _differences(self.old.parts_of(old), self.new.parts_of(new))
            if shape:
                yield shape, days

    def within(self, day: date) -> Pattern:
        """Answer the seconds of a day that the clocks show at some moment of this stretch."""
        start, end = (self.start - EPOCH) // SECOND, -((EPOCH - self.end) // SECOND)
        found = NEVER
        for run in clock.stretches(day, self.old.network.zone):
            midnight = seconds_of(day) - run.offset
            first, last = max(run.first, start - midnight), min(run.last, end - midnight)
            if first < last:
                found = union(found, (first, last))
        return found

    def _skipping(self) -> Iterator[date]:
        """Yield the days on which the clocks skip some time."""
        start, end = ((moment - EPOCH) // SECOND for moment in (self.start, self.end))
        for second, before, after in clock.changes(start, end, self.old.network.zone):
            if before < after:
                yield from (day_of(second + before), day_of(second + after))


def stretches(before: Network, after: Network, code: NumberCode, start: datetime, end: datetime) -> list[Stretch]:
    """Answer the stretches of a span in order; neighbours between which nothing changes are one."""
    first, days = days_around(start.astimezone(before.zone), end.astimezone(before.zone))
    first, days = first - timedelta(days=DAYS_BEFORE), days + DAYS_BEFORE
    old, new = (list(cut(network, code, start, end, first=first, days=days)) for network in (before, after))
    found: list[Stretch] = []
    left = right = 0
    while left < len(old) and right < len(new):
        begin, stop = max(old[left].start, new[right].start), min(old[left].end, new[right].end)
        stretch = Stretch(start=begin, end=stop, old=old[left], new=new[right])
        if found and _goes_on(found[-1], stretch):
            found[-1].end = stop
        else:
            found.append(stretch)
        left, right = left + (old[left].end == stop), right + (new[right].end == stop)
    return found


def _goes_on(stretch: Stretch, following: Stretch) -> bool:
    """Tell whether nothing turns between two stretches."""
    ends = [(one.old.constant, one.new.constant) for one in (stretch, following)]
    return ends[0] == ends[1] and None not in ends[0] and stretch.is_base == following.is_base


def _differences(old: tuple[Part, ...], new: tuple[Part, ...]) -> Shape:
    """Answer when what differs on a day differs."""
    found: dict[Pair, list[int]] = {}
    left = right = 0
    while left < len(old) and right < len(new):
        before, after = old[left], new[right]
        last = min(before.last, after.last)
        if before.behaviour != after.behaviour:
            spans = found.setdefault((before.behaviour, after.behaviour), [])
            first = max(before.first, after.first)
            if spans and spans[-1] == first:
                spans.pop()
            else:
                spans.append(first)
            spans.append(last)
        left, right = left + (before.last == last), right + (after.last == last)
    return {pair: tuple(spans) for pair, spans in found.items()}
