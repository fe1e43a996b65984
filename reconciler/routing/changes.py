"""What a change of forwarding changes for callers: exactly, as spans of time, and in a few lines for people.

The lines are made day by day from the clocks on the wall, so that a schedule of seconds costs no more than its days
have kinds. A line's times are meant within the span that stands before them, if one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from reconciler.model.identifiers import NumberCode
from reconciler.periods import weekly
from reconciler.periods.pattern import NEVER
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.network import Network
from reconciler.routing.stretches import Pair, Stretch, stretches
from reconciler.routing.timeline import timeline

MOST_LINES = 12
"""So many lines are told; how many more there are is counted."""
MOST_TIMES = 6
"""So many times of one line are told."""
FEW_SPANS = 2
EVERY_DAY = ("every day all day",)


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
    pairs: dict[Pair, None] = {}
    found: list[Line] = []
    if base:
        own = dict.fromkeys(pair for stretch in base for pair in stretch.pairs())
        pairs |= own
        days = [day for stretch in every for day in stretch.dates]
        but = _but([(stretch.start, stretch.end) for stretch in overrides], before.zone)
        found += [_line(base[0], pair, days, "", but) for pair in own]
    for stretch in overrides:
        own = dict.fromkeys(stretch.pairs())
        pairs |= own
        span = _span(stretch, start, end, before.zone)
        found += [_line(stretch, pair, list(stretch.dates), span, "") for pair in own]
    return Told(lines=tuple(found[:MOST_LINES]), more=max(0, len(found) - MOST_LINES), pairs=tuple(pairs))


def _line(stretch: Stretch, pair: Pair, days: list[date], span: str, but: str) -> Line:
    """Answer when one pair of before and after holds."""
    days = list(dict.fromkeys(days))
    times = weekly.lines([(day, stretch.on(day).get(pair, NEVER)) for day in days])
    if times == EVERY_DAY:
        when = span or "always"
    else:
        told = [
            *times[:MOST_TIMES],
            *([f"and {len(times) - MOST_TIMES} more times"] if len(times) > MOST_TIMES else []),
        ]
        when = ", ".join(filter(None, (span, "; ".join(told))))
    return Line(when=when + but, before=pair[0], after=pair[1])


def _span(stretch: Stretch, start: datetime, end: datetime, zone: tzinfo) -> str:
    """Answer the span of overrides; of one that goes on behind the span asked about, that it does so at least."""
    begin, stop = _shown(stretch.start, zone), _shown(stretch.end, zone)
    if stretch.end == end:
        return f"until {stop} at least" if stretch.start == start else f"from {begin} on"
    return f"until {stop}" if stretch.start == start else f"{begin} – {stop}"


def _but(spans: Sequence[tuple[datetime, datetime]], zone: tzinfo) -> str:
    """Answer when something else holds instead."""
    if not spans:
        return ""
    if len(spans) > FEW_SPANS:
        return " (but for overrides)"
    return f" (but for {' and '.join(f'{_shown(begin, zone)} – {_shown(end, zone)}' for begin, end in spans)})"


def _shown(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone).replace(tzinfo=None)
    return local.isoformat(" ", "seconds" if local.second else "minutes")
