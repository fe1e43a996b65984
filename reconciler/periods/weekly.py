"""Days with their patterns told in lines of weekdays, for people: `Mon-Fri 09:00-18:00`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
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
    if days and all(pattern == ALWAYS for _, pattern in days):
        return (f"every day {ALL_DAY}",)
    labels = {day: label for (day, _), label in zip(days, _labels(days), strict=True)}
    usual = {weekday: _usual(labels, weekday) for weekday in range(WEEK)}
    by_weekday = (*_weekday_lines(usual), *_date_lines(labels, usual))
    by_date = tuple(_date_lines(labels, dict.fromkeys(range(WEEK), ())))
    return by_weekday if len(by_weekday) <= len(by_date) else by_date


def _labels(days: Sequence[tuple[date, Pattern]]) -> list[Label]:
    """Answer for each day what begins on it."""
    found: list[list[str]] = [[] for _ in days]
    for index, (_, pattern) in enumerate(days):
        if _is_busy(pattern):
            found[index].append(f"many short times within {time_of_day(pattern[0])}-{time_of_day(pattern[-1])}")
    for span in _spans([pattern for _, pattern in days]):
        if span.start == 0 and span.end == DAY:
            for index in range(max(span.day, 0), min(span.last + 1, len(days))):
                found[index].append(ALL_DAY)
        elif 0 <= span.day < len(days):
            found[span.day].append(_told(span, days[span.day][0]))
    return [tuple(label) for label in found]


def _is_busy(pattern: Pattern) -> bool:
    return len(pattern) > 2 * FEW


def _spans(patterns: Sequence[Pattern]) -> Iterator[Span]:
    """Yield the spans of days of which each has few, joined through midnight."""
    week = WEEK if len(patterns) >= WEEK else 0
    around = [*patterns[:week], *patterns, *patterns[len(patterns) - week :]]
    current: Span | None = None
    for day, pattern in enumerate(around, -week):
        for start, end in zip(pattern[::2], pattern[1::2], strict=True) if not _is_busy(pattern) else ():
            if current is not None and start == 0 and (current.last, current.end) == (day - 1, DAY):
                current = current._replace(last=day, end=end)
                continue
            if current is not None:
                yield _clipped(current, week, len(patterns))
            current = Span(day, start, day, end)
    if current is not None:
        yield _clipped(current, week, len(patterns))


def _clipped(span: Span, week: int, count: int) -> Span:
    """Answer a span without what is only assumed of it, where it goes on for all that is assumed."""
    if (span.day, span.start) == (-week, 0) and span.last >= 0:
        span = span._replace(day=0)
    if (span.last, span.end) == (count - 1 + week, DAY) and span.day < count:
        span = span._replace(last=count - 1)
    return span


def _told(span: Span, day: date) -> str:
    """Answer a span in words that go on behind the name of its first day."""
    start, end = time_of_day(span.start), time_of_day(span.end)
    length = span.last - span.day
    if length * DAY + span.end - span.start < DAY:
        return f"{start}-{end}"
    last = day + timedelta(days=length)
    return f"{start}-{NAMES[last.weekday()] if length < WEEK else last} {end}"


def _usual(labels: Mapping[date, Label], weekday: int) -> Label:
    """Answer what begins on most days of one weekday."""
    found = Counter(label for day, label in labels.items() if day.weekday() == weekday)
    return found.most_common(1)[0][0] if found else ()


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


def _date_lines(labels: Mapping[date, Label], usual: Mapping[int, Label]) -> Iterator[str]:
    """Yield what begins on dates that are not as usual; dates in a row with the same are one line."""
    runs: list[tuple[date, date, Label]] = []
    for day, label in labels.items():
        if label == usual[day.weekday()]:
            continue
        if runs and runs[-1][1:] == (day - timedelta(days=1), label):
            runs[-1] = runs[-1][0], day, label
        else:
            runs.append((day, day, label))
    for first, last, label in runs[:MOST_DATES]:
        dates = f"{first}" if first == last else f"{first} to {last}"
        yield f"{dates} {' and '.join(label)}" if label else f"not on {dates}"
    if len(runs) > MOST_DATES:
        yield f"and otherwise on {len(runs) - MOST_DATES} more dates until {runs[-1][1]}"
