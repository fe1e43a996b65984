"""The record that corresponds to a generated folder, made by the project's own loader and its own record."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from company import Company, File
from declarations import file_text

from reconciler.loader.folder import load
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.recorded import Entry
from reconciler.state.file import FileBackend
from reconciler.state.journal import Created, encoded
from reconciler.state.record import read_record
from reconciler.state.snapshot import Snapshot, encoded_snapshot

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REVISION = "5e884898da28047151d0e56f8dc6292773603d0d"
LINEAGE = Lineage("00000000-0000-4000-8000-000000000000")
KEY = "00" * 32
SLICE = 100
"""Files that are read at once: the record is one value, and what it is made from need not be in memory with it."""


def write_record(folder: Path, company: Company, files: Iterable[File], shared: Iterable[Path]) -> None:
    """Write the record as it is after everything was applied and the journal folded; `shared` are the common files."""
    backend = FileBackend(folder)
    created = backend.append([encoded(Created(lineage=LINEAGE, hmac_key=KEY, at=AT))], after=backend.head())
    numbers: dict[NumberCode, Entry] = {}
    for several in _slices(iter(files)):
        numbers |= _entries(several, shared)
    snapshot = Snapshot(lineage=LINEAGE, serial=2 * len(numbers), hmac_key=KEY, numbers=numbers)
    backend.compact(encoded_snapshot(snapshot), through=created)
    if len(read_record(backend).numbers) != company.numbers - company.added:
        raise SystemExit("the benchmark's own record lacks numbers")


def _slices(files: Iterator[File]) -> Iterator[list[File]]:
    while several := list(islice(files, SLICE)):
        yield several


def _entries(files: Iterable[File], shared: Iterable[Path]) -> dict[NumberCode, Entry]:
    """Read the numbers as they were when they were applied."""
    with tempfile.TemporaryDirectory() as name:
        for path in shared:
            Path(name, path.name).write_text(path.read_text())
        for file in files:
            known = tuple(old for number in file.numbers if (old := number.as_recorded()) is not None)
            Path(name, f"{file.index}.yaml").write_text(file_text(replace(file, numbers=known)))
        loaded = load(Path(name))
    if loaded.desired is None:
        raise SystemExit(f"the benchmark's own folder has mistakes: {loaded.diagnostics[:3]}")
    return {
        code: replace(number.entry({}), applied_at=AT, revision=REVISION)
        for code, number in loaded.desired.numbers.items()
    }
