"""The numbers that an override is about: those it names, and those with a label or of an application."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from reconciler.loader.catalogue import Catalogue, undeclared
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import quoted
from reconciler.model.identifiers import NumberCode
from reconciler.model.selectors import APPLICATION, LABEL
from reconciler.model.spelling import Vocabulary

MOST_SELECTED = 1_000_000
"""So many numbers all overrides together may select: each of them is a value of its own, kept at hand."""


class Selection:
    """Finds numbers by selectors, and tells which selector finds none.

    `knows_applications` tells whether the settings say to which application each number belongs.
    """

    def __init__(self, catalogue: Catalogue, *, knows_applications: bool) -> None:
        self._catalogue = catalogue
        self._knows_applications = knows_applications
        self._left = MOST_SELECTED

    @property
    def is_exhausted(self) -> bool:
        """Tell whether more was selected than there may be."""
        return self._left < 0

    def select(self, selectors: Sequence[int | str]) -> tuple[NumberCode, ...]:
        """Answer the numbers that could be read and that selectors name, in order."""
        found: set[NumberCode] = set()
        for selector in set(selectors):
            codes = self._found(selector)
            self._left -= len(codes)
            if self._left < 0:
                return ()
            found.update(codes)
        return tuple(sorted(found))

    def problems(self, selectors: Sequence[int | str]) -> Iterator[tuple[int, str]]:
        """Yield the index of each selector that finds nothing declared, and sentences about it."""
        for index, selector in enumerate(selectors):
            if isinstance(selector, int):
                if self._catalogue.lacks(NumberCode(selector)):
                    yield index, undeclared(NumberCode(selector), self._catalogue)
            elif self._is_known(selector) and selector not in self._groups:
                kind, _, name = selector.partition(":")
                what = (
                    f"has the label {quoted(name)}" if kind == LABEL else f"belongs to the application {quoted(name)}"
                )
                yield index, f"No declared number {what}.{self._vocabulary.look_up(selector)[1]}"

    def _is_known(self, selector: str) -> bool:
        return self._catalogue.is_complete and (selector.startswith(LABEL) or self._knows_applications)

    def _found(self, selector: int | str) -> Sequence[NumberCode]:
        if isinstance(selector, str):
            return self._groups.get(selector, ())
        return (NumberCode(selector),) if NumberCode(selector) in self._numbers else ()

    @cached_property
    def _numbers(self) -> Mapping[NumberCode, DesiredNumber]:
        return self._catalogue.numbers()

    @cached_property
    def _groups(self) -> Mapping[str, list[NumberCode]]:
        """Answer the numbers of every label and application, by the selectors that name these."""
        groups: dict[str, list[NumberCode]] = {}
        for code, number in self._numbers.items():
            for label in dict.fromkeys(number.labels):
                groups.setdefault(f"{LABEL}:{label}", []).append(code)
            groups.setdefault(f"{APPLICATION}:{number.application}", []).append(code)
        return groups

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._groups)
