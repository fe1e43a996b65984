"""YAML events to plain values with the place of each: mappings, lists, texts, numbers, booleans and null.

Duplicate keys, keys that are not texts, unknown tags, aliases of nothing, several documents, merges of what is no
mapping, bombs of aliases and bottomless nesting are diagnostics here, with their places.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from reconciler.loader.events import MAX_DEPTH, Event, NotYamlError, events_of
from reconciler.loader.places import Container, Places
from reconciler.loader.position import Place, behind_properties, blank_lines
from reconciler.loader.refusals import no_anchor, no_fit, no_key, no_meaning, twice
from reconciler.loader.scalars import TAG, Scalar, plain
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, quoted
from reconciler.model.texts import CONTROL

FREE_VALUES = 50_000
VALUES_PER_CHARACTER = 5
"""How many values aliases may mean once they are written out: so many, and so many more for each character of the
file. Forty numbers with one forwarding need fewer than one; a bomb needs thousands."""

SCALAR_UNIT = 64
"""A text of so many characters weighs as much as a value."""

NUMBERS = "numbers"
LEVEL_OF_CODES = 2
"""How many containers are open where the codes stand of numbers that somebody wrote as a mapping."""

HALF = re.compile("[\ud800-\udfff]")
REAL = (int, float)
KINDS_OF_TAGS: dict[str, tuple[type, ...]] = {
    TAG + "int": (int,),
    TAG + "float": REAL,
    TAG + "bool": (bool,),
    TAG + "null": (type(None),),
}
SCALAR_TAGS = frozenset({TAG + "str", TAG + "timestamp", *KINDS_OF_TAGS})
CONTAINER_TAGS = {dict: frozenset({TAG + "map"}), list: frozenset({TAG + "seq"})}
MERGE = "<<"
BLOCK = frozenset({"|", ">"})

_Span = tuple[int, int]
"""Where something begins in the text, and where it ends."""


class _NoKey(Enum):
    """What stands for a key that is none: it was told, and its value is left out."""

    NO_KEY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file's value, with the places of everything in it, and where it begins."""

    value: Any
    places: Places
    start: Place = field(default_factory=lambda: Place(1, 1))


@dataclass(slots=True)
class _Open:
    """A container that has begun and not ended; while `key` is None, a key comes next."""

    value: Container
    anchor: str | None
    start: Place
    is_flow: bool = False
    size: int = 1
    key: str | _NoKey | None = None
    key_place: Place = field(default_factory=lambda: Place(1, 1))
    merge_place: Place = field(default_factory=lambda: Place(1, 1))
    merges: list[dict[str, Any]] = field(default_factory=list)


