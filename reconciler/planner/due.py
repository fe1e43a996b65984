"""Which changes of a plan are only an override that begins or ends: what a scheduled run may do by itself. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.forwarding import Payload
from reconciler.model.recorded import Entry
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.digest import digest_of


def due(plan: Plan, desired: Desired) -> Plan:
    """Answer the plan with only the transitions of overrides that are due.

    A change is one if what is recorded is what the same declaration wanted at an earlier moment, so that nothing but
    the time has changed since it was applied. Labels and the like that wait too are left as they are recorded. Whatever
    else waits is left to the run that was reviewed.
    """
    found = [(change, _transition(change, desired, plan.at)) for change in plan.changes]
    changes = tuple(transition for _, transition in found if transition is not None)
    held = tuple(
        change.number_code
        for change, transition in found
        if transition is None and _is_due(change, desired.numbers.get(change.number_code), plan.at)
    )
    left = sum(transition != change for change, transition in found)
    return replace(plan, changes=changes, digest=digest_of(changes), unselected=plan.unselected + left, held_back=held)


def _transition(change: Change, desired: Desired, at: datetime) -> Change | None:
    """Answer what of a change only an override does that has begun or ended; None if it does something else."""
    number = desired.numbers.get(change.number_code)
    before, after = change.before, change.after
    if number is None or not number.windows or before is None or after is None:
        return None
    earlier = list(_wanted_until(number, at))
    match change.action:
        case Action.CHANGE:
            sent = before.payload
        case Action.RESEND if before.unknown is not None:
            sent = before.unknown.payload  # a transition whose outcome nobody knows is still one
        case _:
            return None
    if sent not in earlier or before.payload not in earlier or not _same_secrets(before, after):
        return None
    as_recorded = replace(before, payload=after.payload, secrets=after.secrets, unknown=None, restore=None)
    return change if as_recorded.same_as(after) else _alone(change, as_recorded)


def _alone(change: Change, as_recorded: Entry) -> Change | None:
    """Answer a change that leaves what is recorded beside the forwarding; None if another key would have to send it."""
    return replace(change, after=as_recorded) if as_recorded.application == change.application else None


def _wanted_until(number: DesiredNumber, at: datetime) -> Iterator[Payload]:
    """Yield everything that a declaration wants at one moment or another, no later than some moment."""
    yield number.forwarding
    for window in number.windows:
        if window.start <= at:
            yield window.forwarding


def _same_secrets(before: Entry, after: Entry) -> bool:
    """Tell whether no secret has changed; one that only one of the two refers to tells nothing."""
    shared = before.secrets.keys() & after.secrets.keys()
    return all(before.secrets[name] == after.secrets[name] for name in shared)


def _is_due(change: Change, number: DesiredNumber | None, at: datetime) -> bool:
    """Tell whether a number is not as its overrides want it now: one holds, or one that has ended is still recorded."""
    before, after = change.before, change.after
    if number is None or before is None or after is None:
        return False
    if before.payload == after.payload and before.unknown is None:
        return False
    if change.override is not None:
        return True
    since = before.applied_at
    begun = [window for window in number.windows if window.start <= at]
    if any(before.payload == window.forwarding for window in begun):
        return True
    return since is not None and any(since < window.end for window in begun)
