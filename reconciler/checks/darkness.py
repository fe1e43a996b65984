"""When a call to a number rings nobody, worked out for whole days at once, those that calls are forwarded to first.

A call is dark if nobody is rung; whether one that is dropped counts as dark depends on the question. What goes round
is followed call by call instead: there it matters which number the call came to first.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from reconciler.checks.outlook import Outlook, Shared
from reconciler.checks.reach import always_counts, always_rings
from reconciler.checks.silence import Part, outside, silence
from reconciler.checks.stages import Stage, Step
from reconciler.model.desired import Window
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern, both, union, without
from reconciler.routing.behaviour import Behaviour, Dropped, Nobody, Rings
from reconciler.routing.timeline import patterns_of

Dark: TypeAlias = frozenset[Shared]
"""Days with the seconds at which nobody is rung; empty if there are none."""
Whole: TypeAlias = tuple[Shared, ...]
"""Every day, with the seconds at which nobody is rung, NEVER included."""
Alike: TypeAlias = tuple[RedirectType, tuple[tuple[str, NumberCode | None, bool], ...]]
MOST_FOLLOWED = 100


class Darkness:
    """Answers when calls are dark; `drops` tells whether those are that an entry drops. Equal stages are one work."""

    def __init__(self, outlook: Outlook, *, drops: bool) -> None:
        """Take the numbers and the days to look at."""
        self._outlook = outlook
        self._drops = drops
        self._every = (1 << outlook.days) - 1
        self._lit: Whole = ((self._every, NEVER),)
        self._alike: dict[Alike, Whole] = {}
        self._linked: dict[NumberCode, Whole] = {}

    def of(self, code: NumberCode, leave_out: Callable[[Stage], bool], told: Iterable[Window] = ()) -> Dark:
        """Answer when calls to a number are dark; of its stages that are left out nothing is said.

        Nor is anything of the time in which an override holds that is `told` by itself.
        """
        if not self._linked:
            for linked in self._outlook.inner_first:
                self._linked[linked] = self._of_number(linked)
        stages = self._outlook.stages[code]
        goes_round = self._linked[code] if code in self._outlook.circles else None
        each = [self._lit if leave_out(stage) else goes_round or self._of_stage(stage) for stage in stages]
        found = self._laid(stages, each)
        for window in told:
            begin, end = map(self._outlook.second_of, (window.start, window.end))
            found = self._put(found, self._lit, begin, end)
        return _dark(found)

    def _of_number(self, code: NumberCode) -> Whole:
        if code in self._outlook.circles:
            # Of so many that each of them is not followed, what is told of the loop is enough.
            is_long = len(self._outlook.circles[code]) > MOST_FOLLOWED
            return self._lit if is_long else self._followed(code)
        stages = self._outlook.stages[code]
        return self._laid(stages, [self._of_stage(stage) for stage in stages])

    def _of_stage(self, stage: Stage) -> Whole:
        if stage.kind is ForwardingType.UNDEFINED:
            return ((self._every, ALWAYS),)
        always = always_rings if self._drops else always_counts
        if stage.kind is not ForwardingType.NUMBER or always(stage):
            return self._lit
        key = stage.order, tuple([(step.text, step.own, _is_drop(step)) for step in stage.steps])
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = self._of_steps(stage)
        return found

    def _of_steps(self, stage: Stage) -> Whole:
        steps, outlook = stage.steps, self._outlook
        if not self._drops and all(step.own is None for step in steps):
            alone = outlook.together(outlook.shared(text) for text in {step.text for step in steps})
            return _whole((mask, outside(over)) for mask, over in alone)
        inner = [self._lit if step.own is None else self._inner(step.own) for step in steps]
        found = outlook.together([*(outlook.shared(step.text) for step in steps), *inner])
        return _whole((mask, self._silence(stage, over)) for mask, over in found)

    def _inner(self, code: NumberCode) -> Whole:
        return self._linked[code] if code in self._outlook.links else self._of_number(code)

    def _silence(self, stage: Stage, over: Sequence[Pattern]) -> Pattern:
        holds, dark = over[: len(stage.steps)], over[len(stage.steps) :]
        parts = [
            Part(pattern, _is_drop(step), behind)
            for step, pattern, behind in zip(stage.steps, holds, dark, strict=True)
        ]
        return silence(stage.order, parts, drops=self._drops)

    def _laid(self, stages: Sequence[Stage], each: Sequence[Whole]) -> Whole:
        """Lay what overrides do over what the number does itself, by the clocks on the wall."""
        found = next((whole for stage, whole in zip(stages, each, strict=True) if stage.window is None), self._lit)
        since = 0
        for stage, whole in zip(stages, each, strict=True):
            if stage.window is not None:
                begin = max(since, self._outlook.second_of(stage.window.start))
                since = max(begin, self._outlook.second_of(stage.window.end))
                found = self._put(found, whole, begin, since)
        return found

    def _put(self, base: Whole, other: Whole, begin: int, end: int) -> Whole:
        """Answer one darkness with another in its place from a second to another."""
        if begin >= end:
            return base
        days = {begin // DAY: (begin % DAY, DAY), (end - 1) // DAY: (0, (end - 1) % DAY + 1)}
        if len(days) == 1:
            days = {begin // DAY: (begin % DAY, (end - 1) % DAY + 1)}
        inside = (1 << (end - 1) // DAY + 1) - (1 << begin // DAY)
        found = [(mask & ~inside, pattern) for mask, pattern in base]
        for day, span in days.items():
            inside &= ~(1 << day)
            found.append((1 << day, union(without(_on(base, day), span), both(_on(other, day), span))))
        found += [(mask & inside, pattern) for mask, pattern in other]
        return _whole(found)

    def _followed(self, code: NumberCode) -> Whole:
        """Answer the same by following each call, for numbers on a way round."""
        outlook = self._outlook
        wanted = is_silent if self._drops else is_unanswered
        found = patterns_of(outlook.network, code, outlook.first, outlook.days, wanted)
        return _whole((1 << index, pattern) for index, (_, pattern) in enumerate(found))


def is_unanswered(behaviour: Behaviour) -> bool:
    """Tell whether nobody is rung and nobody wanted that: the call is not dropped on purpose, and does not go round."""
    return _is_all(behaviour, (Nobody,))


def is_silent(behaviour: Behaviour) -> bool:
    """Tell whether nobody is rung, on purpose or not; what goes round is told of the loop."""
    return _is_all(behaviour, (Nobody, Dropped))


def _is_all(behaviour: Behaviour, kinds: tuple[type[Behaviour], ...]) -> bool:
    if isinstance(behaviour, Rings):
        return all(_is_all(part, kinds) for part in behaviour.parts)
    return isinstance(behaviour, kinds)


def _is_drop(step: Step) -> bool:
    """Tell whether an entry drops the call, as one does that names nobody."""
    return step.drops or not step.target


def _on(whole: Whole, day: int) -> Pattern:
    return next((pattern for mask, pattern in whole if mask >> day & 1), NEVER)


def _whole(days: Iterable[Shared]) -> Whole:
    """Put days of the same seconds together."""
    found: dict[Pattern, int] = {}
    for mask, pattern in days:
        if mask:
            found[pattern] = found.get(pattern, 0) | mask
    return tuple((mask, pattern) for pattern, mask in found.items())


def _dark(whole: Whole) -> Dark:
    return frozenset((mask, pattern) for mask, pattern in whole if pattern)
