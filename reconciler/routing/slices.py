"""A span cut where overrides begin and end; within a slice one forwarding holds each number, and only periods turn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import DAY, Pattern
from reconciler.routing.behaviour import Behaviour
from reconciler.routing.entries import periods_of
from reconciler.routing.following import Following
from reconciler.routing.network import Network
from reconciler.routing.schedules import Sweep


class Part(NamedTuple):
    """What becomes of calls through seconds `first` to `last` (exclusive) of a day, by the clocks on the wall."""

    first: int
    last: int
    behaviour: Behaviour


@dataclass(eq=False, kw_only=True)
class Slice:
    """The calls to one number from a moment until another, in days by the clocks on the wall.

    `first` and `days` are the days that its indices count; all slices of a span share them. `followed` are the numbers
    that its calls can come to.
    """

    network: Network
    code: NumberCode
    start: datetime
    end: datetime
    followed: tuple[NumberCode, ...]
    first: date
    days: int
    _behaviours: dict[int, Behaviour] = field(default_factory=dict)
    _equal: dict[Behaviour, Behaviour] = field(default_factory=dict)
    _parts: dict[Sweep, tuple[Part, ...]] = field(default_factory=dict)

    @property
    def is_base(self) -> bool:
        """Tell whether no override holds."""
        return all(self.network.holding(code, self.start)[1] is None for code in self.followed)

    @cached_property
    def constant(self) -> Behaviour | None:
        """What becomes of every call, None if periods turn it."""
        return None if self._texts else self._behaviour(0)

    def parts_on(self, index: int) -> tuple[Part, ...]:
        """Answer the whole of a day as if this slice held throughout; equal days are one object."""
        return self.parts_of(self.sweeps[index])

    def parts_of(self, sweep: Sweep) -> tuple[Part, ...]:
        """Answer the same of a day whose periods turn as in a sweep."""
        found = self._parts.get(sweep)
        if found is None:
            found = self._parts[sweep] = tuple(self._merged(sweep))
        return found

    def patterns(self, wanted: Callable[[Behaviour], bool]) -> tuple[Pattern, ...]:
        """Answer the seconds of each day at which what becomes of calls is wanted, without listing parts."""
        known: dict[Sweep, Pattern] = {}
        is_wanted = cache(lambda active: wanted(self._behaviour(active)))
        for sweep in self.sweeps:
            if sweep not in known:
                known[sweep] = sweep.when(is_wanted)
        return tuple([known[sweep] for sweep in self.sweeps])

    @cached_property
    def _payloads(self) -> dict[NumberCode, Payload | None]:
        return {code: self.network.holding(code, self.start)[0] for code in self.followed}

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """The periods that can turn a call, in order."""
        return tuple(
            dict.fromkeys(text for payload in self._payloads.values() if payload for text in periods_of(payload))
        )

    @cached_property
    def sweeps(self) -> tuple[Sweep, ...]:
        """How the periods turn on each day; equal days have one object."""
        return self.network.schedules.sweeps(self._texts, self.first, self.days)

    def _merged(self, sweep: Sweep) -> Iterator[Part]:
        """Yield the parts of a day; neighbours differ."""
        first, behaviour = 0, self._behaviour(sweep.runs[0].active)
        for run in sweep.runs:
            other = self._behaviour(run.active)
            if other is not behaviour:
                yield Part(first, run.first, behaviour)
                first, behaviour = run.first, other
        yield Part(first, DAY, behaviour)

    def _behaviour(self, active: int) -> Behaviour:
        """Answer what becomes of a call while a set of the periods holds; equal answers are one object."""
        found = self._behaviours.get(active)
        if found is None:
            holding = {text for index, text in enumerate(self._texts) if active >> index & 1}
            following = Following(
                payload_of=self._payloads.__getitem__, holds=holding.__contains__, followed=self.followed
            )
            behaviour = following.call(self.code)
            found = self._behaviours[active] = self._equal.setdefault(behaviour, behaviour)
        return found


def cut(
    network: Network, code: NumberCode, start: datetime, end: datetime, *, first: date, days: int
) -> tuple[Slice, ...]:
    """Answer the slices from a moment until another, in order; none if the span is empty."""
    if start >= end:
        return ()
    followed = network.followed(code)
    windows = (window for here in followed for window in network.stages[here].windows)
    cuts = {moment for window in windows for moment in (window.start, window.end) if start < moment < end}
    return tuple(
        Slice(network=network, code=code, start=begin, end=stop, followed=followed, first=first, days=days)
        for begin, stop in pairwise([start, *sorted(cuts), end])
    )
