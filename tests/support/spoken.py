"""Times in words read back: whether a moment is within what a line of a plan says about it.

What is read is what `periods.weekly` and `routing.changes` write, and nothing of theirs is used for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import chain

DAY = timedelta(days=1)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[+-][0-9]{2}:[0-9]{2})?"
BUT = re.compile(r" \(but for (?P<spans>.*)\)$")
SPAN = re.compile(
    rf"(?:(?P<from>{STAMP}) – (?P<to>{STAMP})|until (?P<at_least>{STAMP}) at least|until (?P<until>{STAMP})"
    rf"|from (?P<since>{STAMP}) on)(?:, |$)"
)
DATES = re.compile(r"(?P<not>not on )?(?P<first>\d{4}-\d\d-\d\d)(?: to (?P<last>\d{4}-\d\d-\d\d))?(?: |$)")
WEEKLY = re.compile(r"(?P<days>every day|(?:[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)(?:, [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)*) ")
CLOCK = r"\d\d:\d\d(?::\d\d)?"
TIMES = re.compile(
    rf"(?P<from>{CLOCK})(?:-(?:(?P<weekday>[A-Z][a-z]{{2}}) )?| – (?P<date>\d{{4}}-\d\d-\d\d) )(?P<to>{CLOCK})"
)


@dataclass(frozen=True, slots=True)
class Times:
    """What begins on one day: spans of seconds from its midnight, which can end on a later day."""

    words: tuple[str, ...]

    def hold(self, day: date, moment: datetime) -> bool:
        """Tell whether a local moment is in what begins on a day."""
        midnight = datetime.combine(day, datetime.min.time())
        for word in self.words:
            if word == "all day":
                if midnight <= moment < midnight + DAY:
                    return True
                continue
            found = TIMES.fullmatch(word)
            assert found is not None, word
            start, end = seconds(found["from"]), seconds(found["to"])
            days = int(end <= start)
            if found["weekday"]:
                days = (WEEKDAYS.index(found["weekday"]) - day.weekday()) % 7 or 7 * (end <= start)
            elif found["date"]:
                days = (date.fromisoformat(found["date"]) - day).days
            if midnight + timedelta(seconds=start) <= moment < midnight + timedelta(days=days, seconds=end):
                return True
        return False


def seconds(clock: str) -> int:
    """Answer the seconds of a day that a clock shows."""
    parts = [int(part) for part in clock.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)


def is_within(when: str, moment: datetime, zone: tzinfo) -> bool:
    """Tell whether a moment is within the times of a line."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    but = BUT.search(when)
    if but is not None:
        for span in but["spans"].split(" and "):
            first, _, last = span.partition(" – ")
            if _between(first, last, moment, zone):
                return False
        when = when[: but.start()]
    if "; " in when and all(SPAN.fullmatch(item) for item in when.split("; ")):
        return any(is_within(item, moment, zone) for item in when.split("; "))
    whole = SPAN.match(when)
    if whole is not None:
        if not _between(whole["from"] or whole["since"], whole["to"] or whole["until"], moment, zone):
            return False
        when = when[whole.end() :]
    return when in {"", "always"} or _told(when).hold(local)


def _between(first: str | None, last: str | None, moment: datetime, zone: tzinfo) -> bool:
    """Tell whether a moment is not before the first of two, and before the last."""
    return (first is None or not _is_before(moment, first, zone)) and (last is None or _is_before(moment, last, zone))


def _is_before(moment: datetime, stamp: str, zone: tzinfo) -> bool:
    """Tell whether a moment is before one that is written; without a distance from UTC, by the clocks of a zone."""
    written = datetime.fromisoformat(stamp)
    return moment < written if written.tzinfo else moment.astimezone(zone).replace(tzinfo=None) < written


@dataclass(frozen=True, slots=True)
class Told:
    """Times of weekdays and of dates; what a date says stands instead of its weekday's."""

    weekly: Mapping[int, Times]
    dated: Mapping[date, Times]

    def hold(self, local: datetime) -> bool:
        """Tell whether a local moment is in what begins on any day."""
        near = (local.date() - DAY * back for back in range(9))
        usual = ((day, self.weekly.get(day.weekday())) for day in near if day not in self.dated)
        return any(times.hold(day, local) for day, times in chain(usual, self.dated.items()) if times is not None)


@lru_cache(maxsize=1024)
def _told(words: str) -> Told:
    """Read times of weekdays and dates."""
    weekly: dict[int, Times] = {}
    dated: dict[date, Times] = {}
    for item in words.split("; "):
        dates = DATES.match(item)
        if dates is not None:
            times = Times(tuple(item[dates.end() :].split(" and ")) if item[dates.end() :] else ())
            day, last = date.fromisoformat(dates["first"]), date.fromisoformat(dates["last"] or dates["first"])
            while day <= last:
                dated[day] = times
                day += DAY
        else:
            found = WEEKLY.match(item)
            assert found is not None, item
            times = Times(tuple(item[found.end() :].split(" and ")))
            for weekday in _weekdays(found["days"]):
                weekly[weekday] = times
    return Told(weekly, dated)


def _weekdays(words: str) -> list[int]:
    if words == "every day":
        return list(range(7))
    found = []
    for run in words.split(", "):
        first, _, last = run.partition("-")
        index = WEEKDAYS.index(first)
        found.append(index)
        while last and WEEKDAYS[index] != last:
            index = (index + 1) % 7
            found.append(index)
    return found
