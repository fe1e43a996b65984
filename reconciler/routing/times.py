"""The times at which something changes for callers, in words: by weekdays where they repeat, else by dates."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from reconciler.periods.clock import day_of, runs, seconds_of
from reconciler.periods.labels import Days, bits
from reconciler.periods.moments import shown
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern
from reconciler.periods.weekly import told_of_sets
from reconciler.routing.laying import EPOCH, SECOND
from reconciler.routing.stretches import DAYS_BEFORE, Held, Stretch
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


def usually(overrides: Sequence[Stretch], held: Held) -> str:
    """Answer when something holds on days of the base, whatever overrides come between."""
    told = _weekly(held)
    when = "always" if told == EVERY_DAY else _joined(told)
    return when + _but(overrides)


def during(stretch: Stretch, asked: tuple[datetime, datetime], held: Held) -> str:
    """Answer when something holds on the days of an override, in a span that was asked about."""
    zone = stretch.old.network.zone
    spans = list(islice(_spans(held, stretch), FEW_SPANS + 1))
    if len(spans) <= FEW_SPANS:
        return "; ".join(_between(*span, asked, zone) for span in spans)
    whole = _between(stretch.start, stretch.end, asked, zone)
    told = _weekly(held)
    if any(map(LASTS_WEEKS.match, told)):
        return _joined(tuple(_between(*span, asked, zone) for span in _spans(held, stretch)))
    return f"{whole}, {_joined(told)}"


def _weekly(held: Held) -> tuple[str, ...]:
    """Answer what `weekly.told_of_sets` tells; the same is asked of many numbers.

    It tells a span of the day on which it begins, and assumes the days before to be as those a week later. So the days
    are told too on which that begins which holds from the first midnight on; what has held for longer begins there.
    """
    patterns, first_day = held.patterns, 1 << DAYS_BEFORE
    always = patterns.get(ALWAYS, 0)
    since = DAYS_BEFORE
    goes_on = any(pattern[0] == 0 and days & first_day for pattern, days in patterns.items() if pattern)
    if goes_on and (always >> DAYS_BEFORE).bit_count() < held.length:
        since = next((index for index in reversed(range(DAYS_BEFORE)) if not always >> index & 1), DAYS_BEFORE - 1)
        if always >> since & 1:
            patterns = {**patterns, ALWAYS: always & ~(1 << since)}
    told = frozenset((pattern, days >> since) for pattern, days in patterns.items() if days >> since)
    first, count = held.first - timedelta(days=DAYS_BEFORE - since), held.length + DAYS_BEFORE - since
    is_usual = all(len(pattern) <= USUAL for pattern, _ in told)
    return _known(first, count, told) if is_usual else told_of_sets(first, count, dict(told)).lines()


@lru_cache(maxsize=4096)
def _known(first: date, count: int, patterns: frozenset[tuple[Pattern, Days]]) -> tuple[str, ...]:
    return told_of_sets(first, count, dict(patterns)).lines()


def _joined(told: Sequence[str]) -> str:
    rest = told[MOST_TIMES:]
    exceptions = sum(item.startswith("not on ") for item in rest)
    times = len(rest) - exceptions
    more = [f"and {times} more time{'s' if times > 1 else ''}"] if times else []
    if exceptions:
        more.append(f"and not on {exceptions} more run{'s' if exceptions > 1 else ''} of dates")
    return "; ".join([*told[:MOST_TIMES], *more])


def _spans(held: Held, stretch: Stretch) -> Iterator[tuple[datetime, datetime]]:
    """Yield when something holds on the days of a stretch, in real time and in order; none of the spans touch."""
    zone = stretch.old.network.zone
    by_day = _by_day(held)
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


def _by_day(held: Held) -> dict[date, Pattern]:
    before = held.first - timedelta(days=DAYS_BEFORE)
    return {before + timedelta(days=index): pattern for pattern, days in held.patterns.items() for index in bits(days)}


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
