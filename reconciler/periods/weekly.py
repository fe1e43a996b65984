"""Days with their patterns told in lines of weekdays, for people: `Mon-Fri 09:00-18:00`.

Days are sets, one bit each, so that what is said of many equal days is worked out once: first what begins on which of
them in words, a label, then which labels are usual on a weekday, and which dates are not as usual.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from reconciler.periods.pattern import DAY, Pattern, time_of_day

WEEK = 7
FEW = 6
"""So many spans of one day are told; more are summed up."""
MOST_BOUNDARIES = 2 * FEW
MOST_DATES = 10
"""So many lines tell of single dates."""
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ALL_DAY = "all day"
Label: TypeAlias = tuple[str, ...]
"""What begins on one day, in words."""
NOTHING: Label = ()
Days: TypeAlias = int
"""A set of days, one bit each, from the first one on."""


class Around(NamedTuple):
    """So many days with a week before and behind them, as they are assumed to be: bit `week` is the first day.

    `full` are the days of which all is active, `on` those that are active to midnight, `from_before` those on which a
    span goes on that began before. `ends` maps the second at which such a span ends to the days on which it does.
    """

    first: date
    week: int
    days: int
    full: Days
    on: Days
    from_before: Days
    ends: Mapping[int, Days]


def lines(days: Sequence[tuple[date, Pattern]]) -> tuple[str, ...]:
    """Answer when something holds on consecutive days: a line for weekdays of the same times, none if it never holds.

    A span through midnight stands with the day on which it begins: `Mon-Thu 18:00-09:00`, `Fri 18:00-Mon 09:00`. What
    is behind the last day is taken to be as a week before, and before the first one as a week later. A date on which
    it is not as usual has a line of its own.
    """
    shared: dict[Pattern, Days] = {}
    for index, (_, pattern) in enumerate(days):
        shared[pattern] = shared.get(pattern, 0) | 1 << index
    return lines_of_sets(days[0][0], len(days), shared) if days else ()


def lines_of_sets(first: date, count: int, shared: Mapping[Pattern, Days]) -> tuple[str, ...]:
    """Answer the same for patterns with the days that have them, of so many days from the first one on."""
    every = (1 << count) - 1
    if every == sum(days for pattern, days in shared.items() if pattern == (0, DAY)):
        return (f"every day {ALL_DAY}",)
    labels = _labels(first, count, {pattern: days & every for pattern, days in shared.items() if pattern})
    usual = _usual(labels, every)
    by_weekday = tuple(_weekday_lines(usual, first.weekday()))
    unusual = {label: rest for label, days in labels.items() if (rest := days & ~usual.get(label, 0))}
    if not unusual and count >= WEEK:
        return by_weekday
    dates = {label: days for label, days in labels.items() if label}
    if len(by_weekday) + min(_count(unusual), MOST_DATES + 1) <= min(_count(dates), MOST_DATES + 1):
        return (*by_weekday, *_date_lines(unusual, first))
    return tuple(_date_lines(dates, first))


def _labels(first: date, count: int, shared: Mapping[Pattern, Days]) -> dict[Label, Days]:
    """Answer for each label the days on which that begins."""
    around = _around(first, count, shared)
    found: dict[Label, Days] = {}
    left = every = (1 << count) - 1
    for pattern, days in shared.items():
        if pattern == (0, DAY):
            continue
        left &= ~days
        for arrives in (False, True):
            some = days << around.week & (around.from_before if arrives else ~around.from_before)
            for label, on in _of_pattern(pattern, some, around, arrives=arrives) if some else ():
                found[label] = found.get(label, 0) | on >> around.week & every
    for label, on in _of_full_days(around):
        found[label] = found.get(label, 0) | on
        left &= ~on
    found[NOTHING] = found.get(NOTHING, 0) | left
    return found


def _around(first: date, count: int, shared: Mapping[Pattern, Days]) -> Around:
    week = WEEK if count >= WEEK else 0
    full = on = from_midnight = 0
    ends: dict[int, Days] = {}
    for pattern, days in shared.items():
        if len(pattern) <= MOST_BOUNDARIES:
            wide = days << week
            if week:
                wide |= days & (1 << week) - 1 | days >> count - week << count + week
            if pattern[-1] == DAY:
                on |= wide
            if pattern[0] == 0:
                from_midnight |= wide
                if pattern[1] == DAY:
                    full |= wide
                else:
                    ends[pattern[1]] = ends.get(pattern[1], 0) | wide
    return Around(first, week, count, full, on, on << 1 & from_midnight, ends)


def _of_pattern(pattern: Pattern, days: Days, around: Around, *, arrives: bool) -> Iterator[tuple[Label, Days]]:
    """Yield the labels of some days of one pattern that is not the whole day."""
    within = _within(pattern, arrives)
    if pattern[-1] < DAY or len(pattern) > MOST_BOUNDARIES:
        yield within, days
        return
    start = pattern[-2]
    ending = days & ~(around.from_before >> 1)
    if ending:
        yield (*within, _told(start, DAY, "")), ending
    goes_on = days & around.from_before >> 1
    long = goes_on & around.full >> 1
    for end, on in around.ends.items():
        if some := goes_on & ~long & on >> 1:
            if end < start:
                yield (*within, _told(start, end, "")), some
            else:
                long |= some
    for words, on in _through(long, start, around):
        yield (*within, words), on


def _through(days: Days, start: int, around: Around) -> Iterator[tuple[str, Days]]:
    """Yield the words of spans from a second of some days on, through full days, to where they end on a later one."""
    length = 0
    while days:
        length += 1
        here = days & ~(around.full >> length)
        days ^= here
        for end, on in around.ends.items():
            some = here & on >> length
            here ^= some
            while some:
                alike, when = _of_one_weekday(some, length, around)
                yield _told(start, end, when if length * DAY + end - start >= DAY else ""), alike
                some ^= alike
        for day in _bits(here):
            yield _until_midnight(day, start, length - 1, around), 1 << day


def _of_one_weekday(days: Days, length: int, around: Around) -> tuple[Days, str]:
    """Answer those of some days that are of one weekday, and how the day is called that comes so many days later."""
    low = days & -days
    last = around.first + timedelta(days=low.bit_length() - 1 - around.week + length)
    if length >= WEEK:
        return low, str(last)
    return days & _every_seventh(around.days + 2 * around.week) << (low.bit_length() - 1) % WEEK, NAMES[last.weekday()]


def _until_midnight(day: int, start: int, length: int, around: Around) -> str:
    """Answer a span through so many days to the end of the last; what is only assumed, and goes on, is left out."""
    if day + length == around.days + 2 * around.week - 1 and day < around.week + around.days:
        length = around.week + around.days - 1 - day
    last = around.first + timedelta(days=day + length - around.week)
    name = str(last) if length >= WEEK else NAMES[last.weekday()]
    return _told(start, DAY, name if length * DAY + DAY - start >= DAY else "")


def _of_full_days(around: Around) -> Iterator[tuple[Label, Days]]:
    """Yield what begins on days that are full: one that goes on from before, and ends there, begins nothing."""
    every = (1 << around.days) - 1
    days = around.full
    while days:
        begin = (days & -days).bit_length() - 1
        length = _ones(days >> begin)
        run = (1 << length) - 1 << begin
        days &= ~run
        if around.on << 1 >> begin & 1:
            yield NOTHING, run >> around.week & every
        elif around.from_before >> begin + length & 1:
            first = 1 << (around.week if begin == 0 and begin + length >= around.week else begin)
            yield NOTHING, (run & ~first) >> around.week & every
            for words, on in _through(first, 0, around):
                yield (words,), on >> around.week & every
        else:
            yield (ALL_DAY,), run >> around.week & every


@lru_cache(maxsize=1024)
def _within(pattern: Pattern, arrives: bool) -> Label:  # noqa: FBT001 - by position, since this is asked very often
    """Answer the spans of a day that begin and end on it; the first one may have come from the day before."""
    if len(pattern) > MOST_BOUNDARIES:
        return (f"many short times within {time_of_day(pattern[0])}-{time_of_day(pattern[-1])}",)
    spans = zip(pattern[::2], pattern[1::2], strict=True)
    return tuple(
        f"{time_of_day(start)}-{time_of_day(end)}" for start, end in spans if end < DAY and not (arrives and start == 0)
    )


@lru_cache(maxsize=1024)
def _told(start: int, end: int, day: str) -> str:
    """Answer a span in words that go on behind the name of its first day; `day` is that of its end, if it is named."""
    return f"{time_of_day(start)}-{day} {time_of_day(end)}" if day else f"{time_of_day(start)}-{time_of_day(end)}"


def _usual(labels: Mapping[Label, Days], every: Days) -> dict[Label, Days]:
    """Answer the days of each label that is the most frequent one on their weekday; of equals the one that is first."""
    found: dict[Label, Days] = {}
    for index in range(WEEK):
        of_weekday = _every_seventh(every.bit_length()) << index & every
        some = [(label, days & of_weekday) for label, days in labels.items() if days & of_weekday]
        if some:
            label, _ = max(some, key=lambda item: (item[1].bit_count(), -(item[1] & -item[1])))
            found[label] = found.get(label, 0) | of_weekday
    return found


@lru_cache(maxsize=64)
def _every_seventh(count: int) -> Days:
    """Answer every seventh of so many days, from the first one on."""
    return sum(1 << day for day in range(0, count, WEEK))


def _weekday_lines(usual: Mapping[Label, Days], first: int) -> Iterator[str]:
    """Yield a line for the weekdays of each label, in the order of the week."""
    by_weekday: dict[int, Label] = {}
    for label, days in usual.items():
        for index in _bits(days & (1 << WEEK) - 1):
            by_weekday[(first + index) % WEEK] = label
    told: dict[Label, list[int]] = {}
    for weekday in sorted(by_weekday):
        told.setdefault(by_weekday[weekday], []).append(weekday)
    for label, weekdays in told.items():
        if label:
            yield f"{_weekdays(weekdays)} {' and '.join(label)}"


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


def _date_lines(labels: Mapping[Label, Days], first: date) -> Iterator[str]:
    """Yield what begins on dates; those in a row with the same are one line."""
    left = 0
    for days in labels.values():
        left |= days
    last = left.bit_length() - 1
    told = 0
    while left and told < MOST_DATES:
        begin = (left & -left).bit_length() - 1
        label, length = next((label, _ones(days >> begin)) for label, days in labels.items() if days >> begin & 1)
        left &= ~((1 << length) - 1 << begin)
        dates = _date(first, begin)
        if length > 1:
            dates += f" to {_date(first, begin + length - 1)}"
        yield f"{dates} {' and '.join(label)}" if label else f"not on {dates}"
        told += 1
    if left:
        yield f"and otherwise on {_count(labels) - told} more dates until {_date(first, last)}"


@lru_cache(maxsize=1024)
def _date(first: date, day: int) -> str:
    return str(first + timedelta(days=day))


def _ones(days: Days) -> int:
    """Answer how many days in a row there are from the first one on."""
    return ((days + 1 & ~days).bit_length() or 1) - 1


def _bits(days: Days) -> Iterable[int]:
    """Yield the days of a set in order."""
    while days:
        low = days & -days
        yield low.bit_length() - 1
        days ^= low
