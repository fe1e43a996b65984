"""Where every value of a file stands: lines and columns, kept beside plain containers and not in them.

A container that an alias repeats is one object, so a mistake in an anchor has one place however often it is used.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from reconciler.model.diagnostics import Source

Container: TypeAlias = dict[str, Any] | list[Any]
Key: TypeAlias = str | int
LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for the C scanner, so that every place in a file counts alike."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; line and column count from 1."""

    line: int
    column: int


def position(text: str, offset: int) -> Place:
    """Answer where the character at an offset of a text stands."""
    ends = [end.end() for end in LINE_END.finditer(text, 0, offset)]
    return Place(len(ends) + 1, offset - (ends[-1] if ends else 0) + 1)


class Places:
    """The places of one file's values, found by the container that holds them and their key or index."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._alive: list[Container] = []  # an id is only good while its object lives
        self._starts: dict[int, Place] = {}
        self._keys: dict[int, dict[Key, Place]] = {}
        self._values: dict[int, dict[Key, Place]] = {}

    def begin(self, container: Container, start: Place) -> None:
        """Note where a container begins."""
        self._alive.append(container)
        self._starts[id(container)] = start
        self._keys[id(container)] = {}
        self._values[id(container)] = {}

    def put(self, container: Container, key: Key, *, at_key: Place, at_value: Place) -> None:
        """Note where a key and its value stand."""
        self._keys[id(container)][key] = at_key
        self._values[id(container)][key] = at_value

    def adopt(self, container: Container, start: Source, origins: Mapping[Key, tuple[Container, Key]]) -> None:
        """Note where the values of a container made by merging really stand: key → its container and key there."""
        self.begin(container, Place(start.line, start.column))
        for key, (origin, name) in origins.items():
            self.take(container, key, origin, name)

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

    def at(self, root: object, path: Sequence[Key]) -> Source:
        """Answer where the value at a path below a container stands, or the nearest place above it."""
        parent: object = None
        last: Key | None = None
        here: object = root
        for key in path:
            inside = below(here, [key])
            if inside is None and not (isinstance(here, dict) and key in here):
                break
            parent, last, here = here, key, inside
        return self.of(root) if last is None else self.of_value(parent, last)

    def _source(self, place: Place) -> Source:
        return Source(file=self.file, line=place.line, column=place.column)


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
