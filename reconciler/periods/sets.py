"""A period as sets of values, one bit a value: what evaluation needs of it, without its words and places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from reconciler.periods.nodes import Period, Range, Scale, Sub
from reconciler.periods.scales import LAST_SHORT_YEAR, TIMES, Unit, text_of

CENTURY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The seconds of a day that fit: hours, minutes and seconds, each a bit."""

    hours: int
    minutes: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that fit: the values of each scale that chooses some, each a bit, and the years as they were written."""

    chosen: tuple[tuple[Unit, int], ...]
    years: tuple[tuple[int, int], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """One alternative of a period."""

    days: Days
    times: Times


@lru_cache(maxsize=1024)
def sets_of(period: Period) -> tuple[Sets, ...]:
    """Answer the alternatives of a period, each once."""
    return tuple(dict.fromkeys(_sets(sub) for sub in period.subs))


def _sets(sub: Sub) -> Sets:
    values: dict[Unit, int] = {}
    years: list[tuple[int, int]] = []
    for scale in sub.scales:
        if scale.name is Unit.YEAR:
            years += ((item.first, item.last) for item in scale.ranges)
        else:
            values[scale.name] = values.get(scale.name, 0) | bits(scale)
    chosen = tuple(sorted((unit, mask) for unit, mask in values.items() if unit not in TIMES))
    return Sets(
        days=Days(chosen=chosen, years=tuple(dict.fromkeys(years)) or None),
        times=Times(
            hours=values.get(Unit.HOUR, every(Unit.HOUR)),
            minutes=values.get(Unit.MINUTE, every(Unit.MINUTE)),
            seconds=values.get(Unit.SECOND, every(Unit.SECOND)),
        ),
    )


def bits(scale: Scale) -> int:
    """Answer the values of a scale (not of years), each a bit."""
    mask = 0
    for item in scale.ranges:
        mask |= bits_of(scale.name, item)
    return mask


def union_of(scales: Iterable[Scale]) -> int:
    """Answer the values of several of the same scale, each a bit."""
    mask = 0
    for scale in scales:
        mask |= bits(scale)
    return mask


def bits_of(unit: Unit, item: Range) -> int:
    """Answer the values of a range, each a bit; one that runs backwards goes over the end of its scale."""
    if item.first <= item.last:
        return _run(item.first, item.last)
    return _run(item.first, unit.high) | _run(unit.low, item.last)


def every(unit: Unit) -> int:
    """Answer all values of a scale, each a bit."""
    return _run(unit.low, unit.high)


def has_year(years: tuple[tuple[int, int], ...], year: int) -> bool:
    """Tell whether a year is in one of the ranges."""
    return any(first <= year <= last for first, last in (years_of(item, year) for item in years))


def years_of(ends: tuple[int, int], year: int) -> tuple[int, int]:
    """Answer a range of years in order; two digits take the century of a year."""
    century = year - year % CENTURY
    first, last = (end + century if end <= LAST_SHORT_YEAR else end for end in ends)
    return min(first, last), max(first, last)


def _run(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first)


def values_of(unit: Unit, item: Range) -> Iterator[str]:
    """Yield the values of a range in order, as they are best written; of years there may be very many."""
    numbers = (
        range(item.first, item.last + 1)
        if item.first <= item.last
        else (*range(item.first, unit.high + 1), *range(unit.low, item.last + 1))
    )
    return (text_of(unit, number) for number in numbers)


def count_of(unit: Unit, item: Range) -> int:
    """Answer how many values a range has."""
    count = item.last - item.first + 1
    return count if count > 0 else count + unit.high - unit.low + 1
