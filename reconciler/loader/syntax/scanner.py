"""ruamel's pure scanner with the tabs that YAML 1.2 allows, the line ends of the C scanner, and a trail behind it."""

import io
import re
import warnings
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import StreamMark
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner, ScannerError
from ruamel.yaml.tokens import BlockEntryToken, KeyToken, Token, ValueToken

TAB = "found a tab in the indentation"
"""The problem of the one error that ruamel does not know."""

BYTE_ORDER_MARK = "\ufeff"
BLANK = " \t"
BREAK = "\r\n\x85\u2028\u2029"
END = BREAK + "\0"
MARKERS = frozenset({"---", "..."})
_BREAK = re.compile("\r\n|[\n\x85\u2028\u2029]|\r(?!\n)")

REMEMBERED = 2048
"""How many tokens are remembered: the scanner reads ahead by 1024 characters at most, to find a key's colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A block mapping or list: the column of its lines, from 0, and where it begins."""

    column: int
    index: int
    line: int


OUTSIDE = Level(column=-1, index=0, line=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dedent:
    """A line that ends levels: where its text begins, the level that goes on, and the outermost of those that end."""

    index: int
    column: int
    outer: Level
    inner: Level


@dataclass(slots=True)
class Trail:
    """What the scanner came past, for whoever must tell what the text has for a mistake."""

    tokens: deque[Token] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    dedents: deque[Dedent] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    levels: list[Level] = field(default_factory=lambda: [OUTSIDE])
    flows: list[StreamMark] = field(default_factory=list)
    """Where the brackets and braces stand that are open, outermost first."""


def events_of(text: str, trail: Trail) -> Iterator[Any]:
    """Yield the events of a text; ruamel's errors where it is not YAML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ruamel warns about what the builder reports with a place
        yield from _yaml(trail).parse(io.StringIO(text))


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of a text that is YAML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from _yaml(Trail()).scan(io.StringIO(text))


def _yaml(trail: Trail) -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Reader = LineReader
    yaml.Scanner = partial(TabScanner, trail)
    return yaml


class LineReader(Reader):
    """ruamel's reader, quicker, and with the C scanner's line ends, so that every place in a file counts alike."""

    def forward(self, length: int = 1) -> None:
        """Go on by so many characters."""
        if self.pointer + length + 1 >= len(self.buffer):
            self.update(length + 1)
        start, end = self.pointer, self.pointer + length
        is_first = self.index == 0
        self.pointer, self.index = end, self.index + length
        self.column += length
        for found in _BREAK.finditer(self.buffer, start, end):
            if found.group() == "\r" and self.buffer[end] == "\n":
                continue  # the pattern did not look behind the end
            self.line += 1
            self.column = end - found.end()
        if is_first and self.buffer[start] == BYTE_ORDER_MARK:
            self.column -= 1


class TabScanner(Scanner):
    """ruamel's scanner, which refuses every tab between tokens; YAML 1.2 refuses those alone that indent a block."""

    def __init__(self, trail: Trail, loader: Any = None) -> None:
        self.trail = trail
        super().__init__(loader=loader)

    def fetch_more_tokens(self) -> None:
        """Scan the next token and note it."""
        super().fetch_more_tokens()
        self.trail.tokens.append(self.tokens[-1])

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803 - ruamel's name
        """Take an opening bracket and note where it stands."""
        self.trail.flows.append(self.reader.get_mark())
        super().fetch_flow_collection_start(TokenClass, to_push)

    def fetch_flow_collection_end(self, TokenClass: Any) -> None:  # noqa: N803 - ruamel's name
        """Take a closing bracket, which closes the innermost that is open."""
        del self.trail.flows[-1:]
        super().fetch_flow_collection_end(TokenClass)

    def add_indent(self, column: int) -> bool:
        """Begin a level, if it is deeper than the one around it, and note it."""
        is_deeper = super().add_indent(column)
        if is_deeper:
            back = self.reader.column - column  # a key is on the line of its colon
            self.trail.levels.append(Level(column=column, index=self.reader.index - back, line=self.reader.line))
        return is_deeper

    def unwind_indent(self, column: int) -> None:
        """End the levels that are deeper than a line, and note what that line stands between."""
        super().unwind_indent(column)
        levels = self.trail.levels
        inner = None
        while levels[-1].column > self.indent:
            inner = levels.pop()
        if inner is not None and column >= 0:
            self.trail.dedents.append(Dedent(index=self.reader.index, column=column, outer=levels[-1], inner=inner))

    def scan_to_next_token(self) -> None:
        """Skip spaces, tabs, comments and line ends."""
        reader = self.reader
        if reader.index == 0 and reader.peek() == BYTE_ORDER_MARK:
            reader.forward()
        while True:
            self._skip_blanks()
            if reader.peek() == "#":
                reader.forward(self._length_to(END))
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _skip_blanks(self) -> None:
        blanks = self.reader.prefix(self._length_of(BLANK))
        ahead = self.reader.peek(len(blanks))
        if "\t" in blanks and self.allow_simple_key and not self.flow_level and ahead not in f"#{END}":
            last = self.trail.tokens[-1] if self.trail.tokens else None
            if not isinstance(last, BlockEntryToken | KeyToken | ValueToken) or last.end_mark.line < self.reader.line:
                self.reader.forward(blanks.index("\t"))
                raise ScannerError(None, None, TAB, self.reader.get_mark())
            self.allow_simple_key = False  # a value may stand behind a dash and a tab, but no key
        self.reader.forward(len(blanks))

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str]:
        """Answer the white space within a plain text over several lines; nothing where the text ends."""
        del start_mark
        blanks = self.reader.prefix(self._length_of(BLANK))
        self.reader.forward(len(blanks))
        if self.reader.peek() not in BREAK:
            return [blanks] if blanks else []
        chunks = [self.scan_line_break()]
        self.allow_simple_key = True
        while not self._is_at_marker():
            blanks = self.reader.prefix(self._length_of(BLANK))
            if self.reader.peek(len(blanks)) not in BREAK:
                return self._continued(blanks, indent, chunks)
            self.reader.forward(len(blanks))
            chunks.append(self.scan_line_break())
        return []

    def _continued(self, blanks: str, indent: int, breaks: list[str]) -> list[str]:
        """Take the indentation of a line that a plain text may go on in; a tab may only stand behind all of it."""
        spaces = len(blanks) - len(blanks.lstrip(" "))
        is_indented = self.flow_level or self.reader.column + spaces >= indent
        self.reader.forward(len(blanks) if is_indented or self.reader.peek(len(blanks)) == "#" else spaces)
        if breaks[0] != "\n":
            return breaks
        return breaks[1:] or [" "]

    def _is_at_marker(self) -> bool:
        return self.reader.prefix(3) in MARKERS and self.reader.peek(3) in BLANK + END

    def scan_tag(self) -> Any:
        """Scan a tag, behind which a tab may stand."""
        self._part_with_spaces()
        return super().scan_tag()

    def scan_block_scalar(self, style: Any, rt: bool | None = False) -> Any:  # noqa: FBT001, FBT002 - ruamel's own
        """Scan a block scalar, behind whose header a tab may stand."""
        self._part_with_spaces()
        return super().scan_block_scalar(style, rt)

    def _part_with_spaces(self) -> None:
        """Put spaces in the place of the tabs behind this word, where ruamel does not expect tabs."""
        reader = self.reader
        start = self._length_to(BLANK + END)
        end = start
        while reader.peek(end) in BLANK:
            end += 1
        if "\t" in reader.prefix(end)[start:]:
            begin = reader.pointer + start
            reader.buffer = reader.buffer[:begin] + " " * (end - start) + reader.buffer[reader.pointer + end :]

    def scan_block_scalar_indentation(self) -> Any:
        """Skip the empty lines above a block scalar; ruamel refuses it if one of them is indented less than the text."""
        chunks: list[str] = []
        deepest = 0
        end_mark = self.reader.get_mark()
        while self.reader.peek() in f" {BREAK}":
            if self.reader.peek() == " ":
                self.reader.forward()
                deepest = max(deepest, self.reader.column)
            else:
                chunks.append(self.scan_line_break())
                end_mark = self.reader.get_mark()
        return chunks, deepest, end_mark

    def _length_of(self, characters: str) -> int:
        length = 0
        while self.reader.peek(length) in characters:
            length += 1
        return length

    def _length_to(self, characters: str) -> int:
        length = 0
        while self.reader.peek(length) not in characters:
            length += 1
        return length
