"""Lines that are indented like nothing above them, deeper than they may be, or like what they do not belong to."""

from reconciler.loader.syntax.stumble import NO_PAIR, Mistake, Stumble, is_block
from reconciler.loader.syntax.trail import OUTSIDE, Dedent

_SECOND = "<document start>"
_COLLECTIONS = frozenset({"while parsing a block collection", "while parsing a block mapping"})


def deeper(stumble: Stumble) -> Mistake | None:
    """Explain a line that goes on with the plain text above it, and has a colon."""
    if stumble.problem != NO_PAIR or stumble.across is None:
        return None
    line, key = stumble.line(stumble.mark), stumble.across.start_mark.line + 1
    return Mistake(
        index=line.index + line.indentation,
        words=f"this line is indented deeper than the key in line {key}, which has its value already. Begin it in"
        f" column {stumble.trail.levels[-1] + 1}; or if it goes on with that value, put all of it in quotes.",
    )


def between(stumble: Stumble) -> Mistake | None:
    """Explain a line that is indented less than the lines above, and more than those around them."""
    dedent = _dedent(stumble)
    if not stumble.found or dedent is None or dedent.column <= dedent.outer:
        return None
    words = f"this line is indented by {_spaces(dedent.column)}, and what stands above it by "
    if dedent.outer == OUTSIDE:
        words += f"{dedent.inner}. All keys at the top begin in one column."
    else:
        words += f"{dedent.outer} or {dedent.inner}, so it belongs to neither. Indent it like one of them."
    return Mistake(index=stumble.index, words=words)


def stray(stumble: Stumble) -> Mistake | None:
    """Explain what stands in a block mapping or list and is no part of it."""
    if _SECOND in stumble.problem:
        words = "what the file holds has ended above, and this is no part of it. Correct the brackets or indentation."
        return Mistake(index=stumble.index, words=words)
    if stumble.context not in _COLLECTIONS:
        return None
    column = stumble.begin.column
    above = next(stumble.before, None)
    is_list = stumble.text.startswith("-", stumble.begin.index)
    match stumble.found:
        case ",":
            words = "a comma parts values within brackets alone, and none are open here. Take it away."
        case "-":
            words = "this dash begins an item where a key must stand. Indent it like the list that it belongs to."
        case _ if is_list and stumble.mark.column == column:
            words = f"this line stands in the list of line {stumble.begin.line + 1} and begins with no dash. "
            dedent = _dedent(stumble)
            words += f"Indent it by {_spaces(dedent.inner)} if it belongs to the item above" if dedent else "Write '- '"
            words += ", or less if the list has ended." if dedent else " before it."
        case "<block mapping start>" | "<block sequence start>" if not is_list:
            words = (
                "this line is indented deeper than the key above it, which has its value already. Begin it in column"
                f" {column + 1}, like that key."
            )
        case "<scalar>" if above is not None and is_block(above):
            words = outside_block(stumble.at(above.start_mark.index))
        case "<scalar>" if not is_list:
            words = "the value above is complete, and this is no part of it. Take it away, or put all of it in quotes."
        case _:
            words = "what stands above this is complete, and this is no part of it. Correct its indentation."
    return Mistake(index=stumble.index, words=words)


def outside_block(sign: str) -> str:
    """Say of a line that it is no part of the text above it that has its lines below '|' or '>'."""
    return (
        f"this line is not indented like the text that '{sign}' begins above, so it is no part of it. Indent it alike."
    )


def _dedent(stumble: Stumble) -> Dedent | None:
    return next((dedent for dedent in stumble.trail.dedents if dedent.index == stumble.index), None)


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"
