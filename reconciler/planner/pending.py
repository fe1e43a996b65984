"""Which changes of a plan are asked for by the base of the branch as well, and so not caused by the branch. Pure."""

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry
from reconciler.planner.change import Change, Plan


def pending_of(plan: Plan, base: Plan) -> frozenset[NumberCode]:
    """Answer the numbers for which a plan does the same as that of the base: action, before and after."""
    asked = {change.number_code: change for change in base.changes}
    return frozenset(
        change.number_code
        for change in plan.changes
        if change.number_code in asked and _same(change, asked[change.number_code])
    )


def _same(left: Change, right: Change) -> bool:
    return (
        left.action is right.action and _same_entry(left.before, right.before) and _same_entry(left.after, right.after)
    )


def _same_entry(left: Entry | None, right: Entry | None) -> bool:
    return right is None if left is None else left.same_as(right)
