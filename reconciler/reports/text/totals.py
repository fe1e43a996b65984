"""What a plan comes to as a whole, in sentences that every report shares."""

from collections.abc import Iterator

from reconciler.planner.budget import Budget
from reconciler.planner.change import Plan
from reconciler.planner.order import Order
from reconciler.reports.beside import Beside
from reconciler.reports.harmless import harmless
from reconciler.reports.text.acts import VERB
from reconciler.reports.text.review import named

MINUTES = 120
"""From so many seconds on minutes are told."""


def counted(plan: Plan) -> str:
    """Answer how many changes there are of each action."""
    return ", ".join(f"{count} {VERB[action]}" for action, count in plan.counts().items() if count)


def against(plan: Plan, beside: Beside) -> str:
    """Answer what the plan was compared with: a record's address and how far it is, or a revision."""
    if beside.compared_with is not None:
        return harmless(beside.compared_with)
    return f"{harmless(beside.address)} ({standing(plan)})"


def standing(plan: Plan) -> str:
    """Answer how far the record is."""
    return f"serial {plan.base.serial}" if plan.base.serial else "no record yet"


def not_the_record(revision: str) -> str:
    """Answer that a plan says nothing of what is applied; `revision` stands in it as it is given."""
    return f"compared with {revision}, not with the record"


def not_caused(plan: Plan, beside: Beside) -> str:
    """Answer how many changes the base of the branch asks for too; empty where it asks for none."""
    count = sum(change.number_code in beside.pending for change in plan.changes)
    if not count:
        return ""
    if count == len(plan.changes):
        return "Nothing of this is caused by this branch: the base asks for all of it too."
    are, them = ("is", "it") if count == 1 else ("are", "them")
    return f"{count} of these changes {are} not caused by this branch: the base asks for {them} too."


def not_compared(plan: Plan) -> Iterator[str]:
    """Yield which secrets could not be compared."""
    for name, numbers in plan.not_compared.items():
        refer = "refers" if len(numbers) == 1 else "refer"
        yield f"Not compared: {harmless(name)} is not set, and {some(len(numbers))} {refer} to it."


def busy(plan: Plan) -> str:
    """Answer how many numbers another run has; empty where none."""
    return f"Being applied by another run right now, and left out: {some(len(plan.busy))}." if plan.busy else ""


def held_back(plan: Plan) -> str:
    """Answer which numbers a plan of what is due leaves; empty where it leaves none."""
    if not plan.held_back:
        return ""
    held = f"{named(plan.held_back)} {'is' if len(plan.held_back) == 1 else 'are'}"
    words = f"{held} not as overrides want it now, and left alone here, since something was edited there too."
    return f"{words} Run `reconciler apply`, which does both."


def unselected(plan: Plan) -> str:
    """Answer how many changes a selection left out; empty where it left out none."""
    if not plan.unselected:
        return ""
    others = f"{plan.unselected} other change{'s' if plan.unselected != 1 else ''}"
    return f"Not selected, and left as they are: {others}."


def unordered(order: Order) -> Iterator[str]:
    """Yield the numbers for which no order is safe."""
    for part in order.unordered:
        yield (
            f"No order is safe: {named(part)} forward calls to each other before and after in another way, and while"
            " they are sent a call may go round between them. Forward one of them elsewhere first, and apply that."
        )


def cost(beside: Beside) -> str:
    """Answer what an apply takes."""
    steps = len(beside.order.levels)
    order = f" In {steps} steps, so that no call leads to a number that is not ready." if steps > 1 else ""
    return f"{_calls(beside.budget)}.{order}"


def _calls(budget: Budget) -> str:
    if not budget.calls:
        return "No calls"
    seconds = max(1, round(budget.seconds))
    duration = f"{seconds} s" if seconds < MINUTES else f"{round(seconds / 60)} min"
    looks = f" ({budget.looks} of them look{'s' if budget.looks == 1 else ''} before and after)" if budget.looks else ""
    return f"{budget.calls} call{'s' if budget.calls != 1 else ''}{looks}, about {duration}"


def some(count: int) -> str:
    """Answer a count of numbers."""
    return f"{count} number{'s' if count != 1 else ''}"
