"""Mistakes in files as annotations that GitHub shows beside the lines of a pull request."""

from collections.abc import Iterable, Sequence

from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.reports.github.commands import command
from reconciler.reports.harmless import harmless

SHOWN = 10
"""GitHub shows so many errors and so many warnings of one step, and drops the others without a word."""
TITLE = "reconciler"


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """Answer a command a line, errors first, and at the end one that counts what is left out; empty without any."""
    found = list(diagnostics)
    errors = [item for item in found if item.severity is Severity.ERROR]
    warnings = [item for item in found if item.severity is not Severity.ERROR]
    lines = [_annotation(item) for kind in (errors, warnings) for item in kind[:SHOWN]]
    if len(lines) < len(found):
        lines.append(command("notice", _rest(errors, warnings), {"title": TITLE}))
    return "".join(f"{line}\n" for line in lines)


def failure(error: str) -> str:
    """Answer the annotation of a run that an error ended."""
    return command("error", _harmless(error), {"title": TITLE}) + "\n"


def _annotation(item: Diagnostic) -> str:
    properties = {
        "file": harmless(item.source.file),
        "line": item.source.line,
        "col": item.source.column,
        "title": f"{item.summary} [{item.code.value}]",
    }
    return command(item.severity.value, _harmless(item.detail), properties)


def _rest(errors: Sequence[Diagnostic], warnings: Sequence[Diagnostic]) -> str:
    more = " and ".join(
        f"{len(kind) - SHOWN:,} more {word}{'s' if len(kind) - SHOWN != 1 else ''}"
        for kind, word in ((errors, "error"), (warnings, "warning"))
        if len(kind) > SHOWN
    )
    return f"Not annotated: {more}. GitHub shows {SHOWN} of each; see the step's log, or all with --format json."


def _harmless(text: str) -> str:
    """Answer a text of several lines as it may stand in a log; the ends of the lines are the command's to write."""
    return "\n".join(harmless(line) for line in text.split("\n"))
