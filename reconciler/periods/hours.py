"""Times of a day as people write them, as the hours that the scale has: 9:00-18:00 is `9-17`."""

import re
from typing import NamedTuple

from reconciler.periods.scales import NOON, Unit

LAST = Unit.HOUR.high
MIDNIGHT = 24
LAST_MINUTE = 59
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2})(?::[0-9]{2})?)?(?:h|ч)?(am|pm|noon)?")
_HALF = re.compile(r"\b([ap])\.?\s?m\b\.?")
_BEFORE_HALF = re.compile(r"(?<=[0-9])\s+(?=(?:am|pm|noon)\b)")
_RANGE = re.compile("([0-9]+)-([0-9]+)")
WORDS = {"noon": "12:00", "midnight": "24:00", "полдень": "12:00", "полночь": "24:00"}


class Time(NamedTuple):
    """A time as it was written; `minute` is None where only an hour was, `has_half` is for am and pm."""

    hour: int
    minute: int | None
    has_half: bool = False

    @property
    def is_of_24(self) -> bool:
        """Tell whether only a clock of 24 hours shows it."""
        return not self.has_half and (self.hour == 0 or self.hour > NOON)


def joined(text: str) -> str:
    """Answer a text with `9 a.m.` written as `9am`."""
    return _BEFORE_HALF.sub("", _HALF.sub(r"\1m", text))


def time_of(word: str) -> Time | None:
    """Answer the time that a word is, or None."""
    found = _TIME.fullmatch(WORDS.get(word, word))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2]) if found[2] else None
    if hour > (LAST if found[3] else MIDNIGHT) or (minute or 0) > LAST_MINUTE:
        return None
    match found[3]:
        case "am" if hour == NOON:
            hour = 0
        case "pm" if hour < NOON:
            hour += NOON
        case "noon" if hour != NOON:
            return None
    return Time(hour, minute, has_half=found[3] is not None)


def single(word: str) -> str | None:
    """Answer the hour that a time alone begins, or None if it is not a whole one, or 24, which may be the last one."""
    time = time_of(word)
    if time is None or time.minute or (time.hour == MIDNIGHT and time.minute is None):
        return None
    return str(time.hour % MIDNIGHT)


def span(first: str, last: str, *, until: bool = False) -> str | None:
    """Answer the hours from one time to another, or None where they are not whole.

    Written with minutes, or (`until`) on a clock, the last one is when it ends; without, the last hour is included.
    """
    begin, end = time_of(first), time_of(last)
    if begin is None or end is None or begin.minute or _is_riddle(begin, end):
        return None
    if end.minute == LAST_MINUTE or (begin.minute is None and end.minute is None and not until):
        stop = min(end.hour, LAST)
    elif end.minute:
        return None
    else:
        stop = (end.hour - 1) % MIDNIGHT
    start = begin.hour % MIDNIGHT
    return str(start) if start == stop else f"{start}-{stop}"


def _is_riddle(begin: Time, end: Time) -> bool:
    """Tell whether nobody knows the half of the day that is meant: `9 to 5`, `9pm-11`, `1-5pm`."""
    if begin.is_of_24 or end.is_of_24:
        return False
    if begin.hour >= end.hour:
        return not (begin.has_half and end.has_half)
    return end.has_half and not begin.has_half and begin.hour + NOON < end.hour


def runs_over_midnight(item: str) -> bool:
    """Tell whether some hours, written as the scale has them, begin on one day and end on the next: `22-5`."""
    found = _RANGE.findall(item)
    return any(int(first) > int(last) for first, last in found)
