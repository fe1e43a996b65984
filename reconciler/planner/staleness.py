"""Whether a planned change still fits the record: number by number, so that a failed apply is simply rerun."""

from enum import Enum

from reconciler.model.recorded import Entry
from reconciler.planner.change import Change


class Fit(Enum):
    """How the recorded entry stands to a planned change."""

    READY = "the record is as the plan saw it"
    DONE = "the record is already as the plan wants it"
    STALE = "the record has become something else"


def fit_of(change: Change, entry: Entry | None) -> Fit:
    """Answer whether to send the change, to skip it, or to refuse it."""
    if _same(change.before, entry):
        return Fit.READY
    return Fit.DONE if _same(change.after, entry) else Fit.STALE


def _same(left: Entry | None, right: Entry | None) -> bool:
    return right is None if left is None else left.same_as(right)
