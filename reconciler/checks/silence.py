"""At which seconds of a day the entries of a forwarding ring nobody, given when each counts and what is behind it."""

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from reconciler.model.forwarding import RedirectType
from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern, both, union, without

SPAN = 2
"""So many boundaries make one span of a pattern."""


class Part(NamedTuple):
    """An entry on some day: when its period holds, whether it drops the call, and when whoever it rings is dark.

    Somebody else's phone never is.
    """

    holds: Pattern
    drops: bool
    dark: Pattern


def silence(order: RedirectType, parts: Sequence[Part], *, drops: bool) -> Pattern:
    """Answer when nobody is rung; `drops` tells whether a call that an entry drops counts as one that rings nobody."""
    match order:
        case RedirectType.SINGLE:
            return _single(parts, drops=drops)
        case RedirectType.SEQUENTIAL:
            return _sequential(parts, drops=drops)
        case RedirectType.PARALLEL:
            return _parallel(parts, drops=drops)
        case _:
            assert_never(order)


def _single(parts: Sequence[Part], *, drops: bool) -> Pattern:
    """Answer it where the first entry that counts decides."""
    found, left = NEVER, ALWAYS
    for part in parts:
        here = both(left, part.holds)
        left = without(left, part.holds)
        if not part.drops:
            found = union(found, both(here, part.dark))
        elif drops:
            found = union(found, here)
    return union(found, left)


def _sequential(parts: Sequence[Part], *, drops: bool) -> Pattern:
    """Answer it where all that count are reached, up to one that drops the call."""
    found, left = ALWAYS, ALWAYS
    for part in parts:
        here = both(left, part.holds)
        if part.drops:
            left = without(left, part.holds)
            found = found if drops else without(found, here)
        else:
            found = without(found, without(here, part.dark))
    return found


def _parallel(parts: Sequence[Part], *, drops: bool) -> Pattern:
    """Answer it where all that count are rung at once; one that drops the call does so where no other counts."""
    found = ALWAYS
    rung = dropped = NEVER
    for part in parts:
        if part.drops:
            dropped = union(dropped, part.holds)
        else:
            rung = union(rung, part.holds)
            found = without(found, without(part.holds, part.dark))
    return found if drops else without(found, without(dropped, rung))


def outside(over: Sequence[Pattern]) -> Pattern:
    """Answer what none of some patterns covers; all at once, since that is quicker than one after the other."""
    if ALWAYS in over:
        return NEVER
    spans = [pattern for pattern in over if pattern]
    if any(len(pattern) > SPAN for pattern in spans):
        spans = [pattern[at : at + SPAN] for pattern in spans for at in range(0, len(pattern), SPAN)]
    spans.sort()
    found: list[int] = []
    until = 0
    for start, end in spans:
        if start > until:
            found += (until, start)
        until = max(until, end)
    return (*found, until, DAY) if until < DAY else tuple(found)
