"""One file's YAML events: from ruamel's C scanner, and from its pure parser where the C one refuses valid YAML.

The C scanner is libyaml 0.1.7: it refuses `[https://x/y]`, `{u: https://x}` and `[12:30]`, which are YAML 1.2. Only
what the pure parser refuses too is a mistake, and `syntax` explains it.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

# The C scanner itself is imported: without it the import fails, and nothing is silently slow. It ships no types.
from _ruamel_yaml import CParser  # type: ignore[import-not-found]
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from reconciler.loader.position import position
from reconciler.loader.syntax import pure
from reconciler.loader.syntax.explanation import explained
from reconciler.loader.syntax.trail import Trail

Event = Any
"""ruamel's event objects, which carry `start_mark` with line and column from 0."""


MAX_DEPTH = 64
"""How deep containers may be nested; a reader of events refuses the first one below."""

_DEPTH: dict[type, int] = {MappingStartEvent: 1, SequenceStartEvent: 1, MappingEndEvent: -1, SequenceEndEvent: -1}
_LONG_ESCAPE = re.compile(r"\\U([0-9A-Fa-f]{8})")


class NotYamlError(Exception):
    """The text is not YAML; `message` says why, up to a full stop; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def events_of(text: str) -> Iterator[Event]:
    """Yield the events of a text; NotYamlError when it is not YAML."""
    try:
        events = list(_from_c(text))
    except YAMLError:
        yield from _from_python(text)
    else:
        yield from events


def _from_c(text: str) -> Iterator[Event]:
    """Yield the C scanner's events up to the first container that is too deep: its time grows with depth squared."""
    parser = CParser(text)
    depth = 0
    while True:
        event = parser.get_event()
        yield event
        depth += _DEPTH.get(type(event), 0)
        if depth > MAX_DEPTH or isinstance(event, StreamEndEvent):
            return


def _from_python(text: str) -> Iterator[Event]:
    trail = Trail()
    try:
        yield from pure.events_of(text, trail)
    except MarkedYAMLError as error:
        mistake = explained(text, error, trail)
        raise _not_yaml(text, mistake.index, mistake.words) from error
    except YAMLError as error:
        raise _unreadable(text, error) from error
    except (ValueError, OverflowError, AssertionError, IndexError) as error:
        raise _no_character(text) from error
    except RecursionError as error:
        raise NotYamlError("it is nested too deeply.", 1, 1) from error


def _not_yaml(text: str, index: int, message: str) -> NotYamlError:
    place = position(text, index)
    return NotYamlError(message, place.line, place.column)


def _no_character(text: str) -> NotYamlError:
    """Place an escape beyond the last character; ruamel lets Python's own errors through."""
    for found in _LONG_ESCAPE.finditer(text):
        if int(found[1], 16) > sys.maxunicode:
            return _not_yaml(text, found.start(), "this escape is for a character that does not exist. Take it out.")
    return NotYamlError("the parser gave up and did not say why. Write the file in a simpler way.", 1, 1)


def _unreadable(text: str, error: YAMLError) -> NotYamlError:
    """Place a character that no YAML may hold; the reader tells only its offset."""
    offset = getattr(error, "position", None) or 0
    character = text[offset : offset + 1]
    words = f"it holds the character U+{ord(character or chr(0)):04X}, which YAML forbids. Take it out."
    return _not_yaml(text, offset, words)
