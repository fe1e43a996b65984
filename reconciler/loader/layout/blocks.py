"""Block scalars: their lines as they are written, without the indentation that is not part of the text."""

import re

from reconciler.loader.layout.tree import Block
from reconciler.loader.position import LINE_END

INDENTATION = 2
"""How far everything is indented below what holds it."""

_INDICATORS = re.compile(r"[|>][-+0-9]*")
_RARE_LINE_ENDS = frozenset("\x85\u2028\u2029")


def block_of(source: str, value: str) -> Block | None:
    """Answer the block scalar that is written so and has this value; None where it shows nothing, or is too odd.

    Odd are line ends that some readers take for line ends and some for characters.
    """
    head, _, body = source.partition("\n")
    lines = body.split("\n")
    written, kept = _first_indentation(lines), _first_indentation(value.split("\n"))
    if written is None or kept is None or _RARE_LINE_ENDS & set(source):
        return None
    lines = [line[written - kept :] for line in lines]
    while not lines[-1]:
        lines.pop()
    indicators = _indicators(head, lines, value)
    keeps_end = "+" in indicators
    if keeps_end:
        lines += [""] * (_line_ends(value) - 1)
    return Block(indicators=indicators, lines=lines, keeps_end=keeps_end)


def end_of_indicators(text: str, start: int) -> int:
    """Answer where the line ends on which the block scalar begins that stands here."""
    found = LINE_END.search(text, start)
    return found.start() if found else len(text)


def _indicators(head: str, lines: list[str], value: str) -> str:
    """Answer the indicators as they were, but for the digit, which follows from our own indentation."""
    found = _INDICATORS.match(head)
    assert found is not None  # noqa: S101 - the scanner says that a block scalar begins here
    signs = found.group()
    first = next(filter(None, lines))
    digit = str(INDENTATION) if first[0] in " \t" or any(map(str.isdigit, signs)) else ""
    # A text that ends the file without a line end must not get one from the layout's own.
    chomping = "".join(sign for sign in signs if sign in "+-") if _line_ends(value) else "-"
    return f"{signs[0]}{digit}{chomping}"


def _line_ends(value: str) -> int:
    return len(value) - len(value.rstrip("\n"))


def _first_indentation(lines: list[str]) -> int | None:
    """Answer how many spaces begin the first line that shows anything."""
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), None)
