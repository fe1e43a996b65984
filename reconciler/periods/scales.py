"""The nine scales: their names, the values that each has, and how a value is written."""

import re
from enum import StrEnum
from typing import Self

FAR_YEAR = 10**9
"""A year of more digits counts as this one: no calendar reaches either."""
LAST_SHORT_YEAR = 99
FIRST_YEAR = 1970
NOON = 12
_LONGEST_YEAR = 9


class Unit(StrEnum):
    """A scale by its short name, as in the provider's examples; `low` and `high` are its least and its last value."""

    long: str
    noun: str
    low: int
    high: int

    def __new__(cls, value: str, long: str, noun: str, low: int, high: int) -> Self:
        """Make a member that is its own short name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.long, member.noun, member.low, member.high = long, noun, low, high
        return member

    YEAR = "yr", "year", "year", 0, FAR_YEAR
    MONTH = "mo", "month", "month", 1, 12
    WEEK = "wk", "week", "week of a month", 1, 6
    DAY_OF_YEAR = "yd", "yday", "day of a year", 1, 366
    DAY = "md", "mday", "day of a month", 1, 31
    WEEKDAY = "wd", "wday", "weekday", 1, 7
    HOUR = "hr", "hour", "hour", 0, 23
    MINUTE = "min", "minute", "minute", 0, 59
    SECOND = "sec", "second", "second", 0, 59


UNITS: dict[str, Unit] = {name: unit for unit in Unit for name in (unit.value, unit.long)}
"""The scales by either of their names."""
TIMES = frozenset({Unit.HOUR, Unit.MINUTE, Unit.SECOND})
"""The scales that part a day; the others choose days."""

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

WORDS: dict[Unit, dict[str, int]] = {
    Unit.WEEKDAY: {
        **{name[:2]: number for number, name in enumerate(WEEKDAYS, 1)},
        **{name: number for number, name in enumerate(WEEKDAYS, 1)},
        **{name: number for number, name in enumerate(FULL_WEEKDAYS, 1)},
    },
    Unit.MONTH: {
        **{name: number for number, name in enumerate(MONTHS, 1)},
        **{name: number for number, name in enumerate(FULL_MONTHS, 1)},
    },
}
"""The words that some scales have for their values."""

_DIGITS = re.compile("[0-9]+")
CLOCK_HOUR = re.compile("([0-9]+)(am|pm|noon)")


def value_of(unit: Unit, word: str) -> int | None:
    """Answer the number that a word is in a scale, or None where it is no value of it.

    value = ASCII digits, leading zeros allowed; a 2- or 3-letter or full English day name; a 3-letter or full month
    name; an hour word. Letters are taken large or small.
    """
    if not word.isascii():
        return None
    if _DIGITS.fullmatch(word):
        number = integer(word)
        return number if is_value(unit, number) else None
    lower = word.lower()
    if unit is Unit.HOUR:
        return _hour(lower)
    return WORDS[unit].get(lower) if unit in WORDS else None


def is_value(unit: Unit, number: int) -> bool:
    """Tell whether a number is one of a scale's values; no scale has the years 100 to 1969."""
    if unit is Unit.YEAR and LAST_SHORT_YEAR < number < FIRST_YEAR:
        return False
    return unit.low <= number <= unit.high


def integer(digits: str) -> int:
    """Answer the number that ASCII digits write; there may be a million of them."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= _LONGEST_YEAR else FAR_YEAR


def _hour(word: str) -> int | None:
    """Answer the hour that a word of the twelve-hour clock names.

    As Time::Period 1.25 has it, `0am` is 0, `0pm` is 12 and `13am` is 13. Beyond it, `13pm` to `23pm` are the hours 13
    to 23: the provider's own example has `14pm`.
    """
    found = CLOCK_HOUR.fullmatch(word)
    if found is None:
        return None
    number, letters = integer(found[1]), found[2]
    if letters == "noon":
        return NOON if number == NOON else None
    if number == NOON:
        number = NOON if letters == "pm" else 0
    elif letters == "pm" and number < NOON:
        number += NOON
    return number if is_value(Unit.HOUR, number) else None


def text_of(unit: Unit, number: int) -> str:
    """Answer how a value is best written: names of three letters, all else as a number."""
    match unit:
        case Unit.WEEKDAY:
            return WEEKDAYS[number - 1]
        case Unit.MONTH:
            return MONTHS[number - 1]
        case _:
            return str(number)
