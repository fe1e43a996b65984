"""One file read with places, and where in it each part stands that a check can speak of."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, assert_never

from reconciler.loader.builder import Document
from reconciler.loader.compose import compose
from reconciler.loader.defaults import usable_defaults, with_list
from reconciler.loader.levels import EXPECTATIONS, OVERRIDES, SETTINGS
from reconciler.loader.places import Key, Places, below
from reconciler.loader.resolve import CONTACT_FIELDS
from reconciler.model.diagnostics import Source
from reconciler.model.findings import ExpectationSpot, NameSpot, NumberSpot, OverrideSpot, SettingSpot, Spot
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.identifiers import NumberCode

PERIOD = "period"
Item: TypeAlias = tuple[str, int]
"""The name of a file, and the index of an item in its `overrides` or `expectations`."""


class Home:
    """Finds places in one file; where a file is not there, it is its beginning."""

    def __init__(
        self,
        *,
        name: str,
        document: Document | None = None,
        numbers: Mapping[NumberCode, Source] | None = None,
        overrides: Sequence[Item] = (),
        expectations: Sequence[Item] = (),
    ) -> None:
        self._name = name
        self._root: dict[str, Any] = document.value if document else {}
        self._places = document.places if document else Places(name)
        self._numbers = numbers or {}
        self._overrides = overrides
        self._expectations = expectations
        self._defaults = usable_defaults(document) if document else {}
        self._begun: dict[Source, Any] | None = None
        self._whole: dict[NumberCode, Any] = {}

    def place(self, spot: Spot, *, follows: bool = False) -> Source | NameSpot:
        """Answer where a spot is in this file, or of which name it speaks, which may stand in another.

        `follows` tells whether what is wrong with a place that a call goes to is wrong where that has its name.
        """
        match spot:
            case NumberSpot():
                return self._within(self._number(spot.number_code), spot.path, spot.offset, follows=follows)
            case NameSpot():
                declared = self._root.get(spot.section)
                return self._places.within(declared, spot.name, spot.offset)
            case OverrideSpot():
                item = self._listed(OVERRIDES, self._overrides[spot.index])
                return self._within(_with_lists(item, self._places), spot.path, spot.offset, follows=follows)
            case ExpectationSpot():
                return self._places.at(self._listed(EXPECTATIONS, self._expectations[spot.index]), spot.path)
            case SettingSpot():
                return self._places.at(self._root, (SETTINGS, *spot.path))
            case _:
                assert_never(spot)

    def _within(self, root: Any, path: Sequence[Key], offset: int, *, follows: bool) -> Source | NameSpot:
        """Answer the place of a character; one in a period that is a name stands where the name is declared."""
        written = below(root, path) if offset or follows else None
        if isinstance(written, str) and written.startswith("@"):
            if offset and path[-1] == PERIOD:
                return NameSpot(section="schedules", name=written[1:], offset=offset)
            if follows and path[-1] in CONTACT_FIELDS:
                return NameSpot(section="contacts", name=written[1:])
        return self._places.at(root, path, offset)

    def _number(self, code: NumberCode) -> Any:
        """Answer a number as it was composed: its own values, and those of the defaults, each with its place."""
        if code not in self._whole:
            item = self._item(self._numbers[code])
            whole, _ = compose(item, self._defaults, self._places)
            self._whole[code] = _with_lists(item, self._places) if whole is None else whole
        return self._whole[code]

    def _item(self, source: Source) -> Any:
        if self._begun is None:
            items = self._root.get("numbers") or []
            self._begun = {self._places.of(item): item for item in items if isinstance(item, dict)}
        return self._begun[source]

    def _listed(self, section: str, item: Item) -> Any:
        return self._root[section][item[1]]


def _with_lists(item: dict[str, Any], places: Places) -> dict[str, Any]:
    """Answer an item whose data objects have their one entry in a list."""
    answer = {key: with_list(value, places) if key in DATA_OBJECT.values() else value for key, value in item.items()}
    places.adopt(answer, item, {key: (item, key) for key in item})
    return answer
