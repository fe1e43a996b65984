"""What a change of forwarding changes for callers: exactly, as spans of time, and in a few lines for people.

The lines are made day by day from the clocks on the wall, so that a schedule of seconds costs no more than its days
have kinds. A line's times are meant within the span that stands before them, if one does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from itertools import chain, islice
from typing import TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.periods import weekly
from reconciler.periods.pattern import NEVER, Pattern
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.network import Network
from reconciler.routing.stretches import Pair, Stretch, stretches
from reconciler.routing.timeline import consecutive, timeline

MOST_LINES = 12
"""So many lines are told; how many more there are is counted."""
MOST_TIMES = 6
"""So many times of one line are told."""
FEW_SPANS = 2
EVERY_DAY = "every day all day"
USUAL = 64
"""Patterns of more boundaries are told anew each time: they would fill the memory."""
Chapter: TypeAlias = tuple[Stretch, Mapping[Pair, None], Iterable[date], str, str]
"""A stretch with what differs in it and on which days, and the words before and behind its times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """From a moment until another, which is not part of it, both in UTC: something else becomes of calls."""

    start: datetime
    end: datetime
    before: Behaviour
    after: Behaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """When calls come to something else, in words, and to what."""

    when: str
    before: Behaviour
    after: Behaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What changes for callers: the first lines, how many more there would be, and every pair of before and after."""

    lines: tuple[Line, ...] = ()
    more: int = 0
    pairs: tuple[Pair, ...] = ()


def changes(
    before: Network, after: Network, code: NumberCode, start: datetime, end: datetime
) -> tuple[Difference, ...]:
    """Answer exactly when something else becomes of calls; the number is in both networks.

    A schedule of seconds makes very many differences: `lines` never lists them.
    """
    old, new = (timeline(network, code, start, end) for network in (before, after))
    found: list[Difference] = []
    left = right = 0
    while left < len(old) and right < len(new):
        begin, stop = max(old[left].start, new[right].start), min(old[left].end, new[right].end)
        pair = old[left].behaviour, new[right].behaviour
        if pair[0] != pair[1]:
            found.append(Difference(start=begin, end=stop, before=pair[0], after=pair[1]))
        left += old[left].end == stop
        right += new[right].end == stop
    return tuple(found)


def lines(before: Network, after: Network, code: NumberCode, start: datetime, end: datetime) -> Told:
    """Answer in a few lines what changes for callers; the number is in both networks."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    every = stretches(before, after, code, start, end)
    base = [stretch for stretch in every if stretch.is_base]
    overrides = [stretch for stretch in every if not stretch.is_base]
    chapters: list[Chapter] = []
    if base:
        pairs = dict.fromkeys(chain.from_iterable(stretch.pairs() for stretch in base))
        days = dict.fromkeys(chain.from_iterable(stretch.dates for stretch in every))
        chapters.append((base[0], pairs, days, "", _but(overrides, before.zone)))
    for stretch in overrides:
        span = _span(stretch, start, end, before.zone)
        chapters.append((stretch, dict.fromkeys(stretch.pairs()), stretch.dates, span, ""))
    found = islice(chain.from_iterable(_lines(*chapter) for chapter in chapters), MOST_LINES)
    counted = sum(len(pairs) for _, pairs, *_ in chapters)
    return Told(
        lines=tuple(found),
        more=max(0, counted - MOST_LINES),
        pairs=tuple(dict.fromkeys(chain.from_iterable(pairs for _, pairs, *_ in chapters))),
    )


def _lines(stretch: Stretch, pairs: Iterable[Pair], days: Iterable[date], span: str, but: str) -> Iterator[Line]:
    """Yield when each pair of before and after holds, through a stretch or as if it held through all these days."""
    dates = tuple(days)
    shapes = stretch.on(dates)
    distinct = {id(shape): shape for shape in shapes}
    for pair in pairs:
        when = {key: shape.get(pair, NEVER) for key, shape in distinct.items()}
        times = _times(dates[0], tuple([when[id(shape)] for shape in shapes]))
        told = (span or "always") if times == EVERY_DAY else f"{span}, {times}" if span else times
        yield Line(when=told + but, before=pair[0], after=pair[1])


def _times(first: date, patterns: tuple[Pattern, ...]) -> str:
    """Answer in words when a pattern of consecutive days holds; usual ones are asked about by many numbers."""
    return _known_times(first, patterns) if max(map(len, patterns)) <= USUAL else _new_times(first, patterns)


@lru_cache(maxsize=4096)
def _known_times(first: date, patterns: tuple[Pattern, ...]) -> str:
    return _new_times(first, patterns)


def _new_times(first: date, patterns: tuple[Pattern, ...]) -> str:
    told = weekly.lines(tuple(zip(consecutive(first, len(patterns)), patterns, strict=True)))
    more = [f"and {len(told) - MOST_TIMES} more times"] if len(told) > MOST_TIMES else []
    return "; ".join([*told[:MOST_TIMES], *more])


def _span(stretch: Stretch, start: datetime, end: datetime, zone: tzinfo) -> str:
    """Answer the span of overrides; of one that goes on behind the span asked about, that it does so at least."""
    begin, stop = _shown(stretch.start, zone), _shown(stretch.end, zone)
    if stretch.end == end:
        return f"until {stop} at least" if stretch.start == start else f"from {begin} on"
    return f"until {stop}" if stretch.start == start else f"{begin} – {stop}"


def _but(overrides: Sequence[Stretch], zone: tzinfo) -> str:
    """Answer when something else holds instead; overrides in a row are one span."""
    spans: list[tuple[datetime, datetime]] = []
    for stretch in overrides:
        goes_on = spans and spans[-1][1] == stretch.start
        spans.append((spans.pop()[0] if goes_on else stretch.start, stretch.end))
    if len(spans) > FEW_SPANS:
        return " (but for overrides)"
    told = " and ".join(f"{_shown(begin, zone)} – {_shown(end, zone)}" for begin, end in spans)
    return f" (but for {told})" if told else ""


def _shown(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone).replace(tzinfo=None)
    return local.isoformat(" ", "seconds" if local.second else "minutes")
