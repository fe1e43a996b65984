"""The seconds of a day at which something holds, as sorted boundaries, and what two such patterns make together."""

from functools import lru_cache

DAY = 86_400
Pattern = tuple[int, ...]
"""Starts and ends in turn, from 0 to 86400, each end exclusive; spans that touch are one."""
NEVER: Pattern = ()
ALWAYS: Pattern = (0, DAY)
KEPT = 4_096
"""Patterns of more boundaries are combined anew each time: a hostile text could fill the memory with them."""
_IN_EITHER = frozenset({(True, False), (False, True), (True, True)})
_IN_BOTH = frozenset({(True, True)})
_IN_FIRST_ALONE = frozenset({(True, False)})


def union(a: Pattern, b: Pattern) -> Pattern:
    """Answer when one of two patterns holds."""
    if a == b or not b:
        return a
    return _combined(a, b, _IN_EITHER) if a else b


def both(a: Pattern, b: Pattern) -> Pattern:
    """Answer when two patterns hold at once."""
    if not a or not b:
        return NEVER
    return a if a == b else _combined(a, b, _IN_BOTH)


def without(a: Pattern, b: Pattern) -> Pattern:
    """Answer when the first pattern holds and the second does not."""
    if not a or not b:
        return a
    return NEVER if a == b else _combined(a, b, _IN_FIRST_ALONE)


@lru_cache(maxsize=1024)
def interned(pattern: Pattern) -> Pattern:
    """Answer the one object that stands for all patterns equal to this one, so that comparing them is quick."""
    return ALWAYS if pattern == ALWAYS else pattern


def _combined(a: Pattern, b: Pattern, wanted: frozenset[tuple[bool, bool]]) -> Pattern:
    return _remembered(a, b, wanted) if len(a) + len(b) <= KEPT else _swept(a, b, wanted)


@lru_cache(maxsize=512)
def _remembered(a: Pattern, b: Pattern, wanted: frozenset[tuple[bool, bool]]) -> Pattern:
    return interned(_swept(a, b, wanted))


def _swept(a: Pattern, b: Pattern, wanted: frozenset[tuple[bool, bool]]) -> Pattern:
    """Go through the boundaries of both in order; an odd number of them behind is inside."""
    found: list[int] = []
    left = right = 0
    while left < len(a) or right < len(b):
        second = min(a[left] if left < len(a) else DAY, b[right] if right < len(b) else DAY)
        left += left < len(a) and a[left] == second
        right += right < len(b) and b[right] == second
        if ((left % 2 == 1, right % 2 == 1) in wanted) != (len(found) % 2 == 1):
            found.append(second)
    return tuple(found)


def time_of_day(second: int) -> str:
    """Answer a boundary as a clock shows it; the end of a day is 24:00."""
    minutes, rest = divmod(second, 60)
    shown = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{shown}:{rest:02}" if rest else shown
