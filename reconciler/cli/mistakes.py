"""Mistakes in files told to a person, the same way by every command that finds them."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace

from reconciler.cli.output import Output
from reconciler.model.diagnostics import Diagnostic
from reconciler.reports.text import diagnostics as as_text


def tell(output: Output, diagnostics: Iterable[Diagnostic], log: Callable[[str], str] = str) -> None:
    """Say on stderr what is wrong; `log` makes the text fit for where it is read."""
    found = without_secrets(output, diagnostics)
    output.complain(log(as_text.render(found, paint=output.paint(sys.stderr))))


def without_secrets(output: Output, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Answer diagnostics that quote no secret and show no line that holds one.

    Secrets are taken out before anything is laid out: a secret that a report wraps, cuts or encodes is not recognised
    any more, and a mask in its place would move the caret.
    """
    clean: dict[str, bool] = {}
    found: list[Diagnostic] = []
    for item in diagnostics:
        line, detail = item.excerpt, output.redacted(item.detail)
        if line is not None and line not in clean:
            clean[line] = output.redacted(line) == line
        kept = line if line is not None and clean[line] else None
        same = detail == item.detail and kept is line
        found.append(item if same else replace(item, detail=detail, excerpt=kept))
    return found
