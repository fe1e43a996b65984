"""The mistakes of one text while it is read: bounded in number, and corrected all at once where each can be."""

from collections.abc import Callable
from dataclasses import dataclass

from reconciler.periods.findings import Finding, Kind

MOST = 20
"""So many mistakes of one text are told; a text of a million characters can have as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Other characters for those from `start` to `end` of a text; `is_night` if they are hours over midnight."""

    start: int
    end: int
    text: str
    is_night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What to say of a mistake, and how it is corrected if that can be told."""

    detail: str
    edit: Edit | None = None


class Mistakes:
    """Collects mistakes; of those past the limit it only knows how many there are."""

    def __init__(self, *, limit: int = MOST) -> None:
        self.count = 0
        self._limit = limit
        self._told: list[tuple[Kind, int, int, Explained]] = []

    def add(self, kind: Kind, start: int, end: int, explain: Callable[[], Explained]) -> None:
        """Take one more; it is explained only if it will be told."""
        self.count += 1
        if len(self._told) < self._limit:
            self._told.append((kind, start, end, explain()))

    @property
    def has_night(self) -> bool:
        """Tell whether hours over midnight were put in the place of others."""
        return any(explained.edit is not None and explained.edit.is_night for _, _, _, explained in self._told)

    def corrected(self, text: str) -> str | None:
        """Answer the text with every mistake corrected, or None where one of them cannot be."""
        edits = [explained.edit for _, _, _, explained in self._told]
        if self.count > len(self._told):
            return None
        return applied(text, edits)

    def findings(self, replacement: str | None) -> tuple[Finding, ...]:
        """Answer the findings in order of place; the last one says how many more there are."""
        told = sorted(self._told, key=lambda item: item[1:3])
        more = self.count - len(told)
        found = []
        for position, (kind, start, end, explained) in enumerate(told, 1):
            detail = explained.detail
            if more and position == len(told):
                detail = f"{detail} There are {more:,} more mistakes in this period, which are not told."
            found.append(Finding(kind=kind, detail=detail, start=start, end=end, replacement=replacement))
        return tuple(found)


def applied(text: str, edits: "list[Edit | None]") -> str | None:
    """Answer a text with edits made; None where one is not known, or two of them touch the same characters."""
    parts: list[str] = []
    at = 0
    known = [edit for edit in edits if edit is not None]
    if len(known) < len(edits):
        return None
    for edit in sorted(known, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            return None
        parts += text[at : edit.start], edit.text
        at = edit.end
    return "".join([*parts, text[at:]])
