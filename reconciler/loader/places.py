"""Where every value of a file stands: lines and columns, kept beside plain containers and not in them.

A container that an alias repeats is one object, so a mistake in an anchor has one place however often it is used.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from reconciler.loader.position import Place, character
from reconciler.model.diagnostics import Source

Container: TypeAlias = dict[str, Any] | list[Any]
Key: TypeAlias = str | int


class Places:
    """The places of one file's values, found by the container that holds them and their key or index."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.text = text
        self._alive: list[Container] = []  # an id is only good while its object lives
        self._starts: dict[int, Place] = {}
        self._keys: dict[int, dict[Key, Place]] = {}
        self._values: dict[int, dict[Key, Place]] = {}
        self._lost: dict[int, set[Key | None]] = {}
        self._last: dict[int, int] = {}

    def begin(self, container: Container, start: Place) -> None:
        """Note where a container begins."""
        self._alive.append(container)
        self._starts[id(container)] = start
        self._keys[id(container)] = {}
        self._values[id(container)] = {}

    def end(self, container: Container, line: int) -> None:
        """Note the last line of a container."""
        self._last[id(container)] = line

    def last_line(self, container: object) -> int:
        """Answer the last line of a container as it is written, or else its first."""
        return self._last.get(id(container), self.of(container).line)

    def put(self, container: Container, key: Key, *, at_key: Place, at_value: Place) -> None:
        """Note where a key and its value stand."""
        self._keys[id(container)][key] = at_key
        self._values[id(container)][key] = at_value

    def lose(self, container: Container, key: Key | None = None) -> None:
        """Note that the file has more for a container than it holds: a second value of a key, or keys (None)."""
        self._lost.setdefault(id(container), set()).add(key)

    def has_all_keys(self, container: object) -> bool:
        """Tell whether a container holds every key that the file has for it."""
        return None not in self._lost.get(id(container), ())

    def is_doubled(self, container: Container, key: Key) -> bool:
        """Tell whether a key stands twice in a container: what it means is not known."""
        return key in self._lost.get(id(container), ())

    def adopt(self, container: Container, like: Container, origins: Mapping[Key, tuple[Container, Key]]) -> None:
        """Note where the values of a container made by merging really stand: key → its container and key there.

        It begins where the container `like` begins.
        """
        self.begin(container, self._starts.get(id(like), Place(1, 1)))
        for key, (origin, name) in origins.items():
            self.take(container, key, origin, name)

    def wrap(self, container: list[Any], parent: Container, key: Key) -> None:
        """Note that a list was put around the value of a key, to stand where that stands."""
        self.begin(container, self._place(self._values, parent, key))
        self.take(container, 0, parent, key)

    def take(self, container: Container, key: Key, origin: Container, name: Key) -> None:
        """Note that one value of a container stands where another container has it."""
        at_key, at_value = (self._place(table, origin, name) for table in (self._keys, self._values))
        self.put(container, key, at_key=at_key, at_value=at_value)

    def _place(self, table: dict[int, dict[Key, Place]], container: Container, key: Key) -> Place:
        return table.get(id(container), {}).get(key) or self._starts.get(id(container), Place(1, 1))

    def of(self, container: object) -> Source:
        """Answer where a container begins."""
        return self._source(self._starts.get(id(container), Place(1, 1)))

    def of_key(self, container: object, key: Key) -> Source:
        """Answer where a key stands, or else its container."""
        place = self._keys.get(id(container), {}).get(key)
        return self._source(place) if place else self.of(container)

    def of_value(self, container: object, key: Key) -> Source:
        """Answer where a key's value stands, or else its container."""
        place = self._values.get(id(container), {}).get(key)
        return self._source(place) if place else self.of(container)

    def within(self, container: object, key: Key, offset: int) -> Source:
        """Answer where a character of a key's text value stands, or else where the value begins."""
        place = self._values.get(id(container), {}).get(key)
        value = below(container, [key])
        if place is None or not isinstance(value, str):
            return self.of_value(container, key)
        return self._source(character(self.text, place, value, offset))

    def at(self, root: object, path: Sequence[Key], offset: int = 0) -> Source:
        """Answer where (a character of) the value at a path stands, or the nearest place above it."""
        parent: object = None
        last: Key | None = None
        here: object = root
        for key in path:
            inside = below(here, [key])
            if inside is None and not (isinstance(here, dict) and key in here):
                break
            parent, last, here = here, key, inside
        return self.of(root) if last is None else self.within(parent, last, offset)

    def _source(self, place: Place) -> Source:
        return Source(file=self.file, line=place.line, column=place.column)


class PlaceAskedError(Exception):
    """A place was asked for in a file that was read without places: there is something to tell about it."""


class Unplaced(Places):
    """The places of a file that was read quickly: where its numbers begin. Asking for any other ends the quick way."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._begun: dict[int, Source] = {}

    def number(self, item: object, line: int, column: int) -> None:
        """Note where a number begins; the item must live as long as this."""
        self._begun[id(item)] = Source(file=self.file, line=line, column=column)

    def adopt(self, container: Container, like: Container, origins: Mapping[Key, tuple[Container, Key]]) -> None:
        """Note where a container made of a number begins."""
        del origins
        if id(like) in self._begun:
            self._begun[id(container)] = self._begun[id(like)]

    def wrap(self, container: list[Any], parent: Container, key: Key) -> None:
        """Note nothing."""

    def of(self, container: object) -> Source:
        """Answer where a number begins."""
        if id(container) not in self._begun:
            raise PlaceAskedError
        return self._begun[id(container)]

    def _refuse(self, *asked: Any, **named: Any) -> Source:
        """End the quick way."""
        del asked, named
        raise PlaceAskedError

    of_key = of_value = within = at = _refuse


def below(root: object, path: Sequence[Key]) -> object:
    """Answer the value at a path below a container, or None."""
    here = root
    for key in path:
        if isinstance(here, dict):
            here = here.get(key)
        elif isinstance(here, list) and isinstance(key, int) and key < len(here):
            here = here[key]
        else:
            return None
    return here
