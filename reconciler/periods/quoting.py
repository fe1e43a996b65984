"""How sentences show pieces of a period: on one line, bounded, and odd characters by their names."""

import re
import unicodedata

LONGEST = 100


def quoted(text: str) -> str:
    """Answer a piece as a sentence may quote it."""
    return f"'{shown(text)}'"


def shown(text: str) -> str:
    """Answer a piece on one line and bounded, what a terminal cannot show as escapes."""
    bounded = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return "".join(_shown(character) for character in bounded)


def braced(name: str, items: str) -> str:
    """Answer a scale with its items for a sentence."""
    return f"{name} {{{shown(items)}}}"


def odd_character(text: str) -> str:
    """Answer which character of a text is the first that is not ASCII, in words, or nothing."""
    for character in text[:LONGEST]:
        if not character.isascii():
            code = f"U+{ord(character):04X}"
            what = f"{unicodedata.name(character, 'a character')} ({code})"
            return f"'{character}' is {what}" if character.isprintable() else f"{what} stands in it"
    return ""


def _shown(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


_ODD_SPACES = {
    "\t": "a tab",
    "\n": "a line feed",
    "\r": "a carriage return",
    "\f": "a form feed",
    "\v": "a vertical tab",
}
_ODD_SPACE = re.compile("[\t\n\r\f\v]")


def odd_white_space(text: str) -> tuple[int, str] | None:
    """Answer where the first ASCII white space stands that is no space, and what it is, or None."""
    found = _ODD_SPACE.search(text)
    return (found.start(), _ODD_SPACES[found[0]]) if found else None
