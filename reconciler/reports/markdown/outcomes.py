"""What became of an apply, as Markdown: what is not done first, with the reasons, and what is done folded."""

from collections.abc import Iterable, Sequence

from reconciler.model.diagnostics import Diagnostic, has_errors
from reconciler.model.identifiers import Digest
from reconciler.model.outcome import Applied, Failed, NotTried, Outcome, OutcomeUnknown, told, word
from reconciler.reports.markdown import mistakes
from reconciler.reports.markdown.tables import Row, Table, number, sentences
from reconciler.reports.markdown.templating import code, rendered, words
from reconciler.reports.text.outcomes import HINT, counted
from reconciler.reports.text.totals import some

HEAD = ("number", "outcome", "what is to be told")
ORDER = (Failed, OutcomeUnknown, NotTried)
"""Those to look at, the worst first."""


def render(
    digest: Digest | None,
    outcomes: Sequence[Outcome],
    *,
    error: str | None = None,
    diagnostics: Iterable[Diagnostic] = (),
) -> str:
    """Answer every outcome; `error` is what ended the run early or kept it from starting, if anything did."""
    found = list(diagnostics)
    troubles = [one for kind in ORDER for one in outcomes if isinstance(one, kind)]
    remarkable = [one for one in outcomes if isinstance(one, Applied) and one.warning]
    applied = [one for one in outcomes if isinstance(one, Applied) and not one.warning]
    failed = not outcomes and (error is not None or has_errors(found))
    return rendered(
        "outcomes.md",
        digest=digest,
        heading=f"Apply: {'the run failed, and nothing was sent' if failed else counted(outcomes)}",
        error=sentences(error),
        troubles=_table("What is not done", troubles),
        remarkable=_table("Done, and to be looked at", remarkable),
        hint=HINT if troubles and error is None else "",
        applied=_table(f"{some(len(applied))} applied", applied),
        mistakes=mistakes.table_of(found),
    )


def _table(title: str, outcomes: Iterable[Outcome]) -> Table:
    return Table(title=title, head=HEAD, rows=[_row(one) for one in outcomes])


def _row(outcome: Outcome) -> Row:
    return (number(outcome.number_code), words(word(outcome)), code(told(outcome)))
