"""What the provider has beside what is recorded, for machines: every number, in sync or not."""

from collections.abc import Iterable, Sequence
from typing import Any

from reconciler.model.diagnostics import Diagnostic
from reconciler.planner.drift import Drift, Settlement, counts, unread_yet
from reconciler.reports.json.values import diagnostic, dumped


def render(drifts: Sequence[Drift], *, error: str | None = None, diagnostics: Iterable[Diagnostic] = ()) -> str:
    """Answer every comparison; `error` is what ended the run early or kept it from starting, if anything did.

    `from` is the number at which to go on where the run's end left some that were not read, which `left` counts.
    """
    left = unread_yet(drifts)
    return dumped(
        {
            "numbers": [_number(drift) for drift in sorted(drifts, key=lambda drift: drift.number_code)],
            "counts": {result.value: count for result, count in counts(drifts).items()},
            "left": len(left),
            "from": left[0] if left else None,
            "error": error,
            "diagnostics": [diagnostic(item) for item in diagnostics],
        }
    )


def _number(drift: Drift) -> dict[str, Any]:
    return {
        "number_code": drift.number_code,
        "application": drift.application,
        "description": drift.description,
        "result": drift.result.value,
        "fields": [{"path": field.name, "before": field.before, "after": field.after} for field in drift.fields],
        "not_shown": list(drift.not_shown),
        "detail": drift.detail,
        "settlement": _settlement(drift.settlement),
    }


def _settlement(settlement: Settlement | None) -> dict[str, Any] | None:
    if settlement is None:
        return None
    return {
        "way": settlement.way.value,
        "done": settlement.done,
        "why": settlement.why,
        "declaration": settlement.declaration,
    }
