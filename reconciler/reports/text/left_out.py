"""Numbers that an import left out, for people: grouped by the reason."""

from collections.abc import Iterable

from reconciler.model.identifiers import NumberCode
from reconciler.reports.harmless import harmless


def render(left_out: Iterable[tuple[NumberCode, str]]) -> str:
    """Answer a line for each reason with its numbers; empty when none was left out."""
    reasons: dict[str, list[str]] = {}
    for code, reason in left_out:
        reasons.setdefault(reason, []).append(str(code))
    return "".join(f"left out, {harmless(reason)}: {', '.join(codes)}\n" for reason, codes in reasons.items())
