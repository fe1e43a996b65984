"""A folder of YAML files to the desired state: every mistake of every file at once."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from reconciler.loader.builder import Document
from reconciler.loader.defaults import read_defaults
from reconciler.loader.excerpts import with_excerpts
from reconciler.loader.files import shown, yaml_files
from reconciler.loader.keys import key_values, keys_in_files, unrepeated
from reconciler.loader.levels import SETTINGS, SETTINGS_FILE
from reconciler.loader.meaning import display_number_problems
from reconciler.loader.names import Names, read_names
from reconciler.loader.numbers import Numbers, ReadNumber
from reconciler.loader.places import PlaceAskedError
from reconciler.loader.reading import File, Readings
from reconciler.loader.sections import SHARED, section_problems, unknown_sections
from reconciler.loader.settings import EVERYTHING, Known, read_settings
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import (
    Code,
    Diagnostic,
    Severity,
    Source,
    diagnostic,
    has_errors,
)
from reconciler.model.forwarding import data_of
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import Raised, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a folder declares and every mistake in it; `desired` is None when one of them is an error.

    `settings` are the folder's settings as far as they could be read, for commands that need no numbers.
    """

    desired: Desired | None
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]


def load(folder: Path, environ: Mapping[str, str] = MappingProxyType({})) -> Loaded:
    """Read a folder; a folder that is not there is a ConfigurationError, a mistake in a file a diagnostic.

    `environ` is the environment whose API keys must not stand in a file; nothing else is taken from it.
    """
    with _without_collection():
        return load_with(folder, environ, Readings())


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the garbage collector from looking through values that are all still needed: it would take as long again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def load_with(folder: Path, environ: Mapping[str, str], readings: Readings) -> Loaded:
    """Read a folder by new readings, which tell afterwards what was read how."""
    paths, found = yaml_files(folder)
    own, known = _settings(folder / SETTINGS_FILE, paths, readings, found)
    readings.keys = keys = key_values(known.settings, environ)
    unknown = set(SHARED) if any(item.code is Code.UNREADABLE_FILE for item in found) else set()
    files = [own if own and own.path == path else readings.first(path) for path in paths]
    if _lost(files, readings):
        unknown |= SHARED
    for file in files:
        problems, sections = readings.ask(file, partial(_sections, is_settings=file is own)) or ([], [])
        found += problems
        unknown |= set(sections)
    if own is None and SETTINGS in unknown:
        known = replace(known, unknown=EVERYTHING)
    declares_nothing = all(file.document is None or file.document.value.get("numbers") is None for file in files)
    numbers = _numbers(files, known, frozenset(unknown), readings, found)
    found += readings.found
    found = [*unrepeated(found, readings.texts.values(), keys), *keys_in_files(readings.texts, keys)]
    if not has_errors(found) and declares_nothing:
        found.append(_nothing(folder))
    settings = known.settings
    weighed = _sorted(_weighed(found, settings.warnings))
    desired = None if has_errors(weighed) else _desired(numbers, settings)
    return Loaded(desired=desired, settings=settings, diagnostics=tuple(with_excerpts(weighed, readings.texts)))


def _settings(path: Path, paths: list[Path], readings: Readings, found: list[Diagnostic]) -> tuple[File | None, Known]:
    """Answer the file of the settings, if there is one, and what is known of them."""
    if path not in paths:
        there = any(item.source.file == shown(path) for item in found)
        return None, Known(settings=Settings(), unknown=EVERYTHING if there else frozenset())
    file = readings.first(path, with_places=True)
    if file.document is None:
        return file, Known(settings=Settings(), unknown=EVERYTHING if _lost([file], readings) else frozenset())
    known, problems = read_settings(file.document)
    found += problems
    return file, known


def _lost(files: Iterable[File], readings: Readings) -> bool:
    """Tell whether any file could not be read; one that holds nothing has no document either, and nothing is told."""
    told = {item.source.file for item in readings.found}
    return any(file.document is None and file.name in told for file in files)


def _sections(document: Document, *, is_settings: bool) -> tuple[list[Diagnostic], list[str]]:
    """Answer what is wrong with the sections of a file, and those of which a part is not known."""
    return list(section_problems(document, is_settings=is_settings)), list(unknown_sections(document))


