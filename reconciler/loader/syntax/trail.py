"""What the scanner came past, for whoever must tell what the text has for a mistake."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.error import StreamMark

Token = Any
"""ruamel's token objects, which carry `start_mark` and `end_mark`, with index, line and column from 0."""

REMEMBERED = 2048
"""How much is remembered: the scanner reads ahead by 1024 characters at most, to find a key's colon."""


OUTSIDE = -1
"""The column of what is around all levels: block mappings and lists, each with the column of its lines, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dedent:
    """A line that ends levels: where its text begins, the level that goes on, and the outermost of those that end."""

    index: int
    column: int
    outer: int
    inner: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closing bracket, and the opening one that it belongs to, if any is open."""

    index: int
    opening: StreamMark | None


@dataclass(slots=True)
class Trail:
    """Tokens, dedents and closing brackets, the latest of each; levels and brackets that are open, outermost first."""

    tokens: deque[Token] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    dedents: deque[Dedent] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    closings: deque[Closing] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    levels: list[int] = field(default_factory=lambda: [OUTSIDE])
    brackets: list[StreamMark] = field(default_factory=list)
