"""What is told in the end: each mistake once, weighed as the settings wish, in the order of the places."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.model.settings import Raised


def weighed(found: Iterable[Diagnostic], warnings: Mapping[str, Raised]) -> Iterator[Diagnostic]:
    """Yield the diagnostics as settings.warnings weighs them."""
    for item in found:
        wish = warnings.get(item.code.value) if item.code.severity is Severity.WARNING else None
        if wish is Raised.ERROR:
            yield replace(item, severity=Severity.ERROR)
        elif wish is not Raised.OFF:
            yield item


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Put diagnostics in the order of their places; one that was found at several uses is told once."""
    return sorted(set(found), key=lambda item: (item.source, item.code.value, item.detail))
