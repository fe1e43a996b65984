"""From spots to places: where in the files stands what a check found something wrong with.

Checks see no files, so their findings name parts of the desired state. Only the files that findings lead to are read
again, now with the places of everything in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.loader.excerpts import Line, with_excerpts
from reconciler.loader.home import Home, Item
from reconciler.loader.keys import unrepeated
from reconciler.loader.reading import File, Readings, without_collection
from reconciler.loader.telling import in_order, weighed
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic
from reconciler.model.findings import ExpectationSpot, Finding, NameSpot, NumberSpot, OverrideSpot, SettingSpot, Spot
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import Raised

OF_DESTINATIONS = frozenset({Code.FOREIGN_COUNTRY, Code.DENIED_KIND, Code.DENIED_DESTINATION})
"""What is wrong with a contact however many numbers lead there: it is told once, where the contact is declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where everything that was loaded is declared, as far as it takes to find it again.

    `files` are those of the folder by their names. `numbers` tells where each number begins, `names` which file has the
    name of a section, `overrides` and `expectations` which item of which file each of them is. `untold` are codes that
    depend on what could not be read, and `hidden` lines that hold what must not be shown.
    """

    readings: Readings
    files: Mapping[str, File]
    settings: str
    numbers: Mapping[NumberCode, Source]
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    overrides: tuple[Item, ...] = ()
    expectations: tuple[Item, ...] = ()
    warnings: Mapping[str, Raised] = field(default_factory=dict)
    untold: frozenset[Code] = frozenset()
    hidden: frozenset[Line] = frozenset()

    def placed(self, findings: Iterable[Finding]) -> list[Diagnostic]:
        """Answer what was found at its places, weighed as the settings wish, with excerpts; each mistake once."""
        told = [item for item in findings if item.code not in self.untold and self._is_wanted(item.code)]
        if not told:
            return []
        known = len(self.readings.found)
        with without_collection():
            found = list(self._found(told))
        found += self.readings.found[known:]
        clean = unrepeated(found, self.readings.texts.values(), self.readings.keys)
        ordered = in_order(weighed(clean, self.warnings))
        return list(with_excerpts(ordered, self.readings.texts, self.hidden))

    def _is_wanted(self, code: Code) -> bool:
        return self.warnings.get(code.value) is not Raised.OFF

    def _found(self, findings: list[Finding]) -> Iterator[Diagnostic]:
        """Yield the findings at their places, file by file; one of a name that is used leads on to its declaration."""
        waiting: dict[str, list[tuple[Finding, Spot]]] = {}
        for finding in findings:
            waiting.setdefault(self._file_of(finding.spot), []).append((finding, finding.spot))
        while waiting:
            name = next(iter(waiting))
            asked = waiting.pop(name)
            if all(_is_whole(spot) for _, spot in asked):
                yield from self._whole(name, asked)
                continue
            home = self._home(name)
            for finding, spot in asked:
                place = home.place(spot, follows=finding.code in OF_DESTINATIONS) if home else None
                if isinstance(place, NameSpot):
                    waiting.setdefault(self._file_of(place), []).append((finding, place))
                elif place is not None:
                    yield diagnostic(finding.code, finding.detail, place)

    def _whole(self, name: str, asked: Iterable[tuple[Finding, Spot]]) -> Iterator[Diagnostic]:
        """Yield findings about whole numbers, whose places are known; the file is read only for its lines."""
        if self.readings.see(self.files[name]):
            for finding, spot in asked:
                if isinstance(spot, NumberSpot):
                    yield diagnostic(finding.code, finding.detail, self.numbers[spot.number_code])

    def _file_of(self, spot: Spot) -> str:
        match spot:
            case NumberSpot():
                return self.numbers[spot.number_code].file
            case NameSpot():
                return self.names[spot.section, spot.name]
            case OverrideSpot():
                return self.overrides[spot.index][0]
            case ExpectationSpot():
                return self.expectations[spot.index][0]
            case SettingSpot():
                return self.settings

    def _home(self, name: str) -> Home | None:
        """Read a file with places; None where it is no longer what it was, which the readings tell."""
        file = self.files.get(name)
        if file is None:
            return Home(name=name)
        self.readings.again(file)
        document, file.document = file.document, None
        if document is None:
            return None
        return Home(
            name=name,
            document=document,
            numbers=self.numbers,
            overrides=self.overrides,
            expectations=self.expectations,
        )


def _is_whole(spot: Spot) -> bool:
    """Tell whether a spot is a number itself, which stands where it was found."""
    return isinstance(spot, NumberSpot) and not spot.path
