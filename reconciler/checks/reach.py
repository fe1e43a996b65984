"""Whether somebody can be rung at some moment, through overrides as long as they hold, or always is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import takewhile

from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage, Step
from reconciler.model.desired import Window
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.routing import openings

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""A forwarding that never ends is asked about from here on: what it could ring does not depend on today's date."""


class Reach:
    """Answers whether there may be moments at which a call rings somebody.

    Each forwarding is looked at by itself: that two of them never lead on at the same moment is not seen.
    """

    def __init__(self, outlook: Outlook) -> None:
        """Take the numbers, and the moment from which on overrides count."""
        self._outlook = outlook
        self._openings = openings.Openings(network=outlook.network)

    @cached_property
    def ringing(self) -> frozenset[NumberCode]:
        """The numbers that can ring somebody at some moment, by themselves or by an override.

        Each is asked about once, those that calls are forwarded to first; so 100,000 numbers cost 100,000 looks.
        """
        outlook = self._outlook
        ringing: set[NumberCode] = set()
        callers: dict[NumberCode, list[NumberCode]] = {}
        for code, onward in outlook.links.items():
            for there in onward:
                callers.setdefault(there, []).append(code)

        def rings(code: NumberCode) -> bool:
            return any(
                self._can_ring(stage, ringing.__contains__, *self._held(stage.window)) for stage in outlook.stages[code]
            )

        ringing.update([code for code in outlook.stages if code not in outlook.links and rings(code)])
        asked: set[NumberCode] = set()
        waiting = list(reversed(outlook.inner_first))
        while waiting:
            code = waiting.pop()
            asked.add(code)
            if code not in ringing and rings(code):
                ringing.add(code)
                # Only where calls go round has a caller been asked before whom it calls.
                waiting += (caller for caller in callers.get(code, ()) if caller in asked and caller not in ringing)
        return frozenset(ringing)

    def ever(self, stage: Stage) -> bool:
        """Tell whether a forwarding could ever ring somebody, if it held for ever."""
        return self._can_ring(stage, self.ringing.__contains__, EVER, None)

    def during(self, window: Window, code: NumberCode, *, without: bool = False) -> bool:
        """Tell whether a call to a number can ring somebody while an override holds, or would `without` it."""
        start, end = max(self._outlook.at, window.start), window.end
        left_out = window.override if without else None
        followed = self._outlook.network.followed(code)
        pieces = {here: list(self._pieces(here, start, end, left_out)) for here in followed}
        ringing: set[NumberCode] = set()
        grows = True
        while grows and code not in ringing:
            grows = False
            for here in reversed(followed):
                rings = (
                    self._can_ring(stage, lambda own: own in ringing or own not in pieces, begin, stop)
                    for stage, begin, stop in pieces[here]
                )
                if here not in ringing and any(rings):
                    ringing.add(here)
                    grows = True
        return code in ringing

    def _held(self, window: Window | None) -> tuple[datetime, datetime | None]:
        """Answer from when until when an override holds; what is none (None) holds for ever."""
        return (EVER, None) if window is None else (max(self._outlook.at, window.start), window.end)

    def _pieces(
        self, code: NumberCode, start: datetime, end: datetime, without: int | None
    ) -> Iterator[tuple[Stage, datetime, datetime]]:
        """Yield what forwards the calls of a number through a span, each with the part of the span in which it does."""
        base: Stage | None = None
        for stage in self._outlook.stages[code]:
            if stage.window is None:
                base = stage
            elif stage.window.override != without:
                begin, stop = max(start, stage.window.start), min(end, stage.window.end)
                if begin < stop:
                    if base is not None and start < begin:
                        yield base, start, begin
                    yield stage, begin, stop
                    start = stop
        if base is not None and start < end:
            yield base, start, end

    def _can_ring(
        self, stage: Stage, rings: Callable[[NumberCode], bool], start: datetime, end: datetime | None
    ) -> bool:
        """Tell whether a forwarding that holds for a span can ring somebody, given the numbers of ours that can."""
        if stage.kind is not ForwardingType.NUMBER:
            return stage.kind is not ForwardingType.UNDEFINED
        recipe = openings.recipe(self._entries(stage, rings))
        if recipe is None:
            return False
        # Mostly the first entry rings at some moment, and of few periods the same is asked again and again.
        first = recipe[:1] if recipe[0].leads else ()
        ways = (first, recipe) if first and first != recipe else (recipe,)
        return any(self._openings.first(frozenset({way}), start, end) is not None for way in ways)

    def _entries(self, stage: Stage, rings: Callable[[NumberCode], bool]) -> Iterator[openings.Step]:
        """Yield the entries that matter: those that can ring somebody, or keep a call from later ones."""
        is_single = stage.order is RedirectType.SINGLE
        for step in stage.steps:
            leads = bool(step.target) and (step.own is None or rings(step.own))
            hides = is_single or (step.drops and stage.order is RedirectType.SEQUENTIAL)
            period = self._outlook.network.schedules.period(step.text) if leads or hides else None
            if period is not None:
                yield openings.Step(step.text if period.subs else "", leads, hides)


def always_rings(stage: Stage) -> bool:
    """Tell whether surely somebody else's phone is rung at every moment; a number of ours has to be asked itself."""
    if stage.kind is not ForwardingType.NUMBER:
        return stage.kind is not ForwardingType.UNDEFINED
    steps: Sequence[Step] = stage.steps
    match stage.order:
        case RedirectType.SINGLE:
            steps = reachable(stage)
            if not all(map(_is_phone, steps)):
                return False
        case RedirectType.SEQUENTIAL:
            steps = list(takewhile(lambda step: not step.drops, steps))
        case RedirectType.PARALLEL:
            pass
    return any(not step.text and _is_phone(step) for step in steps)


def always_counts(stage: Stage) -> bool:
    """Tell whether at every moment surely somebody else's phone is rung or the call is dropped on purpose."""
    if stage.kind is not ForwardingType.NUMBER:
        return stage.kind is not ForwardingType.UNDEFINED
    steps: Sequence[Step] = stage.steps
    if stage.order is not RedirectType.SEQUENTIAL:
        steps = reachable(stage)
        if not all(step.drops or _is_phone(step) for step in steps):
            # At once, a drop beside a number of ours does not count, even where that number rings nobody.
            return stage.order is RedirectType.PARALLEL and any(not step.text and _is_phone(step) for step in steps)
    return any(not step.text and (step.drops or _is_phone(step)) for step in steps)


def _is_phone(step: Step) -> bool:
    return bool(step.target) and step.own is None


def reachable(stage: Stage) -> list[Step]:
    """Answer the steps that no other one keeps from being reached at every moment, in order."""
    found = []
    is_single = stage.order is RedirectType.SINGLE
    for step in stage.steps:
        found.append(step)
        if not step.text and (is_single or (step.drops and stage.order is RedirectType.SEQUENTIAL)):
            break
    return found
