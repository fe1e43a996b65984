"""Scales by other names than their own, as people write them: which one was most likely meant."""

import re

from reconciler.periods.folding import as_latin, folded
from reconciler.periods.guessing import LONGEST, meant_item
from reconciler.periods.hours import time_of
from reconciler.periods.scales import UNITS, Unit
from reconciler.periods.words import known

NEAR = 70
"""How alike a name and the right one must be: twice what they share, in per cent of both."""
_OTHERS = {
    Unit.YEAR: "years yrs y год года годы",
    Unit.MONTH: "months mnth mth месяц месяцы мес",
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
_NAME = re.compile(r"[^\W\d_][\w .:=-]*")
"""A name with nothing in it that says 'not' or 'or'."""
_WEEKDAYS = _DAYS | {"weekday", "weekdays"}
"""Words of which the content tells whether they name the scale of weekdays."""
_NO_LETTER = re.compile("[^a-zа-я]+")
_LETTERS = re.compile("[a-zа-я]{2,}")


def is_name(text: str) -> bool:
    """Tell whether several words together are used for a scale, such as `day of week`."""
    return len(text) <= LONGEST and ("!" in text or _is_plain(text)) and _letters(text) in _NAMES


def meant_scale(name: str, content: str) -> Unit | None:
    """Answer the scale that a name with such a content was meant for, or None."""
    if len(name) > LONGEST or not (_is_plain(name) or not name):
        return None
    letters = _letters(name)
    if letters in _DAYS or unit_of_value(name) is Unit.WEEKDAY:
        return Unit.WEEKDAY if letters in _WEEKDAYS and _is_all(Unit.WEEKDAY, content) else None
    if unit_of_value(name) is not None:
        return None
    latin = as_latin(letters)
    found = _NAMES.get(letters) or UNITS.get(latin)
    return found or _nearest(latin) or _by_content(content)


def unit_of_value(name: str) -> Unit | None:
    """Answer the scale of which a name is a value, as people write it: `mon {9-12}`, `weekend {10-16}`."""
    word = folded(name[:LONGEST])
    return next((unit for unit in (Unit.WEEKDAY, Unit.MONTH) if known(unit, word) is not None), None)


def _is_plain(name: str) -> bool:
    return _NAME.fullmatch(folded(name)) is not None


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", folded(text))


def _nearest(letters: str) -> Unit | None:
    if len(letters) <= 1:
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - it costs 30 ms, which right periods need not pay

    found = process.extract(letters, list(_NAMES), scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
    best = {_NAMES[name] for name, score, _ in found if score == found[0][1]}
    return best.pop() if len(best) == 1 else None


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
