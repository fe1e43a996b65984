"""Mistakes in files for machines."""

from collections.abc import Iterable

from reconciler.model.diagnostics import Diagnostic
from reconciler.reports.json.values import diagnostic, dumped


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """Answer all diagnostics in order."""
    return dumped({"diagnostics": [diagnostic(item) for item in diagnostics]})
