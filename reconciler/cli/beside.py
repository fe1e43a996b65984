"""What the commands `plan` and `apply` show beside a plan, from what their workflows decided about it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from reconciler.model.diagnostics import Diagnostic
from reconciler.reports.beside import Beside
from reconciler.workflows.zones import zone_of

if TYPE_CHECKING:
    from reconciler.model.settings import Settings

    # A plan calls nobody, and an apply imports what calls the provider.
    from reconciler.workflows.apply import Apply
    from reconciler.workflows.plan import Planned


def beside_apply(made: "Apply") -> Beside | None:
    """Answer what stands beside the plan of an apply; None where the files have errors and there is no plan."""
    return _beside(made, made.settings, made.diagnostics)


def beside_plan(made: "Planned") -> Beside | None:
    """Answer what stands beside a plan; None where the files have errors and there is no plan."""
    found = _beside(made, made.loaded.settings, made.loaded.diagnostics)
    return found and replace(found, pending=made.pending, compared_with=made.compared_with)


def _beside(made: "Planned | Apply", settings: "Settings", warnings: tuple[Diagnostic, ...]) -> Beside | None:
    if made.budget is None:
        return None
    return Beside(
        budget=made.budget,
        address=made.address,
        brakes=made.brakes,
        review=made.review,
        order=made.order,
        zone=zone_of(settings),
        warnings=warnings,
    )