def _names(files: list[File], unknown: frozenset[str], readings: Readings) -> tuple[Names, list[Diagnostic]]:
    """Answer the names of all files; where any of them is wrong, each file with names is read with places first."""

    def all_names() -> tuple[Names, list[Diagnostic]]:
        names = Names(unknown=unknown)
        return names, [item for file in files if file.document for item in read_names(file.document, names)]

    try:
        return all_names()
    except PlaceAskedError:
        for file in files:
            if file.document and file.document.value.keys() & {"contacts", "schedules"}:
                readings.again(file)
        return all_names()


def _numbers(
    files: list[File], known: Known, unknown: frozenset[str], readings: Readings, found: list[Diagnostic]
) -> list[ReadNumber]:
    """Answer the numbers of all files, one for each code, and add what is wrong to `found`."""
    names, problems = _names(files, unknown, readings)
    found += problems
    numbers_of = Numbers(names, known)

    def question(document: Document) -> tuple[list[Diagnostic], list[ReadNumber]]:
        defaults, problems = read_defaults(document, names)
        numbers, more = numbers_of.read(document, defaults)
        return [*problems, *numbers_of.in_defaults(defaults, document.places), *more], numbers

    read: dict[NumberCode, ReadNumber] = {}
    complete = "numbers" not in unknown
    for file in files:
        problems, numbers = readings.ask(file, question) or ([], [])
        found += problems
        for item in numbers:
            found += _taken(item, read)
            complete = complete and item.number_code is not None
        file.document = None  # what it declares is read; the rest would only take memory
    owned = "applications" not in known.unknown
    displayed = partial(_display_numbers, read, owned=owned, complete=complete)
    unplaced = {item.source.file for item, _ in displayed() if item.display_source is None}
    for file in files:
        if file.name in unplaced:
            readings.again(file)
            _, numbers = question(file.document) if file.document else ([], [])
            read.update({item.number_code: item for item in numbers if item.number_code is not None})
    found += [problem for _, problem in displayed()]
    return [item for item in read.values() if item.number is not None]


def _taken(item: ReadNumber, read: dict[NumberCode, ReadNumber]) -> Iterator[Diagnostic]:
    if item.number_code is None:
        return
    first = read.setdefault(item.number_code, item)
    if first is not item:
        detail = (
            f"{item.number_code} is declared in {first.source} too. Only one of the two could be applied:"
            " take one away."
        )
        yield diagnostic(Code.DUPLICATE_NUMBER, detail, item.source)


def _display_numbers(
    read: Mapping[NumberCode, ReadNumber], *, owned: bool, complete: bool
) -> Iterator[tuple[ReadNumber, Diagnostic]]:
    """Yield what is wrong with display numbers, and with whose.

    `owned` tells whether the applications are known that numbers belong to, `complete` whether all numbers are.
    """
    owners = {code: item.number.application if item.number and owned else None for code, item in read.items()}
    for item in read.values():
        if item.number is not None:
            data = data_of(item.number.forwarding)
            if data.get("masking") and not data.get("display_number", "@").startswith("@"):
                source = item.display_source or item.source
                for problem in display_number_problems(
                    data, item.number.application, owners, source, complete=complete
                ):
                    yield item, problem


def _nothing(folder: Path) -> Diagnostic:
    detail = (
        "No file in this folder has 'numbers:' with anything under it, which would mean forgetting every number in"
        " the record. It is most likely the wrong folder. If it is meant, write 'numbers: []' in a file."
    )
    return diagnostic(Code.NOTHING_DECLARED, detail, Source(file=shown(folder), line=1, column=1))


def _weighed(found: Iterable[Diagnostic], warnings: dict[str, Raised]) -> Iterator[Diagnostic]:
    """Yield the diagnostics as settings.warnings weighs them."""
    for item in found:
        wish = warnings.get(item.code.value) if item.code.severity is Severity.WARNING else None
        if wish is Raised.ERROR:
            yield replace(item, severity=Severity.ERROR)
        elif wish is not Raised.OFF:
            yield item


def _sorted(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Put diagnostics in the order of their places; one that was found at several uses is told once."""
    return sorted(set(found), key=lambda item: (item.source, item.code.value, item.detail))


def _desired(numbers: list[ReadNumber], settings: Settings) -> Desired:
    ordered = sorted((item.number for item in numbers if item.number is not None), key=lambda item: item.number_code)
    return Desired(
        numbers={number.number_code: number for number in ordered},
        settings=settings,
        sources={item.number.number_code: item.source for item in numbers if item.number is not None},
    )
