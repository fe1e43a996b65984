"""The files of a folder as documents: read quickly first, and again with places where anything is told about them.

Most files have nothing wrong, and the places of their values cost more than all else together. So a question about a
file is put to its quick reading, and put again, to a reading with places, only if it asks for a place.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from reconciler.loader.builder import Document, read_document
from reconciler.loader.files import changed, read_text, shown
from reconciler.loader.places import PlaceAskedError, Unplaced
from reconciler.loader.values import RareError, Reader
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic
from reconciler.model.kinds import species

Answer = TypeVar("Answer")


@dataclass(slots=True, kw_only=True)
class File:
    """One file; `document` is None where it holds nothing, cannot be read, or is no longer needed."""

    path: Path
    name: str
    mark: int = 0
    document: Document | None = None


class Readings:
    """Reads files; `found` is what the readings themselves found wrong, `texts` the text of each file with places.

    A text with one of `keys` in it is read with places at once.
    """

    def __init__(self) -> None:
        self.keys: Iterable[str] = ()
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self._reader = Reader()

    def first(self, path: Path, *, with_places: bool = False) -> File:
        """Read a file, quickly where that is possible."""
        file = File(path=path, name=shown(path))
        text, problems = read_text(path)
        self.found += problems
        if text is not None:
            file.mark = hash(text)
            quick = None if with_places or any(key in text for key in self.keys) else self._quick(file.name, text)
            file.document = quick or self._placed(file.name, text)
        return file

    def ask(self, file: File, question: Callable[[Document], Answer]) -> Answer | None:
        """Answer a question about a file, put to a reading with places if it takes one; None without a document."""
        try:
            return question(file.document) if file.document is not None else None
        except PlaceAskedError:
            self.again(file)
        return question(file.document) if file.document is not None else None

    def place(self, file: File) -> None:
        """Read a file with places unless it was."""
        if file.document is not None and isinstance(file.document.places, Unplaced):
            self.again(file)

    def again(self, file: File) -> None:
        """Read a file with places; one that is no longer what it was is told, and has no document."""
        text = self._unchanged(file)
        file.document = None if text is None else self._placed(file.name, text)

    def see(self, file: File) -> bool:
        """Read the lines of a file alone; tell whether it is still what it was, and what it is no longer is told."""
        if file.name in self.texts:
            return True
        text = self._unchanged(file)
        if text is not None:
            self.texts[file.name] = text
        return text is not None

    def _unchanged(self, file: File) -> str | None:
        text, problems = read_text(file.path)
        self.found += problems
        if text is None or hash(text) == file.mark:
            return text
        self.found.append(changed(file.path))
        return None

    def _quick(self, name: str, text: str) -> Document | None:
        try:
            values = self._reader.read(text)
        except RareError:
            return None
        places = Unplaced(name)
        for item, (line, column) in zip(values.numbers, values.starts, strict=True):
            places.number(item, line, column)
        return Document(value=values.value or {}, places=places)

    def _placed(self, name: str, text: str) -> Document | None:
        self.texts[name] = text
        document, problems = read_document(text, name)
        self.found += problems
        if document is None or document.value is None:
            return None
        if not isinstance(document.value, dict):
            source = Source(file=name, line=document.start.line, column=document.start.column)
            detail = f"A file is a mapping with keys such as 'numbers:', and this one is {species(document.value)}."
            self.found.append(diagnostic(Code.WRONG_TYPE, detail, source))
            return None
        return document


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep the garbage collector from looking through values that are all still needed: it would take as long again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
