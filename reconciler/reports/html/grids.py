"""Weeks as grids for a page: the words of each cell, and each grid once however many numbers have it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeAlias

from reconciler.periods.moments import WEEKDAYS
from reconciler.periods.pattern import time_of_day
from reconciler.planner.weeks import MOST_TOLD, Cell, Day, Week
from reconciler.reports.html.tables import Table, Words
from reconciler.reports.text import behaviour
from reconciler.routing.behaviour import Behaviour

Told: TypeAlias = int | tuple[int, int] | tuple[int, int, bool]
"""The words of a cell; where it is changed, those of before and of after, and where nobody is rung any more, that."""
Grid: TypeAlias = tuple[tuple[str, ...], tuple[tuple[Told, ...], ...], bool, bool]
"""The rows' times, a column for each day, whether there is a before, and an after."""
AGAIN = "the same ones at other times"
NOTHING_TOLD = ""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Grids:
    """The grids of a page."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._table: Table[Grid] = Table()

    def place(self, week: Week) -> int:
        """Answer the place of a week's grid."""
        unclear = behaviour.unclear_names(
            side for cells in {id(day.cells): day.cells for day in week.days}.values() for cell in cells
            for side in (*cell.old, *cell.new)
        )  # fmt: skip
        # Days that are alike share their cells, and cells that are alike their behaviours.
        columns: dict[int, tuple[Told, ...]] = {}
        known: dict[tuple[int, ...], Told] = {}
        for day in week.days:
            if id(day.cells) not in columns:
                columns[id(day.cells)] = tuple(self._once(cell, unclear, known) for cell in day.cells)
        rows = tuple(f"{time_of_day(first)}–{time_of_day(last)}" for first, last in week.rows)
        days = tuple(columns[id(day.cells)] for day in week.days)
        return self._table.place((rows, days, week.has_old, week.has_new))

    def values(self) -> list[dict[str, Any]]:
        """Answer the grids; days that are alike have one column."""
        return [_compact(grid) for grid in self._table.values()]

    def _once(self, cell: Cell, unclear: frozenset[str], known: dict[tuple[int, ...], Told]) -> Told:
        """Answer the words of a cell, worked out once for all cells that hold the same objects."""
        key = (*map(id, cell.old), cell.changed, cell.goes_dark, *map(id, cell.new))
        if key not in known:
            known[key] = self._told(cell, unclear)
        return known[key]

    def _told(self, cell: Cell, unclear: frozenset[str]) -> Told:
        if not cell.changed:
            return self._words.place(_together(cell.new or cell.old, unclear))
        if len(cell.old) == len(cell.new) == 1:
            before, after = behaviour.sides(cell.old[0], cell.new[0], unclear)
        else:
            before, after = _together(cell.old, unclear), _together(cell.new, unclear)
            after = after if before != after else f"{after} ({AGAIN})"
        places = (self._words.place(before), self._words.place(after))
        return (*places, True) if cell.goes_dark else places


def _compact(grid: Grid) -> dict[str, Any]:
    rows, days, has_old, has_new = grid
    columns: Table[tuple[Told, ...]] = Table()
    order = [columns.place(day) for day in days]
    return {"rows": rows, "columns": columns.values(), "days": order, "old": has_old, "new": has_new}


def _together(behaviours: tuple[Behaviour, ...], unclear: frozenset[str]) -> str:
    """Answer what becomes of calls within one cell; several things are told as several."""
    if not behaviours:
        return NOTHING_TOLD
    told = [behaviour.afterwards(one, one, unclear) for one in behaviours]
    if len(told) == 1:
        return told[0]
    more = "; and others" if len(told) == MOST_TOLD else ""
    return f"several, in turn: {'; '.join(told[: MOST_TOLD - 1])}{more}"


def heads(days: Iterable[Day]) -> list[dict[str, str]]:
    """Answer the heads of the columns."""
    return [
        {
            "name": WEEKDAYS[day.date.weekday()],
            "date": f"{day.date.day} {MONTHS[day.date.month - 1]}",
            "iso": day.date.isoformat(),
            "note": _clocks(day),
        }
        for day in days
    ]


def _clocks(day: Day) -> str:
    """Answer that the clocks are put forward or back on a day, and what that means for its column; mostly nothing."""
    if not day.clocks_put:
        return ""
    minutes = abs(day.clocks_put) // timedelta(minutes=1)
    if day.clocks_put > timedelta():
        return f"clocks are put forward {minutes} min; times they leave out stand here all the same"
    return f"clocks are put back {minutes} min; times they show twice stand here once"
