"""A whole record as one file, for moving it from one backend to another, or keeping a copy.

    {"kind":"record","format_version":1,"lineage":…,"serial":…}
    entries that the snapshot has folded, oldest first, a line each
    {"kind":"snapshot","format_version":1,"bytes":…}    and behind it the snapshot, when there is one
    entries since, a line each
    {"kind":"end","entries":…,"sha256":…}               over everything before this line

Everything in it is as the backend held it, byte for byte. It shows employees' numbers, as the record does.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from reconciler.errors import ConfigurationError, StateError
from reconciler.model.identifiers import Lineage
from reconciler.state.journal import FORMAT_VERSION, refuse_newer

HEAD = b'{"kind":"record"'
_SNAPSHOT = b'{"kind":"snapshot"'
_END = b'{"kind":"end"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A record at one moment: entries that its snapshot has folded, the snapshot, and the entries since.

    `folded` may lack the oldest ones, where a part of the history was lost; it never has a gap.
    """

    lineage: Lineage
    serial: int
    folded: tuple[bytes, ...]
    snapshot: bytes | None
    entries: tuple[bytes, ...]

    @property
    def lines(self) -> tuple[bytes, ...]:
        """All entries that there are, oldest first; the last one has the serial's number."""
        return (*self.folded, *self.entries)

    @property
    def missing(self) -> int:
        """How many of the oldest entries are missing from the history."""
        return self.serial - len(self.folded) - len(self.entries)


def packed(parcel: Parcel) -> Iterator[bytes]:
    """Yield the file's contents, part by part."""
    digest = hashlib.sha256()
    for part in _parts(parcel):
        digest.update(part)
        yield part
    end = {"kind": "end", "entries": len(parcel.folded) + len(parcel.entries), "sha256": digest.hexdigest()}
    yield orjson.dumps(end) + b"\n"


def _parts(parcel: Parcel) -> Iterator[bytes]:
    head = {
        "kind": "record",
        "format_version": FORMAT_VERSION,
        "lineage": parcel.lineage,
        "serial": parcel.serial,
    }
    yield orjson.dumps(head) + b"\n"
    yield b"".join(line + b"\n" for line in parcel.folded)
    if parcel.snapshot is not None:
        mark = {"kind": "snapshot", "format_version": FORMAT_VERSION, "bytes": len(parcel.snapshot)}
        yield orjson.dumps(mark) + b"\n"
        yield parcel.snapshot + b"\n"
    yield b"".join(line + b"\n" for line in parcel.entries)


def unpacked(data: bytes, *, where: str) -> Parcel:
    """Read a file's contents; ConfigurationError when they are not whole, NewerFormatError when they are newer."""
    start_of_end = data.rfind(b"\n", 0, len(data) - 1) + 1
    end = _value(data[start_of_end:], where=where)
    body = memoryview(data)[:start_of_end]
    if end.get("kind") != "end" or end.get("sha256") != hashlib.sha256(body).hexdigest():
        raise _not_whole(where)
    line_end = data.index(b"\n")
    head = _value(data[:line_end], where=where)
    try:
        refuse_newer(head)
    except StateError as error:
        raise type(error)(f"'{where}': {error.message}", advice=error.advice) from error
    lineage, serial = head.get("lineage"), head.get("serial")
    if head.get("kind") != "record" or not isinstance(lineage, str) or type(serial) is not int:
        raise _not_whole(where)
    folded, snapshot, entries = _divided(data[line_end + 1 : start_of_end], where=where)
    parcel = Parcel(lineage=Lineage(lineage), serial=serial, folded=folded, snapshot=snapshot, entries=entries)
    if len(parcel.lines) != end.get("entries") or parcel.missing < 0:
        raise _not_whole(where)
    return parcel


def _divided(body: bytes, *, where: str) -> tuple[tuple[bytes, ...], bytes | None, tuple[bytes, ...]]:
    """Divide what stands between the first and the last line into folded entries, snapshot and entries since."""
    mark = 0 if body.startswith(_SNAPSHOT) else body.find(b"\n" + _SNAPSHOT) + 1
    if mark == 0 and not body.startswith(_SNAPSHOT):
        return (), None, _lines(body)
    start = body.index(b"\n", mark) + 1
    size = _value(body[mark : start - 1], where=where).get("bytes")
    if type(size) is not int or body[start + size : start + size + 1] != b"\n":
        raise _not_whole(where)
    return _lines(body[:mark]), body[start : start + size], _lines(body[start + size + 1 :])


def _lines(data: bytes) -> tuple[bytes, ...]:
    return tuple(data.split(b"\n")[:-1])


def _value(line: bytes, *, where: str) -> dict[str, object]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _not_whole(where) from error
    if not isinstance(value, dict):
        raise _not_whole(where)
    return value


def _not_whole(where: str) -> ConfigurationError:
    return ConfigurationError(
        f"'{where}' is no whole record as `reconciler state pull` writes it: a part is missing, or was changed."
        " Nothing was written.",
        advice="Pull the record again. A file of this kind is not edited: what it says is changed by the commands.",
    )
