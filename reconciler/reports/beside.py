"""What is shown beside a plan, whatever the format of the report."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from reconciler.model.diagnostics import Diagnostic
from reconciler.model.identifiers import NumberCode
from reconciler.planner.budget import Budget
from reconciler.planner.guards import Brakes
from reconciler.planner.order import Order
from reconciler.planner.review import NOTHING_TO_REVIEW, Review

NO_BRAKES = Brakes()
NO_ORDER = Order()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is shown beside a plan: its cost, what refuses it, what it means, in which order, where its record is.

    `zone` is the time zone in which people read times. `pending` are the numbers whose change the base of the branch
    asks for as well: they are not caused by this branch. `compared_with` names the revision that the plan was compared
    with where no record could be reached, None where it was the record. `warnings` are what the files are warned of.
    """

    budget: Budget
    address: str
    brakes: Brakes = NO_BRAKES
    review: Review = NOTHING_TO_REVIEW
    order: Order = NO_ORDER
    zone: tzinfo = UTC
    pending: frozenset[NumberCode] = frozenset()
    compared_with: str | None = None
    warnings: tuple[Diagnostic, ...] = ()
