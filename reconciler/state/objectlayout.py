"""The objects of a record in object storage: what stands in a journal's object and in the lock's.

A journal's object holds one append, framed as in a file's journal, behind a line that tells its number and a random
text of its writer: by that a writer whose answer was lost recognises its own object. An object without entries marks
that a compaction began there. Objects are written whole or not at all, so anything torn is damage.
"""

import re
from collections.abc import Sequence

import orjson

from reconciler.errors import DamagedError, NewerFormatError
from reconciler.state import frames
from reconciler.state.backend import Holder
from reconciler.state.holders import decode

FORMAT = 1
SNAPSHOT = "snapshot.json"
LOCK = "lock.json"
JOURNAL = "journal"
FREE = b'{"format":1,"free":true}\n'
"""A lock that nobody holds: it is never deleted, so that freeing it is guarded as taking it is."""

_NUMBERED = re.compile(r"journal/([0-9]{10,})\.jsonl")


def path_of(number: int) -> str:
    """Answer the path of the journal's object with this number, under the record's prefix."""
    return f"{JOURNAL}/{number:010d}.jsonl"


def number_of(path: str) -> int | None:
    """Answer the number of a journal's object, or None for a path that is none."""
    numbered = _NUMBERED.fullmatch(path)
    return int(numbered[1]) if numbered and path == path_of(int(numbered[1])) else None


def written(number: int, entries: Sequence[bytes], *, writer: str) -> bytes:
    """Make the object of one append."""
    return frames.frame([orjson.dumps({"format": FORMAT, "segment": number, "writer": writer}), *entries])


def entries_in(data: bytes, *, number: int, where: str) -> tuple[bytes, ...]:
    """Read the entries of a journal's object; DamagedError when it is not what was written."""
    framed = frames.split(data)
    if framed.damaged_line is not None or framed.length != len(data) or not framed.entries:
        raise _damaged(where, "does not match its checksum")
    try:
        header = orjson.loads(framed.entries[0])
    except orjson.JSONDecodeError as error:
        raise _damaged(where, "has no header") from error
    if not isinstance(header, dict) or type(header.get("format")) is not int or type(header.get("segment")) is not int:
        raise _damaged(where, "has no header")
    if header["format"] > FORMAT:
        raise NewerFormatError(
            f"{where} was written by a newer version of reconciler, in format {header['format']}; this version reads"
            f" format {FORMAT}.",
            advice="Use the version that wrote it.",
        )
    if header["segment"] != number:
        raise _damaged(where, f"says that it is number {header['segment']}")
    return framed.entries[1:]


def refuse_gap(numbers: Sequence[int], *, after: int, where: str) -> None:
    """Raise DamagedError when the journal lacks one of its objects."""
    missing = next((expected for expected, number in enumerate(numbers, start=after + 1) if number != expected), None)
    if missing is not None:
        raise _damaged(f"{where}/{path_of(missing)}", "is missing, and objects after it are there")


def holder_in(data: bytes, *, where: str) -> Holder | None:
    """Read who holds the lock, None when nobody does."""
    if data == FREE:
        return None
    return decode(data, where=where, remedy=f"delete the object {where}")


def _damaged(where: str, what: str) -> DamagedError:
    return DamagedError(
        f"{where} {what}, so the record is not what was written and cannot be trusted.",
        advice="Bring the object back, from the bucket's older versions or a copy. Without one: name another prefix in"
        " the state URL and make a new record there of what the provider has, by `reconciler import`.",
    )
