"""The overrides of all files, in the order of the files: what holds for which numbers at which time."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from reconciler.loader.builder import Document
from reconciler.loader.catalogue import Catalogue
from reconciler.loader.defaults import with_list
from reconciler.loader.home import Item
from reconciler.loader.levels import OVERRIDES
from reconciler.loader.listed import listed
from reconciler.loader.names import Names
from reconciler.loader.numbers import TO_NUMBERS
from reconciler.loader.override import Items, Read
from reconciler.loader.places import Places
from reconciler.loader.selecting import MOST_SELECTED, Selection
from reconciler.loader.settings import Known
from reconciler.loader.windows import Windows
from reconciler.loader.written import Periods
from reconciler.model.desired import Override, Window
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, has_errors
from reconciler.model.findings import OverrideSpot
from reconciler.model.identifiers import NumberCode
from reconciler.model.selectors import RIGHT


class Overrides:
    """Takes the overrides of file after file, once all names and numbers are read.

    `taken` are those that could be read. `are_complete` tells whether that is all.
    """

    def __init__(self, names: Names, known: Known, catalogue: Catalogue, zone: tzinfo) -> None:
        secrets = None if "secrets" in known.unknown else tuple(known.settings.secrets)
        self.taken: list[Override] = []
        self.are_complete = True
        self._items: list[Item] = []
        self._unread: list[Item] = []
        self._periods: list[tuple[str, Item, int]] = []
        self._begins: list[Source] = []
        self._reader = Items(names, secrets, zone)
        self._selection = Selection(catalogue, knows_applications="applications" not in known.unknown)
        self._windows = Windows(catalogue)

    def read(self, document: Document) -> Iterator[Diagnostic]:
        """Take the overrides of one file; yield what is wrong with them."""
        places, seen = document.places, Periods()
        for index, item, problem in listed(document, OVERRIDES, "An override"):
            if problem is not None:
                self.are_complete = False
                yield problem
                continue
            read, found = self._reader.read(item, places)
            yield from found
            selected = list(self._selects_nothing(item, places))
            yield from selected
            where = places.file, index
            raw = with_list(item.get(TO_NUMBERS), places)
            for text, entry in seen.of(raw.get("call_control") if isinstance(raw, dict) else None):
                self._periods.append((text, where, entry))
            if read is not None and not has_errors(selected):
                yield from self._take(read, item, where, places)
            if self._items[-1:] != [where]:
                self.are_complete = False
                self._unread.append(where)

    def items(self) -> tuple[Item, ...]:
        """Answer where each override stands: those that were taken, and behind them the others."""
        return (*self._items, *self._unread)

    def periods(self) -> Mapping[str, list[OverrideSpot]]:
        """Answer the periods that stand in overrides, right or wrong, and where."""
        indices = {item: index for index, item in enumerate(self.items())}
        found: dict[str, list[OverrideSpot]] = {}
        for text, item, entry in self._periods:
            spot = OverrideSpot(index=indices[item], path=(TO_NUMBERS, "call_control", entry, "period"))
            found.setdefault(text, []).append(spot)
        return found

    def in_order(self) -> tuple[Mapping[NumberCode, tuple[Window, ...]], list[Diagnostic]]:
        """Answer the windows of all numbers that have any, and where two overrides of one hold at the same time."""
        return self._windows.in_order(self._begins)

    def _selects_nothing(self, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with selectors that find nothing, whatever else is wrong with their override."""
        written = item.get("numbers")
        if not isinstance(written, list):
            return
        if not written:
            detail = f"The list is empty, so the override is about no number. {RIGHT}"
            yield diagnostic(Code.SELECTS_NOTHING, detail, places.of_value(item, "numbers"))
        for index, value in enumerate(written):
            problem = self._selection.problem(value)
            if problem is not None:
                yield diagnostic(Code.SELECTS_NOTHING, problem, places.at(item, ("numbers", index)))

    def _take(self, read: Read, item: dict[str, Any], where: Item, places: Places) -> Iterator[Diagnostic]:
        if self._selection.is_exhausted():
            return  # told already
        declaration, index = read.declaration, len(self.taken)
        codes = self._selection.select(declaration.numbers)
        if self._selection.is_exhausted():
            detail = f"Up to here, overrides select numbers more than {MOST_SELECTED:,} times. Take some of them out."
            yield diagnostic(Code.OUT_OF_RANGE, detail, places.of_value(item, "numbers"))
            return
        problems = list(self._windows.add(read, codes, index, places))
        yield from problems
        self.are_complete = self.are_complete and not has_errors(problems)
        self.taken.append(
            Override(
                numbers=codes,
                start=declaration.start,
                end=declaration.end,
                reason=declaration.reason,
                source=places.of(item),
                last_line=places.last_line(item),
            )
        )
        self._items.append(where)
        self._begins.append(places.of_value(item, "from"))
