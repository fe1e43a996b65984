"""The plan as a page."""

from collections.abc import Mapping

from reconciler.model.identifiers import NumberCode
from reconciler.planner.change import Plan
from reconciler.planner.weeks import Week
from reconciler.reports.beside import Beside


def render(plan: Plan, beside: Beside, *, weeks: Mapping[NumberCode, Week]) -> str:  # noqa: ARG001 - a stand-in
    """Answer the page."""
    return f"<!doctype html><title>Plan {plan.digest}</title>\n"
