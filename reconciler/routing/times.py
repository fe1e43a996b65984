"""The times at which something changes for callers, in words: by weekdays where they repeat, else by dates."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from reconciler.periods import weekly
from reconciler.periods.moments import shown
from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern, both
from reconciler.routing.stretches import Stretch
from reconciler.routing.timeline import consecutive

MOST_TIMES = 6
"""So many times of one line are told."""
FEW_SPANS = 3
"""So many spans are told by their dates; more may repeat by weekdays."""
FEW_OVERRIDES = 2
EVERY_DAY = ("every day all day",)
USUAL = 64
"""Patterns of more boundaries are told anew each time: they would fill the memory."""
LASTS_WEEKS = re.compile(r"([A-Z][a-z]{2})\b.*-(?:[0-9]{4}-|\1 )")
"""A time of weekdays that ends on a date, or a week later: of less than two weeks nobody can tell what repeats."""


def usually(
    dates: Sequence[date], overrides: Sequence[Stretch], patterns: tuple[Pattern, ...], before: tuple[Pattern, ...]
) -> str:
    """Answer when patterns of consecutive days hold that are those of the base, whatever overrides come between.

    `before` are the patterns of the days before.
    """
    told = _weekly(dates, patterns, before)
    when = "always" if told == EVERY_DAY else _joined(told)
    return when + _but(overrides)


def during(
    stretch: Stretch, asked: tuple[datetime, datetime], patterns: tuple[Pattern, ...], before: tuple[Pattern, ...]
) -> str:
    """Answer when patterns of the days of an override hold, in a span that was asked about."""
    dates = stretch.dates
    zone = stretch.old.network.zone
    spans = list(islice(_spans(patterns, stretch), FEW_SPANS + 1))
    if len(spans) <= FEW_SPANS:
        return "; ".join(_span(span, stretch, asked, dates[0]) for span in spans)
    whole = _between(stretch.start, stretch.end, asked, zone)
    told = _weekly(dates, patterns, before)
    if any(map(LASTS_WEEKS.match, told)):
        told = tuple(_span(span, stretch, asked, dates[0]) for span in _spans(patterns, stretch))
        return _joined(told)
    return f"{whole}, {_joined(told)}"


def _weekly(dates: Sequence[date], patterns: tuple[Pattern, ...], before: tuple[Pattern, ...]) -> tuple[str, ...]:
    """Answer what `weekly.lines` tells; the same is asked of many numbers.

    It tells a span of the day on which it begins, and assumes the days before to be as those a week later. So the days
    are told too on which that begins which holds from the first midnight on; what has held for longer begins there.
    """
    first = dates[0]
    if patterns[0][:1] == (0,) and any(pattern != ALWAYS for pattern in patterns):
        full = next((index for index, pattern in enumerate(reversed(before)) if pattern != ALWAYS), None)
        earlier = (NEVER,) if full is None else before[len(before) - full - 1 :]
        first, patterns = first - timedelta(days=len(earlier)), (*earlier, *patterns)
    return _known(first, patterns) if max(map(len, patterns)) <= USUAL else _lines(first, patterns)


@lru_cache(maxsize=4096)
def _known(first: date, patterns: tuple[Pattern, ...]) -> tuple[str, ...]:
    return _lines(first, patterns)


def _lines(first: date, patterns: tuple[Pattern, ...]) -> tuple[str, ...]:
    return weekly.lines(tuple(zip(consecutive(first, len(patterns)), patterns, strict=True)))


def _joined(told: Sequence[str]) -> str:
    more = [f"and {len(told) - MOST_TIMES} more times"] if len(told) > MOST_TIMES else []
    return "; ".join([*told[:MOST_TIMES], *more])


def _spans(patterns: Iterable[Pattern], stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Yield the spans of days within a stretch, in seconds by the clocks on the wall from the first midnight on."""
    current: tuple[int, int] | None = None
    for index, (day, pattern) in enumerate(zip(stretch.dates, patterns, strict=True)):
        held = both(pattern, stretch.within(day))
        for first, last in zip(held[::2], held[1::2], strict=True):
            begin, end = index * DAY + first, index * DAY + last
            if current is not None and current[1] != begin:
                yield current
                current = None
            current = (begin if current is None else current[0]), end
    if current is not None:
        yield current


def _span(span: tuple[int, int], stretch: Stretch, asked: tuple[datetime, datetime], first: date) -> str:
    """Answer one span of a stretch; where it ends with the stretch, it has the words of that."""
    zone = stretch.old.network.zone
    midnight = datetime.combine(first, time())
    begin, end = (midnight + timedelta(seconds=second) for second in span)
    opens, closes = (moment.astimezone(zone).replace(tzinfo=None) for moment in (stretch.start, stretch.end))
    since = stretch.start if begin <= opens else begin.replace(tzinfo=zone)
    until = stretch.end if end >= closes else end.replace(tzinfo=zone)
    return _between(since, until, asked, zone)


def _between(begin: datetime, end: datetime, asked: tuple[datetime, datetime], zone: tzinfo) -> str:
    """Answer a span; of one that goes on behind what was asked about, that it does so at least."""
    since, until = shown(begin, zone), shown(end, zone)
    if end == asked[1]:
        return f"until {until} at least" if begin == asked[0] else f"from {since} on"
    return f"until {until}" if begin == asked[0] else f"{since} – {until}"


def _but(overrides: Sequence[Stretch]) -> str:
    """Answer when something else holds instead; overrides in a row are one span."""
    spans: list[tuple[datetime, datetime]] = []
    for stretch in overrides:
        goes_on = spans and spans[-1][1] == stretch.start
        spans.append((spans.pop()[0] if goes_on else stretch.start, stretch.end))
    if len(spans) > FEW_OVERRIDES:
        return " (but for overrides)"
    if not spans:
        return ""
    zone = overrides[0].old.network.zone
    told = " and ".join(f"{shown(begin, zone)} – {shown(end, zone)}" for begin, end in spans)
    return f" (but for {told})"
