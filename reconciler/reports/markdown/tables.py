"""Tables of Markdown: cells, rows of them, and what a cell tells of a number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from reconciler.model.identifiers import NumberCode
from reconciler.reports.harmless import shortened
from reconciler.reports.markdown.templating import code, put, words

Cell: TypeAlias = str | Markup
"""A text that is a value, or what is marked up already."""
Row: TypeAlias = tuple[Cell, ...]

MOST_ROWS = 20
"""A longer table is folded."""
MOST_LETTERS = 80
"""Of a longer description the beginning stands beside its number."""
EMPTY = Markup("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with the title that it has where it is folded."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[Row]

    @property
    def is_long(self) -> bool:
        """Tell whether it is better folded."""
        return len(self.rows) > MOST_ROWS


def number(code_: NumberCode, description: str | None = None) -> Markup:
    """Answer a number and how it is described."""
    described = shortened(description, MOST_LETTERS) if description else ""
    return Markup(" ").join([strong(words(str(code_))), *([code(described)] if described else [])])


def strong(cell: Cell) -> Markup:
    """Answer a cell that the eye should find."""
    return Markup("**{}**").format(put(cell))


def lines(cells: Iterable[Cell]) -> Markup:
    """Answer several cells below each other in one."""
    return Markup("<br>").join(map(put, cells))


def sentences(error: str | None) -> Markup:
    """Answer the sentences of an error below each other; between them it has ends of lines."""
    return lines(code(line) for line in (error or "").splitlines() if line)


def spread(first: Sequence[Cell], rows: Iterable[Row]) -> list[Row]:
    """Answer rows with cells before them that stand in the first alone."""
    return [(*(first if index == 0 else (EMPTY,) * len(first)), *row) for index, row in enumerate(rows)]
