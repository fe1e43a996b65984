"""YAML texts whose comments tell to what they belong, and the question whether they still stand there.

Every value has an anchor of its own, `&n7`, and is its `Part`. `# above 7` must stand above the line where part 7
begins, `# beside 7` on it, and `# end of 7` behind all that is in part 7.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

KEYS = (
    ("numbers", "contacts", "defaults", "schedules", "settings", "else", "office"),
    ("number_code", "description", "labels", "call_forwarding_number", "call_forwarding_type", "weight", "x-own"),
    ("redirect_type", "call_control", "event_url", "masking", "timeout", "name", "period", "number_code"),
)
COMMENT = re.compile(r"# (?P<place>above|beside|end of) (?P<number>\d+)$")
MARK = re.compile(r"&n(?P<number>\d+)\b")


@dataclass(slots=True, kw_only=True)
class Part:
    """A value, with its key unless it is an item; `kind` is scalar, braces, mapping or list."""

    number: int
    key: str | None
    kind: str
    has: frozenset[str]
    parts: "list[Part]" = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Tell whether its parts stand on lines below it."""
        return self.kind in {"mapping", "list"}

    @property
    def is_bare(self) -> bool:
        """Tell whether it begins behind a dash, with nothing of its own on that line."""
        return self.is_block and self.key is None and "mark" not in self.has

    def all(self) -> "Iterator[Part]":
        """Yield it and everything below it."""
        yield self
        for part in self.parts:
            yield from part.all()


@st.composite
def trees(draw: st.DrawFn) -> Part:
    """Draw a file."""
    numbers = iter(range(10_000))
    root = Part(number=next(numbers), key=None, kind="mapping", has=frozenset({"end"}))
    root.parts = draw(_inside("mapping", 0, numbers))
    return root


@st.composite
def _inside(draw: st.DrawFn, kind: str, depth: int, numbers: Iterator[int]) -> list[Part]:
    names = st.lists(st.sampled_from(KEYS[min(depth, 2)]), min_size=1, max_size=5, unique=True)
    keys: list[str | None] = [*draw(names)] if kind == "mapping" else [None] * draw(st.integers(1, 3))
    return [draw(_part(key, depth, numbers)) for key in keys]


@st.composite
def _part(draw: st.DrawFn, key: str | None, depth: int, numbers: Iterator[int]) -> Part:
    kind = draw(st.sampled_from(["scalar", "scalar", "braces"] + (["mapping", "list"] * 2 if depth < 4 else [])))
    has = draw(st.frozensets(st.sampled_from(["above", "beside", "end", "blank", "mark"])))
    part = Part(number=next(numbers), key=key, kind=kind, has=has)
    if part.is_block:
        part.parts = draw(_inside(kind, depth + 1, numbers))
    return part


def rendered(root: Part, *, step: int, dash: int, gap: int) -> str:
    """Write a tree with indentation by `step`, dashes at `dash` below their key, and a gap before comments."""
    lines: list[str] = []
    for part in root.parts:
        lines += _lines(part, 0, step, dash, " " * gap)
    return "\n".join([*lines, f"# end of {root.number}"]) + "\n"


def _lines(part: Part, column: int, step: int, dash: int, gap: str) -> list[str]:
    margin = " " * column
    lines = [""] if "blank" in part.has else []
    lines += [f"{margin}# above {part.number}"] if "above" in part.has else []
    head = f"{margin}-" if part.key is None else f"{margin}{part.key}:"
    mark = "" if part.is_bare else f" &n{part.number}"
    beside = f"{gap}# beside {part.number}" if "beside" in part.has else ""
    if not part.is_block:
        value = "{b: 'x', a: 1}" if part.kind == "braces" else f"'text {part.number}'"
        return [*lines, f"{head}{mark} {value}{beside}"]
    below = column + (max(dash, 1 if part.key is None else 0) if part.kind == "list" else step)
    inner = [line for item in part.parts for line in _lines(item, below, step, dash, gap)]
    # A comment right below a key is that of the key that follows, so a list there has no room for one of its end.
    inner += [f"{' ' * below}# end of {part.number}"] if "end" in part.has and below > column else []
    return [*lines, f"{head}{mark}{beside}", *inner]


def misplaced(root: Part, text: str) -> list[str]:
    """Answer the comments of a text that are not where they belong."""
    lines = text.splitlines()
    parts = {part.number: part for part in root.all()}
    return [
        found.group()
        for index, line in enumerate(lines)
        if (found := COMMENT.search(line)) and not _is_right(parts[int(found["number"])], found["place"], lines, index)
    ]


def _is_right(part: Part, place: str, lines: list[str], index: int) -> bool:
    inside = {item.number for item in part.all()}
    own = inside if part.is_bare else {part.number}
    following = next((marks for line in lines[index + 1 :] if (marks := _marks(line))), set())
    match place:
        case "above":
            return bool(own & following) and _is_next(lines, index)
        case "beside":
            return bool(own & (_marks(lines[index]) or following))
        case _:
            before = next((marks for line in reversed(lines[:index]) if (marks := _marks(line))), set())
            return bool(inside & before) and not inside & following


def _is_next(lines: list[str], index: int) -> bool:
    """Tell whether between a comment and the line with the next mark there are only comments and lone dashes."""
    between = []
    for line in lines[index + 1 :]:
        if _marks(line):
            break
        between.append(line.partition("#")[0].strip(" -"))
    return not any(between)


def _marks(line: str) -> set[int]:
    return {int(found["number"]) for found in MARK.finditer(line.partition("#")[0])}
