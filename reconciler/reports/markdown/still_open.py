"""What is open behind a line of Markdown: a block of code, folds, a table; and how it is closed and opened again."""

import re
from dataclasses import dataclass, replace

FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<about>[^`\n]*)\n?")
DELIMITER = re.compile(r"\|(?: ?:?-+:? ?\|)+\n?")
MOST_FOLDS = 3
"""Folds within folds are kept so deep."""
MOST_COLUMNS = 12
CONTINUED = "(continued)"
ROW_OF_ONE = re.compile(r"\| (?P<name>\*\*[^|*<>`]{1,40}\*\*)(?P<others>(?:[^|\n]*<br>)?)")
"""A row whose first cell names a number, or several."""
NAMELESS = re.compile(r"\|\s*\|")
"""How a row begins that tells more of the one above."""
MOST_OPENED = 120
"""A longer line is not said again: what it opens is opened without its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """What is open: the line that opened the block of code, those of the folds, the head of the table.

    `head` is the line before, where it may turn out to be the head of a table, `name` whom the last rows tell of.
    """

    fence: str = ""
    folds: tuple[str, ...] = ()
    table: str = ""
    head: str = ""
    name: str = ""

    def behind(self, line: str) -> "StillOpen":
        """Answer what is open behind one more line."""
        if self.fence:
            return replace(self, fence="" if _closes(self.fence, line) else self.fence)
        begun = FENCE.fullmatch(line)
        if begun:
            about = begun["about"] if len(begun["about"]) <= MOST_OPENED else ""
            return replace(self, fence=f"{begun['fence'][:MOST_OPENED]}{about}\n", table="", head="")
        if line.startswith("|"):
            return self._with_row(line)
        outside = replace(self, table="", head="")
        if line.startswith("<details") and "</details>" not in line:
            return replace(outside, folds=(*self.folds, _fold(line))[:MOST_FOLDS])
        if line.strip() == "</details>":
            return replace(outside, folds=self.folds[:-1])
        return outside

    def _with_row(self, line: str) -> "StillOpen":
        if self.table:
            return self if NAMELESS.match(line) else replace(self, name=_name(line))
        if self.head and DELIMITER.fullmatch(line) and line.count("|") <= MOST_COLUMNS + 1:
            return replace(self, table=f"{_head(self.head, line)}{line}", head="", name="")
        return replace(self, head=line)

    @property
    def columns(self) -> int:
        """How many columns the table has; 0 outside of one."""
        return self.table.partition("\n")[0].count("|") - 1 if self.table else 0

    def opening(self) -> str:
        """Answer what opens everything again."""
        return "".join([*(f"{fold}\n\n" for fold in self.folds), self.table, self.fence])

    def naming(self, line: str) -> str:
        """Answer a row that says anew of whom a line tells more, which would stand first below the head; mostly none.

        Without it a reader would take the line for one about nobody, or about the number below.
        """
        if not self.table or not self.name or not NAMELESS.match(line):
            return ""
        return f"| {self.name} {CONTINUED} |{'  |' * (self.columns - 1)}\n"

    def closing(self) -> str:
        """Answer what closes everything, at the beginning of a line."""
        return _closing_fence(self.fence) + "\n</details>\n" * len(self.folds)


def opens(line: str) -> bool:
    """Tell whether a line says nothing without the next one: a part had better not end with it."""
    return line.startswith(("#", "<details", "```", "~~~")) or DELIMITER.fullmatch(line) is not None


def closes(line: str) -> bool:
    """Tell whether a line does nothing but to end something."""
    return not line.strip() or line.strip() == "</details>" or set(line.strip()) in ({"`"}, {"~"})


def _closes(fence: str, line: str) -> bool:
    sign = _closing_fence(fence).strip()
    found = line.strip()
    return len(found) >= len(sign) and set(found) == set(sign)


def _closing_fence(fence: str) -> str:
    return fence[: len(fence) - len(fence.lstrip(fence[0]))] + "\n" if fence else ""


def _fold(line: str) -> str:
    """Answer what opens a fold again; its title says that it goes on."""
    found = line.rstrip("\n")
    is_whole = "</summary>" in found and len(found.encode()) <= MOST_OPENED
    title = found if is_whole else "<details><summary>…</summary>"
    return title.replace("</summary>", f" {CONTINUED}</summary>", 1)


def _name(line: str) -> str:
    """Answer whom a row names; of several numbers the first, and that there are more."""
    found = ROW_OF_ONE.match(line)
    if found is None:
        return ""
    return f"{found['name']} …" if found["others"] else found["name"]


def _head(head: str, delimiter: str) -> str:
    """Answer the head of a table as it is said again; of a long one nothing but its columns."""
    is_short = len(head.encode()) <= MOST_OPENED and head.count("|") == delimiter.count("|")
    return head if is_short else f"|{'  |' * (delimiter.count('|') - 1)}\n"
