"""What keeps a plan from being applied to a record, told before anything is sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from reconciler.errors import ForeignLineageError, StalePlanError
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Change, Plan
from reconciler.planner.filling import rotated

NAMED = 5
"""As many numbers as fit a line."""
AGAIN = "Plan again, and look at the new plan."


def refuse_foreign(plan: Plan, recorded: Recorded) -> None:
    """Refuse a plan that was made against another record: its numbers may mean something else there.

    One that was made when there was no record yet fits any, as far as its numbers do.
    """
    if plan.base.lineage in {None, recorded.lineage}:
        return
    here = f"this one is {recorded.lineage}" if recorded.serial else "there is none here"
    raise ForeignLineageError(
        f"the plan was made against the record {plan.base.lineage}, and {here}. Nothing was sent.",
        advice="Name the record of the plan with --state, or plan again against this one.",
    )


def refuse_late(plan: Plan, at: datetime) -> None:
    """Refuse a plan after the moment at which an override makes another of it."""
    if plan.valid_until is not None and at >= plan.valid_until:
        raise StalePlanError(
            f"the plan held until {plan.valid_until.isoformat()}, when an override of its numbers begins or ends, and"
            f" it is {at.isoformat(timespec='seconds')}. Nothing was sent.",
            advice=AGAIN,
        )


def refuse_stale(stale: Sequence[Change]) -> None:
    """Refuse a plan some of whose numbers the record knows otherwise by now."""
    if stale:
        raise StalePlanError(
            f"the record has moved since the plan was made: {_named(stale)}. Nothing was sent.", advice=AGAIN
        )


def refuse_rotated(changes: Sequence[Change], fingerprints: Mapping[str, str]) -> None:
    """Refuse a plan some of whose secrets have another value here: it is not the one that was planned."""
    found = [change for change in changes if rotated(change, fingerprints)]
    if found:
        names = sorted({name for change in found for name in rotated(change, fingerprints)})
        raise StalePlanError(
            f"{', '.join(names)} {'has another value' if len(names) == 1 else 'have other values'} here than when the"
            f" plan was made: {_named(found)}. Nothing was sent.",
            advice=f"Set the variable as it was then, or take the new value by a new plan. {AGAIN}",
        )


def _named(changes: Sequence[Change]) -> str:
    first = ", ".join(str(change.number_code) for change in changes[:NAMED])
    return first + (" and others" if len(changes) > NAMED else "")
