"""What became of an apply, as Markdown."""

from collections.abc import Iterable, Sequence

from reconciler.model.diagnostics import Diagnostic
from reconciler.model.identifiers import Digest
from reconciler.model.outcome import Outcome, word
from reconciler.reports.markdown.escaping import plain


def render(
    digest: Digest | None,
    outcomes: Sequence[Outcome],
    *,
    error: str | None = None,
    diagnostics: Iterable[Diagnostic] = (),
) -> str:
    """Answer every outcome; `error` is what ended the run early or kept it from starting, if anything did."""
    lines = [f"Digest: {digest}"]
    lines += [f"- {outcome.number_code} {word(outcome)}" for outcome in outcomes]
    lines += [plain(item.detail) for item in diagnostics]
    lines += [plain(error)] if error else []
    return "\n".join(lines) + "\n"
