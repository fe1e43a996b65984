"""The forwarding graph as data for a page: places and the ways between them, each once."""

from collections.abc import Collection, Mapping
from typing import Any

from reconciler.model.identifiers import NumberCode
from reconciler.planner.ways import Way
from reconciler.reports.harmless import shortened
from reconciler.reports.html.tables import Table

MOST_LETTERS = 60
"""Of a longer place or name the beginning is told."""
SAME, ADDED, REMOVED = 0, 1, 2


class Drawing:
    """The ways of a page; `descriptions` are those of numbers of ours, `changed` the ones that the plan changes."""

    def __init__(self, descriptions: Mapping[NumberCode, str], changed: Collection[NumberCode]) -> None:
        self._descriptions = descriptions
        self._changed = changed
        self._places: Table[str] = Table()
        self._names: dict[int, str] = {}
        self._ways: Table[tuple[int, int, int]] = Table()
        self._own: set[int] = set()

    def place(self, way: Way) -> int:
        """Answer the place of a way."""
        source, target = self._places.place(str(way.source)), self._places.place(str(way.own or way.target))
        self._own.add(source)
        if way.own is not None:
            self._own.add(target)
        if way.name:
            self._names.setdefault(target, way.name)
        state = SAME if way.before and way.after else ADDED if way.after else REMOVED
        return self._ways.place((source, target, state))

    def values(self) -> dict[str, Any]:
        """Answer the places (words, name, whether ours, whether changed) and the ways between them."""
        return {
            "places": [self._place(index, place) for index, place in enumerate(self._places.values())],
            "ways": self._ways.values(),
        }

    def _place(self, index: int, place: str) -> tuple[str, str, bool, bool]:
        is_own = index in self._own
        code = NumberCode(int(place)) if is_own else None
        description = self._descriptions.get(code, "") if code is not None else ""
        name = description or self._names.get(index, "")
        changed = code is not None and code in self._changed
        return shortened(place, MOST_LETTERS), shortened(name, MOST_LETTERS), is_own, changed
