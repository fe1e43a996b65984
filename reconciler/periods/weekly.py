"""Days with their patterns told in lines of weekdays, for people: `Mon-Fri 09:00-18:00`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from reconciler.periods.labels import ALL_DAY, NAMES, WEEK, Days, Label, bits, every_seventh, labels_of, ones
from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern

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
    first: date,
    count: int,
    shared: Mapping[Pattern, Days],
    *,
    nights: bool = False,
    most: int | None = None,
    from_midnight: bool = False,
) -> Told:
    """Answer the same for patterns with the days that have them, of so many days from the first one on.

    With `nights`, whole days between nights are told as people say it: `Sat-Sun all day`, `Mon-Fri 18:00-09:00`. Of
    dates so many are told that there are at `most` so many lines, but at least one. With `from_midnight`, what holds
    from the first midnight on is told to begin there, unless a line of weekdays tells it, which counts before too.
    """
    every = (1 << count) - 1
    if every == sum(days for pattern, days in shared.items() if pattern == ALWAYS):
        return Told((f"every day {ALL_DAY}",))
    held = {pattern: days & every for pattern, days in shared.items() if pattern}
    start = next((pattern for pattern, days in held.items() if days & 1), NEVER)
    goes_on = from_midnight and start[:1] == (0,)
    is_new = goes_on and not _is_as_a_week_later(start, held)
    labels = labels_of(first, count, held, is_new=is_new)
    usual, unusual = _parted(labels, count)
    if goes_on and not is_new and not _is_of_a_usual_day(held, unusual):
        is_new = True
        labels = labels_of(first, count, held, is_new=True)
        usual, unusual = _parted(labels, count)
    dates = {label: days for label, days in labels.items() if label}
    others = _count(unusual)
    if others <= MOST_DATES:
        by_weekday = tuple(_weekday_lines(usual, first.weekday(), nights=nights))
        if not others and count >= WEEK:
            return Told(by_weekday)
        if len(by_weekday) + others <= min(_count(dates), MOST_DATES + 1):
            return _with_dates(by_weekday, unusual, first, most)
    if goes_on and not is_new:
        dates = {label: days for label, days in labels_of(first, count, held, is_new=True).items() if label}
    return _with_dates((), dates, first, most)


def _parted(labels: Mapping[Label, Days], count: int) -> tuple[dict[Label, Days], dict[Label, Days]]:
    """Answer what is usual on weekdays, and the days that are otherwise."""
    usual = _usual(labels, count)
    return usual, {label: rest for label, days in labels.items() if (rest := days & ~usual.get(label, 0))}


def _is_as_a_week_later(start: Pattern, held: Mapping[Pattern, Days]) -> bool:
    """Tell whether what holds from the first midnight on, with the pattern of that day, ends as a week later."""
    if start != ALWAYS:
        return bool(held[start] >> WEEK & 1)
    return _end_of_run(0, held) == _end_of_run(WEEK, held)


def _is_of_a_usual_day(held: Mapping[Pattern, Days], unusual: Mapping[Label, Days]) -> bool:
    """Tell whether what goes on behind the first week began on a day that is as usual, and so on one before it too."""
    always = held.get(ALWAYS, 0)
    last = next((day for day in reversed(range(WEEK)) if not always >> day & 1), -1)
    if last < 0:
        return False
    until_midnight = any(pattern[-1] == DAY for pattern, days in held.items() if days >> last & 1)
    begun = last if until_midnight else last + 1
    return not any(days >> begun & 1 for days in unusual.values())


def _end_of_run(day: int, held: Mapping[Pattern, Days]) -> int:
    """Answer how many seconds after the beginning of a day that ends which holds from there on."""
    whole = ones(held.get(ALWAYS, 0) >> day)
    last = next((pattern for pattern, days in held.items() if days >> day + whole & 1), NEVER)
    return whole * DAY + (last[1] if last[:1] == (0,) else 0)


def _usual(labels: Mapping[Label, Days], count: int) -> dict[Label, Days]:
    """Answer the days of each label that is the most frequent one on their weekday; of equals the one that is first."""
    found: dict[Label, Days] = {}
    each = list(labels.items())
    for of_weekday in _weekdays_of(count):
        most, since, usual = 0, 0, None
        left = of_weekday
        for label, days in each:
            some = days & left
            if not some:
                continue
            alike = some.bit_count()
            if alike > most or (alike == most and some & -some < since):
                most, since, usual = alike, some & -some, label
            left ^= some  # a day has one label
            if left.bit_count() < most:
                break
        if usual is not None:
            found[usual] = found.get(usual, 0) | of_weekday
    return found


@lru_cache(maxsize=64)
def _weekdays_of(count: int) -> tuple[Days, ...]:
    """Answer the days of each weekday among so many."""
    every = (1 << count) - 1
    return tuple(every_seventh(count) << index & every for index in range(WEEK))


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
            yield f"{_weekdays(tuple(weekdays))} {' and '.join(label)}"


def _by_nights(labels: Mapping[int, Label]) -> dict[int, Label]:
    """Answer the labels of a week with the night before whole days told like all others, and those days by themselves.

    The span that is parted so ends in the morning of a day with a night of the same hours, whose line tells it too.
    """
    found = dict(labels)
    for weekday, label in labels.items():
        span = LONG.fullmatch(label[0]) if len(label) == 1 and " " in label[0] else None
        if span is None or span["end"] > span["start"]:
            continue
        night, last = f"{span['start']}-{span['end']}", NAMES.index(span["day"])
        between = [(weekday + step) % WEEK for step in range(1, (last - weekday) % WEEK)]
        if labels.get(last) in {(night,), label} and not any(labels.get(day) for day in between):
            found |= {weekday: (night,), **dict.fromkeys(between, (ALL_DAY,))}
    return found


@lru_cache(maxsize=128)
def _weekdays(weekdays: tuple[int, ...]) -> str:
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
