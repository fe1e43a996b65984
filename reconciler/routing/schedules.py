"""Periods as routing needs them: read once, evaluated once for many numbers, and put over each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from reconciler.periods.evaluation import is_active, patterns
from reconciler.periods.nodes import Period
from reconciler.periods.parser import read
from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern, union
from reconciler.periods.sets import sets_of
from reconciler.periods.times import pattern_of

MOST_DAYS = 4_000_000
"""So many days of periods are remembered; a pattern is one object for all days that have it."""
MOST_RUNS = 500_000
"""So many runs of days are remembered, some 50 MB; a period of seconds can make 86,400 of them a day."""


class Run(NamedTuple):
    """Seconds `first` to `last` (exclusive) of a day, through which the same of some periods are active, a bit each."""

    first: int
    last: int
    active: int


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """The patterns of a day over each other: runs in order, and for each set of active periods when it holds.

    It keeps its patterns alive, so that their identities can stand for them.
    """

    patterns: tuple[Pattern, ...]
    runs: tuple[Run, ...]
    _when: dict[int, Pattern] = field(default_factory=dict)

    def when(self, wanted: Callable[[int], bool]) -> Pattern:
        """Answer the seconds at which a wanted set of periods is active."""
        if not self._when:
            self._when.update(_when(self.runs))
        found, chosen = NEVER, [pattern for active, pattern in self._when.items() if wanted(active)]
        if len(chosen) == len(self._when):
            return ALWAYS
        for pattern in chosen:
            found = union(found, pattern)
        return found


@dataclass(slots=True, eq=False)
class Schedules:
    """The periods of one network, by their texts. A text that cannot be read is never active: its time is not known."""

    most_days: int = MOST_DAYS
    most_runs: int = MOST_RUNS
    _periods: dict[str, Period | None] = field(default_factory=dict)
    _patterns: dict[tuple[str, date, int], tuple[Pattern, ...]] = field(default_factory=dict)
    _sweeps: dict[tuple[int, ...], Sweep] = field(default_factory=dict)
    _days: int = 0
    _runs: int = 0

    def period(self, text: str) -> Period | None:
        """Answer what a text says, None if it cannot be read."""
        if text not in self._periods:
            self._periods[text] = read(text).period
        return self._periods[text]

    def holds(self, text: str, moment: datetime, zone: tzinfo) -> bool:
        """Tell whether a period is active at a moment."""
        period = self.period(text)
        return period is not None and is_active(period, moment, zone)

    def ever(self, text: str) -> Pattern:
        """Answer the seconds of a day beyond which a period is active on none."""
        period = self.period(text)
        if period is None:
            return NEVER
        return pattern_of(tuple(one.times for one in sets_of(period))) if period.subs else ALWAYS

    def patterns(self, text: str, first: date, days: int) -> tuple[Pattern, ...]:
        """Answer the seconds of consecutive days at which a period is active."""
        key = (text, first, days)
        found = self._patterns.get(key)
        if found is None:
            if self._days > self.most_days:
                self._patterns.clear()
                self._days = 0
            period = self.period(text)
            found = (NEVER,) * days if period is None else patterns(period, first, days)
            self._patterns[key] = found
            self._days += days
        return found

    def sweeps(self, texts: tuple[str, ...], first: date, days: int) -> tuple[Sweep, ...]:
        """Answer the patterns of some periods over each other, for consecutive days; equal days are one object."""
        if not texts:
            return (self.sweep(()),) * days
        columns = [self.patterns(text, first, days) for text in texts]
        keys = list(zip(*(map(id, column) for column in columns), strict=True))
        rows = dict(zip(keys, zip(*columns, strict=True), strict=True))
        found = {key: self.sweep(row) for key, row in rows.items()}
        return tuple([found[key] for key in keys])

    def sweep(self, over: tuple[Pattern, ...]) -> Sweep:
        """Put the patterns of a day over each other."""
        key = tuple(map(id, over))
        found = self._sweeps.get(key)
        if found is None:
            if self._runs > self.most_runs:
                self._sweeps.clear()
                self._runs = 0
            found = self._sweeps[key] = Sweep(over, tuple(_runs(over)))
            self._runs += len(found.runs)
        return found


def _runs(over: tuple[Pattern, ...]) -> Iterable[Run]:
    """Yield the runs of a day in order: at each boundary of a pattern its bit changes."""
    turns: dict[int, int] = {DAY: 0}
    for index, pattern in enumerate(over):
        for second in pattern:
            turns[second] = turns.get(second, 0) ^ 1 << index
    first, active = 0, turns.pop(0, 0)
    for second in sorted(turns):
        yield Run(first, second, active)
        first, active = second, active ^ turns[second]


def _when(runs: Iterable[Run]) -> dict[int, Pattern]:
    """Answer when each set of periods is active."""
    found: dict[int, list[int]] = {}
    for first, last, active in runs:
        found.setdefault(active, []).extend((first, last))
    return {active: tuple(spans) for active, spans in found.items()}
