"""The periods of one file's numbers as they are written in place: each where it stands for the first time."""

from typing import Any, TypeAlias

from reconciler.loader.meaning import REFERENCE_BEGIN

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
        if not isinstance(entries, list):
            return ()
        texts = [
            (entry.get("period") if isinstance(entry, dict) else None, index) for index, entry in enumerate(entries)
        ]
        found = [(text, index) for text, index in texts if isinstance(text, str) and text[0:1] not in {"", "@"}]
        return self.new(entries, found)

    def new(self, entries: list[Any], found: list[Written]) -> tuple[Written, ...]:
        """Answer those of the periods of a number's entries that were not found before."""
        answer: tuple[Written, ...] = ()
        for text, index in found:
            if id(entries[index]) in self._seen:
                continue
            self._seen.add(id(entries[index]))
            if REFERENCE_BEGIN not in text:  # which is told, and would be told again as what it is to an engine
                answer = (*answer, (text, index))
        return answer
