"""Desired states written into a temporary folder, and what loader and checks find in them, in few words."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from reconciler.loader.folder import Loaded, load
from reconciler.model.diagnostics import Diagnostic
from reconciler.workflows.reading import checked

Files = Mapping[str, str | bytes]
AT = datetime.fromisoformat("2026-11-22T12:00:00+03:00")
"""The moment, a Sunday, at which folders are checked: what checks find may depend on it."""


def write(folder: Path, files: Files) -> None:
    """Write the files below a folder, exactly as they are given."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def read(folder: Path, files: Files) -> Loaded:
    """Write the files and load the folder."""
    write(folder, files)
    return load(folder)


def told(folder: Path, diagnostic: Diagnostic) -> str:
    """Answer one diagnostic as `file:line:column code`, the file as seen from the folder."""
    source = diagnostic.source
    file = Path(source.file).resolve().relative_to(folder.resolve())
    return f"{file}:{source.line}:{source.column} {diagnostic.code}"


def validated(folder: Path, files: Files) -> Loaded:
    """Write the files, and read the folder as `validate` does at a fixed moment."""
    return checked(read(folder, files), AT)


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """Make a folder for one example of a law: pytest's own would be the same for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
