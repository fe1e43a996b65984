"""The periods of one file's numbers as they are written in place: each where it stands for the first time."""

from collections.abc import Iterator
from typing import Any, TypeAlias

Written: TypeAlias = tuple[str, int]
"""The text of a period, and the index of its entry in `call_control`."""


class Periods:
    """Finds the periods of number after number of one file, which must live as long as this.

    An entry of the defaults, or of an anchor, is the same object in every number that has it. However many they are,
    its period stands in one place, so it is found once.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def of(self, entries: object) -> tuple[Written, ...]:
        """Answer the periods of a number's entries that were not found before, and are no "@names"."""
        return tuple(self._new(entries)) if isinstance(entries, list) else ()

    def _new(self, entries: list[Any]) -> Iterator[Written]:
        for index, entry in enumerate(entries):
            text = entry.get("period") if isinstance(entry, dict) else None
            if not isinstance(text, str) or text[0:1] in {"", "@"} or id(entry) in self._seen:
                continue
            self._seen.add(id(entry))
            yield text, index
