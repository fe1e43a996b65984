"""ruamel's pure reader, quicker, and with the C scanner's line ends."""

import re

from ruamel.yaml.reader import Reader

BREAK = "\r\n\x85\u2028\u2029"
BYTE_ORDER_MARK = "\ufeff"
_BREAK = re.compile(f"\r\n|[{BREAK}]")


class LineReader(Reader):
    """Reads a text that ends with U+0000, and counts lines as the C scanner does, so that every place counts alike."""

    def forward(self, length: int = 1) -> None:
        """Go on by so many characters."""
        if self.pointer + length + 1 >= len(self.buffer):
            self.update(length + 1)
        start, end = self.pointer, self.pointer + length
        self.pointer, self.index, self.column = end, self.index + length, self.column + length
        found = _BREAK.search(self.buffer, start, end)
        while found is not None:
            if found.end() < end or found.group() != "\r" or self.buffer[end] != "\n":
                self.line += 1
                self.column = end - found.end()
            found = _BREAK.search(self.buffer, found.end(), end)
        if self.index == 1 and self.buffer[start] == BYTE_ORDER_MARK:
            self.column = 0

    def length(self, run: re.Pattern[str]) -> int:
        """Answer how many characters from here on a pattern matches; it must not match the end, which is U+0000."""
        while True:
            end = run.match(self.buffer, self.pointer).end()  # type: ignore[union-attr]
            if end < len(self.buffer):
                return end - self.pointer
            self.update(len(self.buffer) - self.pointer + 1)
