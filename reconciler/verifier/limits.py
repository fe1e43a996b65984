"""Why a number is not dialled now: the limits that settings set, the hour, a call that may still be running. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import OpenCall
from reconciler.model.verdict import Expected, Expecting

A_DAY = timedelta(days=1)
MARGIN = timedelta(minutes=1)
"""Around a turn of the schedule: clocks of three parties are never quite the same."""
LEAST, MOST, UNKNOWN, BEHIND = 20, 180, 60, 20
"""Seconds for which a call is let ring, and how much longer than its forwarding does: setting up a call takes time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What settings allow: so many calls a run and in any 24 hours, none while `is_quiet` says so of a moment."""

    per_run: int
    per_day: int
    is_quiet: Callable[[datetime], bool]


def ringing(calls: Iterable[OpenCall]) -> set[str]:
    """Answer the numbers and places that calls without an end may still be ringing."""
    return {place for call in calls for place in (str(call.number_code), *call.targets)}


def bound_of(expected: Expected) -> float:
    """Answer after how many seconds a call is ended, whatever has become of it by then."""
    return float(min(max(expected.seconds or UNKNOWN, LEAST) + BEHIND, MOST))


def reason_to_dial_nobody(limits: Limits, *, at: datetime, dialled: Sequence[datetime], in_run: int) -> str | None:
    """Answer why no number is dialled at a moment, whatever is expected of it; None if one may be."""
    if limits.is_quiet(at):
        return "Not dialled: it is in `verify.quiet_hours`. Verify at another hour."
    if in_run >= limits.per_run:
        return f"Not dialled: `verify.per_run` allows {limits.per_run} calls. Run verify again for the rest."
    of_day = sum(at - moment < A_DAY for moment in dialled)
    if of_day >= limits.per_day:
        return f"Not dialled: `verify.per_day` allows {limits.per_day} calls in 24 hours, and so many were made."
    return None


def reason_not_to_dial(code: NumberCode, expected: Expected, *, at: datetime, busy: Collection[str]) -> str | None:
    """Answer why a number is not dialled at a moment, None if it is. `busy` are places that a call may still ring."""
    if str(code) in busy:
        return "Not dialled: an earlier test call to it may still be running."
    if expected.expecting is Expecting.LOOP:
        return f"Not dialled: {expected.why}"
    if turns_too_soon(expected, at):
        turn = expected.turns_at.isoformat(timespec="minutes") if expected.turns_at else ""
        return f"Not dialled: what it does changes about {turn}, and a call near that proves nothing. Verify it later."
    rung = [place for place in expected.rung if place in busy]
    if rung:
        return f"Not dialled: an earlier test call may still be ringing {', '.join(rung)}."
    return None


def turns_too_soon(expected: Expected, at: datetime) -> bool:
    """Tell whether something else is expected before a call would be over, or was a moment ago."""
    turn = expected.turns_at
    return turn is not None and at - MARGIN <= turn <= at + timedelta(seconds=bound_of(expected)) + MARGIN
