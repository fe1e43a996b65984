"""Asks whether there are moments at which a call rings nobody, although nobody wanted that."""

from collections.abc import Iterator, Mapping, Sequence

from reconciler.checks.darkness import Darkness
from reconciler.checks.endings import ADD, Ending, advice, ending_of
from reconciler.checks.gaps import Gaps
from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Source
from reconciler.model.findings import Finding, OverrideSpot
from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import NumberCode

MOST_NAMED = 3
"""So many of the numbers are named whose calls end through one override."""


def findings(desired: Desired, outlook: Outlook, gaps: Gaps) -> Iterator[Finding]:
    """Yield the numbers with moments at which nobody is rung; of protected ones other questions are asked.

    A call that an entry drops was dropped on purpose, and so was one to a number that is declared as type 0; what goes
    round is told of the loop.
    """
    darkness = Darkness(outlook, drops=False)
    held: dict[tuple[OverrideSpot, str], list[NumberCode]] = {}
    for code in outlook.stages:
        if desired.numbers[code].protected or code in outlook.unreadable:
            continue
        dark = darkness.of(code, is_silenced)
        if dark:
            ending = ending_of(code, dark, outlook)
            words = f"{gaps.told(dark)}. What a caller hears then is not documented. {_advice(ending, desired.sources)}"
            spot = ending.spot
            if isinstance(spot, OverrideSpot):
                held.setdefault((spot, words), []).append(code)
            else:
                yield Finding(code=Code.DEAD_END, detail=f"Nobody is rung {words}", spot=spot)
    for (spot, words), codes in held.items():
        detail = f"While this override holds, calls to {_named(codes)} ring nobody {words}"
        yield Finding(code=Code.DEAD_END, detail=detail, spot=spot)


def is_silenced(stage: Stage) -> bool:
    """Tell whether a forwarding is declared as one that rings nobody."""
    return stage.kind is ForwardingType.UNDEFINED


def _advice(ending: Ending, sources: Mapping[NumberCode, Source]) -> str:
    if ending.is_plain:
        return f"{ADD}; or, if nobody is to be rung then, one with 'active: false', which drops them."
    return f"{advice(ending, sources)} If nobody is to be rung then, an entry with 'active: false' drops the calls."


def _named(codes: Sequence[NumberCode]) -> str:
    """Answer the first of some numbers, and how many more there are."""
    if len(codes) > MOST_NAMED + 1:
        return f"{', '.join(map(str, codes[:MOST_NAMED]))} and {len(codes) - MOST_NAMED} more numbers"
    return " and ".join(filter(None, (", ".join(map(str, codes[:-1])), str(codes[-1]))))
