r"""Lines of a journal, framed so that a torn end is told from damage.

    LINE      CHECKSUM " " LEFT " " ENTRY "\n"
    CHECKSUM  eight lower-case hex digits: the CRC-32 of everything between its space and the line feed
    LEFT      in decimal, how many lines of the same write follow this one
    ENTRY     any bytes without a line feed

A write of several lines counts whole or not at all: it counts once its line with LEFT 0 is there. A process that is
killed in the middle of a write leaves whole lines of an unfinished write, then perhaps a line without its line feed.
Exactly that, and only at the end, is **torn**: nobody was told that it was written, and it may be cut off. A line
feed behind a wrong checksum, or a LEFT that does not count down, cannot come from such a kill and is **damage**.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

_CHECKSUM_DIGITS = 8
_TORN_FIRST_LINE = re.compile(
    rb"""
      [0-9a-f]{0,8}                                       # torn in CHECKSUM or behind it,
    | [0-9a-f]{8}[ ](?:[1-9][0-9]*)?                      # in LEFT or behind it,
    | [0-9a-f]{8}[ ][1-9][0-9]*[ ](?P<entry>[^\n]*)       # or in ENTRY
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What framed bytes hold: entries of finished writes, how many bytes these take, and the first damaged line."""

    entries: tuple[bytes, ...]
    length: int
    damaged_line: int | None = None


def frame(entries: Sequence[bytes]) -> bytes:
    """Make the bytes of one write."""
    lines = []
    for left, entry in zip(range(len(entries) - 1, -1, -1), entries, strict=True):
        body = b"%d %b" % (left, entry)
        lines.append(b"%08x %b\n" % (zlib.crc32(body), body))
    return b"".join(lines)


def split(data: bytes) -> Frames:
    """Read what `frame` made; reading ends before the first damaged line."""
    entries: list[bytes] = []
    pending: list[bytes] = []
    expected: int | None = None
    length = offset = 0
    lines = data.split(b"\n")
    lines.pop()  # What follows the last line feed is nothing, or the torn end.
    for number, line in enumerate(lines, start=1):
        body = open_line(line)
        if body is None or (expected is not None and body[0] != expected):
            return Frames(entries=tuple(entries), length=length, damaged_line=number)
        left, entry = body
        pending.append(entry)
        offset += len(line) + 1
        expected = left - 1
        if left == 0:
            entries.extend(pending)
            pending.clear()
            expected = None
            length = offset
    return Frames(entries=tuple(entries), length=length)


def open_line(line: bytes) -> tuple[int, bytes] | None:
    """Read one line without its line feed into LEFT and ENTRY; None when it is not what was written."""
    checksum, space, body = line[:_CHECKSUM_DIGITS], line[_CHECKSUM_DIGITS : _CHECKSUM_DIGITS + 1], line[9:]
    if space != b" " or checksum != b"%08x" % zlib.crc32(body):
        return None
    left, found, entry = body.partition(b" ")
    if not found or not left.isdigit():
        return None
    return int(left), entry


def open_torn(start: bytes) -> bytes | None:
    """Answer what the torn first line of a write of several lines holds of its ENTRY; None when no such line begins so.

    Its checksum proves nothing yet; whoever knows what the entry must be is to compare it.
    """
    found = _TORN_FIRST_LINE.fullmatch(start)
    return None if found is None else found["entry"] or b""


def ends_whole(data: bytes, *, from_start: bool) -> bool:
    """Tell whether the last line in these last bytes of a file surely finishes a write.

    The answer is no also when the bytes are too few to hold that line, unless they are the file `from_start`.
    """
    if not data.endswith(b"\n"):
        return False
    before = data.rfind(b"\n", 0, len(data) - 1)
    if before < 0 and not from_start:
        return False
    body = open_line(data[before + 1 : -1])
    return body is not None and body[0] == 0