class Builder:
    """Builds one document; `diagnostics` holds what was wrong."""

    def __init__(self, file: str, text: str) -> None:
        self.places = Places(file, text)
        self.diagnostics: list[Diagnostic] = []
        self.root: Any = None
        self.start = Place(1, 1)
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int, Place]] = {}
        self._documents = 0
        self._left = FREE_VALUES + VALUES_PER_CHARACTER * len(text)
        self._line = 1

    def build(self, events: Iterable[Event]) -> None:
        """Take all events; what cannot go on raises NotYamlError."""
        for event in events:
            place = _place(event.start_mark)
            match event:
                case ScalarEvent():
                    self._scalar(event, place._replace(style=event.style) if event.style else place)
                case MappingStartEvent():
                    self._begin({}, event, place)
                case SequenceStartEvent():
                    self._begin([], event, place)
                case MappingEndEvent() | SequenceEndEvent():
                    self._end(event)
                case AliasEvent():
                    self._alias(event, place)
                case DocumentStartEvent():
                    self._document(place)
                case _:
                    pass  # the stream's and the document's ends say nothing

    def _document(self, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self._report(
                Code.SEVERAL_DOCUMENTS,
                "A second document begins here. What stands in it would be easy to overlook: put it in a file of its"
                " own, or take the line '---' away.",
                place,
            )
            raise _StopError

    def _begin(self, container: Container, event: Event, place: Place) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise NotYamlError(f"it is nested more than {MAX_DEPTH} levels deep.", place.line, place.column)
        self._check_tag(event, CONTAINER_TAGS[type(container)])
        self.places.begin(container, place)
        self._open.append(_Open(container, event.anchor, place, is_flow=bool(event.flow_style)))
        self._anchors.pop(event.anchor, None)  # an alias within it cannot mean an earlier one of that name

    def _end(self, event: Event) -> None:
        done = self._open.pop()
        if done.is_flow:  # a block ends with the last of what stands in it
            self._line = event.end_mark.line + 1
        self.places.end(done.value, max(self._line, done.start.line))
        if isinstance(done.value, dict):
            self._merge(done)
        if done.anchor and done.anchor not in self._anchors:  # one of that name within it is the later
            self._anchors[done.anchor] = (done.value, done.size, done.start)
        self._add(done.value, done.start, (done.start.begin or 0, event.end_mark.index), size=done.size)

    def _merge(self, done: _Open) -> None:
        assert isinstance(done.value, dict)  # noqa: S101 - only mappings have merges
        for origin in done.merges:
            for key in origin:
                if key not in done.value:
                    done.value[key] = origin[key]
                    self.places.take(done.value, key, origin, key)

    def _alias(self, event: Event, place: Place) -> None:
        anchor = str(event.anchor)
        if anchor not in self._anchors:
            if any(item.anchor == anchor for item in self._open):
                words = f"the alias {quoted(f'*{anchor}')} stands inside its own anchor."
            else:
                words = no_anchor(anchor, self._anchors, self.places.text, event.start_mark.index)
            raise NotYamlError(words, place.line, place.column)
        self._line = event.end_mark.line + 1
        value, size, origin = self._anchors[anchor]
        self._left -= size
        if self._left < 0:
            words = "its aliases, written out, mean far more than the file holds."
            raise NotYamlError(words, place.line, place.column)
        # What is wrong with a scalar is wrong where it is written, however often it is used.
        place = place if isinstance(value, dict | list) else origin
        self._add(value, place, (event.start_mark.index, event.end_mark.index), size=size)

    def _add(self, value: Any, place: Place, span: _Span, *, size: int) -> None:
        """Put a value where it belongs; it is written in a span of the text."""
        if not self._open:
            self.root, self.start = value, place
            return
        top = self._open[-1]
        top.size += size
        if isinstance(top.value, list):
            self.places.put(top.value, len(top.value), at_key=place, at_value=place)
            top.value.append(value)
        elif top.key is None:
            top.key, top.key_place = self._key(value, place, span), place
        else:
            key, top.key = top.key, None
            self._put(top, key, value, place)

    def _key(self, value: object, place: Place, span: _Span) -> str | _NoKey:
        if isinstance(value, str):
            return self._printable(value, place) if CONTROL.search(value) else value
        is_number = len(self._open) == LEVEL_OF_CODES and self._open[0].key == NUMBERS
        if not is_number:  # whoever writes codes as keys is told once that they belong into a list
            self._report(Code.WRONG_TYPE, no_key(value, self.places.text, *span), place)
        return _NoKey.NO_KEY

    def _printable(self, key: str, place: Place) -> str:
        self._report(
            Code.CONTROL_CHARACTER, f"The key {quoted(key)} holds a character that no screen shows. Take it out.", place
        )
        return key.encode("unicode_escape").decode("ascii")

    def _put(self, top: _Open, key: str | _NoKey, value: Any, place: Place) -> None:
        assert isinstance(top.value, dict)  # noqa: S101 - only mappings have keys
        if isinstance(key, _NoKey):
            self.places.lose(top.value)
            return
        if key == MERGE and not top.merges:
            self._note_merge(top, value, place)
        elif key == MERGE or key in top.value:
            first = top.merge_place if key == MERGE else self.places.of_key(top.value, key)
            self.places.lose(top.value, None if key == MERGE else key)
            self._report(Code.DUPLICATE_KEY, twice(key, first.line), top.key_place)
        else:
            top.value[key] = value
            self.places.put(top.value, key, at_key=top.key_place, at_value=place)

    def _note_merge(self, top: _Open, value: object, place: Place) -> None:
        top.merge_place = top.key_place
        origins = value if isinstance(value, list) else [value]
        for index, origin in enumerate(origins):
            if isinstance(origin, dict):
                top.merges.append(origin)
            else:
                self.places.lose(top.value)
                at = self.places.of_value(value, index) if isinstance(value, list) else place
                self._report(Code.WRONG_TYPE, "Only a mapping, or a list of mappings, can be merged with '<<'.", at)

    def _scalar(self, event: Event, place: Place) -> None:
        self._line = event.end_mark.line + 1
        if event.style in BLOCK:
            self._line -= blank_lines(self.places.text, event.start_mark.index, event.end_mark.index)
        if event.anchor is not None or event.tag is not None:
            place = behind_properties(self.places.text, place, event.value)
        value, size = self._meaning(event), 1 + len(event.value) // SCALAR_UNIT
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, size, place)
        self._add(value, place, (event.start_mark.index, event.end_mark.index), size=size)

    def _meaning(self, event: Event) -> Scalar:
        text: str = event.value
        if event.style == '"' and HALF.search(text):
            # JSON writes a character beyond U+FFFF as two escapes; YAML's readers leave them two.
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        tag = self._check_tag(event, SCALAR_TAGS)
        if tag is not None:
            return self._tagged(event, tag, text)
        return plain(text) if event.implicit[0] and not event.style else text

    def _tagged(self, event: Event, tag: str, text: str) -> Scalar:
        kinds = KINDS_OF_TAGS.get(tag)
        value = plain(text) if kinds else text
        if kinds and type(value) not in kinds:
            mark = event.start_mark
            self._report(Code.INVALID_YAML, no_fit(tag, self.places.text, mark.index), _place(mark))
        return float(value) if kinds == REAL and isinstance(value, int) else value

    def _check_tag(self, event: Event, known: frozenset[str]) -> str | None:
        tag = None if event.tag is None else str(event.tag)
        if tag is None or tag == "!" or tag in known:
            return tag
        is_plain = isinstance(event, ScalarEvent) and not event.style
        words = no_meaning(tag, self.places.text, event.start_mark.index, is_plain=is_plain)
        self._report(Code.INVALID_YAML, words, _place(event.start_mark))
        return None

    def _report(self, code: Code, detail: str, place: Place | Source) -> None:
        source = Source(file=self.places.file, line=place.line, column=place.column)
        self.diagnostics.append(diagnostic(code, detail, source))


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1, mark.index)


class _StopError(Exception):
    """Enough was read of this file; its diagnostics say why."""


def read_document(text: str, file: str) -> tuple[Document | None, list[Diagnostic]]:
    """Answer one file's document, or None when it is not YAML, and the diagnostics of the reading."""
    builder = Builder(file, text)
    try:
        builder.build(events_of(text))
    except _StopError:
        return None, builder.diagnostics
    except NotYamlError as problem:
        source = Source(file=file, line=problem.line, column=problem.column)
        detail = f"The YAML cannot be read from here on: {problem.message}"
        return None, [*builder.diagnostics, diagnostic(Code.INVALID_YAML, detail, source)]
    return Document(value=builder.root, places=builder.places, start=builder.start), builder.diagnostics
