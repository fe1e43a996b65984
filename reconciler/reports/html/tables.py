"""Values that stand in a page once and are meant often: each is told by its place in a table."""

from collections.abc import Hashable
from typing import Generic, TypeVar

from reconciler.reports.harmless import shortened
from reconciler.reports.html.page import MOST_LETTERS, embedded

Value = TypeVar("Value", bound=Hashable)


class Table(Generic[Value]):
    """Different values in the order in which they were first met."""

    def __init__(self) -> None:
        self._places: dict[Value, int] = {}

    def place(self, value: Value) -> int:
        """Answer the place of a value, which is entered if it is new."""
        return self._places.setdefault(value, len(self._places))

    def values(self) -> list[Value]:
        """Answer the values, each at its place."""
        return list(self._places)


class Words(Table[str]):
    """Texts, made harmless and bounded as they are entered; `size` is how many bytes all of them take in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def place(self, value: str) -> int:
        """Answer the place of a text as it is shown."""
        text = shortened(value, MOST_LETTERS)
        count = len(self._places)
        place = super().place(text)
        if place == count:
            self.size += len(embedded(text).encode())
        return place
