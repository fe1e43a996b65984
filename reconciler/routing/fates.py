"""What becomes of each entry of a forwarding when a call comes: used, or not and why."""

from collections.abc import Callable
from enum import StrEnum

from reconciler.model.forwarding import Payload, RedirectType
from reconciler.routing.entries import Entry, entries_of, is_drop, order_of


class Fate(StrEnum):
    """What becomes of an entry: it rings somebody, it drops the call, or why it does neither."""

    USED = "used"
    DROPS = "drops"
    NOT_NOW = "not-now"
    UNREADABLE = "unreadable"
    EARLIER_USED = "earlier-used"
    BEHIND_DROP = "behind-drop"
    BESIDE_OTHERS = "beside-others"


def fates(payload: Payload, out: Callable[[Entry], Fate | None]) -> tuple[Fate, ...]:
    """Answer what becomes of each entry; `out` tells why one does not count, None if it does.

    The entries in effect are those that `entries.reached` answers.
    """
    entries = entries_of(payload)
    order = order_of(payload)
    reasons = [out(entry) for entry in entries]
    rings = any(reason is None and not is_drop(entry) for entry, reason in zip(entries, reasons, strict=True))
    found: list[Fate] = []
    used = dropped = False
    for entry, reason in zip(entries, reasons, strict=True):
        match order:
            case _ if reason is not None:
                fate: Fate = reason
            case RedirectType.SINGLE if used or dropped:
                fate = Fate.EARLIER_USED
            case RedirectType.SEQUENTIAL if dropped:
                fate = Fate.BEHIND_DROP
            case RedirectType.PARALLEL if is_drop(entry) and rings:
                fate = Fate.BESIDE_OTHERS
            case RedirectType.PARALLEL if is_drop(entry) and dropped:
                fate = Fate.EARLIER_USED
            case _:
                fate = Fate.DROPS if is_drop(entry) else Fate.USED
        used, dropped = used or fate is Fate.USED, dropped or fate is Fate.DROPS
        found.append(fate)
    return tuple(found)
