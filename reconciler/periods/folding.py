"""Texts as they were meant: typographic signs, other digits and letters that only look Latin, made ASCII."""

import re
import unicodedata

_DASHES = "‐‑‒–—―−⁃﹘﹣－~～…→"
_LATIN = "aeikmhopctyxsjdwbaeikmhopctyxsjdwbaikoptyxnpv"
_ALIKE = "аеікмһорстухѕјԁԝвАЕІКМҺОРСТУХЅЈԀԜВαικορτυχηρν"
_LETTERS = dict(zip(_ALIKE, _LATIN, strict=True))
_SIGNS = str.maketrans(dict.fromkeys(_DASHES, "-"))
_SPACES = re.compile(r"\s+")
_DOTS = re.compile(r"\.{2,}")


def folded(text: str) -> str:
    """Answer a text in small letters with hyphens for dashes, digits for digits, and nothing that cannot be seen."""
    lower = "".join(_plain(character) for character in text.translate(_SIGNS)).lower()
    return _SPACES.sub(" ", _DOTS.sub("-", lower)).strip()


def as_latin(word: str) -> str:
    """Answer a word with Latin letters for those that nobody can tell from them."""
    return "".join(_LETTERS.get(letter, letter) for letter in word)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cf":
        return ""
    if category == "Zs":
        return " "
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if narrow.isascii() and narrow.isalnum() else character
