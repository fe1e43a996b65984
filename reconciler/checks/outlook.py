"""What checks look at when they look ahead: the numbers, the days from a moment on, and who forwards to whom."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeAlias

from reconciler.checks.stages import Stage, stage_of
from reconciler.model.desired import Desired
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import MAX_HORIZON
from reconciler.periods.pattern import ALWAYS, DAY, Pattern
from reconciler.routing.components import round_parts
from reconciler.routing.network import Network, Stages

SECOND = timedelta(seconds=1)
LAST_DAY = date.max - timedelta(days=MAX_HORIZON + 1)
"""No outlook begins later: the calendar of Python ends before it does."""

Shared: TypeAlias = tuple[int, Pattern]
"""Days, one bit each, that have the same seconds."""
Together: TypeAlias = tuple[int, tuple[Pattern, ...]]
"""Days, one bit each, on which several periods have the same seconds each."""


@dataclass(eq=False, kw_only=True)
class Outlook:
    """The days from the moment `at` on, by the clocks of the network's zone; the first counts from its beginning."""

    network: Network
    at: datetime
    days: int
    _shared: dict[str, tuple[Shared, ...]] = field(default_factory=dict)

    @cached_property
    def first(self) -> date:
        """The first of the days."""
        return min(self.at.astimezone(self.network.zone).date(), LAST_DAY)

    @cached_property
    def stages(self) -> Mapping[NumberCode, tuple[Stage, ...]]:
        """What forwards the calls of each number: its own first, then the overrides that are not over."""
        names: dict[str | None, NumberCode] = {str(code): code for code in self.network.stages}
        return {code: tuple(self._stages_of(stages, names.get)) for code, stages in self.network.stages.items()}

    @cached_property
    def links(self) -> Mapping[NumberCode, tuple[NumberCode, ...]]:
        """The numbers with entries that lead to numbers of ours, each with those."""
        found = {}
        for code, stages in self.stages.items():
            onward = [step.own for stage in stages for step in stage.steps if step.own is not None]
            if onward:
                found[code] = tuple(dict.fromkeys(onward))
        return found

    @cached_property
    def inner_first(self) -> tuple[NumberCode, ...]:
        """The numbers that lead to ours, each behind those that it leads to, as far as they do not go round."""
        ordered: dict[NumberCode, None] = {}
        seen: set[NumberCode] = set()
        for start in self.links:
            waiting = [(start, False)]
            while waiting:
                code, is_done = waiting.pop()
                if is_done:
                    ordered[code] = None
                elif code not in seen:
                    seen.add(code)
                    waiting.append((code, True))
                    waiting += ((there, False) for there in self.links[code] if there in self.links)
        return tuple(ordered)

    @cached_property
    def circles(self) -> Mapping[NumberCode, frozenset[NumberCode]]:
        """The numbers on a way round, each with all that it shares one with, itself included."""
        return {code: circle for circle in map(frozenset, round_parts(self.links)) for code in circle}

    @cached_property
    def circles_even_by_reserve(self) -> Mapping[NumberCode, frozenset[NumberCode]]:
        """The same of ways that lead through reserves too."""
        network = self.network
        onward = {
            code: tuple(there for payload in stages.since(self.at) for there in network.onward(payload))
            for code, stages in network.stages.items()
        }
        return {code: circle for circle in map(frozenset, round_parts(onward)) for code in circle}

    @cached_property
    def unreadable(self) -> frozenset[NumberCode]:
        """The numbers of which a period cannot be read, or of a number that their calls can come to."""
        period = self.network.schedules.period
        texts = {step.text for stages in self.stages.values() for stage in stages for step in stage.steps if step.text}
        wrong = {text for text in texts if period(text) is None}
        found: set[NumberCode] = set()
        if wrong:
            for code, stages in self.stages.items():
                if any(step.text in wrong for stage in stages for step in stage.steps):
                    found.add(code)
            for code in self.inner_first:
                if not found.isdisjoint(self.links[code]):
                    found.add(code)
        return frozenset(found)

    def second_of(self, moment: datetime) -> int:
        """Answer how many seconds after the midnight before the first day the clocks show a moment of these days."""
        local = moment.astimezone(self.network.zone).replace(tzinfo=None)
        return min(max((local - datetime.combine(self.first, time())) // SECOND, 0), self.days * DAY)

    def shared(self, text: str) -> tuple[Shared, ...]:
        """Answer the days that a period treats alike, each with the seconds at which it holds on them."""
        found = self._shared.get(text)
        if found is None:
            # Equal patterns are mostly one object, and one that a period of seconds makes has very many boundaries.
            objects: dict[int, list[int]] = {}
            patterns = self.network.schedules.patterns(text, self.first, self.days) if text else (ALWAYS,) * self.days
            for index, pattern in enumerate(patterns):
                objects.setdefault(id(pattern), [index, 0])[1] |= 1 << index
            masks: dict[Pattern, int] = {}
            for index, mask in objects.values():
                masks[patterns[index]] = masks.get(patterns[index], 0) | mask
            found = self._shared[text] = tuple((mask, pattern) for pattern, mask in masks.items())
        return found

    def together(self, each: Iterable[Sequence[Shared]]) -> list[Together]:
        """Answer the days that are alike in several respects, each with the seconds of all of them."""
        rest = iter(each)
        first = next(rest, None)
        if first is None:
            return [((1 << self.days) - 1, ())]
        found: list[Together] = [(days, (pattern,)) for days, pattern in first]
        for shared in rest:
            found = [(mask & days, (*over, pattern)) for mask, over in found for days, pattern in shared if mask & days]
        return found

    def _stages_of(self, stages: Stages, own: Callable[[str | None], NumberCode | None]) -> Iterator[Stage]:
        if stages.base is not None:
            yield stage_of(stages.base, None, own)
        for window in stages.windows:
            if window.end > self.at:
                yield stage_of(window.forwarding, window, own)


def outlook_of(desired: Desired, network: Network, at: datetime) -> Outlook:
    """Answer the outlook for as many days as the settings wish."""
    return Outlook(network=network, at=at, days=desired.settings.horizon_days)
