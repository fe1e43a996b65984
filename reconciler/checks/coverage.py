"""Whether some periods together hold whenever another one does, proven over a whole cycle of the calendar."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from reconciler.periods.days import days_of
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern, without
from reconciler.periods.sets import sets_of
from reconciler.periods.times import pattern_of
from reconciler.routing.schedules import Schedules

CYCLE_YEARS = 28
CYCLE_DAYS = CYCLE_YEARS * 365 + 7
CYCLE = date(2001, 1, 1)
"""From here on so many years are of every kind: leap or not, beginning on any weekday. More kinds there are not."""
MOST_PARTS = 64
MOST_BOUNDARIES = 2_880
"""Of more parts, and of such with more boundaries a day, nothing is proven: nobody would wait for what it takes."""

Part: TypeAlias = tuple[int, Pattern]
"""Days, one bit each, and the seconds of each of them."""


class Covering(NamedTuple):
    """The periods that it takes to cover another, by their indices.

    `for_ever` tells that this is so on every day of the calendar; else it is so in the coming CYCLE_YEARS years.
    """

    used: tuple[int, ...]
    for_ever: bool


class Coverage:
    """Compares periods over all days of a cycle, by the clocks on the wall; each distinct question is asked once."""

    def __init__(self, schedules: Schedules, first: date) -> None:
        """Take the periods by their texts, and the day from which on those are compared that name years."""
        self._schedules = schedules
        self._coming = first, min(CYCLE_DAYS, (date.max - first).days)
        self._parts: dict[tuple[str, date], tuple[Part, ...]] = {}
        self._dated: dict[str, bool] = {}
        self._answers: dict[tuple[str, tuple[str, ...]], Covering | None] = {}

    def covering(self, text: str, others: Sequence[str]) -> Covering | None:
        """Answer which of some periods it takes to hold whenever this one does; None if they do not.

        A period that never holds itself is covered by nothing: that is told elsewhere.
        """
        key = (text, tuple(others))
        if key not in self._answers:
            self._answers[key] = self._covering(text, others)
        return self._answers[key]

    def _covering(self, text: str, others: Sequence[str]) -> Covering | None:
        for_ever = not any(map(self._names_years, (text, *others)))
        first, days = (CYCLE, CYCLE_DAYS) if for_ever else self._coming
        left: dict[Pattern, int] = {}
        outside = 0
        for mask, pattern in self._parts_of(text, first, days):
            if mask and pattern:
                left[pattern] = left.get(pattern, 0) | mask
                outside |= mask
        for other in others:
            for mask, _ in self._parts_of(other, first, days):
                outside &= ~mask
        if outside:
            return None  # on some days none of the others holds at all, which is quickly seen
        used = []
        for index, other in enumerate(others):
            if not left or len(left) > MOST_PARTS:
                break
            less = _without(left, self._parts_of(other, first, days))
            if less != left:
                used.append(index)
                left = less
        return Covering(tuple(used), for_ever) if used and not left else None

    def _names_years(self, text: str) -> bool:
        if text not in self._dated:
            period = self._schedules.period(text)
            self._dated[text] = period is not None and any(part.days.years is not None for part in sets_of(period))
        return self._dated[text]

    def _parts_of(self, text: str, first: date, days: int) -> tuple[Part, ...]:
        """Answer a period as parts; none if it cannot be read or has too many of them."""
        key = text, first
        if key not in self._parts:
            self._parts[key] = self._read(text, first, days)
        return self._parts[key]

    def _read(self, text: str, first: date, days: int) -> tuple[Part, ...]:
        period = self._schedules.period(text)
        if period is None or len(period.subs) > MOST_PARTS:
            return ()
        if not period.subs:
            return (((1 << days) - 1, ALWAYS),)
        parts = tuple((days_of(part.days, first, days), pattern_of((part.times,))) for part in sets_of(period))
        return () if any(len(pattern) > MOST_BOUNDARIES for _, pattern in parts) else parts


def _without(left: dict[Pattern, int], parts: Sequence[Part]) -> dict[Pattern, int]:
    """Take the parts of another period away from what is left of one."""
    for days, pattern in parts:
        rest: dict[Pattern, int] = {}
        for seconds, mask in left.items():
            less = NEVER if pattern == ALWAYS else without(seconds, pattern)
            for kept, on in ((seconds, mask & ~days), (less, mask & days)):
                if kept and on:
                    rest[kept] = rest.get(kept, 0) | on
        if len(rest) > MOST_PARTS:
            return rest
        left = rest
    return left
