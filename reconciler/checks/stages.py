"""A forwarding as checks look at it: its type and its entries, taken from the payload once for all questions."""

from collections.abc import Callable
from typing import NamedTuple

from reconciler.model.desired import Window
from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.routing.entries import Entry, entries_of, is_drop, kind_of, order_of, period_of, target_of


class Step(NamedTuple):
    """An entry: its period ("": always), where it leads, whether that is a number of ours, and for how long it rings.

    One that drops the call leads nowhere.
    """

    text: str
    target: str | None
    own: NumberCode | None
    seconds: int
    drops: bool


class Stage(NamedTuple):
    """What forwards the calls of a number as long as a window holds, or (None) whenever none does.

    `seconds` is how long a trunk is rung. A type that is not known has no steps.
    """

    payload: Payload
    window: Window | None
    kind: ForwardingType | None
    order: RedirectType
    steps: tuple[Step, ...]
    seconds: int = 0


def stage_of(payload: Payload, window: Window | None, own: Callable[[str | None], NumberCode | None]) -> Stage:
    """Answer a forwarding as a stage; `own` tells of a place which number of ours it is."""
    kind = kind_of(payload)
    if kind is not ForwardingType.NUMBER:
        seconds = _seconds(data_of(payload)) if kind is ForwardingType.STATIC else 0
        return Stage(payload, window, kind, RedirectType.SINGLE, (), seconds)
    steps = tuple(
        [
            Step(period_of(entry), target := target_of(entry), own(target), _seconds(entry), is_drop(entry))
            for entry in entries_of(payload)
        ]
    )
    return Stage(payload, window, kind, order_of(payload), steps)


def _seconds(entry: Entry) -> int:
    seconds = entry.get("timeout")
    return seconds if isinstance(seconds, int) else 0
