"""The quick reading: the C scanner's events straight to plain values, in one pass and without places.

It takes what nearly every file holds and nothing else. Whatever would be reported, and whatever is rare enough to be
read twice (tags, keys in anchors, YAML that the C scanner refuses), ends it with RareError; the reading with
places (`builder.py`) then decides what it means and where it stands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# The C scanner itself is imported: without it the import fails, and nothing is silently slow. It ships no types.
import _ruamel_yaml  # type: ignore[import-not-found]
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from reconciler.loader.builder import FREE_VALUES, MERGE, SCALAR_UNIT, VALUES_PER_CHARACTER
from reconciler.loader.events import MAX_DEPTH, Event
from reconciler.loader.scalars import Scalar, plain
from reconciler.model.texts import CONTROL

NUMBERS = "numbers"
REMEMBERED = 20_000
"""How many different scalars are kept at hand; equal ones are then one object."""


class RareError(Exception):
    """The file is for the reading with places."""


@dataclass(slots=True, kw_only=True)
class Values:
    """One file's value, the items of its `numbers`, and where each of them begins: line and column from 1."""

    value: Any
    numbers: list[Any] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)


class Scalars(dict[str, Scalar]):
    """What plain scalars mean: text → value, found once for equal texts."""

    def __missing__(self, text: str) -> Scalar:
        """Find out what a text means, and remember it."""
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[text] = plain(text)
        return value


class Keys(dict[str, str]):
    """The plain keys that are texts and nothing more: text → the one object for it."""

    def __missing__(self, text: str) -> str:
        """Accept a key for the first time; one that is none, or that merges, is rare."""
        if text == MERGE or not isinstance(plain(text), str) or CONTROL.search(text):
            raise RareError
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = text
        return text


class Reader:
    """Reads files one after the other; what equal scalars mean is remembered between them."""

    def __init__(self) -> None:
        self._scalars = Scalars()
        self._keys = Keys()

    def read(self, text: str) -> Values:
        """Answer a file's value; RareError where it takes the reading with places."""
        try:
            with _bare_events():
                return _Reading(_ruamel_yaml.CParser(text), self._scalars, self._keys, len(text)).document()
        except YAMLError as error:
            raise RareError from error


@contextmanager
def _bare_events() -> Iterator[None]:
    """Let the C scanner make most events without ruamel's classes, for as long as this lasts.

    To make an object of such a class takes three calls of Python code, all of them together twice as long as the
    scanning itself. The scanner takes the classes from its module's names, so they are lent others.
    """
    usual = {name: getattr(_ruamel_yaml, name) for name in _BARE}
    for name, made in _BARE.items():
        setattr(_ruamel_yaml, name, made)
    try:
        yield
    finally:
        for name, made in usual.items():
            setattr(_ruamel_yaml, name, made)


def _scalar(*fields: Any) -> Event:
    """Answer a plain scalar as its text, one in quotes as a tuple of its text, and what is rarer as ruamel does."""
    anchor, tag, _, text, _, _, style = fields
    if anchor is None and tag is None:
        return (text,) if style else text
    return ScalarEvent(*fields)


def _end(*fields: Any) -> None:
    """Answer the end of a container."""
    del fields


_BARE: dict[str, Callable[..., Event]] = {"ScalarEvent": _scalar, "MappingEndEvent": _end, "SequenceEndEvent": _end}


