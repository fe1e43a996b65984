"""The rescue file: outcomes that a run could not write to the record, to be brought into it later.

Journal entries, one a line, behind a line that names the record and the run. Each outcome stands behind its intent, so
that the file tells all that the record would have been told. Nothing depends on it: without it the next apply asks the
provider what became of the numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from reconciler.errors import ConfigurationError, StateError
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.recorded import Recorded
from reconciler.state.disk import write_at
from reconciler.state.journal import (
    FORMAT_VERSION,
    Intent,
    JournalEntry,
    Run,
    Settled,
    Started,
    decoded,
    encoded,
    refuse_newer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescue:
    """What a run could not record: for each number its intent and its outcome, in this order."""

    lineage: Lineage
    run: Run
    at: datetime
    entries: tuple[JournalEntry, ...]

    def numbers(self) -> list[NumberCode]:
        """Answer the numbers whose outcomes are in it."""
        return [entry.number_code for entry in self.entries if isinstance(entry, Settled)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    kind: Literal["rescue"] = "rescue"
    format_version: int = FORMAT_VERSION
    lineage: Lineage
    run: Run
    at: datetime


_HEAD: TypeAdapter[_Head] = TypeAdapter(_Head)


def written(rescue: Rescue) -> bytes:
    """Answer the file's contents."""
    head = orjson.dumps(_Head(lineage=rescue.lineage, run=rescue.run, at=rescue.at))
    return b"".join(line + b"\n" for line in (head, *map(encoded, rescue.entries)))


def save(rescue: Rescue, folders: Sequence[Path]) -> Path | None:
    """Write the file into the first folder that takes it, readable by its owner alone; None if none does."""
    for folder in folders:
        path = folder / f"reconciler-rescue-{rescue.run.id}.jsonl"
        try:
            write_at(path, written(rescue), offset=0)
        except OSError:
            continue  # what keeps the record from being written, such as a full disk, may hold here too
        return path
    return None


def read(path: Path) -> Rescue:
    """Read a rescue file; ConfigurationError when it is none, or cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"'{path}' cannot be read: {error.strerror}.") from error
    return parsed(data, path)


def parsed(data: bytes, path: Path) -> Rescue:
    """Read a rescue file's contents; ConfigurationError when they are none."""
    head, *lines = data.splitlines() or [b""]
    try:
        value = orjson.loads(head)
        refuse_newer(value)
        first = _HEAD.validate_python(value)
        entries = tuple(decoded(lines))
    except (orjson.JSONDecodeError, ValidationError, StateError) as error:
        raise ConfigurationError(
            f"'{path}' is no rescue file of an apply, or only a part of one. Nothing was changed.",
            advice="Name the file that the apply named. Without it nothing is lost: the next apply asks the provider.",
        ) from error
    return Rescue(lineage=first.lineage, run=first.run, at=first.at, entries=entries)


def still_needed(rescue: Rescue, recorded: Recorded) -> tuple[JournalEntry, ...]:
    """Answer the entries to append: those of numbers whose last call, in the record's eyes, is still this run's.

    A number that a later run has dealt with is left out: what became of it since is newer than what the file knows.
    """
    kept = tuple(entry for entry in rescue.entries if _is_open(entry, rescue, recorded))
    return (Started(run=rescue.run, at=rescue.at), *kept) if kept else ()


def _is_open(entry: JournalEntry, rescue: Rescue, recorded: Recorded) -> bool:
    if not isinstance(entry, Intent | Settled):
        return False
    known = recorded.numbers.get(entry.number_code)
    return known is not None and known.unknown is not None and known.unknown.run == rescue.run.id


def paired(intents: Sequence[Intent], outcomes: Sequence[Settled]) -> Iterator[JournalEntry]:
    """Yield each outcome behind its intent; one without an intent was never about to be sent."""
    by_number = {intent.number_code: intent for intent in intents}
    for outcome in outcomes:
        if outcome.number_code in by_number:
            yield by_number[outcome.number_code]
            yield outcome
