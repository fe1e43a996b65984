"""A folder of YAML files to the desired state: every mistake of every file at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from reconciler.loader.builder import Document
from reconciler.loader.excerpts import secret_lines, with_excerpts
from reconciler.loader.files import shown, yaml_files
from reconciler.loader.gathering import Gathered, gathered
from reconciler.loader.keys import key_values, keys_in_files, unrepeated
from reconciler.loader.levels import SETTINGS, SETTINGS_FILE
from reconciler.loader.placing import Placing
from reconciler.loader.reading import File, Readings, without_collection
from reconciler.loader.sections import SHARED, section_problems, unknown_sections
from reconciler.loader.settings import EVERYTHING, Known, read_settings
from reconciler.loader.telling import in_order, weighed
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, has_errors
from reconciler.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a folder declares and every mistake in it; `desired` is None when one of them is an error.

    `readable` is what could be read all the same, for checks; `complete` tells whether that is every declared number.
    `settings` are the folder's settings as far as they could be read, for commands that need no numbers. `placing`
    finds the places of what checks find.
    """

    desired: Desired | None
    readable: Desired
    complete: bool
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]
    placing: Placing


def load(folder: Path, environ: Mapping[str, str] = MappingProxyType({})) -> Loaded:
    """Read a folder; a folder that is not there is a ConfigurationError, a mistake in a file a diagnostic.

    `environ` is the environment whose API keys must not stand in a file; nothing else is taken from it.
    """
    with without_collection():
        return load_with(folder, environ, Readings())


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
    everything, problems = gathered(files, known, frozenset(unknown), readings)
    readable, overlaps = everything.desired()
    found += [*problems, *overlaps, *readings.found]
    found = [*unrepeated(found, readings.texts.values(), keys), *keys_in_files(readings.texts, keys)]
    if not has_errors(found) and declares_nothing:
        found.append(_nothing(folder))
    told = in_order(weighed(found, known.settings.warnings))
    return Loaded(
        desired=None if has_errors(told) else readable,
        readable=readable,
        complete=everything.catalogue.is_complete,
        settings=known.settings,
        diagnostics=tuple(with_excerpts(told, readings.texts)),
        placing=_placing(shown(folder / SETTINGS_FILE), files, everything, readings, found),
    )


def _placing(
    settings: str, files: Iterable[File], everything: Gathered, readings: Readings, found: Iterable[Diagnostic]
) -> Placing:
    """Answer what it takes to find everything again; `found` is what was told already."""
    return Placing(
        readings=readings,
        files={file.name: file for file in files},
        settings=settings,
        numbers={code: item.source for code, item in everything.catalogue.items.items()},
        names={key: home.places.file for key, home in everything.names.homes.items()},
        overrides=everything.overrides.items(),
        expectations=tuple(everything.expectations.items),
        warnings=everything.known.settings.warnings,
        untold=everything.untold(),
        hidden=secret_lines(found),
    )


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


def _nothing(folder: Path) -> Diagnostic:
    detail = (
        "No file in this folder has 'numbers:' with anything under it, which would mean forgetting every number in"
        " the record. It is most likely the wrong folder. If it is meant, write 'numbers: []' in a file."
    )
    return diagnostic(Code.NOTHING_DECLARED, detail, Source(file=shown(folder), line=1, column=1))
