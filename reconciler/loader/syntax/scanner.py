"""ruamel's pure scanner with the tabs that YAML 1.2 allows, and a trail behind it."""

import re
from typing import Any

from ruamel.yaml.scanner import Scanner, ScannerError
from ruamel.yaml.tokens import BlockEntryToken, KeyToken, ValueToken

from reconciler.loader.syntax.reader import BREAK, BYTE_ORDER_MARK
from reconciler.loader.syntax.trail import OUTSIDE, Closing, Dedent, Trail

TAB = "found a tab in the indentation"
VERSION = "found another version of YAML"
"""The problems of errors that ruamel does not know."""

BLANK = " \t"
END = BREAK + "\0"
MARKERS = frozenset({"---", "..."})
_BLANKS = re.compile(f"[{BLANK}]*")
_COMMENT = re.compile(f"[^{END}]*")
_WORD = re.compile(f"[^{BLANK}{END}]*")


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
        self.trail.brackets.append(self.reader.get_mark())
        super().fetch_flow_collection_start(TokenClass, to_push)

    def fetch_flow_collection_end(self, TokenClass: Any) -> None:  # noqa: N803 - ruamel's name
        """Take a closing bracket, which closes the innermost that is open."""
        opening = self.trail.brackets.pop() if self.trail.brackets else None
        self.trail.closings.append(Closing(index=self.reader.index, opening=opening))
        super().fetch_flow_collection_end(TokenClass)

    def add_indent(self, column: int) -> bool:
        """Begin a level, if it is deeper than the one around it, and note it."""
        is_deeper = super().add_indent(column)
        if is_deeper:
            self.trail.levels.append(column)
        return is_deeper

    def unwind_indent(self, column: int) -> None:
        """End the levels that are deeper than a line, and note what that line stands between."""
        super().unwind_indent(column)
        levels = self.trail.levels
        inner = levels[-1]
        if inner <= self.indent:
            return
        while levels[-1] > self.indent:
            inner = levels.pop()
        if column > OUTSIDE:
            self.trail.dedents.append(Dedent(index=self.reader.index, column=column, outer=levels[-1], inner=inner))

    def scan_to_next_token(self) -> None:
        """Skip spaces, tabs, comments and line ends."""
        reader = self.reader
        if reader.index == 0 and reader.peek() == BYTE_ORDER_MARK:
            reader.forward()
        while True:
            self._skip_blanks()
            if reader.peek() == "#":
                reader.forward(self.reader.length(_COMMENT))
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _skip_blanks(self) -> None:
        blanks = self.reader.prefix(self.reader.length(_BLANKS))
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
        blanks = self.reader.prefix(self.reader.length(_BLANKS))
        self.reader.forward(len(blanks))
        if self.reader.peek() not in BREAK:
            return [blanks] if blanks else []
        chunks = [self.scan_line_break()]
        self.allow_simple_key = True
        while not self._is_at_marker():
            blanks = self.reader.prefix(self.reader.length(_BLANKS))
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

    def scan_directive(self) -> Any:
        """Scan an instruction, in whose line tabs may stand."""
        self._put_spaces(0, self.reader.length(_COMMENT))
        return super().scan_directive()

    def scan_yaml_directive_value(self, start_mark: Any) -> tuple[int, int]:
        """Answer the version of YAML that a file asks for; each of 1 is read as 1.2, since ruamel fails on some."""
        try:
            major, _ = super().scan_yaml_directive_value(start_mark)
        except ValueError as error:  # Python reads no number of thousands of digits
            raise ScannerError(None, None, VERSION, start_mark) from error
        if major != 1:
            raise ScannerError(None, None, VERSION, start_mark)
        return 1, 2

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
        start = reader.length(_WORD)
        end = start
        while reader.peek(end) in BLANK:
            end += 1
        self._put_spaces(start, end)

    def _put_spaces(self, start: int, end: int) -> None:
        """Put spaces in the place of tabs, counted from here."""
        reader = self.reader
        piece = reader.prefix(end)[start:]
        if "\t" in piece:
            begin = reader.pointer + start
            reader.buffer = reader.buffer[:begin] + piece.replace("\t", " ") + reader.buffer[begin + len(piece) :]

    def scan_block_scalar_indentation(self) -> Any:
        """Skip the empty lines above a block scalar, which ruamel refuses if one is indented less than the text."""
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
