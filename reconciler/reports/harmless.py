"""Values from files and providers made harmless for a terminal: nothing in them moves, hides or colours anything."""

import unicodedata

KEPT = frozenset("\u200d\u00ad")
"""The joiner of emoji and the soft hyphen are format characters that mislead nobody."""


def harmless(text: str) -> str:
    """Answer a text on one line, control and direction characters written out as escapes."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def shortened(text: str, most: int) -> str:
    """Answer a text made harmless, of a long one the beginning."""
    return harmless(text if len(text) <= most else text[:most] + "…")


def _shown(character: str) -> str:
    if character in KEPT or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return character
    return character.encode("unicode_escape").decode("ascii")
