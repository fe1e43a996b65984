"""What the provider has beside what is recorded, as Markdown: a heading, the counts, and tables of numbers."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from reconciler.planner.drift import DIFFERENCES, Drift, Result
from reconciler.planner.fields import FieldChange
from reconciler.reports.markdown.escaping import fenced, folded, plain, value
from reconciler.reports.text import fields
from reconciler.reports.text.drifted import NAMES, going_on, hint, settled, summary, unread

MOST_ROWS = 20
"""A longer table is folded."""
CHANGES = ("number", "", "field", "recorded", "the provider has", "")
REASONS = ("number", "", "")

Row: TypeAlias = tuple[str, ...]


def render(drifts: Sequence[Drift], *, declarations: str = "") -> str:
    """Answer the report; long tables and what to declare are folded."""
    ordered = sorted(drifts, key=lambda drift: drift.number_code)
    different = [drift for drift in ordered if drift.result in DIFFERENCES]
    blocks = [f"## {_heading(ordered, len(different))}", f"{summary(ordered)}"]
    changes = [row for drift in different for row in _changes(drift)]
    if changes:
        blocks.append(_listed(f"{_numbers(len(different))} with differences", CHANGES, changes))
    reasons = [(str(drift.number_code), words) for drift in ordered if (words := _reason(drift))]
    if reasons:
        blocks.append(_listed(f"{_numbers(len(reasons))} not compared, or in part", REASONS[:2], reasons))
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
    words = [*([f"not shown: {', '.join(drift.not_shown)}"] if drift.not_shown else []), drift.detail]
    notes = "; ".join(filter(None, (*words, settled(drift.settlement))))
    head = (f"**{drift.number_code}** {value(drift.description or '')}".strip(), NAMES[drift.result])
    for index, field in enumerate(drift.fields):
        yield (*(head if index == 0 else ("", "")), *_field(field), value(notes) if index == 0 else "")


def _field(field: FieldChange) -> Row:
    sides = ("" if side is None else value(fields.value(side)) for side in (field.before, field.after))
    return (value(field.name), *sides)


def _reason(drift: Drift) -> str:
    match drift.result:
        case Result.NOT_READ:
            return value(unread(drift))
        case Result.OPEN:
            return value(f"open: {drift.detail}")
        case Result.IN_SYNC:
            hidden = f"not shown: {', '.join(drift.not_shown)}" if drift.not_shown else ""
            return value("; ".join(filter(None, (hidden, drift.detail))))
        case _:
            return ""


def _listed(title: str, head: Row, rows: Sequence[Row]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return folded(title, table) if len(rows) > MOST_ROWS else table
