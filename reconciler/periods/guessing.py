"""What was most likely meant between the braces of a scale: always something that reads, or nothing."""

import re

from reconciler.periods import hours
from reconciler.periods.folding import folded
from reconciler.periods.scales import WEEKDAYS, WORDS, Unit, value_of
from reconciler.periods.tokens import SPACES
from reconciler.periods.words import named, number_in

LONGEST = 200
"""What a longer text was meant for, nobody guesses."""
_LISTED = re.compile(r"(?<=\w)(?:\+|\s+\+\s+)(?=\w)|[\s,;/&|]+")
"""What parts a list; a `+` behind a value alone means that it goes on from there."""
_FRACTION = re.compile(r"[0-9]\s*/\s*[0-9]")
"""A date, a step or a span: nobody knows."""
_HYPHEN = re.compile(rf"[{SPACES}]*-[{SPACES}]*")
TO = re.compile(r"\s*-\s*|(?<=\S)\s+(?:to|till|until|through|thru|по|до)\s+(?=\S)")
"""What stands between the ends of a range."""


def meant_item(unit: Unit, written: str) -> str | None:
    """Answer what to write between the braces of a scale for an item that is none, or None."""
    if len(written) > LONGEST:
        return None
    text = TO.sub("-", hours.joined(folded(written)))
    if _FRACTION.search(text):
        return None
    found = [ends(unit, part) for part in _LISTED.split(text) if part]
    return " ".join(item for item in found if item) if found and all(found) else None


def reads(unit: Unit, content: str) -> bool:
    """Tell whether what stands in braces reads in a scale as it is."""
    items = _HYPHEN.sub("-", content.strip(SPACES)).replace("\t", " ").split(" ")
    return all(
        1 <= len(words) <= 2 and all(value_of(unit, word) is not None for word in words)  # noqa: PLR2004 - two ends
        for words in (item.split("-") for item in items if item)
    )


def ends(unit: Unit, part: str, *, until: bool = False) -> str | None:
    """Answer a value, a range, or the values of a range that would run over the end of its scale."""
    words = [word for word in part.split("-") if word]
    if part[0] == "-" or part[-1] == "-" or not words:
        return None
    match words:
        case [word]:
            return hours.single(word) if unit is Unit.HOUR else _value(unit, word)
        case [first, last] if unit is Unit.HOUR:
            return hours.span(first, last, until=until)
        case [first, last]:
            return _range(unit, _value(unit, first), _value(unit, _last(unit, last)))
        case _:
            return None


def _last(unit: Unit, word: str) -> str:
    """Answer the last value for one that was counted to the end of the scale, such as minute 60."""
    past = unit in (Unit.MINUTE, Unit.SECOND) and word == "60"
    return "59" if past else word


def _value(unit: Unit, word: str) -> str | None:
    if unit in WORDS and not word[0].isdigit():
        return named(unit, word)
    if unit is Unit.WEEKDAY:
        return None  # with 0, or above 7, they are counted in yet another way
    return number_in(unit, word)


def _range(unit: Unit, first: str | None, last: str | None) -> str | None:
    if first is None or last is None or " " in first + last or "-" in first + last:
        return None
    if first == last:
        return first
    begin, end = value_of(unit, first), value_of(unit, last)
    if unit is not Unit.WEEKDAY or begin is None or end is None or begin < end:
        return f"{first}-{last}"
    return " ".join(WEEKDAYS[number % len(WEEKDAYS)] for number in range(begin - 1, end + len(WEEKDAYS)))
