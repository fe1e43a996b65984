"""A Markdown text in parts that a host takes, each whole by itself: what is open at its end is closed and opened again.

What the reports here write is known: blocks of code, `<details>`, tables and `<code>`. Lines stay whole as long as they
fit; a longer one is cut between its values, and a longer value between its characters, never inside an entity.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.reports.markdown.cutting import cut, size_of
from reconciler.reports.markdown.still_open import StillOpen, closes, opens

LEAST = 1024
"""A smaller limit leaves no room for what every part needs."""
RESERVE = 160
"""What the marker and the line that counts the parts take, however many there are."""
SLACK = 16
"""Lines that only end something may take a little more, so that no part begins by opening what they end."""
MARKER = re.compile(r"<!-- reconciler:(?P<kind>[a-z]{1,20})(?P<rest>[^>\n]{0,100}?) ?-->\n?")
LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text, with what is opened again before it and closed behind it; all stretches make the text."""

    before: str
    text: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.text}{self.after}"


def split(text: str, limit: int) -> tuple[str, ...]:
    """Answer the parts, each of at most `limit` bytes in UTF-8; a text that fits is one part and stays as it is.

    Each of several parts begins with the text's hidden marker and its own number, and a line that people see.
    """
    if limit < LEAST:
        raise ValueError(f"a limit of {limit} bytes is too small: {LEAST} are the least.")
    if size_of(text) <= limit:
        return (text,)
    marker = MARKER.match(text)
    rest = text[marker.end() :] if marker else text
    found = list(pieces(rest, limit - RESERVE - (size_of(marker.group()) if marker else 0)))
    return tuple(f"{_head(marker, index, len(found))}{piece}" for index, piece in enumerate(found, start=1))


def _head(marker: re.Match[str] | None, index: int, count: int) -> str:
    """Answer what every part begins with; only the first tells the digest, so that no other is taken for the plan."""
    kind = marker["kind"] if marker else "text"
    rest = marker["rest"] if marker and index == 1 else ""
    return f"<!-- reconciler:{kind}{rest} part={index}/{count} -->\n*Part {index} of {count}*\n\n"


def pieces(text: str, room: int) -> Iterator[Piece]:
    """Yield the stretches of a text, each with its openings and closings within `room` bytes."""
    part = _Part(room=room)
    waiting = deque(LINE.findall(text))
    while waiting:
        line = waiting.popleft()
        if part.takes(line):
            continue
        if part.lines:
            done, left = part.done()
            yield done
            waiting.extendleft([line, *reversed(left)])
            continue
        *stretches, last = cut(line, part.still_open, room - SLACK)
        yield from (Piece(before=one.before, text=one.text, after=one.after) for one in stretches)
        part.begin(last.before, last.text, part.still_open.behind(line))
    if part.lines:
        yield part.whole()


class _Part:
    """The part that is being filled: what is opened again before it, its lines, and what is open behind each."""

    def __init__(self, *, room: int) -> None:
        self._room = room
        self._before = ""
        self._size = 0
        self._behind: list[StillOpen] = []
        self.still_open = StillOpen()
        self.lines: list[str] = []

    def begin(self, before: str, line: str, still_open: StillOpen) -> None:
        """Fill it anew, with the end of a line that was cut."""
        self._before, self.lines, self._behind, self.still_open = before, [line], [still_open], still_open
        self._size = size_of(before) + size_of(line)

    def takes(self, line: str) -> bool:
        """Take one more line if there is room for it and for what must be closed behind it."""
        following = self.still_open.behind(line)
        naming = self.still_open.naming(line) if not self.lines else ""
        used = self._size + size_of(naming) + size_of(line)
        room = self._room if closes(line) else self._room - SLACK
        if used + size_of(following.closing()) > room:
            return False
        self._before += naming
        self.lines.append(line)
        self._behind.append(following)
        self._size, self.still_open = used, following
        return True

    def done(self) -> tuple[Piece, list[str]]:
        """Answer the part without the lines at its end that say nothing by themselves, and these; begin the next."""
        count = self._count()
        left = self.lines[count:]
        self.still_open = self._behind[count - 1]
        done = _piece(self._before, self.lines[:count], self.still_open)
        self._before = self.still_open.opening()
        self._size, self.lines, self._behind = size_of(self._before), [], []
        return done, left

    def whole(self) -> Piece:
        """Answer all of it."""
        return _piece(self._before, self.lines, self.still_open)

    def _count(self) -> int:
        """Answer how many lines to keep: a heading and the head of a table stand with what follows them."""
        count = len(self.lines)
        while count:
            told = count
            while told and not self.lines[told - 1].strip():
                told -= 1
            if not told or not (opens(self.lines[told - 1]) or self._behind[told - 1].head):
                return count
            count = told - 1
        return len(self.lines)


def _piece(before: str, lines: Sequence[str], still_open: StillOpen) -> Piece:
    text, closing = "".join(lines), still_open.closing()
    gap = "\n" if closing and not text.endswith("\n") else ""
    return Piece(before=before, text=text, after=f"{gap}{closing}")
