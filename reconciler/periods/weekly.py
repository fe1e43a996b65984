"""Days with their patterns told in lines of weekdays, for people: `Mon-Fri 09:00-18:00`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from reconciler.periods.pattern import ALWAYS, DAY, Pattern, time_of_day

WEEK = 7
FEW = 6
"""So many spans of one day are told; more are summed up."""
MOST_DATES = 10
"""So many lines tell of single dates."""
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ALL_DAY = "all day"
Label = tuple[str, ...]
"""What begins on one day, in words."""
NOTHING: Label = ()
Run = tuple[int, int, Label]
"""The same label from one day to another, both included, counted from the first one given."""


class Span(NamedTuple):
    """From a second of one day to a second of the same or a later one; days are counted from the first one given."""

    day: int
    start: int
    last: int
    end: int


def lines(days: Sequence[tuple[date, Pattern]]) -> tuple[str, ...]:
    """Answer when something holds on consecutive days: a line for weekdays of the same times, none if it never holds.

    A span through midnight stands with the day on which it begins: `Mon-Thu 18:00-09:00`, `Fri 18:00-Mon 09:00`. What
    is behind the last day is taken to be as a week before, and before the first one as a week later. A date on which
    it is not as usual has a line of its own.
    """
    if not days or all(pattern == ALWAYS for _, pattern in days):
        return (f"every day {ALL_DAY}",) if days else ()
    first = days[0][0]
    labels = _labels([pattern for _, pattern in days], first)
    usual = _usual(labels, first.weekday())
    by_weekday = tuple(_weekday_lines(usual))
    unusual = _runs(labels, [usual[(first.weekday() + index) % WEEK] for index in range(len(labels))])
    dates = _runs(labels, [NOTHING] * len(labels))
    if len(by_weekday) + min(len(unusual), MOST_DATES + 1) <= min(len(dates), MOST_DATES + 1):
        return (*by_weekday, *_date_lines(unusual, first))
    return tuple(_date_lines(dates, first))


def _labels(patterns: Sequence[Pattern], first: date) -> list[Label]:
    """Answer for each day what begins on it, given the date of the first one."""
    count = len(patterns)
    week = WEEK if count >= WEEK else 0
    found = [NOTHING] * count
    current: tuple[int, int] | None = None  # the day and second since when a span goes on through midnight
    for day, pattern in enumerate([*patterns[:week], *patterns, *patterns[count - week :]], -week):
        is_busy = len(pattern) > 2 * FEW
        arrives = False
        if current is not None:
            arrives = not is_busy and bool(pattern) and pattern[0] == 0
            if arrives and pattern[1] == DAY:
                continue
            last, end = (day, pattern[1]) if arrives else (day - 1, DAY)
            _tell(_clipped(Span(*current, last, end), week, count), found, first)
            current = None
        if 0 <= day < count:
            found[day] = _within(pattern, arrives=arrives)
        if not is_busy and pattern and pattern[-1] == DAY:
            current = day, pattern[-2]
    if current is not None:
        _tell(_clipped(Span(*current, count - 1 + week, DAY), week, count), found, first)
    return found


@lru_cache(maxsize=1024)
def _within(pattern: Pattern, *, arrives: bool) -> Label:
    """Answer the spans of a day that begin and end on it; the first one may have come from the day before."""
    if len(pattern) > 2 * FEW:
        return (f"many short times within {time_of_day(pattern[0])}-{time_of_day(pattern[-1])}",)
    spans = zip(pattern[::2], pattern[1::2], strict=True)
    return tuple(
        f"{time_of_day(start)}-{time_of_day(end)}" for start, end in spans if end < DAY and not (arrives and start == 0)
    )


def _tell(span: Span, found: list[Label], first: date) -> None:
    """Add a span that goes on to midnight, or through it, to the day on which it begins, or to each whole day."""
    if span.start == 0 and span.end == DAY:
        for day in range(max(span.day, 0), min(span.last + 1, len(found))):
            found[day] = (*found[day], ALL_DAY)
    elif 0 <= span.day < len(found):
        length = span.last - span.day
        end = str(first + timedelta(days=span.last)) if length >= WEEK else NAMES[(first.weekday() + span.last) % WEEK]
        is_long = length * DAY + span.end - span.start >= DAY
        found[span.day] = (*found[span.day], _told(span.start, span.end, end if is_long else ""))


def _clipped(span: Span, week: int, count: int) -> Span:
    """Answer a span without what is only assumed of it, where it goes on for all that is assumed."""
    if (span.day, span.start) == (-week, 0) and span.last >= 0:
        span = span._replace(day=0)
    if (span.last, span.end) == (count - 1 + week, DAY) and span.day < count:
        span = span._replace(last=count - 1)
    return span


@lru_cache(maxsize=1024)
def _told(start: int, end: int, day: str) -> str:
    """Answer a span in words that go on behind the name of its first day; `day` is that of its end, if it is named."""
    return f"{time_of_day(start)}-{day} {time_of_day(end)}" if day else f"{time_of_day(start)}-{time_of_day(end)}"


def _usual(labels: Sequence[Label], weekday: int) -> dict[int, Label]:
    """Answer for each weekday what begins on most days of it, given the weekday of the first day."""
    found: list[dict[Label, int]] = [{} for _ in range(WEEK)]
    for index, label in enumerate(labels, weekday):
        counts = found[index % WEEK]
        counts[label] = counts.get(label, 0) + 1
    return {index: max(counts, key=counts.__getitem__) if counts else NOTHING for index, counts in enumerate(found)}


def _weekday_lines(usual: Mapping[int, Label]) -> Iterator[str]:
    for label in dict.fromkeys(usual.values()):
        if label:
            yield f"{_weekdays([weekday for weekday in usual if usual[weekday] == label])} {' and '.join(label)}"


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


def _runs(labels: Sequence[Label], usual: Sequence[Label]) -> list[Run]:
    """Answer the days that are not as usual; days in a row with the same label are one run."""
    runs: list[Run] = []
    for index, (label, expected) in enumerate(zip(labels, usual, strict=True)):
        if label == expected:
            continue
        if runs and runs[-1][1] == index - 1 and runs[-1][2] == label:
            runs[-1] = runs[-1][0], index, label
        else:
            runs.append((index, index, label))
    return runs


def _date_lines(runs: Sequence[Run], day: date) -> Iterator[str]:
    """Yield what begins on dates; those in a row with the same are one line."""
    for begin, end, label in runs[:MOST_DATES]:
        first, last = day + timedelta(days=begin), day + timedelta(days=end)
        dates = f"{first}" if begin == end else f"{first} to {last}"
        yield f"{dates} {' and '.join(label)}" if label else f"not on {dates}"
    if len(runs) > MOST_DATES:
        until = day + timedelta(days=runs[-1][1])
        yield f"and otherwise on {len(runs) - MOST_DATES} more dates until {until}"
