"""Asks whether there are moments at which a call rings nobody, although nobody wanted that."""

from collections.abc import Iterator

from reconciler.checks.darkness import Darkness
from reconciler.checks.gaps import Gaps
from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding, NumberSpot
from reconciler.model.forwarding import ForwardingType


def findings(desired: Desired, outlook: Outlook, gaps: Gaps) -> Iterator[Finding]:
    """Yield the numbers with moments at which nobody is rung; of protected ones other questions are asked.

    A call that an entry drops was dropped on purpose, and so was one to a number that is declared as type 0; what goes
    round is told of the loop.
    """
    darkness = Darkness(outlook, drops=False)
    for code in outlook.stages:
        if desired.numbers[code].protected or code in outlook.unreadable:
            continue
        dark = darkness.of(code, is_silenced)
        if dark:
            detail = (
                f"Nobody is rung {gaps.told(dark)}. What a caller hears then is not documented. Add an entry without a"
                " period that takes the calls which no other one takes; or, if nobody is to be rung then, one with"
                " 'active: false', which drops them."
            )
            yield Finding(code=Code.DEAD_END, detail=detail, spot=NumberSpot(number_code=code))


def is_silenced(stage: Stage) -> bool:
    """Tell whether a forwarding is declared as one that rings nobody."""
    return stage.kind is ForwardingType.UNDEFINED
