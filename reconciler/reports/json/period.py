"""One period for machines."""

from typing import Any

from reconciler.periods.asking import Answer
from reconciler.periods.findings import Finding
from reconciler.reports.json.values import dumped


def render(answer: Answer) -> str:
    """Answer all that can be told; `active`, `until` and `week` are null where the text is refused."""
    return dumped(
        {
            "period": answer.text,
            "verdict": "error" if answer.is_refused else "warning" if answer.findings else "ok",
            "findings": [_finding(finding) for finding in answer.findings],
            "suggestion": answer.suggestion,
            "timezone": str(answer.zone),
            "at": answer.at,
            "active": answer.is_active,
            "until": answer.until,
            "week": None if answer.week is None else list(answer.week),
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "severity": "error" if finding.kind.is_error else "warning",
        "code": finding.kind.value,
        "summary": finding.kind.summary,
        "detail": finding.detail,
        "start": finding.start,
        "end": finding.end,
        "replacement": finding.replacement,
    }
