"""What a change of forwarding changes for callers: exactly, as spans of time, and in a few lines for people.

The lines are made day by day from the clocks on the wall, so that a schedule of seconds costs no more than its days
have kinds. A line's times are meant within the span that stands before them, if one does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.network import Network
from reconciler.routing.stretches import DAYS_BEFORE, Held, Pair, Stretch, stretches
from reconciler.routing.timeline import timeline
from reconciler.routing.times import during, usually

MOST_LINES = 12
"""So many lines are told; how many more there are is counted."""
Words: TypeAlias = Callable[[Held], str]
"""Tells in words when something holds."""


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
    chapters: list[tuple[Iterable[Pair], Iterable[Line]]] = []
    if base:
        pairs = dict.fromkeys(chain.from_iterable(stretch.pairs() for stretch in base))
        days = dict.fromkeys(chain.from_iterable(stretch.dates for stretch in every))
        chapters.append((pairs, _lines(base[0], pairs, tuple(days), partial(usually, overrides))))
    for stretch in overrides:
        pairs = dict.fromkeys(stretch.pairs())
        words = partial(during, stretch, (start, end))
        chapters.append((pairs, _lines(stretch, pairs, stretch.dates, words)))
    every_pair = list(chain.from_iterable(pairs for pairs, _ in chapters))
    return Told(
        lines=tuple(islice(chain.from_iterable(told for _, told in chapters), MOST_LINES)),
        more=max(0, len(every_pair) - MOST_LINES),
        pairs=tuple(dict.fromkeys(every_pair)),
    )


def _lines(stretch: Stretch, pairs: Iterable[Pair], days: Sequence[date], words: Words) -> Iterator[Line]:
    """Yield when each pair of before and after holds, as if a stretch held throughout its days and before them."""
    differing = stretch.differing(days[0] - timedelta(days=DAYS_BEFORE), DAYS_BEFORE + len(days))
    for pair in pairs:
        held = Held(days[0], len(days), differing.get(pair, {}))
        yield Line(when=words(held), before=pair[0], after=pair[1])
