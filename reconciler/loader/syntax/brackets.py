"""Brackets and braces: never closed, closed by the wrong one, without commas, or within a text that has no quotes."""

from ruamel.yaml.error import StreamMark

from reconciler.loader.position import LINE_END
from reconciler.loader.syntax.stumble import Line, Mistake, Stumble

_CLOSING = {"[": "]", "{": "}"}
_ENDS = frozenset({"<stream end>", "<document start>", "<document end>"})
_NO_COMMA = "expected ',' or "
_QUOTES_AND_BRACKETS = ("'", '"', "[", "{")


def closing(stumble: Stumble) -> Mistake | None:
    """Explain a closing bracket where none is open, or one of the other kind."""
    if stumble.found not in _CLOSING.values():
        return None
    openings = [closing.opening for closing in stumble.trail.closings if closing.index == stumble.index]
    opening = openings[0] if openings else None
    if opening is None:
        words = f"'{stumble.found}' closes nothing that is open. Take it away, or put the text in quotes."
        return Mistake(index=stumble.index, words=words)
    sign = stumble.at(opening.index)
    if _CLOSING[sign] == stumble.found:
        return None
    words = (
        f"'{stumble.found}' cannot close the '{sign}' of line {opening.line + 1}, column {opening.column + 1}. Write"
        f" '{_CLOSING[sign]}'."
    )
    return Mistake(index=stumble.index, words=words)


def unclosed(stumble: Stumble) -> Mistake | None:
    """Explain a bracket that is open where the text ends, or where the next key or item begins on a line of its own."""
    if stumble.found in _ENDS and stumble.trail.brackets:
        return _unclosed(stumble, stumble.trail.brackets[-1], "is never closed")
    if _begins_line(stumble) and _is_outside(stumble):
        return _unclosed(stumble, stumble.begin, f"is not closed before line {stumble.mark.line + 1}")
    return None


def _unclosed(stumble: Stumble, opening: StreamMark, what: str) -> Mistake:
    sign = stumble.at(opening.index)
    words = f"the '{sign}' that opens here {what}. Write '{_CLOSING[sign]}' where it ends."
    return Mistake(index=opening.index, words=words)


def _begins_line(stumble: Stumble) -> bool:
    """Tell whether a comma is missing at a line's end, if it is a comma that is missing."""
    return stumble.problem.startswith(_NO_COMMA) and (stumble.beside is None or stumble.beside is stumble.across)


def _is_outside(stumble: Stumble) -> bool:
    """Tell by its indentation whether the line of the place was not meant to stand in the bracket."""
    line, opening = stumble.line(stumble.mark), stumble.line(stumble.begin)
    first = _first_inside(stumble, opening)
    if line.text.lstrip(" ").startswith("- "):
        return True
    if first is None or (_margin(first) <= _margin(opening) and not _is_flat(first)):
        return _margin(line) <= _margin(opening)
    return _margin(line) < _margin(first)


def _margin(line: Line) -> int:
    """Answer how deep a line is indented; within brackets that may be by tabs."""
    return len(line.text) - len(line.text.lstrip(" \t"))


def _first_inside(stumble: Stumble, opening: Line) -> Line | None:
    """Answer the line below a bracket that ends its line."""
    if stumble.text[stumble.begin.index + 1 : opening.index + len(opening.text)].strip():
        return None
    lines = (line for line in stumble.lines() if line.index > opening.index and line.text.strip())
    return next(lines, None)


def _is_flat(line: Line) -> bool:
    """Tell whether a line looks like JSON that somebody wrote without indentation."""
    return line.text.lstrip(" \t").startswith(_QUOTES_AND_BRACKETS)


def comma(stumble: Stumble) -> Mistake | None:
    """Explain a comma that is missing, or that has no value before it."""
    if stumble.found == "," and stumble.is_in_brackets:
        words = "a value is missing before this comma. Write it, or take the comma away."
        return Mistake(index=stumble.index, words=words)
    if stumble.found == "-" and stumble.is_in_brackets:
        words = "within brackets no item begins with a dash. Take it away, and part the items by commas."
        return Mistake(index=stumble.index, words=words)
    if not _begins_line(stumble):
        return None
    end = _end_of_value(stumble)
    return Mistake(index=end, words="a comma is missing here, behind a value within brackets. Write it.")


def _end_of_value(stumble: Stumble) -> int:
    """Answer where the value ends that the line of the place follows."""
    if stumble.across is None:
        return next((int(token.end_mark.index) for token in stumble.before), stumble.index)
    start = int(stumble.across.start_mark.index)
    end = LINE_END.search(stumble.text, start)
    return start + len(stumble.text[start : end.start() if end else stumble.index].rstrip())


def in_text(stumble: Stumble) -> Mistake | None:
    """Explain a bracket within a plain text that stands in brackets itself."""
    if stumble.found not in _CLOSING or not stumble.is_in_brackets:
        return None
    words = f"'{stumble.found}' stands within a text that is in brackets itself. Put the text in quotes."
    return Mistake(index=stumble.index, words=words)
