"""What stands in the files of a record in a folder: segments of the journal and the snapshot.

A segment is framed lines (see `frames`); its first line names the format and the segment's number and belongs to the
segment's first write, so a segment is never there without an entry. A snapshot is one framed line that names the
format, the last segment folded into it, and the length and CRC-32 of the bytes that follow. So a reader knows by
number which entries count: those of the segment after the snapshot's last one.

A killed first write of a segment leaves nothing, or the beginning of a header line. Nothing else passes for it: what
is taken for a torn first write is taken for "no record yet", and a new record would be written over it.
"""

import zlib
from dataclasses import dataclass
from typing import Any

import orjson

from reconciler.errors import DamagedError, NewerFormatError
from reconciler.state import frames

FORMAT = 1
HEADER_BYTES = 256
"""No header line is longer than this; so many bytes of a file are enough to learn its number."""

_BEGIN_ANEW = "move the folder away and make a new record of what the provider has now by `reconciler import`."
_SEGMENT_START = b'{"format":%d,"segment":' % FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment: its number (None when not even its first line is whole), entries, and bytes that count."""

    number: int | None
    entries: tuple[bytes, ...] = ()
    length: int = 0


def start_segment(number: int, entries: list[bytes]) -> bytes:
    """Make the first write of a segment."""
    return frames.frame([orjson.dumps({"format": FORMAT, "segment": number}), *entries])


def parse_segment(data: bytes, *, where: str) -> Segment:
    """Read a segment up to its torn end, if it has one; anything else that is wrong is damage."""
    number = parse_segment_number(data[:HEADER_BYTES], where=where)
    framed = frames.split(data)
    if framed.damaged_line is not None:
        raise _damaged_line(where, framed.damaged_line, is_all=framed.length == 0)
    return Segment(number=number, entries=framed.entries[1:], length=framed.length)


def parse_segment_number(start: bytes, *, where: str) -> int | None:
    """Read the number from a segment's first bytes; None when its first line is torn."""
    line, line_feed, _ = start.partition(b"\n")
    if not line_feed and _is_torn_header(line):
        return None
    opened = frames.open_line(line)
    if not line_feed or opened is None:
        raise _damaged_line(where, 1, is_all=True)
    return _number(_header(opened[1], where=where), "segment", where=where)


def _is_torn_header(start: bytes) -> bool:
    """Tell whether a file that is no more than this is what a killed first write of a segment leaves."""
    header = frames.open_torn(start)
    if header is None or len(start) >= HEADER_BYTES:
        return False
    number = header[len(_SEGMENT_START) :]
    if not number:
        return _SEGMENT_START.startswith(header)
    if number.endswith(b"}") and frames.open_line(start) is None:
        return False
    return header.startswith(_SEGMENT_START) and number.removesuffix(b"}").isdigit()


def write_snapshot(snapshot: bytes, *, through: int) -> bytes:
    """Make the snapshot file that replaces all segments through this number."""
    header = {"format": FORMAT, "through": through, "bytes": len(snapshot), "crc32": zlib.crc32(snapshot)}
    return frames.frame([orjson.dumps(header)]) + snapshot


def parse_snapshot(data: bytes, *, where: str) -> tuple[int, bytes]:
    """Read a snapshot file into its last segment's number and its contents."""
    header = _snapshot_header(data, where=where)
    snapshot = data[data.find(b"\n") + 1 :]
    if header.get("bytes") != len(snapshot) or header.get("crc32") != zlib.crc32(snapshot):
        raise _damaged_snapshot(where)
    return _number(header, "through", where=where), snapshot


def parse_through(start: bytes, *, where: str) -> int:
    """Read the number of the last folded segment from a snapshot file's first bytes."""
    return _number(_snapshot_header(start, where=where), "through", where=where)


def _snapshot_header(start: bytes, *, where: str) -> dict[str, Any]:
    line, line_feed, _ = start.partition(b"\n")
    opened = frames.open_line(line)
    if not line_feed or opened is None:
        raise _damaged_snapshot(where)
    return _header(opened[1], where=where)


def _header(text: bytes, *, where: str) -> dict[str, Any]:
    """Read a header of a format that this version knows."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        raise _no_header(where) from exc
    if not isinstance(value, dict) or type(value.get("format")) is not int:
        raise _no_header(where)
    if value["format"] > FORMAT:
        raise NewerFormatError(
            f"{where} was written by a newer version of reconciler, in format {value['format']}; "
            f"this version reads format {FORMAT}.",
            advice="Use the version that wrote it.",
        )
    return value


def _number(header: dict[str, Any], key: str, *, where: str) -> int:
    number = header.get(key)
    if type(number) is not int or number < 1:
        raise _no_header(where)
    return number


def lost_snapshot(where: str, *, proof: str) -> DamagedError:
    """Tell that the snapshot is missing, by what proves that there was one."""
    return DamagedError(
        f"{where} is missing, but {proof}, so there was one. It held the record's lineage, its numbers with their "
        "protection, and its key; without it the record would pass for one that was never written.",
        advice=f"Restore the file, or better the whole folder, from a backup. Without one: {_BEGIN_ANEW}",
    )


def _damaged_line(where: str, line: int, *, is_all: bool) -> DamagedError:
    """Tell which line of which file is not what was written; `is_all` when nothing before it in the file counts."""
    advice = (
        "Restore the folder from a backup. Without one: keep a copy, delete this line and all lines after it "
        "in the file, and compare what `reconciler show` then tells with the provider."
    )
    if is_all:  # Cut off there, the file is as good as empty: only a snapshot would still make it a record.
        advice += f" But if the folder has no snapshot.json, nothing would be left: {_BEGIN_ANEW}"
    return DamagedError(
        f"{where}, line {line}: the line does not match its checksum, so the record is not what was written "
        "and cannot be trusted.",
        advice=advice,
    )


def _no_header(where: str) -> DamagedError:
    return DamagedError(
        f"{where}, line 1: this is not the header of a file of the record.",
        advice="Restore the file from a backup, or point the state URL to the right folder.",
    )


def _damaged_snapshot(where: str) -> DamagedError:
    return DamagedError(
        f"{where} does not match its own checksum, so the record is not what was written and cannot be trusted.",
        advice=(
            "Restore the folder from a backup. Without one: move the folder aside and make a new record "
            "of what the provider has now by `reconciler import`; the old entries stay in its history folder."
        ),
    )
