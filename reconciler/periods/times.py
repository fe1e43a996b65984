"""The seconds of a day that hours, minutes and seconds choose together, as a pattern."""

from collections.abc import Iterable
from functools import lru_cache

from reconciler.periods.pattern import Pattern, interned
from reconciler.periods.sets import Times

HOURS, MINUTES, SECONDS = 24, 60, 60
HOUR = MINUTES * SECONDS
FEW = 8
"""So many alternatives are remembered with their pattern; of more the memory could become full."""


def pattern_of(times: tuple[Times, ...]) -> Pattern:
    """Answer when one of these alternatives holds."""
    return _remembered(times) if len(times) <= FEW else _pattern(times)


@lru_cache(maxsize=512)
def _remembered(times: tuple[Times, ...]) -> Pattern:
    return _pattern(times)


def _pattern(times: Iterable[Times]) -> Pattern:
    """Put the alternatives over each other hour by hour, a bit a second: as quick for very many as for one."""
    hours = [0] * HOURS
    for chosen in times:
        seconds = _within_an_hour(chosen.minutes, chosen.seconds)
        for hour in range(HOURS):
            if chosen.hours >> hour & 1:
                hours[hour] |= seconds
    found: list[int] = []
    for hour, seconds in enumerate(hours):
        for boundary in _boundaries(seconds):
            second = hour * HOUR + boundary
            if found and found[-1] == second:
                found.pop()
            else:
                found.append(second)
    return interned(tuple(found))


@lru_cache(maxsize=1024)
def _within_an_hour(minutes: int, seconds: int) -> int:
    """Answer the seconds of an hour that fit, each a bit."""
    return sum(seconds << minute * SECONDS for minute in range(MINUTES) if minutes >> minute & 1)


@lru_cache(maxsize=1024)
def _boundaries(seconds: int) -> tuple[int, ...]:
    """Answer where bits begin and end to be set."""
    changes = f"{seconds ^ seconds << 1:b}"[::-1]
    found = []
    at = changes.find("1")
    while at >= 0:
        found.append(at)
        at = changes.find("1", at + 1)
    return tuple(found)
