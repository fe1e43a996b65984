"""A forwarding as checks look at it: its type and its entries, taken from the payload once for all questions."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from reconciler.model.desired import Window
from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.model.identifiers import NumberCode


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

    `seconds` is how long a trunk is rung, None if nothing says so. A type that is not known has no steps.
    """

    payload: Payload
    window: Window | None
    kind: ForwardingType | None
    order: RedirectType
    steps: tuple[Step, ...]
    seconds: int | None = None


def stage_of(payload: Payload, window: Window | None, own: Callable[[str | None], NumberCode | None]) -> Stage:
    """Answer a forwarding as a stage; `own` tells of a place which number of ours it is.

    Entries mean what `routing.entries` says of them; that is written out here, since it is asked of very many.
    """
    kind = TYPES.get(payload.get("call_forwarding_type"))
    data = data_of(payload) if kind is not None else {}
    if kind is not ForwardingType.NUMBER:
        timed = kind is ForwardingType.STATIC and data.get("timeout") is not None
        seconds = _seconds(data["timeout"]) if timed else None
        return Stage(payload, window, kind, RedirectType.SINGLE, (), seconds)
    steps = []
    for entry in data.get("call_control") or ():
        drops = not entry.get("active", True)
        target = None if drops else entry.get("redirect_number")
        steps.append(Step(entry.get("period") or "", target, own(target), _seconds(entry.get("timeout")), drops))
    order = ORDERS.get(data.get("redirect_type"), RedirectType.SINGLE)
    return Stage(payload, window, kind, order, tuple(steps))


def _seconds(timeout: object) -> int:
    return timeout if isinstance(timeout, int) else 0


TYPES: Mapping[object, ForwardingType] = {kind.value: kind for kind in ForwardingType}
ORDERS: Mapping[object, RedirectType] = {order.value: order for order in RedirectType}
