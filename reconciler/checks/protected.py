"""Asks whether a protected number is ever left dark: it must not be silenced, not even by an override."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from reconciler.checks.darkness import Darkness
from reconciler.checks.gaps import Gaps
from reconciler.checks.outlook import Outlook
from reconciler.checks.reach import can_ring, numbers_that_ring
from reconciler.checks.stages import Stage
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding, NumberSpot, OverrideSpot
from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import NumberCode

LIFT = "or lift the protection with an applied 'protected: false' first"


def findings(desired: Desired, outlook: Outlook, gaps: Gaps) -> Iterator[Finding]:
    """Yield the protected numbers that ring nobody: never, through an override, or at some moments."""
    protected = [
        code for code, number in desired.numbers.items() if number.protected and code not in outlook.unreadable
    ]
    if not protected:
        return
    ringing = numbers_that_ring(outlook)
    darkness = Darkness(outlook, drops=True)
    for code in protected:
        yield from _dark(code, outlook, ringing)
        dark = darkness.of(code, lambda stage: not can_ring(stage, ringing))
        if dark:
            detail = (
                f"{code} is protected, and nobody is rung {gaps.told(dark)}. Add an entry without a period that takes"
                " the calls which no other one takes."
            )
            yield Finding(code=Code.PROTECTED_GAP, detail=detail, spot=NumberSpot(number_code=code))


def _dark(code: NumberCode, outlook: Outlook, ringing: AbstractSet[NumberCode]) -> Iterator[Finding]:
    """Yield what leaves the number dark altogether: its own forwarding, or an override as long as it holds."""
    for stage in outlook.stages[code]:
        if can_ring(stage, ringing):
            continue
        if stage.window is None:
            detail = f"{code} is protected, and {_why(stage)}. Give it somewhere to ring, {LIFT}."
            yield Finding(code=Code.PROTECTED_DARK, detail=detail, spot=NumberSpot(number_code=code))
        else:
            detail = (
                f"{code} is protected, and while this override holds {_why(stage)}. Leave the number out of the"
                f" override, give it somewhere to ring, {LIFT}."
            )
            yield Finding(code=Code.PROTECTED_DARK, detail=detail, spot=OverrideSpot(index=stage.window.override))


def _why(stage: Stage) -> str:
    if stage.kind is ForwardingType.UNDEFINED:
        return "with 'call_forwarding_type: 0' nobody is rung"
    if all(step.drops for step in stage.steps):
        return "each of its entries drops the call"
    return "none of its entries can ever ring anybody"
