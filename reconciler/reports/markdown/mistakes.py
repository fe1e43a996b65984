"""Mistakes in files as rows of a table, for every Markdown report that has to tell them."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.reports.markdown.tables import Row, Table, lines
from reconciler.reports.markdown.templating import code, words

HEAD = ("place", "what is wrong, and what to write instead")


def table_of(diagnostics: Sequence[Diagnostic]) -> Table:
    """Answer every mistake, errors first."""
    errors = [item for item in diagnostics if item.severity is Severity.ERROR]
    others = [item for item in diagnostics if item.severity is not Severity.ERROR]
    return Table(title=counted(diagnostics), head=HEAD, rows=[_row(item) for item in (*errors, *others)])


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """Answer how many mistakes there are, as "1 error, 2 warnings"."""
    found = [item.severity for item in diagnostics]
    counts = ((word, found.count(severity)) for severity, word in WORDS.items())
    return ", ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for word, count in counts if count)


WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def _row(item: Diagnostic) -> Row:
    place = f"{item.source.file}:{item.source.line}:{item.source.column}"
    title = Markup("**{}**: {} {}").format(words(item.severity.value), words(item.summary), code(item.code.value))
    return (code(place), lines([title, code(item.detail)]))
