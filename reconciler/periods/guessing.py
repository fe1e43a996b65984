"""What was most likely meant by a text that is no period, or is none yet: always something that reads, or nothing."""

import re
from collections.abc import Iterator

from reconciler.periods import hours
from reconciler.periods.folding import folded
from reconciler.periods.scales import UNITS, WEEKDAYS, WORDS, Unit, value_of
from reconciler.periods.words import named, number_in

LONGEST = 200
"""What a longer text was meant for, nobody guesses."""
ANY_TIME = frozenset({"24/7", "24x7", "*", "daily", "everyday", "always", "all", "any", "ежедневно", "круглосуточно"})
"""Words for no restriction at all."""
FILLERS = frozenset(
    {"and", "at", "from", "on", "hours", "o'clock", "every", "и", "в", "с", "на", "часов", "каждый", "&", "&&"}
)
"""Words between others that say nothing."""
_LISTED = re.compile(r"[\s,;/&+|]+")
_TO = re.compile(r"\s*-\s*|(?<=\S)\s+(?:to|till|until|through|thru|по|до)\s+(?=\S)")
_WRAPPING = re.compile(r"""[()\[\]<>"'{}]""")
_AFTER_NAME = re.compile(r"(?<=[a-zа-я])\s*[:=]\s*|(?<=\b(?:yr|mo|wk|yd|md|wd|hr))(?=[0-9])")
_WORD = re.compile(r"[\s,]+")


def meant_item(unit: Unit, written: str) -> str | None:
    """Answer what to write between the braces of a scale for an item that is none, or None."""
    if len(written) > LONGEST:
        return None
    text = _TO.sub("-", hours.joined(folded(written)))
    found = [_ends(unit, part) for part in _LISTED.split(text) if part]
    return " ".join(item for item in found if item) if found and all(found) else None


def _ends(unit: Unit, part: str, *, until: bool = False) -> str | None:
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


def meant_period(written: str) -> str | None:
    """Answer the period that words without braces were meant for, or None; one without scales is always active.

    words = { name | item of the scale that was named last | item whose scale can be told from itself }
    """
    if len(written) > LONGEST:
        return None
    text = _AFTER_NAME.sub(" ", _WRAPPING.sub(" ", folded(written)))
    words = [word for word in _WORD.split(_TO.sub("-", hours.joined(text))) if word]
    alternatives: list[dict[Unit, list[str]]] = [{}]
    unit: Unit | None = None
    for word in words:
        if word in FILLERS or word in ANY_TIME:
            continue
        if word in UNITS:
            unit = UNITS[word]
            continue  # its values follow
        found = _told(unit, word)
        if found is None:
            return None
        scale, item = found
        if scale is Unit.WEEKDAY and unit is None and Unit.HOUR in alternatives[-1]:
            alternatives.append({})
        alternatives[-1].setdefault(scale, []).append(item)
    if not words or words[-1] in UNITS:
        return None
    return ", ".join(" ".join(_scales(chosen)) for chosen in alternatives if chosen)


def _told(unit: Unit | None, word: str) -> tuple[Unit, str] | None:
    """Answer the scale and the item that a word is."""
    if unit is not None:
        item = word if all(value_of(unit, end) is not None for end in word.split("-", 1)) else meant_item(unit, word)
        return (unit, item) if item else None
    for guessed in (Unit.WEEKDAY, Unit.MONTH):
        item = _ends(guessed, word)
        if item and not any(sign.isdigit() for sign in word):
            return guessed, item
    item = _ends(Unit.HOUR, word, until=True) if "-" in word or ":" in word else None
    return (Unit.HOUR, item) if item else None


def _scales(chosen: dict[Unit, list[str]]) -> Iterator[str]:
    for unit, items in chosen.items():
        yield f"{unit} {{{' '.join(items)}}}"
