"""What a plan means for callers: which times ring whom before and after, and what a reviewer should look at first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from itertools import chain

from reconciler.checks.policy import exceptions_in_use
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.model.settings import PolicyException
from reconciler.planner.before_after import before_and_after
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.flags import Flag, Flagged, Known
from reconciler.routing.behaviour import is_dark
from reconciler.routing.changes import Told, lines
from reconciler.routing.graph import loops
from reconciler.routing.network import Network
from reconciler.routing.timeline import timeline

SENDS = frozenset({Action.ADD, Action.CHANGE, Action.MOVE, Action.RESEND})
NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What changes for those who call one number; `told` is empty where a caller notices nothing."""

    flags: tuple[Flagged, ...] = ()
    told: Told = NOTHING_TOLD


NO_EFFECT = Effect()


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """An exception to the policy that allows something, and the numbers that need it."""

    exception: PolicyException
    numbers: tuple[NumberCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What belongs beside a plan for who reviews it.

    `effects` are those of the plan's numbers, and of `affected` ones: numbers with no change of their own whose calls
    go through changed ones, or change by an override to come. `silenced` are protected numbers that would never be
    answered any more. `exceptions` are those in use anywhere, changed or not.
    """

    effects: Mapping[NumberCode, Effect] = field(default_factory=dict)
    affected: tuple[NumberCode, ...] = ()
    silenced: tuple[NumberCode, ...] = ()
    exceptions: tuple[InUse, ...] = ()


NOTHING_TO_REVIEW = Review()


def review_of(plan: Plan, desired: Desired, recorded: Recorded, *, zone: tzinfo) -> Review:
    """Answer what a plan means for callers from its moment until the horizon, and what to look at first."""
    exceptions = _in_use(desired, plan.at)
    if not plan.changes and not plan.transitions:
        return Review(exceptions=exceptions)
    comparison = _Comparison(plan, desired, recorded, zone)
    effects = {change.number_code: comparison.effect(change) for change in plan.changes}
    affected = {code: comparison.effect_through(code) for code in comparison.affected()}
    every = effects | affected
    return Review(
        effects={code: effect for code, effect in every.items() if effect.flags or effect.told.lines},
        affected=tuple(sorted(code for code, effect in affected.items() if effect.flags or effect.told.lines)),
        silenced=tuple(sorted(code for code, effect in every.items() if comparison.is_silenced(code, effect.told))),
        exceptions=exceptions,
    )


def _in_use(desired: Desired, at: datetime) -> tuple[InUse, ...]:
    if not desired.settings.policy.exceptions:
        return ()
    return tuple(InUse(exception=item, numbers=numbers) for item, numbers in exceptions_in_use(desired, at=at))


class _Comparison:
    """Both states as networks, over the span that the plan looks ahead."""

    def __init__(self, plan: Plan, desired: Desired, recorded: Recorded, zone: tzinfo) -> None:
        self._plan = plan
        self._desired = desired
        self._recorded = recorded
        self._start = plan.at
        self._end = plan.at + timedelta(days=desired.settings.horizon_days)
        self._changed = {change.number_code: change for change in plan.changes}
        self._before, self._after = before_and_after(plan, desired, recorded, zone)
        self._known = Known(recorded)
        self._upcoming = frozenset(self._to_come())
        self._opened = _opened(self._before, self._after, plan.at) if self._has_chains() else {}

    def effect(self, change: Change) -> Effect:
        """Answer the effect of one change."""
        told = self._told(change.number_code) if self._is_comparable(change) else NOTHING_TOLD
        return Effect(flags=tuple(self._flags(change, told)), told=told)

    def effect_through(self, code: NumberCode) -> Effect:
        """Answer the effect on a number that has no change of its own."""
        told = self._told(code)
        return Effect(flags=tuple(self._flags_through(code, told)), told=told)

    def is_silenced(self, code: NumberCode, told: Told) -> bool:
        """Tell whether a protected number was answered at some time and would be at none."""
        if not self._is_protected(code) or not any(is_dark(new) and not is_dark(old) for old, new in told.pairs):
            return False
        return all(is_dark(part.behaviour) for part in timeline(self._after, code, self._start, self._end))

    def affected(self) -> list[NumberCode]:
        """Answer the numbers without a change of their own whose calls change: by overrides to come, or further on."""
        return sorted(self._reached - self._changed.keys())

    @cached_property
    def _reached(self) -> frozenset[NumberCode]:
        """The numbers for whose callers something may change: by themselves, or by one that their calls come to."""
        callers: dict[NumberCode, set[NumberCode]] = {}
        # A number that the plan does not touch led before where it leads after.
        touched = ((code, self._before.stages[code]) for code in self._changed if code in self._before.stages)
        for code, stages in chain(touched, self._after.stages.items()):
            for payload in stages:
                for target in self._after.onward(payload):
                    callers.setdefault(target, set()).add(code)
        found = {code for code, change in self._changed.items() if _may_matter(change)} | self._upcoming
        waiting = list(found)
        for code in waiting:
            new = callers.get(code, set()) - found
            found |= new
            waiting += new
        return frozenset(found)

    def _is_comparable(self, change: Change) -> bool:
        """Tell whether it is known what a number did before, and it is ours after, so that callers may notice it."""
        if change.number_code not in self._reached:
            return False
        before = change.before
        return change.action is Action.REMOVE or (
            before is not None and before.payload is not None and change.after is not None
        )

    def _told(self, code: NumberCode) -> Told:
        if code not in self._before.stages or code not in self._after.stages:
            return NOTHING_TOLD
        return lines(self._before, self._after, code, self._start, self._end)

    def _flags_through(self, code: NumberCode, told: Told) -> Iterator[Flagged]:
        yield from _dark(told)
        yield from self._known.new(self._to_begin(code), self._after)
        yield from self._in_a_loop(code)
        if self._is_protected(code) and told.lines:
            yield Flagged(flag=Flag.PROTECTED, about=("by another",))

    def _is_protected(self, code: NumberCode) -> bool:
        entry, number = self._recorded.numbers.get(code), self._desired.numbers.get(code)
        return bool((entry and entry.protected) or (number and number.protected))

    def _flags(self, change: Change, told: Told) -> Iterator[Flagged]:
        yield from _dark(told)
        yield from self._known.new((*self._sent(change), *self._to_begin(change.number_code)), self._after)
        yield from self._in_a_loop(change.number_code)
        if _touches_protected(change):
            yield Flagged(flag=Flag.PROTECTED, about=(change.action.value,))
        elif change.before is not None and self._is_protected(change.number_code) and told.lines:
            yield Flagged(flag=Flag.PROTECTED, about=("by another",))

    def _in_a_loop(self, code: NumberCode) -> Iterator[Flagged]:
        if code in self._opened:
            yield Flagged(flag=Flag.LOOP_OPENED, about=tuple(map(str, self._opened[code])))

    def _sent(self, change: Change) -> Iterator[Payload]:
        """Yield what a change sends, and where that is an override's, what the number returns to.

        Where the record has an override's forwarding already, the number's own was recorded before it: returning to
        that is nothing new.
        """
        number = self._desired.numbers.get(change.number_code)
        if change.action not in SENDS or change.after is None or number is None:
            return
        had_override = change.before is not None and self._is_of_an_override(change.before, number)
        if change.override is not None or not had_override:
            yield change.after.payload or {}
        if change.override is not None and not had_override:
            yield number.forwarding

    def _is_of_an_override(self, entry: Entry, number: DesiredNumber) -> bool:
        """Tell whether what is recorded can be what an override sent: one that began before the plan's moment."""
        since = entry.applied_at
        return any(
            window.start <= self._start and (since is None or since < window.end) and entry.payload == window.forwarding
            for window in number.windows
        )

    def _to_begin(self, code: NumberCode) -> Iterator[Payload]:
        """Yield what the overrides of a number will send that begin within the span."""
        if code in self._upcoming:
            for window in self._desired.numbers[code].windows:
                if self._start < window.start < self._end:
                    yield window.forwarding

    def _to_come(self) -> Iterator[NumberCode]:
        """Yield the numbers for which an override begins within the span, of those that were selected."""
        for item in self._plan.transitions:
            if item.begins:
                yield from item.numbers

    def _has_chains(self) -> bool:
        sent = (change.after.payload for change in self._plan.changes if change.after and change.after.payload)
        to_begin = chain.from_iterable(map(self._to_begin, self._upcoming))
        return any(True for payload in chain(sent, to_begin) for _ in self._after.onward(payload))


def _may_matter(change: Change) -> bool:
    """Tell whether a caller could notice a change, or an override that is merged with it, as far as that is known."""
    if change.action is Action.REMOVE:
        return True
    if change.before is None or change.before.payload is None or change.after is None:
        return False
    if change.following is not None:
        return True
    return change.action in SENDS and change.before.payload != change.after.payload


def _dark(told: Told) -> Iterator[Flagged]:
    if any(is_dark(after) and not is_dark(before) for before, after in told.pairs):
        times = tuple(line.when for line in told.lines if is_dark(line.after) and not is_dark(line.before))
        yield Flagged(flag=Flag.GOES_DARK, about=times or ("at some of the other times",))


def _touches_protected(change: Change) -> bool:
    before, after = change.before, change.after
    if not any(entry is not None and entry.protected for entry in (before, after)):
        return False
    if before is None:
        return False  # a number that begins to be protected is what it should be
    return (
        after is None
        or before.payload != after.payload
        or before.application != after.application
        or (before.protected and not after.protected)
    )


def _opened(before: Network, after: Network, at: datetime) -> dict[NumberCode, tuple[NumberCode, ...]]:
    """Answer the loops that some moment closes and that were not there before, by each of their numbers."""
    known = {loop.path for loop in loops(before, at=at) if loop.opens is not None}
    new = [loop.path for loop in loops(after, at=at) if loop.opens is not None and loop.path not in known]
    return {code: path for path in new for code in path}
