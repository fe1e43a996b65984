"""Days with their patterns told in lines of weekdays, for people: `Mon-Fri 09:00-18:00`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from reconciler.periods.labels import ALL_DAY, NAMES, WEEK, Days, Label, bits, every_seventh, labels_of, ones
from reconciler.periods.pattern import ALWAYS, Pattern

LONG = re.compile(f"(?P<start>[0-9:]+)-(?P<day>{'|'.join(NAMES)}) (?P<end>[0-9:]+)")
"""A span that ends on another weekday than the next one."""
LATER = re.compile(f"-(?P<day>{'|'.join(NAMES)}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) ")
"""Where a span names the later day on which it ends."""
MOST_DATES = 10
"""So many lines tell of single dates."""


class Dated(NamedTuple):
    """So many days in a row on which that begins which a label tells, from a day on that is counted from the first.

    They are put into words when asked.
    """

    first: date
    begin: int
    days: int
    label: Label

    @property
    def on(self) -> str:
        """The dates."""
        on = _date(self.first, self.begin)
        return on if self.days == 1 else f"{on} to {_date(self.first, self.begin + self.days - 1)}"

    @property
    def times(self) -> str:
        """What begins on each of them, "" for nothing; what ends on a later day has its date."""
        if " " not in "".join(self.label):
            return " and ".join(self.label)
        day = self.first + timedelta(days=self.begin)
        return " and ".join([_dated(span, day) for span in self.label])


class Told(NamedTuple):
    """What is usual on weekdays, a line each; and dates with what begins on them instead.

    So many dates are `left` out, the last of which is `until`.
    """

    usual: tuple[str, ...]
    dates: tuple[Dated, ...] = ()
    left: int = 0
    until: str = ""

    def lines(self) -> tuple[str, ...]:
        """Answer all of it in lines."""
        dates = (f"{one.on} {one.times}" if one.label else f"not on {one.on}" for one in self.dates)
        more = (f"and otherwise on {more_dates(self.left)} until {self.until}",) if self.left else ()
        return (*self.usual, *dates, *more)


def more_dates(count: int) -> str:
    """Answer in words how many more dates there are."""
    return f"{count} more date{'s' if count != 1 else ''}"


def lines(days: Sequence[tuple[date, Pattern]]) -> tuple[str, ...]:
    """Answer when something holds on consecutive days: a line for weekdays of the same times, none if it never holds.

    A span through midnight stands with the day on which it begins: `Mon-Thu 18:00-09:00`, `Fri 18:00-Mon 09:00`. What
    is behind the last day is taken to be as a week before, and before the first one as a week later. A date on which
    it is not as usual has a line of its own.
    """
    shared: dict[Pattern, Days] = {}
    for index, (_, pattern) in enumerate(days):
        shared[pattern] = shared.get(pattern, 0) | 1 << index
    return told_of_sets(days[0][0], len(days), shared).lines() if days else ()


def told_of_sets(
    first: date, count: int, shared: Mapping[Pattern, Days], *, nights: bool = False, most: int | None = None
) -> Told:
    """Answer the same for patterns with the days that have them, of so many days from the first one on.

    With `nights`, whole days between nights are told as people say it: `Sat-Sun all day`, `Mon-Fri 18:00-09:00`. Of
    dates so many are told that there are at `most` so many lines, but at least one.
    """
    every = (1 << count) - 1
    if every == sum(days for pattern, days in shared.items() if pattern == ALWAYS):
        return Told((f"every day {ALL_DAY}",))
    labels = labels_of(first, count, {pattern: days & every for pattern, days in shared.items() if pattern})
    usual = _usual(labels, every)
    unusual = {label: rest for label, days in labels.items() if (rest := days & ~usual.get(label, 0))}
    dates = {label: days for label, days in labels.items() if label}
    others = _count(unusual)
    if others <= MOST_DATES:
        by_weekday = tuple(_weekday_lines(usual, first.weekday(), nights=nights))
        if not others and count >= WEEK:
            return Told(by_weekday)
        if len(by_weekday) + others <= min(_count(dates), MOST_DATES + 1):
            return _with_dates(by_weekday, unusual, first, most)
    return _with_dates((), dates, first, most)


def _usual(labels: Mapping[Label, Days], every: Days) -> dict[Label, Days]:
    """Answer the days of each label that is the most frequent one on their weekday; of equals the one that is first."""
    found: dict[Label, Days] = {}
    for index in range(WEEK):
        of_weekday = every_seventh(every.bit_length()) << index & every
        most, since, usual = 0, 0, None
        for label, days in labels.items():
            some = days & of_weekday
            if not some:
                continue
            count = some.bit_count()
            if count > most or (count == most and some & -some < since):
                most, since, usual = count, some & -some, label
        if usual is not None:
            found[usual] = found.get(usual, 0) | of_weekday
    return found


def _weekday_lines(usual: Mapping[Label, Days], first: int, *, nights: bool) -> Iterator[str]:
    """Yield a line for the weekdays of each label, in the order of the week."""
    by_weekday: dict[int, Label] = {}
    for label, days in usual.items():
        for index in bits(days & (1 << WEEK) - 1):
            by_weekday[(first + index) % WEEK] = label
    told: dict[Label, list[int]] = {}
    order = sorted(by_weekday)
    if nights:
        by_weekday = _by_nights(by_weekday)
        order.sort(key=lambda weekday: by_weekday[weekday] != (ALL_DAY,))
    for weekday in order:
        told.setdefault(by_weekday[weekday], []).append(weekday)
    for label, weekdays in told.items():
        if label:
            yield f"{_weekdays(weekdays)} {' and '.join(label)}"


def _by_nights(labels: Mapping[int, Label]) -> dict[int, Label]:
    """Answer the labels of a week with the night before whole days told like all others, and those days by themselves.

    The span that is parted so ends in the morning of a day with a night of the same hours, whose line tells it too.
    """
    found = dict(labels)
    for weekday, label in labels.items():
        span = LONG.fullmatch(label[0]) if len(label) == 1 else None
        if span is None or span["end"] > span["start"]:
            continue
        night, last = f"{span['start']}-{span['end']}", NAMES.index(span["day"])
        between = [(weekday + step) % WEEK for step in range(1, (last - weekday) % WEEK)]
        if labels.get(last) in {(night,), label} and not any(labels.get(day) for day in between):
            found |= {weekday: (night,), **dict.fromkeys(between, (ALL_DAY,))}
    return found


def _weekdays(weekdays: Sequence[int]) -> str:
    """Answer weekdays as runs; one that goes over the end of the week is one run."""
    if len(weekdays) == WEEK:
        return "every day"
    runs: list[tuple[int, int]] = []
    for weekday in weekdays:
        if runs and runs[-1][1] == weekday - 1:
            runs[-1] = runs[-1][0], weekday
        else:
            runs.append((weekday, weekday))
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][1] == WEEK - 1:
        runs = [(runs[-1][0], runs[0][1]), *runs[1:-1]]
    return ", ".join(NAMES[first] if first == last else f"{NAMES[first]}-{NAMES[last]}" for first, last in runs)


def _count(labels: Mapping[Label, Days]) -> int:
    """Answer how many runs of days with the same label there are."""
    return sum((days & ~(days << 1)).bit_count() for days in labels.values())


def _with_dates(usual: tuple[str, ...], labels: Mapping[Label, Days], first: date, most: int | None) -> Told:
    """Answer lines of weekdays with what begins on dates; those in a row with the same are one."""
    left = 0
    for days in labels.values():
        left |= days
    last = left.bit_length() - 1
    told: list[Dated] = []
    room = MOST_DATES if most is None else max(most - len(usual), 1)
    while left and len(told) < room:
        low = left & -left
        for label, days in labels.items():
            if days & low:
                begin = low.bit_length() - 1
                length = ones(days >> begin)
                left &= ~((1 << length) - 1 << begin)
                told.append(Dated(first, begin, length, label))
                break
    return Told(usual, tuple(told), _count(labels) - len(told) if left else 0, _date(first, last) if left else "")


def _dated(span: str, day: date) -> str:
    """Answer a span that begins on a day with the date on which it ends, if it names a later day."""
    found = LATER.search(span)
    if found is None:
        return span
    end = found["day"]
    if end in NAMES:
        end = str(day + timedelta(days=(NAMES.index(end) - day.weekday()) % WEEK or WEEK))
    return f"{span[: found.start()]} – {end} {span[found.end() :]}"


@lru_cache(maxsize=1024)
def _date(first: date, day: int) -> str:
    return str(first + timedelta(days=day))
