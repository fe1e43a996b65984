"""What test calls came to, or would be made, as a page: what was expected, and what happened."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reconciler.model.diagnostics import Diagnostic
from reconciler.model.verdict import (
    Contradicted,
    Evidence,
    Inconclusive,
    Prospect,
    Verdict,
    VerdictWord,
    Verified,
    word,
)
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.html.page import MOST_LETTERS, page, place
from reconciler.reports.text.totals import some
from reconciler.reports.text.verify import CLAIM, expectation

ORDER = (Contradicted, Inconclusive, Verified)
"""Those to look at come first."""
SIGN: dict[VerdictWord, str] = {"failed": "▲", "inconclusive": "?", "verified": "✓"}


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
    counted = Counter(word(verdict) for verdict in verdicts)
    return page(
        "verify.html.jinja",
        heading=_heading(verdicts, prospects),
        counts=[(name, counted[name]) for name in SIGN if counted[name]],
        verdicts=[
            {
                "number": verdict.number_code,
                "word": word(verdict),
                "sign": SIGN[word(verdict)],
                "expected": _bounded(expectation(verdict.expected)),
                "happened": _bounded(verdict.detail),
                "call": _call(verdict.evidence),
            }
            for verdict in sorted(verdicts, key=lambda one: (ORDER.index(type(one)), one.number_code))
        ],
        prospects=[
            (prospect.number_code, _bounded(expectation(prospect.expected)), _bounded(prospect.reason or ""))
            for prospect in prospects
        ],
        told=[_bounded(line) for line in told],
        error=_bounded(error) if error is not None else None,
        diagnostics=[(place(item.source), item.summary, _bounded(item.detail)) for item in diagnostics],
        claim=CLAIM if counted["verified"] else None,
    )


def _heading(verdicts: Sequence[Verdict], prospects: Sequence[Prospect]) -> str:
    if prospects:
        calls = sum(prospect.reason is None for prospect in prospects)
        return f"{calls} of {some(len(prospects))} to dial"
    return f"{some(len(verdicts))} looked at" if verdicts else "Nothing was verified"


def _call(evidence: Evidence) -> str:
    """Answer by what a call can be looked up; nothing where none was made."""
    if evidence.call_session_id is not None:
        return f"UIS call {evidence.call_session_id}"
    return f"external_id {harmless(evidence.external_id)}" if evidence.external_id is not None else "no call"


def _bounded(text: str) -> str:
    return shortened(text, MOST_LETTERS)
