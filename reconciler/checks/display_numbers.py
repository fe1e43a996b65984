"""Asks whether the provider will show the number that is to be shown to whom we ring.

Source: the provider's page: with masking, any Exolve number of the same application may be shown.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from reconciler.checks.destinations import is_over, payloads_of, spot_of
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import applications_of

PATH = (DATA_OBJECT[ForwardingType.NUMBER], "display_number")
IDLE = "The provider shows the caller's own number unless 'masking: true' stands beside 'display_number'."


def findings(desired: Desired, *, at: datetime, complete: bool) -> Iterator[Finding]:
    """Yield what is wrong with display numbers, those of overrides included.

    Where not every declared number could be read (`complete`), none is called undeclared.
    """
    known = applications_of(desired.settings).keys()
    told = set()
    for number in desired.numbers.values():
        for payload, window in payloads_of(number):
            data = data_of(payload)
            if "display_number" not in data or is_over(window, at):
                continue
            if window is not None and _shown(data) == _shown(data_of(number.forwarding)):
                continue  # the number itself is asked about it
            problem = _problem(data, number, desired.numbers, known, complete=complete)
            if problem is not None:
                code, detail = problem
                finding = Finding(code=code, detail=detail, spot=spot_of(number.number_code, window, PATH))
                if finding not in told:
                    told.add(finding)
                    yield finding


def _shown(data: Mapping[str, Any]) -> tuple[object, object]:
    return data.get("display_number"), data.get("masking", False)


def _problem(
    data: Mapping[str, Any],
    number: DesiredNumber,
    numbers: Mapping[NumberCode, DesiredNumber],
    applications: AbstractSet[str],
    *,
    complete: bool,
) -> tuple[Code, str] | None:
    """Answer what is wrong with a display number; an application that settings do not name is not compared."""
    shown = data["display_number"]
    if not data.get("masking", False):
        return Code.IDLE_DISPLAY_NUMBER, IDLE
    if not shown.isdecimal():
        return None  # an "@name" that nothing is declared for
    owner = numbers.get(NumberCode(int(shown)))
    if owner is None:
        detail = f"{shown} is not declared in these files; it may be an Exolve number that nobody manages yet."
        return (Code.UNMANAGED_DISPLAY_NUMBER, detail) if complete else None
    if owner.application == number.application or not {owner.application, number.application} <= applications:
        return None
    detail = (
        f"{shown} belongs to the application '{owner.application}', and this number to '{number.application}'; the"
        " provider shows only numbers of the same application."
    )
    return Code.FOREIGN_DISPLAY_NUMBER, detail
