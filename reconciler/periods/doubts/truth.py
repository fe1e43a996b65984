"""Doubts about parts that no day fits, or every one."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations

from reconciler.periods.days import Calendar, calendar, fitting
from reconciler.periods.doubts.doubted import Doubted
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.mistakes import Edit
from reconciler.periods.nodes import Scale, Sub
from reconciler.periods.quoting import shown
from reconciler.periods.scales import TIMES, Unit
from reconciler.periods.sets import Days, every, union_of, years_of

FIRST, YEARS = 2001, 28
"""In these years every kind of year occurs: each weekday as its first day, with and without a 29 February."""
KINDS = 14
CENTURIES = 400
"""After so many years the calendar repeats itself."""
_DAYS = date(FIRST + YEARS, 1, 1).toordinal() - date(FIRST, 1, 1).toordinal()


def of_sub(doubted: Doubted, sub: Sub) -> Iterator[Finding]:
    """Yield the doubts about one alternative."""
    by_unit: dict[Unit, list[Scale]] = {}
    for scale in sub.scales:
        by_unit.setdefault(scale.name, []).append(scale)
    yield from _never(doubted, {unit: scales for unit, scales in by_unit.items() if unit not in TIMES})
    for unit, scales in by_unit.items():
        if unit is not Unit.YEAR and union_of(scales) == every(unit):
            yield _always(doubted, sub, scales)


def _never(doubted: Doubted, by_unit: dict[Unit, list[Scale]]) -> Iterator[Finding]:
    """Yield a doubt if no day fits all scales; two that contradict each other are told alone."""
    if len(by_unit) == 1:
        return
    days = {unit: _fitting(unit, scales, doubted.today.year) for unit, scales in by_unit.items()}
    everything = -1
    for mask in days.values():
        everything &= mask
    if everything:
        return
    pairs = combinations(days, 2)
    units: Sequence[Unit] = next((pair for pair in pairs if not days[pair[0]] & days[pair[1]]), tuple(days))
    scales = [scale for unit in units for scale in by_unit[unit]]
    told = [doubted.of(scale) for scale in scales]
    yield doubted.finding(
        Kind.NEVER_TRUE,
        f"No day fits {shown(', '.join(told[:-1]))} and {told[-1]} at once: this part is never active. Correct one of"
        " them, or take the part out.",
        (min(scale.start for scale in scales), max(scale.end for scale in scales)),
    )


def _fitting(unit: Unit, scales: list[Scale], year: int) -> int:
    """Answer the days that fit a scale, one bit for each day of a cycle."""
    found = _cycle()
    if unit is not Unit.YEAR:
        return fitting(Days(chosen=((unit, union_of(scales)),), years=None), found, _DAYS)
    mask = 0
    for kind in _kinds([years_of((item.first, item.last), year) for scale in scales for item in scale.ranges]):
        mask |= found[Unit.YEAR][_year_of(kind)]
    return mask


def _kinds(ranges: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Answer the kinds of the years in some ranges."""
    found: set[tuple[int, int]] = set()
    for first, last in ranges:
        for year in range(first, min(last, first + CENTURIES) + 1):
            if len(found) == KINDS:
                return found
            found.add(_kind(year))
    return found


def _kind(year: int) -> tuple[int, int]:
    """Answer the weekday that a year begins with, and how long it is."""
    same = FIRST - 1 + year % CENTURIES
    first = date(same, 1, 1)
    return first.weekday(), date(same + 1, 1, 1).toordinal() - first.toordinal()


@lru_cache(maxsize=KINDS)
def _year_of(kind: tuple[int, int]) -> int:
    return next(year for year in range(FIRST, FIRST + YEARS) if _kind(year) == kind)


@lru_cache(maxsize=1)
def _cycle() -> Calendar:
    return calendar(date(FIRST, 1, 1), _DAYS)


def _always(doubted: Doubted, sub: Sub, scales: list[Scale]) -> Finding:
    """Answer a doubt about a scale that has all its values."""
    written, unit = shown(" ".join(doubted.of(scale) for scale in scales)), scales[0].name
    advice = f"Leave {unit} out"
    if len(scales) == len(sub.scales):
        advice = "For always write an empty period"
        edits = [Edit(start=0, end=len(doubted.text), text="")]
    else:
        edits = [_without(doubted.text, sub, scale) for scale in scales]
    return doubted.finding(
        Kind.ALWAYS_TRUE,
        f"{written} is every {unit.noun} and restricts nothing. {advice}.",
        (scales[0].start, scales[-1].end),
        edits,
    )


def _without(text: str, sub: Sub, scale: Scale) -> Edit:
    """Answer the edit that takes a scale out, with the white space on one side of it."""
    start, end = scale.start, scale.end
    while end < sub.end and text[end].isspace():
        end += 1
    while end == sub.end and text[start - 1].isspace():
        start -= 1
    return Edit(start=start, end=end, text="")
