"""A folder of YAML files to the desired state: every mistake of every file at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from reconciler.loader.builder import Document, read_document
from reconciler.loader.defaults import read_defaults
from reconciler.loader.files import read_text, shown, yaml_files
from reconciler.loader.keys import key_values, keys_in_files, unrepeated
from reconciler.loader.meaning import display_number_problems
from reconciler.loader.names import Names, read_names
from reconciler.loader.numbers import ReadNumber, read_numbers
from reconciler.loader.settings import read_settings
from reconciler.loader.shape import did_you_mean
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import (
    Code,
    Diagnostic,
    Severity,
    Source,
    diagnostic,
    has_errors,
    quoted,
)
from reconciler.model.fields import kind_of
from reconciler.model.forwarding import data_of
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import Raised, Settings

SETTINGS_FILE = "settings.yaml"
TOP_LEVEL = ("numbers", "contacts", "schedules", "defaults")
RESERVED = ("overrides", "expectations")


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
    texts, found = _texts(folder)
    documents: list[Document] = []
    for file, text in texts.items():
        document, problems = _document(text, file)
        found += problems
        if document is not None:
            found += _top_level(document, is_settings=file == shown(folder / SETTINGS_FILE))
            documents.append(document)
    settings, problems = _settings(documents, folder)
    found += problems
    numbers = _numbers(documents, settings or Settings(), found)
    if settings is None:
        # With unknown settings, what depends on them would be reported without being wrong.
        found = [item for item in found if item.code not in {Code.UNKNOWN_APPLICATION, Code.SECRET_NOT_LISTED}]
    keys = key_values(settings or Settings(), environ)
    found = [*unrepeated(found, texts.values(), keys), *keys_in_files(texts, keys)]
    if not has_errors(found) and all(document.value.get("numbers") is None for document in documents):
        found.append(_nothing(folder))
    diagnostics = tuple(_sorted(_weighed(found, (settings or Settings()).warnings)))
    desired = None if has_errors(diagnostics) else _desired(numbers, settings or Settings())
    return Loaded(desired=desired, settings=settings or Settings(), diagnostics=diagnostics)


def _texts(folder: Path) -> tuple[dict[str, str], list[Diagnostic]]:
    """Answer the text of each file (name → text), and what cannot be read."""
    files, found = yaml_files(folder)
    texts: dict[str, str] = {}
    for path in files:
        text, problems = read_text(path)
        found += problems
        if text is not None:
            texts[shown(path)] = text
    return texts, found


def _document(text: str, file: str) -> tuple[Document | None, list[Diagnostic]]:
    document, problems = read_document(text, file)
    if document is None or document.value is None:
        return None, problems
    if not isinstance(document.value, dict):
        source = Source(file=file, line=1, column=1)
        detail = f"A file is a mapping with keys such as 'numbers:', and this one is {kind_of(document.value)}."
        return None, [*problems, diagnostic(Code.WRONG_TYPE, detail, source)]
    return document, problems


def _top_level(document: Document, *, is_settings: bool) -> Iterator[Diagnostic]:
    known = (*TOP_LEVEL, "settings") if is_settings else TOP_LEVEL
    for key in document.value:
        source = document.places.of_key(document.value, key)
        if key in RESERVED:
            detail = f"'{key}' is reserved for a later version. Ignoring it would lose what it promises: take it out."
            yield diagnostic(Code.RESERVED_KEY, detail, source)
        elif key == "settings" and not is_settings:
            detail = (
                f"Settings are read from {SETTINGS_FILE} directly in the folder, and nowhere else. Move them there."
            )
            yield diagnostic(Code.SETTINGS_ELSEWHERE, detail, source)
        elif key not in known:
            detail = f"{quoted(key)} is no part of the desired state.{did_you_mean(key, (*known, *RESERVED))}"
            yield diagnostic(Code.UNKNOWN_KEY, detail, source)


def _settings(documents: Iterable[Document], folder: Path) -> tuple[Settings | None, list[Diagnostic]]:
    for document in documents:
        if document.places.file == shown(folder / SETTINGS_FILE):
            return read_settings(document)
    return Settings(), []


def _numbers(documents: list[Document], settings: Settings, found: list[Diagnostic]) -> list[ReadNumber]:
    """Answer the numbers of all files, one for each code, and add what is wrong to `found`."""
    names = Names()
    for document in documents:
        found += read_names(document, names)
    read: dict[NumberCode, ReadNumber] = {}
    for document in documents:
        defaults, problems = read_defaults(document)
        found += problems
        for item in read_numbers(document, defaults, names, settings):
            if isinstance(item, Diagnostic):
                found.append(item)
            else:
                found += item.diagnostics
                found += _taken(item, read)
    found += _display_numbers(read)
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


def _display_numbers(read: dict[NumberCode, ReadNumber]) -> Iterator[Diagnostic]:
    owners = {code: item.number.application if item.number else None for code, item in read.items()}
    for item in read.values():
        if item.number is not None:
            data = data_of(item.number.forwarding)
            if data.get("masking") and not data.get("display_number", "@").startswith("@"):
                yield from display_number_problems(data, item.number.application, owners, item.display_source)


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
