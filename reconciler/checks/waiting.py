"""How long it rings when nobody answers: as a bound for every moment, and at the worst one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple, assert_never

from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage, Step
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import Pattern
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Rings, UrlDecides
from reconciler.routing.timeline import days_of

MOST_FOLLOWED = 12
"""A call that can come to more of our numbers is not followed at every moment."""
MOST_BOUNDARIES = 2_880
"""Of days on which periods begin and end more often than twice a minute, as those of seconds do, no worst is told."""


class Worst(NamedTuple):
    """How many seconds it rings at the worst moment: that second of that day, by the clocks on the wall."""

    seconds: int
    day: date
    second: int


class Waits:
    """Answers how long calls ring, our own numbers on the way included; each number is looked at once."""

    def __init__(self, outlook: Outlook) -> None:
        """Take the numbers and the days to look at."""
        self._outlook = outlook
        self._worst: dict[tuple[object, ...], Worst | None] = {}

    def most(self, code: NumberCode) -> int:
        """Answer how long a call to a number rings at most, if all entries that can count together do."""
        if code in self._outlook.links:
            return self._linked[code]
        return max((most_of(stage, _seconds_of) for stage in self._outlook.stages[code]), default=0)

    def most_behind(self, code: NumberCode) -> int:
        """Answer how long the numbers of ours ring at most to which a number leads."""
        return max((self.most(there) for there in self._outlook.links.get(code, ())), default=0)

    def worst_of_sequence(self, steps: tuple[Step, ...], above: int) -> Worst | None:
        """Answer the worst moment of a sequence that leads to none of our numbers, if it then rings for longer."""
        key = (*[(step.text, step.seconds, step.drops) for step in steps], above)
        if key not in self._worst:
            self._worst[key] = self._worst_of_sequence(steps, above)
        return self._worst[key]

    def worst_of_call(self, code: NumberCode) -> Worst | None:
        """Answer the worst moment for a call to a number, followed through ours, overrides included.

        A call that can come to very many of our numbers is not followed moment by moment: None.
        """
        outlook = self._outlook
        if len(outlook.network.followed(code)) > MOST_FOLLOWED:
            return None
        known: dict[int, tuple[int, int]] = {}
        found: Worst | None = None
        for day, parts in days_of(outlook.network, code, outlook.first, outlook.days):
            if id(parts) not in known:
                known[id(parts)] = max(((ringing(part.behaviour), -part.first) for part in parts), default=(0, 0))
            seconds, first = known[id(parts)]
            if found is None or seconds > found.seconds:
                found = Worst(seconds, day, -first)
        return found

    def _worst_of_sequence(self, steps: tuple[Step, ...], above: int) -> Worst | None:
        """Look at the days that could be the worst first, until no other day could be worse."""
        outlook = self._outlook
        days = [
            (sum([step.seconds for step, pattern in zip(steps, over, strict=True) if pattern]), mask & -mask, over)
            for mask, over in outlook.together(outlook.shared(step.text) for step in steps)
        ]
        worst: Worst | None = None
        for most, day, over in sorted(days, key=lambda item: (-item[0], item[1])):
            if sum(map(len, over)) > MOST_BOUNDARIES:
                continue
            if most <= above:
                break
            seconds, second = max(self._rings(steps, over))
            if seconds > above:
                above = seconds
                worst = Worst(seconds, outlook.first + timedelta(days=day.bit_length() - 1), -second)
        return worst

    @staticmethod
    def _rings(steps: tuple[Step, ...], over: tuple[Pattern, ...]) -> Iterator[tuple[int, int]]:
        """Yield how long a sequence rings in each run of a day, with the run's first second put negative."""
        known: dict[int, int] = {}
        for second, active in _runs(over):
            if active not in known:
                counting = [step for bit, step in enumerate(steps) if active >> bit & 1]
                known[active] = sum([step.seconds for step in _until(counting, lambda step: step.drops)])
            yield known[active], -second

    @cached_property
    def _linked(self) -> dict[NumberCode, int]:
        """How long the numbers ring at most that lead to others of ours; what goes round is counted once."""
        outlook = self._outlook
        found: dict[NumberCode, int] = {}

        def seconds_of(step: Step) -> int:
            if step.own is None:
                return step.seconds
            return found.get(step.own, 0) if step.own in outlook.links else self.most(step.own)

        for code in outlook.inner_first:
            found[code] = max((most_of(stage, seconds_of) for stage in outlook.stages[code]), default=0)
        return found


def most_of(stage: Stage, seconds_of: Callable[[Step], int]) -> int:
    """Answer how long a forwarding rings at most, given how long each of its entries does."""
    if stage.order is RedirectType.SEQUENTIAL:
        reached = _until(stage.steps, lambda step: step.drops and not step.text)
        return sum(seconds_of(step) for step in reached if not step.drops)
    return max((seconds_of(step) for step in stage.steps if not step.drops), default=stage.seconds or 0)


def ringing(behaviour: Behaviour) -> int:
    """Answer for how many seconds it rings; what an external account or a URL decides is not known, and counts 0."""
    match behaviour:
        case Phone():
            return behaviour.seconds or 0
        case Rings():
            seconds = [ringing(part) for part in behaviour.parts]
            return sum(seconds) if behaviour.order is RedirectType.SEQUENTIAL else max(seconds)
        case Nobody() | Dropped() | Loop() | UrlDecides():
            return 0
        case _:
            assert_never(behaviour)


def _runs(over: tuple[Pattern, ...]) -> Iterator[tuple[int, int]]:
    """Yield the seconds at which a pattern begins or ends, with those that hold from there on, a bit each."""
    turns = {0: 0}
    for bit, pattern in enumerate(over):
        for second in pattern:
            turns[second] = turns.get(second, 0) ^ 1 << bit
    active = 0
    for second in sorted(turns):
        active ^= turns[second]
        yield second, active


def _seconds_of(step: Step) -> int:
    return step.seconds


def _until(steps: Iterable[Step], is_end: Callable[[Step], bool]) -> Iterator[Step]:
    for step in steps:
        if is_end(step):
            return
        yield step
