"""What begins on each of many days, in words: `09:00-18:00`, `18:00-Mon 09:00`, `all day`.

Days are sets, one bit each, so that what is said of many equal days is worked out once.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from reconciler.periods.pattern import DAY, Pattern, time_of_day

WEEK = 7
FEW = 6
"""So many spans of one day are told; more are summed up."""
MOST_BOUNDARIES = 2 * FEW
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
    `goes_on`, `into_full` and `ends_next` tell of each day what those tell of the next one.
    """

    first: date
    week: int
    days: int
    full: Days
    on: Days
    from_before: Days
    ends: Mapping[int, Days]
    goes_on: Days
    into_full: Days
    ends_next: tuple[tuple[int, Days], ...]


def labels_of(first: date, count: int, shared: Mapping[Pattern, Days], *, is_new: bool = False) -> dict[Label, Days]:
    """Answer for each label the days on which that begins; with `is_new`, nothing holds before the first of them."""
    around = _around(first, count, shared, is_new=is_new)
    found: dict[Label, Days] = {}
    left = every = (1 << count) - 1
    for pattern, days in shared.items():
        if pattern == (0, DAY):
            continue
        left &= ~days
        wide = days << around.week
        arriving = wide & around.from_before
        for some, arrives in ((wide ^ arriving, False), (arriving, True)):
            for label, on in _of_pattern(pattern, some, around, arrives=arrives) if some else ():
                found[label] = found.get(label, 0) | on >> around.week & every
    for label, on in _of_full_days(around):
        found[label] = found.get(label, 0) | on
        left &= ~on
    found[NOTHING] = found.get(NOTHING, 0) | left
    return found


def _around(first: date, count: int, shared: Mapping[Pattern, Days], *, is_new: bool) -> Around:
    week = WEEK if count >= WEEK else 0
    full = on = from_midnight = 0
    ends: dict[int, Days] = {}
    for pattern, days in shared.items():
        if len(pattern) <= MOST_BOUNDARIES:
            wide = days << week
            if week:
                wide |= days >> count - week << count + week | (0 if is_new else days & (1 << week) - 1)
            if pattern[-1] == DAY:
                on |= wide
            if pattern[0] == 0:
                from_midnight |= wide
                if pattern[1] == DAY:
                    full |= wide
                else:
                    ends[pattern[1]] = ends.get(pattern[1], 0) | wide
    from_before = on << 1 & from_midnight
    ends_next = tuple([(end, days >> 1) for end, days in ends.items()])
    return Around(first, week, count, full, on, from_before, ends, from_before >> 1, full >> 1, ends_next)


def _of_pattern(pattern: Pattern, days: Days, around: Around, *, arrives: bool) -> Iterator[tuple[Label, Days]]:
    """Yield the labels of some days of one pattern that is not the whole day."""
    within = _within(pattern, arrives)
    if pattern[-1] < DAY or len(pattern) > MOST_BOUNDARIES:
        yield within, days
        return
    start = pattern[-2]
    goes_on = days & around.goes_on
    if goes_on != days:
        yield (*within, _told(start, DAY, "")), days ^ goes_on
    if not goes_on:
        return
    long = goes_on & around.into_full
    short = goes_on ^ long
    for end, on in around.ends_next if short else ():
        if some := short & on:
            if end < start:
                yield (*within, _told(start, end, "")), some
            else:
                long |= some
            short ^= some
            if not short:
                break
    for words, on in _through(long, start, around) if long else ():
        yield (*within, words), on


def _through(days: Days, start: int, around: Around) -> Iterator[tuple[str, Days]]:
    """Yield the words of spans from a second of some days on, through full days, to where they end on a later one."""
    length = 0
    while days:
        length += 1
        here = days & ~(around.full >> length)
        days ^= here
        for end, on in around.ends.items() if here else ():
            some = here & on >> length
            if not some:
                continue
            here ^= some
            while some:
                alike, when = _of_one_weekday(some, length, around, dated=(length - WEEK) * DAY + end >= start)
                yield _told(start, end, when if length * DAY + end - start >= DAY else ""), alike
                some ^= alike
        for day in bits(here):
            yield _until_midnight(day, start, length - 1, around), 1 << day


def _of_one_weekday(days: Days, length: int, around: Around, *, dated: bool) -> tuple[Days, str]:
    """Answer those of some days that are of one weekday, and how the day is called that comes so many days later.

    What lasts less than a week can end on the weekday on which it begins; what lasts longer ends on a date.
    """
    low = days & -days
    first = low.bit_length() - 1
    if dated:
        return low, str(around.first + timedelta(days=first - around.week + length))
    alike = days & every_seventh(around.days + 2 * around.week) << first % WEEK
    return alike, NAMES[(around.first.weekday() + first - around.week + length) % WEEK]


def _until_midnight(day: int, start: int, length: int, around: Around) -> str:
    """Answer a span through so many days to the end of the last; what is only assumed, and goes on, is left out."""
    if day + length == around.days + 2 * around.week - 1 and day < around.week + around.days:
        length = around.week + around.days - 1 - day
    last = around.first + timedelta(days=day + length - around.week)
    name = str(last) if length >= WEEK else NAMES[last.weekday()]
    return _told(start, DAY, name if length * DAY + DAY - start >= DAY else "")


def _of_full_days(around: Around) -> Iterator[tuple[Label, Days]]:
    """Yield what begins on days that are full; on those to which a span goes on from before, that is nothing."""
    every = (1 << around.days) - 1
    days = around.full
    goes_on = days & (around.on & ~days) << 1
    while goes_on:
        days ^= goes_on
        goes_on = days & goes_on << 1
    while days:
        begin = (days & -days).bit_length() - 1
        length = ones(days >> begin)
        run = (1 << length) - 1 << begin
        days &= ~run
        if around.from_before >> begin + length & 1:
            first = 1 << (around.week if begin == 0 and begin + length >= around.week else begin)
            yield NOTHING, (run & ~first) >> around.week & every
            for words, on in _through(first, 0, around):
                yield (words,), on >> around.week & every
        else:
            yield (ALL_DAY,), run >> around.week & every


@lru_cache(maxsize=4096)
def _within(pattern: Pattern, arrives: bool) -> Label:  # noqa: FBT001 - by position, since this is asked very often
    """Answer the spans of a day that begin and end on it; the first one may have come from the day before."""
    if len(pattern) > MOST_BOUNDARIES:
        return (f"many short times within {time_of_day(pattern[0])}-{time_of_day(pattern[-1])}",)
    spans = zip(pattern[::2], pattern[1::2], strict=True)
    return tuple(
        f"{time_of_day(start)}-{time_of_day(end)}" for start, end in spans if end < DAY and not (arrives and start == 0)
    )


@lru_cache(maxsize=8192)
def _told(start: int, end: int, day: str) -> str:
    """Answer a span in words that go on behind the name of its first day; `day` is that of its end, if it is named."""
    return f"{time_of_day(start)}-{day} {time_of_day(end)}" if day else f"{time_of_day(start)}-{time_of_day(end)}"


@lru_cache(maxsize=64)
def every_seventh(count: int) -> Days:
    """Answer every seventh of so many days, from the first one on."""
    return sum(1 << day for day in range(0, count, WEEK))


def ones(days: Days) -> int:
    """Answer how many days in a row there are from the first one on."""
    return ((days + 1 & ~days).bit_length() or 1) - 1


def bits(days: Days) -> Iterator[int]:
    """Yield the days of a set in order."""
    while days:
        low = days & -days
        yield low.bit_length() - 1
        days ^= low
