"""The snapshot: everything that the journal said through some entry, folded into one JSON value, one number a line.

A number a line keeps git's differences small, and the reading too: the whole at once would take three times the
memory of its text. Format version 1; docs/record.md describes it.
"""

import io
from dataclasses import dataclass
from datetime import datetime

import orjson
from pydantic import TypeAdapter, ValidationError

from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.recorded import Entry, OpenCall, Recorded
from reconciler.state.journal import FORMAT_VERSION, Hex, damaged, refuse_newer

OPENING = b'"numbers":{\n'
CLOSING = b"}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that the journal said through some entry."""

    format_version: int = FORMAT_VERSION
    lineage: Lineage
    serial: int
    hmac_key: Hex = ""
    numbers: dict[NumberCode, Entry]
    calls: tuple[OpenCall, ...] = ()
    dialled: tuple[datetime, ...] = ()


def snapshot_of(recorded: Recorded, lineage: Lineage) -> Snapshot:
    """Answer the snapshot of a record."""
    return Snapshot(
        lineage=lineage,
        serial=recorded.serial,
        hmac_key=recorded.hmac_key.hex(),
        numbers=dict(recorded.numbers),
        calls=tuple(recorded.calls.values()),
        dialled=recorded.dialled,
    )


_SNAPSHOT: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)
_NUMBERS: TypeAdapter[dict[NumberCode, Entry]] = TypeAdapter(dict[NumberCode, Entry])


def encoded_snapshot(snapshot: Snapshot) -> bytes:
    """Answer the snapshot as one JSON value, each number on a line of its own."""
    head = {
        "format_version": snapshot.format_version,
        "lineage": snapshot.lineage,
        "serial": snapshot.serial,
        "hmac_key": snapshot.hmac_key,
        "calls": snapshot.calls,
        "dialled": snapshot.dialled,
    }
    lines = (b'"%d":%b' % (number_code, orjson.dumps(entry)) for number_code, entry in snapshot.numbers.items())
    body = b",\n".join(lines)
    return orjson.dumps(head)[:-1] + b"," + OPENING + body + (b"\n" if body else b"") + CLOSING


def decoded_snapshot(content: bytes) -> Snapshot:
    """Answer the snapshot of its JSON; NewerFormatError or DamagedError when it is not ours."""
    lines = io.BytesIO(content)
    head = lines.readline()
    by_lines = head.endswith(OPENING) and content.endswith(b"\n" + CLOSING)
    # As one line, too, it is JSON, and read as such: somebody may have had it written anew by another tool.
    value = _loaded(head.removesuffix(OPENING) + OPENING + CLOSING if by_lines else content)
    refuse_newer(value)
    try:
        snapshot = _SNAPSHOT.validate_python(value)
        if by_lines:
            for line in lines:
                if line != CLOSING:
                    snapshot.numbers.update(_NUMBERS.validate_python(_loaded(b"{" + line.rstrip(b",\n") + b"}")))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[0]
        place = f" at '{'.'.join(str(part) for part in details['loc'])}'" if details["loc"] else ""
        raise damaged(f"the snapshot cannot be read{place} ({details['msg']})") from error
    return snapshot


def _loaded(content: bytes) -> object:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise damaged(f"the snapshot cannot be read ({error})") from error
