"""What events leave out: comments, blank lines, and where dashes, keys and block scalars begin.

The scanner tells which characters are tokens. Between two tokens there is nothing but white space and comments, so what
follows a '#' there is a comment, whatever it looks like.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

# The C scanner itself is imported, as for the events. It ships no types.
from _ruamel_yaml import CParser, Mark  # type: ignore[import-not-found]
from ruamel.yaml.tokens import BlockEntryToken, KeyToken, ScalarToken

from reconciler.loader.events import Event, events_of
from reconciler.loader.layout.blocks import end_of_indicators
from reconciler.loader.syntax.pure import tokens_of

SPACE = " \t\n\x85\u2028\u2029"
_COMMENT = re.compile("#[^\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment from its '#' on; `has_line` tells whether it stands alone on its line."""

    text: str
    offset: int
    column: int
    has_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The margins of one text: comments in order, and the offsets where dashes, keys and block scalars begin.

    `blocks` has the beginning of each block scalar by its end, since an event begins with its anchor. `kept` has the
    beginnings of the lines behind those whose blank lines at the end are part of the text.
    """

    text: str
    comments: list[Comment]
    dashes: list[int]
    keys: list[int]
    blocks: dict[int, int]
    kept: set[int]

    def dash_before(self, offset: int) -> int:
        """Answer where the dash of the item stands that begins at an offset."""
        return self.dashes[bisect_left(self.dashes, offset) - 1]

    def key_at(self, offset: int) -> int:
        """Answer where a key stands, with the question mark that may be before it."""
        return self.keys[bisect_right(self.keys, offset) - 1]

    def column(self, offset: int) -> int:
        """Answer the column, from 0, of a character."""
        return offset - (self.text.rfind("\n", 0, offset) + 1)

    def is_one_line(self, start: int, end: int) -> bool:
        """Tell whether two offsets are on the same line."""
        return "\n" not in self.text[start:end]

    def has_blank_above(self, offset: int) -> bool:
        """Tell whether the line above the one with this character is blank."""
        start = offset - self.column(offset)
        if start == 0 or start in self.kept:
            return False
        return not self.text[self.text.rfind("\n", 0, start - 1) + 1 : start].strip(SPACE)


def scanned(text: str) -> tuple[list[Event], Margins]:
    """Answer the events and the margins of a text that is YAML and has no line ends but line feeds."""
    events = list(events_of(text))
    # The two scanners answer some questions differently: events and tokens must be of the same.
    is_c = isinstance(events[0].start_mark, Mark)
    return events, _margins_of(text, _from_c(text) if is_c else tokens_of(text))


def _margins_of(text: str, tokens: Iterable[Any]) -> Margins:
    margins = Margins(text=text, comments=[], dashes=[], keys=[], blocks={}, kept=set())
    end = 0
    for token in tokens:
        start = token.start_mark.index
        margins.comments.extend(_comments(margins, end, start))
        end = max(end, token.end_mark.index)
        match token:
            case BlockEntryToken():
                margins.dashes.append(start)
            case KeyToken():
                margins.keys.append(start)
            case ScalarToken() if text[start : start + 1] in {"|", ">"}:
                _note_block(margins, start, end)
            case _:
                pass  # the events tell the rest
    return margins


def _note_block(margins: Margins, start: int, end: int) -> None:
    line_end = end_of_indicators(margins.text, start)
    margins.blocks[end] = start
    margins.comments.extend(_comments(margins, start, line_end))
    if "+" in margins.text[start:line_end].partition("#")[0]:
        margins.kept.add(end - margins.column(end))


def _comments(margins: Margins, start: int, end: int) -> Iterator[Comment]:
    for found in _COMMENT.finditer(margins.text, start, end):
        column = margins.column(found.start())
        before = margins.text[found.start() - column : found.start()]
        yield Comment(
            text=found.group().rstrip(SPACE),
            offset=found.start(),
            column=column,
            has_line=not before.strip(SPACE),
        )


def _from_c(text: str) -> Iterator[Any]:
    parser = CParser(text)
    while parser.check_token():
        yield parser.get_token()
