"""A place in a file's text, and the places of single characters within a scalar."""

import re
from typing import NamedTuple

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for the C scanner, so that every place in a file counts alike."""

_PROPERTIES = re.compile("(?:[&!][^ \t\r\n\x85\u2028\u2029]*[ \t]+){1,2}")
"""The anchor and the tag before a scalar, on its line."""

_SINGLE = re.compile("''|[^\r\n\x85\u2028\u2029]")
_DOUBLE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # one character beyond U+FFFF, as JSON writes it
    r"|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[^xuU\r\n\x85\u2028\u2029]|[^\\\r\n\x85\u2028\u2029]"
)
_HEADER = re.compile(r"\|[-+]?[ \t]*(?:#[^\r\n]*)?(?:\r\n|[\r\n])")
_LINE = re.compile("([ ]*)([^\r\n\x85\u2028\u2029]*)(?:\r\n|[\r\n\x85\u2028\u2029]|$)")


class Place(NamedTuple):
    """A position in a file; line and column count from 1.

    A scalar's place tells too where it begins in the text (from 0), and how it is quoted: '"', "'", "|", ">" or "".
    """

    line: int
    column: int
    begin: int | None = None
    style: str = ""


def position(text: str, offset: int) -> Place:
    """Answer where the character at an offset of a text stands."""
    ends = [end.end() for end in LINE_END.finditer(text, 0, offset)]
    return Place(len(ends) + 1, offset - (ends[-1] if ends else 0) + 1)


def blank_lines(text: str, begin: int, end: int) -> int:
    """Answer how many lines end behind the last one with anything in it, in a part of a text."""
    last = end
    while last > begin and text[last - 1].isspace():
        last -= 1
    return len(LINE_END.findall(text, last, end))


def behind_properties(text: str, place: Place, value: str) -> Place:
    """Answer where a scalar itself begins, given where its anchor or tag does, or that where it is on another line."""
    found = _PROPERTIES.match(text, place.begin or 0)
    beginning = place.style or value[:1]
    if place.begin is None or found is None or not beginning or not text.startswith(beginning, found.end()):
        return place._replace(begin=None)
    return place._replace(column=place.column + found.end() - found.start(), begin=found.end())


def character(text: str, scalar: Place, value: str, offset: int) -> Place:
    """Answer where a character of a scalar's value stands in the text.

    Where a scalar is folded over several lines, that is where it begins: its line ends are not those of the file.
    """
    if scalar.begin is None or not 0 < offset < len(value):
        return scalar
    match scalar.style:
        case "|":
            return _in_block(text, scalar, value, offset) or scalar
        case "'":
            return _in_quotes(text, scalar, offset, _SINGLE) or scalar
        case '"':
            return _in_quotes(text, scalar, offset, _DOUBLE) or scalar
        case "":
            as_written = text.startswith(value[:offset], scalar.begin)
            return Place(scalar.line, scalar.column + offset) if as_written else scalar
        case _:
            return scalar


def _in_quotes(text: str, scalar: Place, offset: int, one: re.Pattern[str]) -> Place | None:
    """Step over as many characters as the value has before the offset, each as it is written between quotes."""
    begin = here = (scalar.begin or 0) + 1
    for _ in range(offset):
        found = one.match(text, here)
        if found is None:
            return None
        here = found.end()
    return Place(scalar.line, scalar.column + 1 + here - begin)


def _in_block(text: str, scalar: Place, value: str, offset: int) -> Place | None:
    """Step to the line of a literal block; its indentation is that of its first line with anything in it."""
    header = _HEADER.match(text, scalar.begin or 0)
    if header is None:
        return None
    line = value.count("\n", 0, offset)
    inside = offset - (value.rfind("\n", 0, offset) + 1)
    first = next((index for index, content in enumerate(value.split("\n")) if content), 0)
    here, indentation = header.end(), 0
    for index in range(max(line, first) + 1):
        found = _LINE.match(text, here)
        if found is None:
            return None
        if index == first:
            indentation = len(found[1]) - _leading(value.split("\n")[first])
        here = found.end()
    return Place(scalar.line + 1 + line, indentation + inside + 1)


def _leading(content: str) -> int:
    return len(content) - len(content.lstrip(" "))
