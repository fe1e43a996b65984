"""What became of an apply, for machines."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reconciler.model.diagnostics import Diagnostic
from reconciler.model.identifiers import Digest
from reconciler.model.outcome import WORD, Outcome, told, word
from reconciler.reports.json.values import diagnostic, dumped


def render(
    digest: Digest | None,
    outcomes: Sequence[Outcome],
    *,
    error: str | None = None,
    diagnostics: Iterable[Diagnostic] = (),
) -> str:
    """Answer every outcome; `error` is what ended the run early or kept it from starting, if anything did."""
    counted = Counter(word(outcome) for outcome in outcomes)
    return dumped(
        {
            "digest": digest,
            "outcomes": [
                {"number_code": outcome.number_code, "outcome": word(outcome), "detail": told(outcome)}
                for outcome in outcomes
            ],
            "counts": {name: counted[name] for name in WORD.values()},
            "error": error,
            "diagnostics": [diagnostic(item) for item in diagnostics],
        }
    )
