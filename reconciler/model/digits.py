"""Digits as people write them, and programs break them: what they were most likely meant to be, in sentences."""

import re
import unicodedata

from reconciler.model.phone import phone_problem, suggestion
from reconciler.model.spelling import LONGEST, is_unseen, named

DIGIT_LIKE = dict(zip("OoОоΟοIlІЗзЧч", "0000001113344", strict=True))
"""Letters that nobody can tell from digits, or hardly."""
SCIENTIFIC = re.compile(r"[0-9]+[.,][0-9]+[eE]\+?[0-9]{1,3}", re.ASCII)
LOST = " A spreadsheet may have lost its last digits: look the number up."
LEAST_LOST, ROUND = 10**9, 10**4
"""From which number on a spreadsheet rounds what it shows, and how round it is then at least."""


def whole_number_hint(value: object) -> str:
    """Answer sentences that offer the whole number which a text or a decimal number was written for, or nothing."""
    if isinstance(value, str):
        digits, odd = digits_meant(value) or ("", "")
        return f" Did you mean {digits}?{odd}" if digits else LOST if SCIENTIFIC.fullmatch(value) else ""
    if not isinstance(value, float) or not value.is_integer():
        return ""
    # 7.49911E+10 is what a spreadsheet shows of 74991112233 in a narrow column.
    return LOST if value >= LEAST_LOST and value % ROUND == 0 else f" Write {int(value)}."


def phone_hint(written: str, *, quote: str = "") -> str:
    """Answer sentences that offer the phone number or SIP ID which a text was written for, or nothing."""
    digits, odd = digits_meant(written) or (written, "")
    better = digits if odd and phone_problem(digits) is None else suggestion(digits)
    if better is None:
        return LOST if SCIENTIFIC.fullmatch(written) else odd
    return f" Did you mean {quote}{better}{quote}?{odd}"


def digits_meant(text: str) -> tuple[str, str] | None:
    """Answer the digits that a text only seems to be, and a sentence about its first odd character, or None.

    Both look right on a screen: `2О` with a letter, `٧٤` in other digits, 20 with a mark that nobody sees before it.
    """
    if len(text) > LONGEST:
        return None
    digits = "".join(_digit(character) for character in text)
    if digits == text or not digits.isdecimal():
        return None
    index, odd = next((index, sign) for index, sign in enumerate(text) if _digit(sign) != sign)
    return digits, named(index, odd)


def _digit(character: str) -> str:
    if character.isascii() and character not in DIGIT_LIKE:
        return character
    return "" if is_unseen(character) else DIGIT_LIKE.get(character, str(unicodedata.decimal(character, character)))
