"""The entries of a forwarding: where they lead, and which of them a call reaches at a moment.

Source of the meaning: the provider's page "SetCallForwarding" (tables RedirectType and CallControl). What it leaves
open, and how it is taken here, stands in docs/routing.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.model.identifiers import NumberCode

MAX_DIGITS = 20
"""A uint64 has no more."""
Entry: TypeAlias = Mapping[str, Any]
Holds: TypeAlias = Callable[[str], bool]


def kind_of(payload: Payload | None) -> ForwardingType | None:
    """Answer the type of a forwarding, None if it is not known or not one that the provider documents."""
    kind = payload.get("call_forwarding_type") if payload is not None else None
    return _KINDS.get(kind) if isinstance(kind, int) else None


def entries_of(payload: Payload) -> Sequence[Entry]:
    """Answer the entries of a forwarding to numbers, in order."""
    if kind_of(payload) is not ForwardingType.NUMBER:
        return ()
    entries: Sequence[Entry] = data_of(payload).get("call_control") or ()
    return entries


def order_of(payload: Payload) -> RedirectType:
    """Answer how the entries are rung."""
    written: object = data_of(payload).get("redirect_type")
    return _ORDERS.get(written, RedirectType.SINGLE) if isinstance(written, int) else RedirectType.SINGLE


def period_of(entry: Entry) -> str:
    """Answer the period of an entry; without one it is always active, as with an empty one."""
    return entry.get("period") or ""


def is_drop(entry: Entry) -> bool:
    """Tell whether an entry drops the call."""
    return not entry.get("active", True)


def target_of(entry: Entry) -> str | None:
    """Answer where an entry sends the call, None if it drops it."""
    return None if is_drop(entry) else entry.get("redirect_number")


def reserve_of(payload: Payload) -> str | None:
    """Answer where a call goes while the URL that decides is unavailable."""
    return data_of(payload).get("reserve") if kind_of(payload) is ForwardingType.URL else None


def periods_of(payload: Payload) -> Iterator[str]:
    """Yield the periods of a forwarding that has to be asked about, in order."""
    for entry in entries_of(payload):
        text = period_of(entry)
        if text:
            yield text


def targets_of(payload: Payload) -> Iterator[str]:
    """Yield every place that a forwarding may send a call to, its reserve included."""
    for entry in entries_of(payload):
        target = target_of(entry)
        if target:
            yield target
    reserve = reserve_of(payload)
    if reserve:
        yield reserve


def reached(payload: Payload, holds: Holds) -> tuple[Entry, ...]:
    """Answer the entries that a call reaches, in order; none if nothing counts.

    Of single redirection that is the first that counts; of sequential those that count as far as one drops the call;
    of parallel all that count and ring somebody, or one that drops if no other does.
    """
    counting = (entry for entry in entries_of(payload) if not (text := period_of(entry)) or holds(text))
    match order_of(payload):
        case RedirectType.SINGLE:
            return tuple(entry for entry, _ in zip(counting, "1", strict=False))
        case RedirectType.SEQUENTIAL:
            return tuple(_until_a_drop(counting))
        case RedirectType.PARALLEL:
            every = tuple(counting)
            return tuple(entry for entry in every if not is_drop(entry)) or every[:1]


def own_number(target: str) -> NumberCode | None:
    """Answer a target as a number, None if it cannot be one."""
    if target.isascii() and target.isdigit() and len(target) <= MAX_DIGITS:
        return NumberCode(int(target))
    return None


def _until_a_drop(counting: Iterator[Entry]) -> Iterator[Entry]:
    for entry in counting:
        yield entry
        if is_drop(entry):
            return


_KINDS = {kind.value: kind for kind in ForwardingType}
_ORDERS = {order.value: order for order in RedirectType}
