"""What forwards calls before a plan and after it, as two networks: no difference between them but the plan's own."""

from dataclasses import replace
from datetime import datetime, tzinfo

from reconciler.model.desired import Desired, Window
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Action, Plan
from reconciler.routing.network import Network, Stages, network_of, network_recorded
from reconciler.routing.schedules import Schedules


def before_and_after(plan: Plan, desired: Desired, recorded: Recorded, zone: tzinfo) -> tuple[Network, Network]:
    """Answer what forwards calls before and after a plan, so that no difference is told but the plan's own.

    What a number forwards that is added, nobody knows: it counts as it will be. One that is forgotten stays as it is.
    Changes that a selection left out stay away.
    """
    before = dict(network_recorded(recorded, zone).stages)
    wanted = network_of(desired, zone).stages
    after = dict(wanted)
    changed = {change.number_code: change for change in plan.changes}
    for code, number in desired.numbers.items():
        window = number.window_at(plan.at) if number.windows else None
        if window is not None and code in before:
            # What is recorded was to end with the override too.
            before[code] = Stages(base=number.forwarding, windows=(_recorded_in(window, before[code]),))
    for code in before.keys() - wanted.keys():
        change = changed.get(code)
        after[code] = Stages(base=_nothing(code)) if change and change.action is Action.REMOVE else before[code]
    for code in wanted.keys() - before.keys():
        before[code] = wanted[code]
    if plan.unselected:
        for code, stages in before.items():
            if code not in changed and code in recorded.numbers and stages != wanted.get(code):
                after[code] = _still(stages, wanted.get(code), plan.at)
    schedules = Schedules()  # what is worked out of a period for one of the two serves the other
    old, new = (Network(stages=stages, zone=zone, schedules=schedules) for stages in (before, after))
    return old, new


def _recorded_in(window: Window, recorded: Stages) -> Window:
    return window if recorded.base is None else replace(window, forwarding=recorded.base)


def _still(recorded: Stages, wanted: Stages | None, at: datetime) -> Stages:
    """Answer what forwards a number that the plan does not touch: as wanted, if that is what is recorded."""
    return wanted if wanted is not None and wanted.holding(at)[0] == recorded.holding(at)[0] else recorded


def _nothing(code: NumberCode) -> Payload:
    return {"number_code": code, "call_forwarding_type": 0}
