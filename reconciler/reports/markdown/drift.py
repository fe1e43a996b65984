"""What the provider has beside what is recorded, as Markdown: a heading, the counts, and tables of numbers."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.planner.drift import DIFFERENCES, Drift, Result
from reconciler.planner.fields import FieldChange
from reconciler.reports.markdown.escaping import fenced, folded, plain, value
from reconciler.reports.text import fields
from reconciler.reports.text.drifted import NAMES, alike, going_on, hint, not_shown, settled, summary
from reconciler.reports.text.review import named

MOST_ROWS = 20
"""A longer table is folded."""
MOST_LISTED = 500
"""No table is longer: the page of a job's summary holds a megabyte."""
MOST_NAMED = 10
CHANGES = ("number", "", "field", "recorded", "the provider has", "")
REASONS = ("numbers", "")

Row: TypeAlias = tuple[str, ...]


def render(drifts: Sequence[Drift], *, declarations: str = "", start: NumberCode | None = None) -> str:
    """Answer the report; long tables and what to declare are folded."""
    ordered = sorted(drifts, key=lambda drift: drift.number_code)
    different = [drift for drift in ordered if drift.result in DIFFERENCES]
    blocks = [f"## {_heading(ordered, len(different))}", summary(ordered, start)]
    if different:
        title = f"{_numbers(len(different))} with differences"
        blocks.append(_listed(title, CHANGES, [list(_changes(drift)) for drift in different]))
    reasons = list(alike(ordered))
    if reasons:
        count = len({code for _, _, codes in reasons for code in codes})
        told = [[(named(codes, MOST_NAMED), value(_told(result, words)))] for result, words, codes in reasons]
        blocks.append(_listed(f"{_numbers(count)} of which something else is to be told", REASONS, told))
    blocks += filter(None, (plain(going_on(ordered)), hint(ordered)))
    if declarations:
        blocks.append(folded("What to declare", fenced(declarations, "yaml")))
    return "\n\n".join(blocks) + "\n"


def _heading(drifts: Sequence[Drift], different: int) -> str:
    if different:
        return f"Drift: {different} of {_numbers(len(drifts))} differ"
    if any(drift.result is Result.NOT_READ for drift in drifts):
        return "Drift: no difference in what could be read"
    return "Drift: none"


def _numbers(count: int) -> str:
    return f"{count} number{'' if count == 1 else 's'}"


def _changes(drift: Drift) -> Iterator[Row]:
    """Yield a row for each field; what is told of the number stands in the first."""
    notes = "; ".join(filter(None, (not_shown(drift), drift.detail, settled(drift.settlement))))
    head = (f"**{drift.number_code}** {value(drift.description or '')}".strip(), NAMES[drift.result])
    for index, field in enumerate(drift.fields):
        yield (*(head if index == 0 else ("", "")), *_field(field), value(notes) if index == 0 else "")


def _field(field: FieldChange) -> Row:
    sides = ("" if side is None else value(fields.value(side)) for side in (field.before, field.after))
    return (value(field.name), *sides)


def _told(result: Result, words: str) -> str:
    return f"open: {words}" if result is Result.OPEN else words


def _listed(title: str, head: Row, groups: Sequence[Sequence[Row]]) -> str:
    """Answer a table of groups of rows, each whole; a long one is folded, and the end of a very long one left out."""
    rows: list[Row] = []
    shown = 0
    for group in groups:
        if rows and len(rows) + len(group) > MOST_LISTED:
            break
        rows += group
        shown += 1
    lines = [head, tuple("---" for _ in head), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if shown < len(groups):
        table += f"\n\nand {len(groups) - shown} more, which `--format json` tells."
    return folded(title, table) if len(rows) > MOST_ROWS else table