class _Reading:
    """The reading of one file, by recursive descent: each method takes the events of one kind of value."""

    __slots__ = ("_anchors", "_keys", "_left", "_next", "_read", "_scalars", "_weights")

    def __init__(self, parser: Any, scalars: Scalars, keys: Keys, length: int) -> None:
        self._next: Callable[[], Event] = parser.get_event
        self._scalars = scalars
        self._keys = keys
        self._left = FREE_VALUES + VALUES_PER_CHARACTER * length
        self._anchors: dict[str, Any] = {}
        self._weights: dict[int, int] = {}
        self._read = Values(value=None)

    def document(self) -> Values:
        """Take the document: StreamStart [DocumentStart root DocumentEnd] StreamEnd."""
        self._expect(StreamStartEvent)
        event = self._next()
        if type(event) is StreamEndEvent:
            return self._read
        event = self._next() if type(event) is DocumentStartEvent else event
        if type(event) is not MappingStartEvent or event.anchor is not None or event.tag is not None:
            raise RareError
        self._read.value = self._root()
        self._expect(DocumentEndEvent)
        self._expect(StreamEndEvent)
        return self._read

    def _expect(self, kind: type) -> None:
        if type(self._next()) is not kind:
            raise RareError

    def _root(self) -> dict[str, Any]:
        """Take the root: (key value)* MappingEnd, where the places of the items of `numbers` are noted."""
        value: dict[str, Any] = {}
        while (event := self._next()) is not None:
            key = self._key(event)
            if key in value:
                raise RareError
            event = self._next()
            if key == NUMBERS and type(event) is SequenceStartEvent and event.anchor is None and event.tag is None:
                value[key] = self._numbers()
            else:
                value[key] = self._value(event, 1)
        return value

    def _numbers(self) -> list[Any]:
        """Take the numbers: value* SequenceEnd."""
        items = self._read.numbers
        while (event := self._next()) is not None:
            if type(event) is not MappingStartEvent:
                raise RareError  # an alias stands where its anchor does, and all else is wrong
            mark = event.start_mark
            self._read.starts.append((mark.line + 1, mark.column + 1))
            items.append(self._value(event, 2))
        return items

    def _mapping(self, depth: int) -> dict[str, Any]:
        """Take a mapping: (key value | "<<" value)* MappingEnd; the loop in which most of the time is spent."""
        value: dict[str, Any] = {}
        merges: list[dict[str, Any]] = []
        next_event, scalars, keys = self._next, self._scalars, self._keys
        while True:
            event = next_event()
            if type(event) is str:
                if event == MERGE:
                    self._merge(merges, depth)
                    continue
                key = keys[event]
            elif event is None:
                for origin in merges:
                    value.update((key, origin[key]) for key in origin if key not in value)
                return value
            else:
                key = self._key(event)
            if key in value:
                raise RareError
            event = next_event()
            if type(event) is str:
                value[key] = scalars[event]
            elif type(event) is tuple:
                value[key] = event[0]
            else:
                value[key] = self._value(event, depth)

    def _sequence(self, depth: int) -> list[Any]:
        """Take a sequence: value* SequenceEnd."""
        items: list[Any] = []
        next_event, scalars = self._next, self._scalars
        while (event := next_event()) is not None:
            if type(event) is str:
                items.append(scalars[event])
            elif type(event) is tuple:
                items.append(event[0])
            else:
                items.append(self._value(event, depth))
        return items

    def _key(self, event: Event) -> str:
        """Take a key: a scalar, in quotes or not."""
        if type(event) is str:
            return self._keys[event]
        if type(event) is not tuple or event[0] == MERGE or CONTROL.search(event[0]):
            raise RareError
        return str(event[0])

    def _value(self, event: Event, depth: int) -> Any:
        """Take a value: a scalar, MappingStart mapping, SequenceStart sequence, or Alias."""
        kind = type(event)
        if kind is str:
            return self._scalars[event]
        if kind is tuple:
            return event[0]
        if kind is AliasEvent:
            return self._alias(event.anchor)
        if event.tag is not None or depth >= MAX_DEPTH:
            raise RareError
        if event.anchor is not None:
            self._anchors.pop(event.anchor, None)  # an alias within its own anchor means no earlier one
        if kind is ScalarEvent:
            value = event.value if event.style else self._scalars[event.value]
        else:
            value = self._mapping(depth + 1) if kind is MappingStartEvent else self._sequence(depth + 1)
        if event.anchor is not None and event.anchor not in self._anchors:  # one of that name within it is the later
            self._anchors[event.anchor] = value
            self._weights[id(value)] = self._weight(value)
        return value

    def _alias(self, anchor: str) -> Any:
        if anchor not in self._anchors:
            raise RareError
        value = self._anchors[anchor]
        self._left -= self._weights[id(value)]
        if self._left < 0:
            raise RareError
        return value

    def _weight(self, value: Any) -> int:
        """Answer how many values a value is; what has an anchor of its own was weighed before."""
        known = self._weights.get(id(value)) if isinstance(value, dict | list) else None
        if known is not None:
            return known
        if isinstance(value, dict):
            return 1 + sum(self._weight(key) + self._weight(item) for key, item in value.items())
        if isinstance(value, list):
            return 1 + sum(self._weight(item) for item in value)
        return 1 + len(value) // SCALAR_UNIT if isinstance(value, str) else 1

    def _merge(self, merges: list[dict[str, Any]], depth: int) -> None:
        """Take a merge: value, which is one mapping or a list of them; at the mapping's end they come under its own."""
        origin = self._value(self._next(), depth)
        origins = origin if isinstance(origin, list) else [origin]
        if merges or not origins or not all(isinstance(item, dict) for item in origins):
            raise RareError
        merges += origins
