"""What can be said of a forwarding whatever the moment: whether somebody can be rung, or always is."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage, Step
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.identifiers import NumberCode


def can_ring(stage: Stage, ringing: AbstractSet[NumberCode]) -> bool:
    """Tell whether there may be moments at which somebody is rung, given the numbers of ours that can ring somebody."""
    if stage.kind is not ForwardingType.NUMBER:
        return stage.kind is not ForwardingType.UNDEFINED
    return any(step.target and (step.own is None or step.own in ringing) for step in reachable(stage))


def numbers_that_ring(outlook: Outlook) -> frozenset[NumberCode]:
    """Answer the numbers that can ring somebody at some moment, by themselves or by an override.

    Each is asked about once, those that calls are forwarded to first; so 100,000 numbers cost 100,000 looks.
    """
    ringing: set[NumberCode] = set()
    callers: dict[NumberCode, list[NumberCode]] = {}
    for code, onward in outlook.links.items():
        for there in onward:
            callers.setdefault(there, []).append(code)

    def rings(code: NumberCode) -> bool:
        return any(can_ring(stage, ringing) for stage in outlook.stages[code])

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
