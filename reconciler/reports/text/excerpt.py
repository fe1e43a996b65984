"""The line that a mistake stands in, and a caret under its place, as compilers show it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from reconciler.model.diagnostics import Source
from reconciler.reports.text.cells import Cell, cells
from reconciler.reports.text.paint import PLAIN, Paint

NEAR = 400
"""So many characters on each side of the place are looked at: a line can be as long as its file."""
CUT = "…"
END = Cell(shown="", width=1, length=1)
"""Where a line ends, which a caret can point at too."""


def render(
    source: Source, excerpt: str, *, width: int, paint: Paint = PLAIN, colour: Callable[[str], str] = str
) -> Iterator[str]:
    """Yield the line with its number and, below it, a caret in a colour; nothing of a line with nothing in it."""
    if not excerpt or excerpt.isspace():
        return
    number = f"{source.line:>6} | "
    shown, before = _window(excerpt, source.column - 1, width - len(number))
    yield paint.faint(number) + shown.rstrip()
    yield paint.faint(" " * (len(number) - 2) + "| ") + " " * before + colour("^")


def _window(text: str, index: int, width: int) -> tuple[str, int]:
    """Answer as much of a text around a place as the width allows, and how wide it is before the place."""
    index = min(max(index, 0), len(text))
    start, end = max(index - NEAR, 0), index + NEAR
    found = [*cells(text[start:end]), END]
    place = _cell_of(found, index - start)
    first, last = 0, len(found)
    if start or end < len(text) or _wide(found) > width:
        first, last = _around(found, place, width - 2 * len(CUT))
    left = CUT if start or first else ""
    right = CUT if end < len(text) or last < len(found) - 1 else ""  # the last one is the end itself
    shown = left + "".join(cell.shown for cell in found[first:last]) + right
    return shown, len(left) + _wide(found[first:place])


def _cell_of(found: Sequence[Cell], index: int) -> int:
    """Answer which cell holds the character: a mark that stands on a letter is at the letter."""
    ends = accumulate(cell.length for cell in found)
    return next(position for position, end in enumerate(ends) if index < end)


def _around(found: Sequence[Cell], place: int, width: int) -> tuple[int, int]:
    """Answer which cells to show: the place, a third of the width behind it, and before it as much as there is room."""
    first, last, room = place, place + 1, width - found[place].width
    behind = width // 3
    while last < len(found) and found[last].width <= min(room, behind):
        room, behind, last = room - found[last].width, behind - found[last].width, last + 1
    while first > 0 and found[first - 1].width <= room:
        room, first = room - found[first - 1].width, first - 1
    while last < len(found) and found[last].width <= room:
        room, last = room - found[last].width, last + 1
    return first, last


def _wide(found: Sequence[Cell]) -> int:
    return sum(cell.width for cell in found)
