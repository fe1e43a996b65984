"""One file's YAML events: from ruamel's C scanner, and from its pure parser where the C one refuses valid YAML.

The C scanner is libyaml 0.1.7: it refuses `[https://x/y]`, `{u: https://x}` and `[12:30]`, which are YAML 1.2. Only
what the pure parser refuses too is a mistake.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any

# The C scanner itself is imported: without it the import fails, and nothing is silently slow. It ships no types.
from _ruamel_yaml import CParser  # type: ignore[import-not-found]
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import StreamEndEvent

Event = Any
"""ruamel's event objects, which carry `start_mark` with line and column from 0."""


class NotYamlError(Exception):
    """The text is not YAML; `line` and `column` count from 1."""

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
    parser = CParser(text)
    while True:
        event = parser.get_event()
        yield event
        if isinstance(event, StreamEndEvent):
            return


def _from_python(text: str) -> Iterator[Event]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ruamel warns about what the builder reports with a place
            yield from YAML(typ="safe", pure=True).parse(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(str(part) for part in (error.context, error.problem) if part)
        raise NotYamlError(words, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1) from error
    except YAMLError as error:
        raise _unreadable(text, error) from error
    except RecursionError as error:
        raise NotYamlError("it is nested too deeply", 1, 1) from error


def _unreadable(text: str, error: YAMLError) -> NotYamlError:
    """Place a character that no YAML may hold; the reader tells only its offset."""
    offset = getattr(error, "position", None) or 0
    before = text[:offset]
    character = text[offset : offset + 1]
    line = before.count("\n") + 1
    column = offset - (before.rfind("\n") + 1) + 1
    return NotYamlError(f"it holds the character U+{ord(character or chr(0)):04X}, which YAML forbids", line, column)
