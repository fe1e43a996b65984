"""What overrides will do by themselves: when one begins or ends, and for which numbers. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An override begins or ends for its numbers at a moment; `override` is its index in `Desired.overrides`.

    `forwarding` is what then forwards the calls of all of its numbers, but for the number in it; None where that is not
    the same for all.
    """

    at: datetime
    override: int
    begins: bool
    reason: str
    numbers: tuple[NumberCode, ...]
    forwarding: Payload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What a number's forwarding becomes at its next transition, and why."""

    at: datetime
    forwarding: Payload
    reason: str
    begins: bool


def transitions(desired: Desired, *, start: datetime, end: datetime) -> tuple[Transition, ...]:
    """Answer the beginnings and ends of overrides after `start` and before `end`, in the order of time."""
    found = [
        Transition(
            at=moment,
            override=index,
            begins=begins,
            reason=item.reason,
            numbers=item.numbers,
            forwarding=_common(desired, item.numbers, moment),
        )
        for index, item in enumerate(desired.overrides)
        for moment, begins in ((item.start, True), (item.end, False))
        if start < moment < end
    ]
    return tuple(sorted(found, key=lambda item: (item.at, item.begins, item.override)))


def _common(desired: Desired, numbers: Iterable[NumberCode], moment: datetime) -> Payload | None:
    """Answer what forwards the calls of all of the numbers at a moment, if it is the same for all."""
    known = (desired.numbers[code].holding_at(moment).forwarding for code in numbers if code in desired.numbers)
    first = next(known, None)
    if first is None or any({**other, "number_code": first["number_code"]} != first for other in known):
        return None
    return first


def next_of(number: DesiredNumber, at: datetime) -> Next | None:
    """Answer what a number becomes at the first boundary of its overrides after a moment, if one is to come."""
    for window in number.windows:
        if at < window.start:
            return Next(at=window.start, forwarding=window.forwarding, reason=window.reason, begins=True)
        if at < window.end:
            following = number.window_at(window.end)
            return Next(
                at=window.end,
                forwarding=following.forwarding if following else number.forwarding,
                reason=following.reason if following else window.reason,
                begins=following is not None,
            )
    return None
