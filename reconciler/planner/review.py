"""What a plan means for callers: which times ring whom before and after, and what a reviewer should look at first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from itertools import chain

from reconciler.checks.policy import exceptions_in_use
from reconciler.model.desired import Desired
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Recorded
from reconciler.model.settings import PolicyException
from reconciler.planner.before_after import before_and_after
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.flags import Flag, Flagged, Known, forwardings
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
    go through changed ones. `unapproved` are the flags that nobody has approved yet: all but what an override brings
    that is only due. `silenced` are protected numbers that would never be answered any more. `exceptions` are those in
    use anywhere, changed or not.
    """

    effects: Mapping[NumberCode, Effect] = field(default_factory=dict)
    affected: tuple[NumberCode, ...] = ()
    unapproved: tuple[tuple[Flagged, NumberCode], ...] = ()
    silenced: tuple[NumberCode, ...] = ()
    exceptions: tuple[InUse, ...] = ()


NOTHING_TO_REVIEW = Review()


def review_of(plan: Plan, desired: Desired, recorded: Recorded, *, zone: tzinfo) -> Review:
    """Answer what a plan means for callers from its moment until the horizon, and what to look at first."""
    exceptions = _in_use(desired, plan.at)
    if not plan.changes:
        return Review(exceptions=exceptions)
    comparison = _Comparison(plan, desired, recorded, zone)
    effects, affected = comparison.effects(), comparison.affected_effects()
    every = effects | affected
    return Review(
        effects={code: effect for code, effect in every.items() if effect.flags or effect.told.lines},
        affected=tuple(sorted(code for code, effect in affected.items() if effect.flags or effect.told.lines)),
        unapproved=_unapproved(plan, desired, recorded, zone, every),
        silenced=tuple(sorted(code for code, effect in every.items() if comparison.is_silenced(code, effect.told))),
        exceptions=exceptions,
    )


def _unapproved(
    plan: Plan, desired: Desired, recorded: Recorded, zone: tzinfo, effects: Mapping[NumberCode, Effect]
) -> tuple[tuple[Flagged, NumberCode], ...]:
    """Answer the flags of a plan, but for those of overrides that are due: they were approved with their merge."""
    due = [change for change in plan.changes if change.is_due]
    if due:
        carried_out = {change.number_code: change.after for change in due if change.after is not None}
        rest = replace(plan, changes=tuple(change for change in plan.changes if not change.is_due))
        comparison = _Comparison(rest, desired, replace(recorded, numbers={**recorded.numbers, **carried_out}), zone)
        effects = comparison.effects() | comparison.affected_effects()
    return tuple((item, code) for code, effect in sorted(effects.items()) for item in effect.flags)


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
        self._before, self._after = before_and_after(plan, recorded, zone)
        self._known = Known(recorded)
        self._opened = _opened(self._before, self._after, plan.at) if self._has_chains() else {}

    def effects(self) -> dict[NumberCode, Effect]:
        """Answer the effects of the changes on their own numbers."""
        return {change.number_code: self._effect(change) for change in self._plan.changes}

    def affected_effects(self) -> dict[NumberCode, Effect]:
        """Answer the effects on numbers that have no change of their own."""
        return {code: self._effect_through(code) for code in self._affected()}

    def _effect(self, change: Change) -> Effect:
        told = self._told(change.number_code) if self._is_comparable(change) else NOTHING_TOLD
        return Effect(flags=tuple(self._flags(change, told)), told=told)

    def _effect_through(self, code: NumberCode) -> Effect:
        told = self._told(code)
        return Effect(flags=tuple(self._flags_through(code, told)), told=told)

    def is_silenced(self, code: NumberCode, told: Told) -> bool:
        """Tell whether a protected number was answered at some time and would be at none."""
        if not self._is_protected(code) or not any(is_dark(new) and not is_dark(old) for old, new in told.pairs):
            return False
        return all(is_dark(part.behaviour) for part in timeline(self._after, code, self._start, self._end))

    def _affected(self) -> list[NumberCode]:
        """Answer the numbers without a change of their own whose calls go through changed ones."""
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
        found = {code for code, change in self._changed.items() if _may_matter(change)}
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
        yield from self._in_a_loop(code)
        if self._is_protected(code) and told.lines:
            yield Flagged(flag=Flag.PROTECTED, about=("by another",))

    def _is_protected(self, code: NumberCode) -> bool:
        entry, number = self._recorded.numbers.get(code), self._desired.numbers.get(code)
        return bool((entry and entry.protected) or (number and number.protected))

    def _flags(self, change: Change, told: Told) -> Iterator[Flagged]:
        yield from _dark(told)
        yield from self._known.new(_sent(change), self._after)
        yield from self._in_a_loop(change.number_code)
        if _touches_protected(change):
            yield Flagged(flag=Flag.PROTECTED, about=(change.action.value,))
        elif change.before is not None and self._is_protected(change.number_code) and told.lines:
            yield Flagged(flag=Flag.PROTECTED, about=("by another",))

    def _in_a_loop(self, code: NumberCode) -> Iterator[Flagged]:
        if code in self._opened:
            yield Flagged(flag=Flag.LOOP_OPENED, about=tuple(map(str, self._opened[code])))

    def _has_chains(self) -> bool:
        sent = chain.from_iterable(forwardings(change.after) for change in self._plan.changes)
        return any(True for payload in sent for _ in self._after.onward(payload))


def _sent(change: Change) -> Iterator[Payload]:
    """Yield what a change makes of a number's calls, now and later, that was not approved before."""
    if change.action in SENDS or change.alters_later:
        before = [*forwardings(change.before)]
        yield from (payload for payload in forwardings(change.after) if payload not in before)


def _may_matter(change: Change) -> bool:
    """Tell whether a caller could notice a change, now or later, as far as that is known."""
    if change.action is Action.REMOVE:
        return True
    if change.before is None or change.before.payload is None or change.after is None:
        return False
    return change.alters_later or (change.action in SENDS and change.before.payload != change.after.payload)


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
