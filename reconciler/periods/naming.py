"""Scales by other names than their own, as people write them: which one was most likely meant."""

import re

from reconciler.periods.folding import as_latin, folded
from reconciler.periods.guessing import LONGEST, meant_item
from reconciler.periods.hours import time_of
from reconciler.periods.scales import UNITS, Unit

NEAR = 70
"""How alike a name and the right one must be: twice what they share, in per cent of both."""
_OTHERS = {
    Unit.YEAR: "years yrs y год года годы",
    Unit.MONTH: "months mons mon mnth mth месяц месяцы мес",
    Unit.WEEK: "weeks wks weekofmonth неделя недели нед",
    Unit.DAY_OF_YEAR: "ydays doy dayofyear деньгода",
    Unit.DAY: "mdays dom dayofmonth date dates число числа деньмесяца",
    Unit.WEEKDAY: "wdays weekday weekdays dow dayofweek деньнедели днинедели",
    Unit.HOUR: "hours hrs h hh time час часы часов ч",
    Unit.MINUTE: "minutes mins mi минута минуты мин",
    Unit.SECOND: "seconds secs секунда секунды сек",
}
_NAMES = {**UNITS, **{name: unit for unit, names in _OTHERS.items() for name in names.split()}}
_DAYS = frozenset({"day", "days", "d", "день", "дни"})
"""Words for a day, of a week or of a month."""
_NO_LETTER = re.compile("[^a-zа-я]+")
_LETTERS = re.compile("[a-zа-я]{2,}")


def is_name(text: str) -> bool:
    """Tell whether several words together are used for a scale, such as `day of week`."""
    return len(text) <= LONGEST and _letters(text) in _NAMES


def meant_scale(name: str, content: str) -> Unit | None:
    """Answer the scale that a name with such a content was meant for, or None."""
    if len(name) > LONGEST:
        return None
    letters = _letters(name)
    if letters in _DAYS:
        return Unit.WEEKDAY if _is_all(Unit.WEEKDAY, content) else None
    latin = as_latin(letters)
    found = _NAMES.get(letters) or UNITS.get(latin)
    return found or _nearest(latin) or _by_content(content)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", folded(text))


def _nearest(letters: str) -> Unit | None:
    if len(letters) <= 1:
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - it costs 30 ms, which right periods need not pay

    found = process.extractOne(letters, list(_NAMES), scorer=fuzz.ratio, score_cutoff=NEAR)
    return _NAMES[found[0]] if found else None


def _by_content(content: str) -> Unit | None:
    """Answer the scale whose words a content consists of; numbers alone could be anything."""
    for unit in (Unit.WEEKDAY, Unit.MONTH):
        if _is_all(unit, content):
            return unit
    times = content[: LONGEST + 1].replace("-", " ").split(" ")
    clock = all(time_of(word.lower()) for word in times if word) and any(
        ":" in word or "m" in word.lower() for word in times
    )
    return Unit.HOUR if clock else None


def _is_all(unit: Unit, content: str) -> bool:
    return bool(_LETTERS.search(content[:LONGEST].lower())) and meant_item(unit, content) is not None
