"""Everything that the files of a folder declare, in the order in which one thing needs the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from reconciler.loader.builder import Document
from reconciler.loader.catalogue import Catalogue
from reconciler.loader.defaults import read_defaults
from reconciler.loader.expectations import Expectations
from reconciler.loader.levels import EXPECTATIONS, OVERRIDES
from reconciler.loader.meaning import REFERENCE_BEGIN
from reconciler.loader.names import Names, read_names
from reconciler.loader.numbers import Numbers, ReadNumber
from reconciler.loader.overrides import Overrides
from reconciler.loader.places import PlaceAskedError
from reconciler.loader.reading import File, Readings
from reconciler.loader.settings import Known, zone_of
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, Diagnostic

OF_THE_POLICY = frozenset(
    {
        *(Code.FOREIGN_COUNTRY, Code.DENIED_KIND, Code.DENIED_DESTINATION),
        *(Code.INSECURE_URL, Code.PRIVATE_HOST, Code.PRIVATE_ADDRESS, Code.UNUSED_EXCEPTION),
    }
)
DEPENDING: Mapping[str, frozenset[Code]] = {
    "applications": frozenset({Code.FOREIGN_DISPLAY_NUMBER}),
    "policy": OF_THE_POLICY,
    "timezone": frozenset({Code.CLOCK_CHANGE, Code.DEAD_END, Code.PROTECTED_GAP, Code.FAILED_EXPECTATION}),
}
"""What nobody can tell while a setting is wrong: that is told where it stands, and then the rest."""
OF_EVERYTHING = frozenset({Code.FAILED_EXPECTATION, Code.UNUSED_EXCEPTION})
"""What nobody can tell while a number or an override could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The names, numbers, overrides and expectations of all files, as far as they could be read."""

    known: Known
    names: Names
    catalogue: Catalogue
    overrides: Overrides
    expectations: Expectations

    def desired(self) -> tuple[Desired, list[Diagnostic]]:
        """Answer what could be read, and where overrides hold at the same time."""
        windows, problems = self.overrides.in_order()
        numbers = self.catalogue.numbers()
        numbers |= {code: replace(numbers[code], windows=held) for code, held in windows.items()}
        periods, over = self.catalogue.periods(), self.overrides.periods()
        schedules = self.names.schedules.items()
        readable = Desired(
            numbers=numbers,
            settings=self.known.settings,
            sources={code: self.catalogue.items[code].source for code in numbers},
            overrides=tuple(self.overrides.taken),
            expectations=tuple(self.expectations.taken),
            contacts={name: text for name, text in self.names.contacts.items() if text is not None},
            schedules={name: text for name, text in schedules if text is not None and REFERENCE_BEGIN not in text},
            periods={text: (*periods.get(text, ()), *over.get(text, ())) for text in chain(periods, over)},
        )
        return readable, problems

    def untold(self) -> frozenset[Code]:
        """Answer the codes that depend on what could not be read."""
        unknown = {code for key in self.known.unknown for code in DEPENDING.get(key, ())}
        is_complete = self.catalogue.is_complete and self.overrides.are_complete
        return frozenset(unknown if is_complete else unknown | OF_EVERYTHING)


def gathered(
    files: list[File], known: Known, unknown: frozenset[str], readings: Readings
) -> tuple[Gathered, list[Diagnostic]]:
    """Answer what all files declare, and what is wrong with it; of `unknown` sections a part could not be read."""
    names, found = _names(files, unknown, readings)
    found += [names.dangling("contacts", name, at) for name, at in known.contacts if names.lacks("contacts", name)]
    catalogue, zone = Catalogue(is_whole="numbers" not in unknown), zone_of(known)
    everything = Gathered(
        known=known,
        names=names,
        catalogue=catalogue,
        overrides=Overrides(names, known, catalogue, zone),
        expectations=Expectations(names, catalogue, zone),
    )
    timed = [file for file in files if _is_timed(file)]
    for file in timed:
        readings.place(file)  # what is to be told of an override at any time has a line
    numbers = Numbers(names, known)
    for file in files:
        found += _numbers(file, numbers, everything, readings)
        if not _is_timed(file):
            file.document = None  # what it declares is read; the rest would only take memory
    for read in (everything.overrides.read, everything.expectations.read):
        found += [item for file in timed if file.document for item in read(file.document)]
    for file in timed:
        file.document = None
    return everything, found


def _is_timed(file: File) -> bool:
    """Tell whether a file declares what holds, or is to hold, at a time."""
    return file.document is not None and not file.document.value.keys().isdisjoint({OVERRIDES, EXPECTATIONS})


def _numbers(file: File, numbers_of: Numbers, everything: Gathered, readings: Readings) -> Iterator[Diagnostic]:
    """Take the numbers of a file; yield what is wrong with them."""
    names, catalogue = everything.names, everything.catalogue

    def question(document: Document) -> tuple[list[Diagnostic], list[ReadNumber]]:
        defaults, problems = read_defaults(document, names)
        numbers, more = numbers_of.read(document, defaults)
        return [*problems, *numbers_of.in_defaults(defaults, document.places), *more], numbers

    problems, numbers = readings.ask(file, question) or ([], [])
    yield from problems
    for item in numbers:
        yield from catalogue.take(item)


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
