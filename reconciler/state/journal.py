"""What the record's journal says, entry by entry: the run began, a call is about to be sent, this became of it.

Test calls are told in the same way: about to be dialled, called, over, and the verdict.

An entry is one line of JSON. Format version 1; docs/record.md describes it for people who must read it at night.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from reconciler.errors import DamagedError, NewerFormatError
from reconciler.model.identifiers import ApplicationName, Digest, Lineage, NumberCode, RunId
from reconciler.model.recorded import Entry
from reconciler.model.verdict import VerdictWord

FORMAT_VERSION = 1
VERSION_KEY = b'"format_version"'
Hex: TypeAlias = Annotated[str, Field(pattern="^([0-9a-f]{2})*$")]
UPGRADE = "Use the version of reconciler that wrote the record, or a newer one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a verb that writes: who, where, from which revision, for which plan."""

    id: RunId
    verb: str
    owner: str
    host: str
    run_url: str | None = None
    revision: str | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """The record's first entry: its identity and its key for secrets' fingerprints (hex)."""

    kind: Literal["created"] = "created"
    format_version: int = FORMAT_VERSION
    lineage: Lineage
    hmac_key: Hex = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """The record's key for secrets' fingerprints was lost, and this is a new one (hex)."""

    kind: Literal["keyed"] = "keyed"
    hmac_key: Hex
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A run began; being written, it also fences off any earlier holder of the lock."""

    kind: Literal["started"] = "started"
    run: Run
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A number's change is about to be sent; until its outcome follows, nobody knows whether it was."""

    kind: Literal["intent"] = "intent"
    run: RunId
    number_code: NumberCode
    application: ApplicationName
    action: str
    before: Entry | None
    after: Entry | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a number's change: applied, failed, unknown or not-tried."""

    kind: Literal["outcome"] = "outcome"
    run: RunId
    number_code: NumberCode
    outcome: Literal["applied", "failed", "unknown", "not-tried"]
    detail: str = ""
    may_have_happened: bool = False
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A run came to its end and released the lock."""

    kind: Literal["ended"] = "ended"
    run: RunId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialling:
    """A test call is about to be started; until its end is written, it may be running.

    `targets` are all who may be rung by it.
    """

    kind: Literal["dialling"] = "dialling"
    run: RunId
    number_code: NumberCode
    external_id: str
    targets: tuple[str, ...] = ()
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """UIS has started a test call, under this session."""

    kind: Literal["called"] = "called"
    run: RunId
    external_id: str
    call_session_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A test call is over, or never was."""

    kind: Literal["over"] = "over"
    run: RunId
    external_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a verification came to: verified, failed or inconclusive; `external_id` is None where nobody was dialled."""

    kind: Literal["verdict"] = "verdict"
    run: RunId
    number_code: NumberCode
    verdict: VerdictWord
    detail: str = ""
    external_id: str | None = None
    at: datetime


JournalEntry: TypeAlias = Created | Keyed | Started | Intent | Settled | Ended | Dialling | Called | Over | Judged


_ENTRIES: TypeAdapter[list[JournalEntry]] = TypeAdapter(list[Annotated[JournalEntry, Field(discriminator="kind")]])


def encoded(entry: JournalEntry) -> bytes:
    """Answer an entry's line, without a line feed."""
    return orjson.dumps(entry)


def decoded(lines: Sequence[bytes]) -> list[JournalEntry]:
    """Answer the entries of the lines; NewerFormatError or DamagedError when one is not ours."""
    for line in lines:
        if VERSION_KEY in line:  # few lines tell it; a newer one may well look like an entry of ours
            refuse_newer(_loaded(line))
    try:
        entries = _ENTRIES.validate_json(b"[" + b",".join(lines) + b"]")
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[0]
        place = f"entry {details['loc'][0] + 1 if details['loc'] and isinstance(details['loc'][0], int) else '?'}"
        raise damaged(f"{place} of the journal cannot be read ({details['msg']})") from error
    if len(entries) != len(lines):
        raise damaged("a line of the journal is empty, or holds more than one entry")
    return entries


def _loaded(line: bytes) -> object:
    """Answer a line's value, or None where it has none: what is wrong with it is told when all are read."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def refuse_newer(value: object) -> None:
    """Refuse a value of a format that a newer version wrote."""
    version = value.get("format_version", FORMAT_VERSION) if isinstance(value, dict) else FORMAT_VERSION
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise NewerFormatError(
            f"the record has format {version}, and this program knows formats up to {FORMAT_VERSION}; reading it"
            " halfway could lose what the newer version wrote.",
            advice=UPGRADE,
        )


def damaged(what: str) -> DamagedError:
    """Answer the error about a record that is not as we wrote it."""
    return DamagedError(
        f"the record is damaged: {what}. Nothing was changed.",
        advice="Bring it back from a backup, or move it away and make a new record with `reconciler import`.",
    )
