"""What test calls came to, or would be made, for machines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from reconciler.model.diagnostics import Diagnostic
from reconciler.model.verdict import WORD, Expected, Prospect, Verdict, word
from reconciler.reports.json.values import diagnostic, dumped


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
    return dumped(
        {
            "verdicts": [_verdict(verdict) for verdict in verdicts],
            "counts": {name: counted[name] for name in WORD.values()},
            "prospects": [
                {
                    "number_code": prospect.number_code,
                    "is_dialled": prospect.reason is None,
                    "reason": prospect.reason,
                    "seconds": prospect.seconds,
                    "expected": _expected(prospect.expected),
                }
                for prospect in prospects
            ],
            "told": list(told),
            "error": error,
            "diagnostics": [diagnostic(item) for item in diagnostics],
        }
    )


def _verdict(verdict: Verdict) -> dict[str, Any]:
    evidence = verdict.evidence
    return {
        "number_code": verdict.number_code,
        "verdict": word(verdict),
        "detail": verdict.detail,
        "expected": _expected(verdict.expected),
        "evidence": {
            "external_id": evidence.external_id,
            "call_session_id": evidence.call_session_id,
            "dialled_at": evidence.dialled_at,
            "released": evidence.released,
            "legs": [
                {
                    "called_phone_number": leg.called,
                    "connect_time": leg.connect_time or None,
                    "duration": leg.duration,
                    "total_duration": leg.total_duration,
                    "finish_reason": leg.finish_reason or None,
                }
                for leg in evidence.legs
            ],
        },
    }


def _expected(expected: Expected) -> dict[str, Any]:
    return {
        "expecting": expected.expecting.value,
        "rung": list(expected.rung),
        "seconds": expected.seconds,
        "turns_at": expected.turns_at,
        "why": expected.why,
    }
