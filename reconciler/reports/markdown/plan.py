"""The plan as Markdown."""

from collections.abc import Iterable

from reconciler.model.diagnostics import Diagnostic
from reconciler.planner.change import Plan
from reconciler.reports.beside import Beside
from reconciler.reports.markdown.escaping import plain


def render(
    plan: Plan | None,
    beside: Beside | None,  # noqa: ARG001 - a stand-in
    *,
    diagnostics: Iterable[Diagnostic] = (),
    error: str | None = None,
) -> str:
    """Answer the plan, or (None) why there is none."""
    lines = [f"<!-- reconciler:plan digest={plan.digest if plan else 'none'} -->"]
    lines += [plain(item.detail) for item in diagnostics]
    lines += [plain(error)] if error else []
    return "\n\n".join(lines) + "\n"
