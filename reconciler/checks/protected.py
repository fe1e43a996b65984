"""Asks whether a protected number is ever left dark: it must not be silenced, not even by an override."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from reconciler.checks.darkness import Dark, Darkness
from reconciler.checks.endings import Ending, advice, ending_of
from reconciler.checks.gaps import Gaps
from reconciler.checks.outlook import Outlook
from reconciler.checks.reach import Reach
from reconciler.checks.stages import Stage
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Source
from reconciler.model.findings import Finding, NumberSpot, OverrideSpot
from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import NumberCode

LIFT = "or lift the protection with an applied 'protected: false' first"
Silencing: TypeAlias = Mapping[int | None, tuple[NumberCode, Stage]]
"""What leaves a number dark as long as it holds: its own forwarding (None), or overrides by their indices.

Each with the number of which it is: that one, or one on the way of its calls.
"""


def findings(desired: Desired, outlook: Outlook, gaps: Gaps) -> Iterator[Finding]:
    """Yield the protected numbers that ring nobody: never, through an override, or at some moments."""
    protected = [
        code for code, number in desired.numbers.items() if number.protected and code not in outlook.unreadable
    ]
    if not protected:
        return
    reach = Reach(outlook)
    darkness = Darkness(outlook, drops=True)
    for code in protected:
        silencing = _silencing(code, outlook, reach)
        for here, stage in silencing.values():
            yield _dark(code, here, stage)
        dark = _times(code, silencing, darkness)
        if dark:
            yield _gap(code, ending_of(code, dark, outlook), gaps.told(dark), desired.sources)


def _silencing(code: NumberCode, outlook: Outlook, reach: Reach) -> Silencing:
    """Answer what leaves a number dark altogether; of several numbers in one override the first on the way."""
    found: dict[int | None, tuple[NumberCode, Stage]] = {}
    for here in outlook.network.followed(code) if code in outlook.links else (code,):
        for stage in outlook.stages[here]:
            if stage.window is None:
                if here == code and not reach.ever(stage):
                    found[None] = here, stage
            elif stage.window.override not in found:
                is_silenced = here == code and not reach.ever(stage)
                if is_silenced or (
                    # An override that changes something else does not answer for hours that are dark without it.
                    not reach.during(stage.window, code) and reach.during(stage.window, code, without=True)
                ):
                    found[stage.window.override] = here, stage
    return found


def _dark(code: NumberCode, here: NumberCode, stage: Stage) -> Finding:
    """Answer what is wrong with what leaves a number dark, and where it stands."""
    if stage.window is None:
        detail = f"{code} is protected, and {_why(stage)}. Give it somewhere to ring, {LIFT}."
        return Finding(code=Code.PROTECTED_DARK, detail=detail, spot=NumberSpot(number_code=code))
    if here == code:
        detail = (
            f"{code} is protected, and while this override holds {_why(stage)}. Leave the number out of the override,"
            f" give it somewhere to ring, {LIFT}."
        )
    else:
        why = "'call_forwarding_type: 0' forwards nowhere" if stage.kind is ForwardingType.UNDEFINED else _why(stage)
        detail = (
            f"{code} is protected, and its calls go on to {here}, where nobody is rung while this override holds:"
            f" {why}. Leave {here} out of the override, give it somewhere to ring, let the calls to {code} go"
            f" elsewhere, {LIFT}."
        )
    return Finding(code=Code.PROTECTED_DARK, detail=detail, spot=OverrideSpot(index=stage.window.override))


def _why(stage: Stage) -> str:
    if stage.kind is ForwardingType.UNDEFINED:
        return "with 'call_forwarding_type: 0' nobody is rung"
    if all(step.drops for step in stage.steps):
        return "each of its entries drops the call"
    return "none of its entries can ever ring anybody" if stage.window is None else "none of its entries rings anybody"


def _times(code: NumberCode, silencing: Silencing, darkness: Darkness) -> Dark:
    """Answer the times at which a number is dark of which nothing is told yet."""
    told = [stage.window for _, stage in silencing.values() if stage.window is not None]
    return darkness.of(code, lambda stage: stage.window is None and None in silencing, told)


def _gap(code: NumberCode, ending: Ending, times: str, sources: Mapping[NumberCode, Source]) -> Finding:
    """Answer at which times a number is dark, and what to do where its calls end then."""
    held = "" if ending.within is None else " while this override holds"
    detail = f"{code} is protected, and{held} nobody is rung {times}. {advice(ending, sources)}"
    return Finding(code=Code.PROTECTED_GAP, detail=detail, spot=ending.spot)
