"""Comments that an import writes: what was not declared and why, on lines that nothing in the text can break."""

import re
import textwrap

from reconciler.model.identifiers import NumberCode

MOST = 400
WIDTH = 118
"""As wide as the lines of the files that a person keeps, the sign of a comment left aside."""
NOT_IMPORTED = "not imported"
TOLD = re.compile(rf"^ *# ([0-9]+): {NOT_IMPORTED}:", re.MULTILINE)


def remark(text: str, *, width: int = WIDTH, hanging: str = "  ") -> list[str]:
    """Answer comment lines, all but the first `hanging`; what no screen shows, line breaks included, is escaped."""
    shown = text if len(text) <= MOST else f"{text[:MOST]}…"
    if not shown.isprintable():
        shown = "".join(map(_visible, shown))
    lines = textwrap.wrap(shown, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def headed(text: str) -> list[str]:
    """Answer a text of our own as comment lines; each of its lines is a paragraph."""
    return [line for part in text.split("\n") for line in remark(part, hanging="")]


def not_imported(code: NumberCode, reason: str) -> str:
    """Answer the words about a number that is not in the files."""
    return f"{code}: {NOT_IMPORTED}: {reason}"


def told_in(text: str) -> set[NumberCode]:
    """Answer the numbers that the comments of a file say are not imported."""
    return {NumberCode(int(digits)) for digits in TOLD.findall(text)}


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
