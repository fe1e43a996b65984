"""The numbers that an override is about: those it names, and those with a label or of an application."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.catalogue import Catalogue, undeclared
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import quoted
from reconciler.model.identifiers import NumberCode
from reconciler.model.selectors import APPLICATION, LABEL, Selector
from reconciler.model.spelling import Vocabulary

_SELECTOR: TypeAdapter[int | str] = TypeAdapter(Selector)

MOST_SELECTED = 1_000_000
"""So many numbers all overrides together may select: each of them is a value of its own, kept at hand."""


class Selection:
    """Finds numbers by selectors, and tells which selector finds none.

    `knows_applications` tells whether the settings say to which application each number belongs.
    """

    def __init__(self, catalogue: Catalogue, *, knows_applications: bool, most: int = MOST_SELECTED) -> None:
        self._catalogue = catalogue
        self._knows_applications = knows_applications
        self._left = most

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

    def problem(self, written: object) -> str | None:
        """Answer sentences about a selector that is right by itself and finds nothing declared."""
        try:
            selector = _SELECTOR.validate_python(written)
        except ValidationError:
            return None
        if isinstance(selector, int):
            code = NumberCode(selector)
            return undeclared(code, self._catalogue) if self._catalogue.lacks(code) else None
        if selector in self._groups or not self._is_known(selector):
            return None
        kind, _, name = selector.partition(":")
        what = "has the label" if kind == LABEL else "belongs to the application"
        return f"No declared number {what} {quoted(name)}.{self._vocabulary.look_up(selector)[1]}"

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
