"""Words for weekdays and months as people write them: misspelt, cut short, Russian, or in letters that look alike."""

from reconciler.periods.folding import as_latin
from reconciler.periods.scales import (
    FULL_MONTHS,
    FULL_WEEKDAYS,
    MONTHS,
    WEEKDAYS,
    WORDS,
    Unit,
    integer,
    is_value,
    text_of,
)

NEAR = 75
"""How alike a word and a name must be for the name to be offered: twice what they share, in per cent of both."""
SHORTEST, LONGEST = 3, 20
"""Shorter words are misspelt beyond recognition, longer ones are no names."""

WORKDAYS = "mon-fri"
WEEKEND = "sat sun"
SEVERAL = {
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays", "working", "business"), WORKDAYS),
    **dict.fromkeys(("будни", "будний", "будние", "рабочие", "рабочий"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends", "выходные", "выходной"), WEEKEND),
}
"""Words for several weekdays."""
RUSSIAN: dict[Unit, dict[str, tuple[str, ...]]] = {
    Unit.WEEKDAY: {
        "mon": ("пн", "пон", "пнд", "понедельник"),
        "tue": ("вт", "вто", "втр", "вторник"),
        "wed": ("ср", "сре", "срд", "сред"),
        "thu": ("чт", "чет", "чтв", "четверг"),
        "fri": ("пт", "пят", "птн", "пятниц"),
        "sat": ("сб", "суб", "сбт", "суббот"),
        "sun": ("вс", "вос", "вск", "воскресен"),
    },
    Unit.MONTH: {
        "jan": ("янв",), "feb": ("фев",), "mar": ("мар",), "apr": ("апр",), "may": ("май", "мая"), "jun": ("июн",),
        "jul": ("июл",), "aug": ("авг",), "sep": ("сен",), "oct": ("окт",), "nov": ("ноя",), "dec": ("дек",),
    },
}  # fmt: skip
"""Short words and stems of the Russian names; a word of three letters or more may go on behind its stem."""
_FULL = {
    Unit.WEEKDAY: dict(zip(FULL_WEEKDAYS, WEEKDAYS, strict=True)),
    Unit.MONTH: dict(zip(FULL_MONTHS, MONTHS, strict=True)),
}


def named(unit: Unit, word: str) -> str | None:
    """Answer the three-letter name that a word was meant for, or the names of several; None if nobody can tell."""
    if unit is Unit.WEEKDAY and word in SEVERAL:
        return SEVERAL[word]
    latin = as_latin(word)
    return (
        _russian(unit, word)
        or _exact(unit, latin.strip("."))
        or _beginning(unit, latin.strip("."))
        or _nearest(unit, latin)
    )


def number_in(unit: Unit, word: str) -> str | None:
    """Answer the value of a scale that a word with digits at its beginning was meant for, such as `1st` or `136x`."""
    digits = word[: len(word) - len(word.lstrip("0123456789"))]
    if not digits or (word != digits and any(sign.isdigit() for sign in word[len(digits) :])):
        return None
    number = integer(digits)
    return text_of(unit, number) if is_value(unit, number) else None


def _russian(unit: Unit, word: str) -> str | None:
    for name, stems in RUSSIAN[unit].items():
        if any(word == stem or (len(stem) >= SHORTEST and word.startswith(stem)) for stem in stems):
            return name
    return None


def _exact(unit: Unit, word: str) -> str | None:
    number = WORDS[unit].get(word)
    return None if number is None else text_of(unit, number)


def _beginning(unit: Unit, word: str) -> str | None:
    """Answer the name that a word is cut short from, or goes on behind: `thur`, `mondays`."""
    if len(word) < SHORTEST or len(word) > LONGEST:
        return None
    return next((name for full, name in _FULL[unit].items() if full.startswith(word) or word.startswith(full)), None)


def _nearest(unit: Unit, word: str) -> str | None:
    if not SHORTEST < len(word) <= LONGEST:
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - it costs 30 ms, which right periods need not pay

    found = process.extractOne(word, list(_FULL[unit]), scorer=fuzz.ratio, score_cutoff=NEAR)
    return _FULL[unit][found[0]] if found else None
