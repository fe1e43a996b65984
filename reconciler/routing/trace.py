"""One call followed hop by hop, with the reasons: which entries count, which do not and why, who is rung and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from reconciler.model.desired import Window
from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour, rotated
from reconciler.routing.call import behaviour_at
from reconciler.routing.entries import (
    Entry,
    entries_of,
    is_drop,
    kind_of,
    order_of,
    period_of,
    reached,
    reserve_of,
    target_of,
)
from reconciler.routing.network import MOST_FOLLOWED, Network

MOST_HOPS_TOLD = 100
"""So many hops of one call are told."""


class Fate(StrEnum):
    """What becomes of an entry when a call comes."""

    USED = "used"
    DROPS = "drops"
    NOT_NOW = "not-now"
    UNREADABLE = "unreadable"
    EARLIER_USED = "earlier-used"
    BEHIND_DROP = "behind-drop"
    BESIDE_OTHERS = "beside-others"


class Note(StrEnum):
    """What the provider does not document, where it matters to this call, or what else whoever reads should know."""

    SEVERAL_UNDER_SINGLE = "several-under-single"
    DROP_BESIDE_OTHERS = "drop-beside-others"
    OUTER_TIMEOUT = "outer-timeout"
    DROP_WITHIN = "drop-within"
    MASKING = "masking"
    PERIOD = "period"
    URL_DECIDES = "url-decides"
    UNAVAILABLE = "unavailable"
    TRUNK_TIMEOUT = "trunk-timeout"
    FORWARDING_UNKNOWN = "forwarding-unknown"
    TOO_FAR = "too-far"


class Onward(StrEnum):
    """What is told of a number of ours that a call is sent to."""

    HOP = "hop"
    LOOP = "loop"
    TOLD = "told"
    TOO_FAR = "too-far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Where a call goes on to a number of ours: its hop, or why there is none.

    `path` is the loop that closes there. TOLD says that the hop stands elsewhere among those of this call.
    """

    number_code: NumberCode
    onward: Onward
    hop: "Hop | None" = None
    path: tuple[NumberCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One entry as a call meets it. `position` counts from 1; `start` is the second of the hop at which it is rung.

    `start` is None where nothing is rung, or nobody knows when.
    """

    position: int
    entry: Entry
    fate: Fate
    start: int | None = None
    next: Next | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One number on the way of a call: what forwards it (None: not known), by which override, and what comes of it."""

    number_code: NumberCode
    payload: Payload | None
    kind: ForwardingType | None
    window: Window | None = None
    looks: tuple[Look, ...] = ()
    reserve: str | None = None
    reserve_next: Next | None = None
    notes: tuple[Note, ...] = ()


def trace(network: Network, code: NumberCode, moment: datetime) -> Hop:
    """Answer the whole story of a call that comes to a number at a moment."""
    return _Tracing(network=network, moment=moment).hop(code)


def hops(hop: Hop) -> Iterator[Hop]:
    """Yield a hop and all that follow, in the order of the story."""
    yield hop
    for following in (*(look.next for look in hop.looks), hop.reserve_next):
        if following is not None and following.hop is not None:
            yield from hops(following.hop)


@dataclass(slots=True, kw_only=True)
class _Tracing:
    network: Network
    moment: datetime
    way: list[NumberCode] = field(default_factory=list)
    told: set[NumberCode] = field(default_factory=set)

    def hop(self, code: NumberCode) -> Hop:
        """Answer one hop with all that follow."""
        self.told.add(code)
        self.way.append(code)
        payload, window = self.network.holding(code, self.moment)
        looks = tuple(self._looks(payload)) if payload is not None else ()
        reserve = reserve_of(payload) if payload is not None else None
        hop = Hop(
            number_code=code,
            payload=payload,
            kind=kind_of(payload),
            window=window,
            looks=looks,
            reserve=reserve,
            reserve_next=self._next(reserve) if reserve else None,
            notes=tuple(_notes(payload, looks)),
        )
        self.way.pop()
        return hop

    def _looks(self, payload: Payload) -> Iterator[Look]:
        """Yield every entry with what becomes of it."""
        entries = entries_of(payload)
        counting = [self._counts(entry) for entry in entries]
        holding = [entry for entry, counts in zip(entries, counting, strict=True) if counts]
        order = order_of(payload)
        used = {id(entry) for entry in reached(payload, self._holds)}
        start: int | None = 0
        for position, (entry, counts) in enumerate(zip(entries, counting, strict=True), 1):
            fate = self._fate(entry, order, counts=counts, used=id(entry) in used)
            target = target_of(entry)
            rings = fate is Fate.USED and target is not None
            following = self._next(target) if rings and target else None
            yield Look(position=position, entry=entry, fate=fate, start=start if rings else None, next=following)
            if rings and order is RedirectType.SEQUENTIAL and start is not None:
                start = None if following is not None else start + int(entry.get("timeout") or 0)
