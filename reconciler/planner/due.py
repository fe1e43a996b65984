"""Which changes of a plan are only an override that begins or ends: what a scheduled run may do by itself. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.forwarding import Payload
from reconciler.model.recorded import Entry
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.digest import digest_of


def due(plan: Plan, desired: Desired) -> Plan:
    """Answer the plan with only the transitions of overrides that are due.

    A change is one if what is recorded is what the same declaration wants at another moment, so that nothing but the
    time has changed since it was applied. Whatever else waits to be applied is left to the run that was reviewed.
    """
    changes = tuple(change for change in plan.changes if _is_transition(change, desired))
    taken = {change.number_code for change in changes}
    held = tuple(change.number_code for change in plan.changes if change.override and change.number_code not in taken)
    left = len(plan.changes) - len(changes)
    return replace(plan, changes=changes, digest=digest_of(changes), unselected=plan.unselected + left, held_back=held)


def _is_transition(change: Change, desired: Desired) -> bool:
    number = desired.numbers.get(change.number_code)
    before, after = change.before, change.after
    if number is None or not number.windows or before is None or after is None:
        return False
    states = list(_states(number))
    match change.action:
        case Action.CHANGE:
            sent = before.payload
        case Action.RESEND if before.unknown is not None:
            sent = before.unknown.payload  # a transition whose outcome nobody knows is still one
        case _:
            return False
    return sent in states and before.payload in states and _same_otherwise(before, after)


def _states(number: DesiredNumber) -> Iterator[Payload]:
    """Yield everything that a declaration wants at one moment or another."""
    yield number.forwarding
    for window in number.windows:
        yield window.forwarding


def _same_otherwise(before: Entry, after: Entry) -> bool:
    """Tell whether nothing but the forwarding differs; a secret that only one of the two refers to tells nothing."""
    shared = before.secrets.keys() & after.secrets.keys()
    if any(before.secrets[name] != after.secrets[name] for name in shared):
        return False
    return replace(before, payload=after.payload, secrets=after.secrets, unknown=None, restore=None).same_as(after)
