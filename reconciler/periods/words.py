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
APART = 6
"""So much less alike the next name must be: `juny` is as near to june as to july."""
ENDINGS = ("", "s", "'s", "s'", "’s")
"""What a whole name may have behind it."""
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
    return known(unit, word) or _nearest(unit, as_latin(word.strip(".")))


def known(unit: Unit, word: str) -> str | None:
    """Answer the three-letter name that a word is, whole, cut short or Russian, or the names of several, or None."""
    if unit is Unit.WEEKDAY and word in SEVERAL:
        return SEVERAL[word]
    bare = word.strip(".")
    latin = as_latin(bare)
    return _russian(unit, bare) or _exact(unit, latin) or _beginning(unit, latin)


def number_in(unit: Unit, word: str) -> str | None:
    """Answer the value of a scale that a word with digits at its beginning was meant for, such as `1st` or `136x`."""
    digits = word[: len(word) - len(word.lstrip("0123456789"))]
    behind = word[len(digits) :].removesuffix(".")
    if not digits or (behind and not behind.isalpha()):
        return None
    number = integer(digits)
    return text_of(unit, number) if is_value(unit, number) else None


def _russian(unit: Unit, word: str) -> str | None:
    for name, stems in RUSSIAN[unit].items():
        for stem in stems:
            if word == stem or (len(stem) >= SHORTEST and word.startswith(stem) and _is_one(unit, word[len(stem) :])):
                return name
    return None


def _is_one(unit: Unit, behind: str) -> bool:
    """Tell whether what stands behind a stem is its ending, and has no further name in it."""
    stems = (stem for names in RUSSIAN[unit].values() for stem in names)
    return behind.isalpha() and not any(stem in behind for stem in stems)


def _exact(unit: Unit, word: str) -> str | None:
    number = WORDS[unit].get(word)
    return None if number is None else text_of(unit, number)


def _beginning(unit: Unit, word: str) -> str | None:
    """Answer the name that a word is cut short from, or goes on behind: `thur`, `mondays`."""
    if len(word) < SHORTEST or len(word) > LONGEST:
        return None
    return next(
        (
            name
            for full, name in _FULL[unit].items()
            if full.startswith(word) or (word.startswith(full) and word[len(full) :] in ENDINGS)
        ),
        None,
    )


def _nearest(unit: Unit, word: str) -> str | None:
    if not SHORTEST < len(word) <= LONGEST or not word.isalpha():
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - it costs 30 ms, which right periods need not pay

    found = process.extract(word, list(_FULL[unit]), scorer=fuzz.ratio, limit=2)
    (best, score, _), (_, second, _) = found
    return _FULL[unit][best] if score >= NEAR and score - second >= APART else None
