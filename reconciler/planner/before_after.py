"""What forwards calls before a plan and after it, as two networks: no difference between them but the plan's own."""

from datetime import datetime, tzinfo

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Action, Change, Plan
from reconciler.routing.network import Network, Stages, network_recorded, stages_of
from reconciler.routing.schedules import Schedules


def before_and_after(plan: Plan, recorded: Recorded, zone: tzinfo) -> tuple[Network, Network]:
    """Answer what forwards calls before and after a plan, so that no difference is told but the plan's own.

    What a number forwards that is added, nobody knows: it counts as it will be. One that is forgotten stays as it is.
    What the plan does not change, because a selection left it out or another run is at it, stays too.
    """
    before = dict(network_recorded(recorded, zone, since=plan.at).stages)
    changed = {change.number_code: _stages_after(change, plan.at) for change in plan.changes}
    after = {**before, **{code: stages for code, stages in changed.items() if stages is not None}}
    for code in after.keys() - before.keys():
        before[code] = after[code]
    schedules = Schedules()  # what is worked out of a period for one of the two serves the other
    old, new = (Network(stages=stages, zone=zone, schedules=schedules) for stages in (before, after))
    return old, new


def _stages_after(change: Change, at: datetime) -> Stages | None:
    """Answer what forwards a number's calls after its change; None where that stays as it is."""
    match change.action:
        case Action.REMOVE:
            return Stages(base=_nothing(change.number_code))
        case Action.FORGET:
            return None
        case _:
            return stages_of(change.after, at) if change.after is not None else None


def _nothing(code: NumberCode) -> Payload:
    return {"number_code": code, "call_forwarding_type": 0}
