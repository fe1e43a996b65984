"""How a text stands on a terminal, cell by cell: made harmless, with the width that terminals give it.

Widths come from the tables of Unicode that Python carries. Terminals disagree about the rarest sequences of emoji;
here they stand as the newer ones show them, as one picture.
"""

import unicodedata
from dataclasses import dataclass

from reconciler.reports.harmless import harmless

JOINER = "\u200d"
PICTURE = "\ufe0f"
"""Asks for the picture of the character before it instead of its letter form."""
KEYS = frozenset("#*0123456789‼⁉ℹ")
"""No symbols by their category, and yet shown as pictures if asked for."""
SKIN = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of which two make a flag."""
LATER_JAMO = frozenset(map(chr, [*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)]))
"""Vowels and last consonants of Hangul, which stand within the syllable that they end."""
ZERO_WIDTH = frozenset({"Mn", "Me", "Mc"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands together on a terminal and cannot be parted: how it is shown, how wide, from how many characters."""

    shown: str
    width: int
    length: int


def cells(text: str) -> list[Cell]:
    """Answer the cells of a text; what is made harmless is as wide as the words for it."""
    found: list[Cell] = []
    for character in text:
        shown = harmless(character)
        width = _joined(found[-1], shown) if found else None
        if width is None:
            found.append(Cell(shown, _alone(shown), 1))
        else:
            last = found.pop()
            found.append(Cell(last.shown + shown, width, last.length + 1))
    return found


def _joined(last: Cell, character: str) -> int | None:
    """Answer how wide a cell is with one more character in it, or None if the character begins the next cell."""
    if character == PICTURE:
        return 2 if last.width == 1 and _has_picture(last.shown[0]) else last.width
    if character == JOINER or _is_zero_width(character):
        return last.width
    if last.width == 2 and (character in SKIN or (last.shown.endswith(JOINER) and _is_symbol(character))):  # noqa: PLR2004 - as wide as a picture
        return last.width
    if character in FLAGS and last.shown in FLAGS:
        return 2
    return None


def _alone(shown: str) -> int:
    if len(shown) > 1:
        return len(shown)  # an escape, which is ASCII
    if shown == JOINER or _is_zero_width(shown):
        return 0
    if shown in FLAGS:
        return 1  # newer tables of Unicode call them wide, and terminals show half a flag
    return 2 if unicodedata.east_asian_width(shown) in {"W", "F"} else 1


def _is_zero_width(character: str) -> bool:
    return character in LATER_JAMO or unicodedata.category(character[0]) in ZERO_WIDTH


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character[0]) in {"So", "Sm"}


def _has_picture(character: str) -> bool:
    return character in KEYS or (not character.isascii() and _is_symbol(character))
