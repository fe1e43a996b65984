"""Whether some periods together hold whenever another one does, proven over a whole cycle of the calendar."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from reconciler.periods.days import days_of
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern, without
from reconciler.periods.sets import sets_of
from reconciler.periods.times import pattern_of
from reconciler.routing.schedules import Schedules

CYCLE_YEARS = 28
"""After so many years every date has fallen on every weekday, leap years included."""
CYCLE_DAYS = CYCLE_YEARS * 365 + 7
MOST_PARTS = 64
"""Of more parts nothing is proven: a hostile text would make more than anybody waits for."""

Part: TypeAlias = tuple[int, Pattern]
"""Days, one bit each, and the seconds of each of them."""


class Coverage:
    """Compares periods over all days of a cycle, by the clocks on the wall; each distinct question is asked once."""

    def __init__(self, schedules: Schedules, first: date) -> None:
        """Take the periods by their texts, and the day from which on they are compared."""
        self._schedules = schedules
        self._first = first
        self._days = min(CYCLE_DAYS, (date.max - first).days)
        self._parts: dict[str, tuple[Part, ...] | None] = {}
        self._answers: dict[tuple[str, tuple[str, ...]], tuple[int, ...]] = {}

    def covering(self, text: str, others: Sequence[str]) -> tuple[int, ...]:
        """Answer which of some periods it takes to hold whenever this one does; nothing if they do not.

        A period that never holds itself is covered by nothing: that is told elsewhere.
        """
        key = (text, tuple(others))
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._covering(text, others)
        return found

    def _covering(self, text: str, others: Sequence[str]) -> tuple[int, ...]:
        own = self._parts_of(text)
        left: dict[Pattern, int] = {}
        for days, pattern in own or ():
            if days and pattern:
                left[pattern] = left.get(pattern, 0) | days
        used = []
        for index, other in enumerate(others):
            if not left or len(left) > MOST_PARTS:
                break
            less = _without(left, self._parts_of(other) or ())
            if less != left:
                used.append(index)
                left = less
        return () if left else tuple(used)

    def _parts_of(self, text: str) -> tuple[Part, ...] | None:
        """Answer a period as parts; None if it cannot be read or has too many of them."""
        if text not in self._parts:
            self._parts[text] = self._read(text)
        return self._parts[text]

    def _read(self, text: str) -> tuple[Part, ...] | None:
        period = self._schedules.period(text)
        if period is None or len(period.subs) > MOST_PARTS:
            return None
        if not period.subs:
            return (((1 << self._days) - 1, ALWAYS),)
        return tuple(
            (days_of(part.days, self._first, self._days), pattern_of((part.times,))) for part in sets_of(period)
        )


def _without(left: dict[Pattern, int], parts: Sequence[Part]) -> dict[Pattern, int]:
    """Take the parts of another period away from what is left of one."""
    for days, pattern in parts:
        rest: dict[Pattern, int] = {}
        for seconds, mask in left.items():
            for kept, on in ((seconds, mask & ~days), (_less(seconds, pattern), mask & days)):
                if kept and on:
                    rest[kept] = rest.get(kept, 0) | on
        if len(rest) > MOST_PARTS:
            return rest
        left = rest
    return left


@lru_cache(maxsize=4096)
def _less(seconds: Pattern, pattern: Pattern) -> Pattern:
    return NEVER if pattern == ALWAYS else without(seconds, pattern)
