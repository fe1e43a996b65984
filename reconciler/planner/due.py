"""Which changes of a plan are only an override that begins or ends: what a scheduled run may do by itself. Pure."""

from dataclasses import replace

from reconciler.model.recorded import Entry
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.flags import forwardings


def due(plan: Plan) -> Plan:
    """Answer the plan with only the transitions of overrides that are due.

    The record knows them: what was approved to follow when the number was last applied, if that is also what is
    desired now. Labels and the like that wait too are left as they are recorded. Whatever else waits is left to the
    run that was reviewed.
    """
    found = [(change, _transition(change, plan)) for change in plan.changes]
    changes = tuple(transition for _, transition in found if transition is not None)
    held = tuple(change.number_code for change, transition in found if transition is None and _is_due(change, plan))
    left = sum(transition != change for change, transition in found)
    return replace(plan, changes=changes, digest=digest_of(changes), unselected=plan.unselected + left, held_back=held)


def _transition(change: Change, plan: Plan) -> Change | None:
    """Answer what of a change only an override does that has begun or ended; None if it does something else."""
    before, after = change.before, change.after
    if before is None or after is None or not _is_due(change, plan):
        return None
    approved = before.at(plan.at)
    if after.payload != approved.payload or not _same_secrets(before, after):
        return None
    if change.action is Action.RESEND and not _is_of_an_override(before):
        return None  # nobody knows what an edit has come to; a transition whose outcome is unknown is still one
    as_recorded = replace(approved, secrets=after.secrets, unknown=None, restore=None)
    if as_recorded.same_as(after):
        return change
    if as_recorded.application != change.application:
        return None  # another key would have to send it
    return replace(change, after=as_recorded, is_due=True)


def _is_due(change: Change, plan: Plan) -> bool:
    """Tell whether a number is not as it was approved to be at this moment, or nobody knows whether it is."""
    before = change.before
    if before is None:
        return False
    if before.at(plan.at).payload != before.payload:
        return True
    return _is_of_an_override(before)


def _is_of_an_override(before: Entry) -> bool:
    """Tell whether the call whose outcome nobody knows was to carry out what was approved to follow."""
    sent = before.unknown.payload if before.unknown else None
    return sent is not None and bool(before.later) and any(sent == payload for payload in forwardings(before))


def _same_secrets(before: Entry, after: Entry) -> bool:
    """Tell whether no secret has changed; one that only one of the two refers to tells nothing."""
    shared = before.secrets.keys() & after.secrets.keys()
    return all(before.secrets[name] == after.secrets[name] for name in shared)
