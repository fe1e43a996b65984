"""At which seconds of which days something wanted becomes of calls, and how that is told in lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, assert_never

from reconciler.checks.outlook import Outlook, Shared
from reconciler.checks.stages import Stage
from reconciler.model.forwarding import ForwardingType, Payload
from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern
from reconciler.periods.weekly import lines_of_sets
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Rings, UrlDecides
from reconciler.routing.network import Stages
from reconciler.routing.timeline import patterns_of

MOST_LINES = 6
SPAN = 2
"""So many boundaries make one span of a pattern."""
RINGING: Payload = {"call_forwarding_type": ForwardingType.SIP.value}
"""Stands for a forwarding that nothing is to be said about."""
Dark: TypeAlias = frozenset[Shared]
"""Days with the seconds at which nobody is rung; empty if there are none."""


class Gaps:
    """Finds the moments at which a call is not answered, and tells them; equal questions are asked once."""

    def __init__(self, outlook: Outlook) -> None:
        """Take the days to look at."""
        self._outlook = outlook
        self._outside: dict[frozenset[str], Dark] = {}
        self._told: dict[Dark, str] = {}

    def outside(self, periods: frozenset[str]) -> Dark:
        """Answer when none of some periods holds."""
        found = self._outside.get(periods)
        if found is None:
            days = ((_outside(over), mask) for mask, over in self._outlook.together(sorted(periods)))
            found = self._outside[periods] = _dark(days)
        return found

    def followed(
        self, code: NumberCode, wanted: Callable[[Behaviour], bool], leave_out: Callable[[Stage], bool]
    ) -> Dark:
        """Answer when a wanted thing becomes of a call that is followed through our numbers, overrides included.

        Of the stages of the number that are left out nothing is said.
        """
        outlook, network = self._outlook, self._outlook.network
        left_out = {id(stage.payload) for stage in outlook.stages[code] if leave_out(stage)}
        if left_out:

            def instead(payload: Payload) -> Payload:
                return RINGING if id(payload) in left_out else payload

            stages = network.stages[code]
            windows = tuple(replace(window, forwarding=instead(window.forwarding)) for window in stages.windows)
            base = None if stages.base is None else instead(stages.base)
            network = replace(network, stages=_Put(network.stages, code, Stages(base=base, windows=windows)))
        found = patterns_of(network, code, outlook.first, outlook.days, wanted)
        return _dark((pattern, 1 << index) for index, (_, pattern) in enumerate(found))

    def told(self, dark: Dark) -> str:
        """Answer the moments as people read them: "in the coming 56 days (Europe/Moscow): Sat-Sun all day"."""
        found = self._told.get(dark)
        if found is None:
            found = self._told[dark] = self._lines(dark)
        return found

    def _lines(self, dark: Dark) -> str:
        outlook = self._outlook
        coming = f"the coming {outlook.days} days ({outlook.network.zone})"
        shared = {pattern: mask for mask, pattern in dark}
        if shared == {ALWAYS: (1 << outlook.days) - 1}:
            return f"at any moment of {coming}"
        found = lines_of_sets(outlook.first, outlook.days, shared, nights=True)
        more = f" and at {len(found) - MOST_LINES} more times" if len(found) > MOST_LINES else ""
        return f"in {coming}: {', '.join(found[:MOST_LINES])}{more}"


class _Put(Mapping[NumberCode, Stages]):
    """The numbers with one of them put differently, without a copy of all the others."""

    def __init__(self, stages: Mapping[NumberCode, Stages], code: NumberCode, instead: Stages) -> None:
        self._stages, self._code, self._instead = stages, code, instead

    def __getitem__(self, code: NumberCode) -> Stages:
        return self._instead if code == self._code else self._stages[code]

    def __iter__(self) -> Iterator[NumberCode]:
        return iter(self._stages)

    def __len__(self) -> int:
        return len(self._stages)


def is_unanswered(behaviour: Behaviour) -> bool:
    """Tell whether nobody is rung and nobody wanted that: the call is not dropped on purpose, and does not go round."""
    return _all(behaviour, Nobody)


def is_silent(behaviour: Behaviour) -> bool:
    """Tell whether nobody is rung, on purpose or not; what goes round is told of the loop."""
    return _all(behaviour, Nobody, Dropped)


def _all(behaviour: Behaviour, *kinds: type[Nobody | Dropped]) -> bool:
    match behaviour:
        case Nobody() | Dropped():
            return isinstance(behaviour, kinds)
        case Rings():
            return all(_all(part, *kinds) for part in behaviour.parts)
        case Phone() | UrlDecides() | Loop():
            return False
        case _:
            assert_never(behaviour)


def _outside(over: tuple[Pattern, ...]) -> Pattern:
    """Answer what none of some patterns covers; all at once, since that is quicker than one after the other."""
    if ALWAYS in over:
        return NEVER
    spans = [pattern for pattern in over if pattern]
    if any(len(pattern) > SPAN for pattern in spans):
        spans = [pattern[at : at + SPAN] for pattern in spans for at in range(0, len(pattern), SPAN)]
    spans.sort()
    found: list[int] = []
    until = 0
    for start, end in spans:
        if start > until:
            found += (until, start)
        until = max(until, end)
    return (*found, until, DAY) if until < DAY else tuple(found)


def _dark(days: Iterator[tuple[Pattern, int]]) -> Dark:
    """Put days of the same seconds together."""
    found: dict[Pattern, int] = {}
    for pattern, mask in days:
        if pattern:
            found[pattern] = found.get(pattern, 0) | mask
    return frozenset((mask, pattern) for pattern, mask in found.items())
