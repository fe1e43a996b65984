"""What test calls came to, or would be made, as Markdown: those to look at first, and the verified ones folded."""

from collections.abc import Iterable, Sequence

from reconciler.model.diagnostics import Diagnostic, has_errors
from reconciler.model.verdict import Contradicted, Inconclusive, Prospect, Verdict, Verified, word
from reconciler.reports.markdown import mistakes
from reconciler.reports.markdown.tables import Row, Table, lines, number, sentences
from reconciler.reports.markdown.templating import code, rendered, words
from reconciler.reports.text.totals import some
from reconciler.reports.text.verify import CLAIM, counted, expectation, going_on, looked_up, to_dial

HEAD = ("number", "verdict", "what happened", "what was expected")
ORDER = (Contradicted, Inconclusive)


def render(
    verdicts: Sequence[Verdict],
    *,
    prospects: Sequence[Prospect] = (),
    told: Sequence[str] = (),
    error: str | None = None,
    diagnostics: Iterable[Diagnostic] = (),
) -> str:
    """Answer every verdict, or with `prospects` what would be dialled.

    `told` is about test calls that earlier runs left behind, `error` what ended the run early or kept it from starting.
    """
    doubtful = [one for kind in ORDER for one in verdicts if isinstance(one, kind)]
    verified = [one for one in verdicts if isinstance(one, Verified)]
    found = list(diagnostics)
    return rendered(
        "verify.md",
        heading=_heading(verdicts, prospects, failed=error is not None or has_errors(found)),
        error=sentences(error),
        told=list(told),
        doubtful=Table(title=counted(doubtful), head=HEAD, rows=[_row(one) for one in doubtful]),
        verified=Table(title=f"{some(len(verified))} verified", head=HEAD, rows=[_row(one) for one in verified]),
        claim=CLAIM if verified else "",
        rest=going_on(recorded=error is None) if doubtful else "",
        prospects=_prospects(prospects),
        mistakes=mistakes.table_of(found),
    )


def _heading(verdicts: Sequence[Verdict], prospects: Sequence[Prospect], *, failed: bool) -> str:
    if prospects:
        return f"Verify: {to_dial(prospects)}"
    return "Verify: the run failed" if failed and not verdicts else f"Verify: {counted(verdicts)}"


def _row(verdict: Verdict) -> Row:
    happened = [code(verdict.detail), *([code(looked_up(verdict))] if looked_up(verdict) else [])]
    return (number(verdict.number_code), words(word(verdict)), lines(happened), code(expectation(verdict.expected)))


def _prospects(prospects: Sequence[Prospect]) -> Table:
    rows: list[Row] = [
        (
            number(prospect.number_code),
            words("is dialled") if prospect.reason is None else code(prospect.reason),
            code(expectation(prospect.expected)),
        )
        for prospect in prospects
    ]
    return Table(title=to_dial(prospects), head=("number", "", "what is expected"), rows=rows)
