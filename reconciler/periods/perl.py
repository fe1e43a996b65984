"""How Time::Period itself reads what is no value here: what it takes without a word, and for what.

It is written after that module's own expressions, so that a mistake can be told apart from what is silently misread.
"""

import re

from reconciler.periods.scales import MONTHS, NOON, WEEKDAYS, Unit, integer, is_value

WHITE = " \t\n\r\f\v\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What is white space in its expressions: all that Unicode has."""
_SPACES = re.compile(f"[{WHITE}]+")
_HYPHENATED = re.compile(rf"(\w)[{WHITE}]*-[{WHITE}]*(\w+)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?")
_WORD = re.compile(r"\w")
_CLOCK_HOUR = re.compile(r"(\d+)(am|pm|noon)")
"""Its digits are those of every alphabet, of which only ASCII ones count when they become a number."""
_DIGITS = re.compile("[0-9]*")
_LETTER = re.compile("[a-z]")
_FIRST_LETTERS = {
    Unit.WEEKDAY: (2, {name[:2]: number for number, name in enumerate(WEEKDAYS, 1)}),
    Unit.MONTH: (3, {name: number for number, name in enumerate(MONTHS, 1)}),
}
"""So many letters of a word are looked at, and what they mean."""

Taken = tuple[int, int]


def is_blank(text: str) -> bool:
    """Tell whether it would see nothing in a text."""
    return not stripped(text)


def stripped(text: str) -> str:
    """Answer a text without what is white space to it at both ends."""
    return text.strip(WHITE)


def taken(unit: Unit, text: str) -> tuple[Taken, ...] | None:
    """Answer the ranges for which it takes a part of what stands in braces, or None if it calls that malformed."""
    joined = _HYPHENATED.sub(r"\1-\2", stripped(text.lower()))
    found = []
    for item in _SPACES.split(joined):
        ends = _ends(unit, item)
        if ends is None:
            return None
        found.append(ends)
    return tuple(found)


def _ends(unit: Unit, item: str) -> Taken | None:
    if "-" not in item:
        value = _single(unit, item) if _WORD.search(item) else None
        return None if value is None else (value, value)
    first, _, last = item.rpartition("-")
    if not _WORD.search(first) or not _WORD.search(last):
        return None
    begin, end = _value(unit, first), _value(unit, last)
    return None if begin is None or end is None else (begin, end)


def _single(unit: Unit, item: str) -> int | None:
    """Read a value alone; a day of a year is counted down before it is looked at, which makes a number of anything."""
    if unit is not Unit.DAY_OF_YEAR:
        return _value(unit, item)
    found = _NUMBER.match(item)
    number = float(found[0]) if found else 0.0
    return int(number) if number.is_integer() and is_value(unit, int(number)) else None


def _value(unit: Unit, word: str) -> int | None:
    if unit in _FIRST_LETTERS and _LETTER.search(word):
        count, names = _FIRST_LETTERS[unit]
        return names.get(word[:count])
    if unit is Unit.HOUR and (clock := _CLOCK_HOUR.fullmatch(word)):
        found = _DIGITS.match(clock[1])
        return _hour(integer(found[0]) if found else 0, clock[2])
    if not all(character.isdecimal() for character in word):
        return None
    found = _NUMBER.match(word)
    number = integer(found[0]) if found else 0
    return number if is_value(unit, number) else None


def _hour(number: int, letters: str) -> int | None:
    if letters == "noon":
        return NOON if number == NOON else None
    if number == NOON:
        number = NOON if letters == "pm" else 0
    elif letters == "pm":
        number += NOON
    return number if is_value(Unit.HOUR, number) else None
