"""Mistakes in files for people: place, title and code on one line, and below it what to do."""

import textwrap
from collections.abc import Iterable, Iterator

from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.reports.harmless import harmless
from reconciler.reports.text.paint import PLAIN, Paint

WIDTH = 100


def render(diagnostics: Iterable[Diagnostic], *, paint: Paint = PLAIN) -> str:
    """Answer all of them in order, and a last line that counts them; empty when there is none."""
    found = list(diagnostics)
    if not found:
        return ""
    told: set[str] = set()
    lines = [line for item in found for line in _lines(item, paint, told)]
    return "\n".join([*lines, _count(found, paint)]) + "\n"


def _lines(item: Diagnostic, paint: Paint, told: set[str]) -> Iterator[str]:
    colour = paint.bad if item.severity is Severity.ERROR else paint.changed
    place = f"{harmless(item.source.file)}:{item.source.line}:{item.source.column}"
    yield f"{paint.strong(place)}: {colour(item.severity.value)}: {item.summary} {paint.faint(f'[{item.code.value}]')}"
    if item.detail in told:
        return  # the same words once more would only hide the other mistakes
    told.add(item.detail)
    yield textwrap.fill(
        harmless(item.detail),
        WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(found: list[Diagnostic], paint: Paint) -> str:
    errors = sum(item.severity is Severity.ERROR for item in found)
    warnings = len(found) - errors
    files = len({item.source.file for item in found})
    counts = [
        f"{count} {word}{'s' if count != 1 else ''}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return paint.strong(f"{', '.join(counts)} in {files} file{'s' if files != 1 else ''}.")
