"""What can be said of a number's calls whatever the moment: whether somebody can be rung, or always is.

It is told of each number once, those that calls are forwarded to first; so 100,000 numbers cost 100,000 looks.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile
from typing import TypeAlias

from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage, Step
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.identifiers import NumberCode

Question: TypeAlias = Callable[[Stage, AbstractSet[NumberCode]], bool]
"""Asks something of a stage, given the numbers of ours of which the answer is known to be yes."""


def can_ring(stage: Stage, ringing: AbstractSet[NumberCode]) -> bool:
    """Tell whether there may be moments at which somebody is rung."""
    if stage.kind is not ForwardingType.NUMBER:
        return stage.kind is not ForwardingType.UNDEFINED
    return any(_is_rung(step, ringing) for step in _reachable(stage))


def always_rings(stage: Stage, ringing: AbstractSet[NumberCode]) -> bool:
    """Tell whether surely somebody is rung at every moment."""
    if stage.kind is not ForwardingType.NUMBER:
        return stage.kind is not ForwardingType.UNDEFINED
    steps: Sequence[Step] = stage.steps
    match stage.order:
        case RedirectType.SINGLE:
            steps = _reachable(stage)
            if not all(_is_rung(step, ringing) for step in steps):
                return False
        case RedirectType.SEQUENTIAL:
            steps = list(takewhile(lambda step: not step.drops, steps))
        case RedirectType.PARALLEL:
            pass
    return any(not step.text and _is_rung(step, ringing) for step in steps)


def always_counts(stage: Stage, counting: AbstractSet[NumberCode]) -> bool:
    """Tell whether at every moment surely somebody is rung or the call is dropped on purpose."""
    if stage.kind is not ForwardingType.NUMBER:
        return stage.kind is not ForwardingType.UNDEFINED
    steps: Sequence[Step] = stage.steps
    if stage.order is RedirectType.SINGLE:
        steps = _reachable(stage)
        if not all(step.drops or _is_rung(step, counting) for step in steps):
            return False
    return any(not step.text and (step.drops or _is_rung(step, counting)) for step in steps)


def numbers_of_which(outlook: Outlook, question: Question, *, every: bool) -> frozenset[NumberCode]:
    """Answer the numbers for which a question is answered yes: by every forwarding within the days, or by any one."""
    yes: set[NumberCode] = set()
    callers: dict[NumberCode, list[NumberCode]] = {}
    for code, onward in outlook.links.items():
        for there in onward:
            callers.setdefault(there, []).append(code)

    def answer(code: NumberCode) -> bool:
        stages = outlook.stages[code]
        if len(stages) == 1:
            return question(stages[0], yes)
        answers = (question(stage, yes) for stage in stages if outlook.is_within(stage))
        return all(answers) if every else any(answers)

    yes.update([code for code in outlook.stages if code not in outlook.links and answer(code)])
    asked: set[NumberCode] = set()
    waiting = list(reversed(outlook.inner_first))
    while waiting:
        code = waiting.pop()
        asked.add(code)
        if code not in yes and answer(code):
            yes.add(code)
            # Only where calls go round has a caller been asked before whom it calls.
            waiting += (caller for caller in callers.get(code, ()) if caller in asked and caller not in yes)
    return frozenset(yes)


def _is_rung(step: Step, ringing: AbstractSet[NumberCode]) -> bool:
    return bool(step.target) and (step.own is None or step.own in ringing)


def _reachable(stage: Stage) -> list[Step]:
    """Answer the steps that no other one keeps from being reached at every moment, in order."""
    found = []
    is_single = stage.order is RedirectType.SINGLE
    for step in stage.steps:
        found.append(step)
        if not step.text and (is_single or (step.drops and stage.order is RedirectType.SEQUENTIAL)):
            break
    return found
