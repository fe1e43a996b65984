"""Asks whether there are moments at which a call rings nobody, although nobody wanted that."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from reconciler.checks.gaps import Dark, Gaps, is_unanswered
from reconciler.checks.outlook import Outlook
from reconciler.checks.reach import always_counts, numbers_of_which
from reconciler.checks.stages import Stage
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding, NumberSpot
from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import NumberCode


def findings(desired: Desired, outlook: Outlook, gaps: Gaps) -> Iterator[Finding]:
    """Yield the numbers with moments at which nobody is rung; of protected ones other questions are asked.

    A call that an entry drops was dropped on purpose, and so was one to a number that is declared as type 0; what goes
    round is told of the loop.
    """
    counting = numbers_of_which(outlook, always_counts, every=True)
    for code, stages in outlook.stages.items():
        if code in counting or desired.numbers[code].protected or code in outlook.unreadable:
            continue
        dark = unanswered(code, stages, gaps, counting)
        if dark:
            detail = (
                f"Nobody is rung {gaps.told(dark)}. What a caller hears then is not documented. Add an entry without a"
                " period that takes the calls which no other one takes; or, if nobody is to be rung then, one with"
                " 'active: false', which drops them."
            )
            yield Finding(code=Code.DEAD_END, detail=detail, spot=NumberSpot(number_code=code))


def unanswered(code: NumberCode, stages: tuple[Stage, ...], gaps: Gaps, counting: AbstractSet[NumberCode]) -> Dark:
    """Answer when a call to a number is not answered, though nobody wanted that."""
    if code in counting or (len(stages) == 1 and _is_silenced(stages[0])):
        return frozenset()
    if len(stages) == 1 and all(step.own is None or step.own in counting for step in stages[0].steps):
        return gaps.outside(frozenset([step.text for step in stages[0].steps]))
    return gaps.followed(code, is_unanswered, _is_silenced)


def _is_silenced(stage: Stage) -> bool:
    return stage.kind is ForwardingType.UNDEFINED
