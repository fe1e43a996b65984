"""Small desired and recorded states, and the plan between them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from support.strategies import AT

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId
from reconciler.model.recorded import Entry, Recorded
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.planning import make_plan

CODE = NumberCode(74991112233)
MAIN = ApplicationName("main")
SECOND = ApplicationName("second")


def ring(*numbers: str, **more: Any) -> dict[str, Any]:
    """Answer a body that rings these numbers in order."""
    entries = [{"redirect_number": number, "timeout": 5, "active": True} for number in numbers]
    return numbered(entries, **more)


def numbered(entries: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Answer a body of type 2 with these entries."""
    data = {"redirect_type": 2, "call_control": entries, **more}
    return {"number_code": CODE, "call_forwarding_type": 2, "call_forwarding_number": data}


RING = ring("74992223344")
SECRET = ring("74992223344", event_url="https://x.example/?key=${EVENTS_KEY}")


def wanted(payload: Mapping[str, Any] = RING, **more: Any) -> DesiredNumber:
    """Answer a desired number of the application `main`."""
    return replace(DesiredNumber(number_code=CODE, application=MAIN, forwarding=payload), **more)


def entry(payload: Mapping[str, Any] | None = RING, **more: Any) -> Entry:
    """Answer what is recorded of a number of the application `main`."""
    return replace(Entry(payload=None if payload is None else dict(payload), application=MAIN), **more)


def change(before: Entry | None, after: Entry | None, action: Action = Action.CHANGE, **more: Any) -> Change:
    """Answer a change of the usual number."""
    made = Change(number_code=CODE, application=MAIN, action=action, before=before, after=after)
    return replace(made, **more)


def recorded(numbers: Mapping[NumberCode, Entry]) -> Recorded:
    """Answer a record of these numbers."""
    return Recorded(lineage=Lineage("lineage"), serial=7, hmac_key=b"key", numbers=numbers)


def plan(
    number: DesiredNumber | None,
    known: Entry | None,
    *,
    fingerprints: Mapping[str, str] | None = None,
    live_run: RunId | None = None,
) -> Plan:
    """Answer the plan for the usual number, desired and recorded."""
    source = Source(file="a.yaml", line=2, column=3)
    desired = Desired(numbers={CODE: number} if number else {}, sources={CODE: source} if number else {})
    record = recorded({CODE: known} if known else {})
    return make_plan(desired, record, AT, fingerprints=fingerprints, live_run=live_run)
