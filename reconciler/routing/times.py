"""The times at which something changes for callers, in words: by weekdays where they repeat, else by dates."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from reconciler.periods import weekly
from reconciler.periods.clock import day_of, runs, seconds_of
from reconciler.periods.moments import shown
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern
from reconciler.routing.laying import EPOCH, SECOND
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
    zone = stretch.old.network.zone
    spans = list(islice(_spans(patterns, stretch), FEW_SPANS + 1))
    if len(spans) <= FEW_SPANS:
        return "; ".join(_between(*span, asked, zone) for span in spans)
    whole = _between(stretch.start, stretch.end, asked, zone)
    told = _weekly(stretch.dates, patterns, before)
    if any(map(LASTS_WEEKS.match, told)):
        return _joined(tuple(_between(*span, asked, zone) for span in _spans(patterns, stretch)))
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
    rest = told[MOST_TIMES:]
    exceptions = sum(item.startswith("not on ") for item in rest)
    times = len(rest) - exceptions
    more = [f"and {times} more time{'s' if times > 1 else ''}"] if times else []
    if exceptions:
        more.append(f"and not on {exceptions} more run{'s' if exceptions > 1 else ''} of dates")
    return "; ".join([*told[:MOST_TIMES], *more])


def _spans(patterns: Iterable[Pattern], stretch: Stretch) -> Iterator[tuple[datetime, datetime]]:
    """Yield when patterns hold of the days of a stretch, in real time and in order; none of the spans touch."""
    zone = stretch.old.network.zone
    by_day = dict(zip(stretch.dates, patterns, strict=True))
    start, end = (stretch.start - EPOCH) // SECOND, -((EPOCH - stretch.end) // SECOND)
    current: tuple[int, int] | None = None
    for begin, stop, offset in runs(start, end, zone):
        first, last = day_of(begin + offset), day_of(stop + offset - 1)
        for day in consecutive(first, (last - first).days + 1):
            midnight = seconds_of(day) - offset
            pattern = by_day.get(day, NEVER)
            for low, high in zip(pattern[::2], pattern[1::2], strict=True):
                since, until = max(low + midnight, begin), min(high + midnight, stop)
                if since >= until:
                    continue
                if current is not None and current[1] != since:
                    yield _clipped(current, stretch)
                    current = None
                current = (since if current is None else current[0]), until
    if current is not None:
        yield _clipped(current, stretch)


def _clipped(span: tuple[int, int], stretch: Stretch) -> tuple[datetime, datetime]:
    """Answer a span of seconds of the epoch as moments within a stretch."""
    since, until = (EPOCH + second * SECOND for second in span)
    return max(since, stretch.start), min(until, stretch.end)


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
