"""What to say of an item in braces that is no value or range of its scale, and what to write instead."""

import re
from collections.abc import Sequence

from reconciler.periods import hours
from reconciler.periods.explaining import EXAMPLES, MALFORMED, NO_NEGATION, ending
from reconciler.periods.guessing import meant_item
from reconciler.periods.mistakes import Edit, Explained
from reconciler.periods.perl import WHITE
from reconciler.periods.quoting import braced, odd_character, quoted, shown
from reconciler.periods.scales import Unit, integer, is_value, text_of
from reconciler.periods.tokens import SPACES

VALUES = {
    Unit.YEAR: "Years are 1970 and later, or 0 to 99 for this century.",
    Unit.MONTH: "Months are jan to dec, or 1 to 12.",
    Unit.WEEK: "Weeks of a month are 1 to 6.",
    Unit.DAY_OF_YEAR: "Days of a year are 1 to 366.",
    Unit.DAY: "Days of a month are 1 to 31.",
    Unit.WEEKDAY: "Weekdays are sun, mon, tue, wed, thu, fri and sat.",
    Unit.HOUR: "Hours are 0 to 23.",
    Unit.MINUTE: "Minutes are 0 to 59.",
    Unit.SECOND: "Seconds are 0 to 59.",
}
_HALVES = "Hours are whole; for 9:30-18:00 write two entries, hr {9} min {30-59} and hr {10-17}."
_NUMBERS = re.compile(r"[0-9]+(?:\s*-\s*[0-9]+)?")
_NUMBER = re.compile("[0-9]+")
_HALVED = re.compile(r"[0-9]+\s+(?:[ap]\.?m\.?|noon)")


def explain(unit: Unit, written: str, place: tuple[int, int], reading: Sequence[tuple[int, int]] | None) -> Explained:
    """Explain an item; `reading` are the ranges that Time::Period takes it for, None if it is malformed there too."""
    meant = meant_item(unit, written)
    why = MALFORMED if reading is None else _silently(unit, reading, written, meant)
    what = _what(unit, written)
    if meant is None or "!" in written:
        return Explained(detail=f"{what} {why} {_advice(unit, written)}")
    return Explained(
        detail=f"{what} {why} Write {unit} {{{meant}}}{ending(unit, written, meant)}",
        edit=Edit(
            start=place[0], end=place[1], text=meant, is_night=unit is Unit.HOUR and hours.runs_over_midnight(meant)
        ),
    )


def comma(place: tuple[int, int]) -> Explained:
    """Explain a comma between values."""
    return Explained(
        detail=f"A comma stands between whole alternatives, never within braces. {MALFORMED} Write a space between the"
        " values, as in wd {mon fri}.",
        edit=Edit(start=place[0], end=place[1], text=" "),
    )


def odd_space(written: str, place: tuple[int, int]) -> Explained:
    """Explain what only looks like a space, between values."""
    odd = odd_character(written).partition(" stands in it")[0]
    return Explained(
        detail=f"{odd[0].upper()}{odd[1:]} looks like a space, and Time::Period takes it for one; another engine need"
        " not. Write a space.",
        edit=Edit(start=place[0], end=place[1], text=" "),
    )


def line_break(place: tuple[int, int]) -> Explained:
    """Explain a line feed between values."""
    return Explained(
        detail="A line ends within these braces: of several lines with values Time::Period silently reads the first"
        " alone. Write a space instead.",
        edit=Edit(start=place[0], end=place[1], text=" "),
    )


def _what(unit: Unit, written: str) -> str:
    odd = odd_character(written)
    if odd:
        return f"{quoted(written)} is no {unit.noun}: {odd}."
    if _NUMBERS.fullmatch(written):
        wrong = next((number for number in _NUMBER.findall(written) if not is_value(unit, integer(number))), written)
        return f"{shown(wrong)} is no {unit.noun}."
    if _is_badly_hyphenated(written):
        return f"{quoted(written)} is no range: a range is two values with one hyphen between them."
    if unit is Unit.HOUR and _HALVED.fullmatch(written.lower()):
        return f"{quoted(written)} is two values to an engine, and the second is no hour."
    return f"{quoted(written)} is no {unit.noun}."


def _is_badly_hyphenated(written: str) -> bool:
    parts = [part.strip(SPACES) for part in written.split("-")]
    return "-" in written and (not all(parts) or len(parts) > 2)  # noqa: PLR2004 - a range has two ends


def _silently(unit: Unit, reading: Sequence[tuple[int, int]], written: str, meant: str | None) -> str:
    taken = " ".join(
        text_of(unit, first) if first == last else f"{text_of(unit, first)}-{text_of(unit, last)}"
        for first, last in reading
    )
    because = {
        Unit.WEEKDAY: ", since it looks at the first two letters alone",
        Unit.MONTH: ", since it looks at the first three letters alone",
        Unit.DAY_OF_YEAR: ", since it looks at the digits at the beginning alone",
    }.get(unit, "")
    if any(character in WHITE and character not in SPACES for character in written):
        because = ", since it takes that for a space"
    others = "; another engine need not" if taken == meant else ""
    return f"Time::Period silently takes it for {braced(unit, taken)}{because}{others}."


def _advice(unit: Unit, written: str) -> str:
    if "!" in written:
        return NO_NEGATION
    if "*" in written:
        return f"Leave {unit} out for any {unit.noun}."
    if unit is Unit.HOUR and ":" in written:
        return _HALVES
    if _is_badly_hyphenated(written) or written.endswith("+"):
        return f"Write both ends, as in {EXAMPLES[unit]}."
    if unit is Unit.WEEKDAY and _NUMBERS.fullmatch(written):
        return f"{VALUES[unit]} Write names, which are read in one way alone."
    return VALUES[unit]
