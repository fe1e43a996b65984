"""One call followed hop by hop, with the reasons: which entries count, which do not and why, who is rung and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reconciler.model.desired import Window
from reconciler.model.forwarding import ForwardingType, Payload, RedirectType, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import rotated
from reconciler.routing.entries import Entry, entries_of, kind_of, order_of, period_of, reserve_of, target_of
from reconciler.routing.events import events_url
from reconciler.routing.fates import Fate, fates
from reconciler.routing.network import MOST_FOLLOWED, Network

MOST_HOPS_TOLD = 100
"""So many hops of one call are told."""


class Note(StrEnum):
    """What the provider does not document, where it matters to this call, or what nobody here can know."""

    SEVERAL_UNDER_SINGLE = "several-under-single"
    DROP_BESIDE_OTHERS = "drop-beside-others"
    OUTER_TIMEOUT = "outer-timeout"
    DROP_WITHIN = "drop-within"
    DROP_IN_SEQUENCE = "drop-in-sequence"
    NO_TIME = "no-time"
    EVENTS_BEHIND = "events-behind"
    PERIOD = "period"
    UNREADABLE_PERIOD = "unreadable-period"
    MASKING = "masking"
    URL_DECIDES = "url-decides"
    TRUNK_TIMEOUT = "trunk-timeout"
    FORWARDING_UNKNOWN = "forwarding-unknown"


class Onward(StrEnum):
    """What is told of a number of ours that a call goes on to: its hop, or why there is none."""

    HOP = "hop"
    LOOP = "loop"
    TOLD = "told"
    TOO_FAR = "too-far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Where a call goes on to a number of ours. `path` is the loop that closes there, the smallest number first.

    TOLD says that the hop stands elsewhere in the same story; TOO_FAR that nobody follows a call that long.
    """

    number_code: NumberCode
    onward: Onward
    hop: "Hop | None" = None
    path: tuple[NumberCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One entry as a call meets it; `position` counts from 1.

    `start` is the second of the hop at which it is rung; None where it is not rung, or nobody knows when, because it
    comes after a number of ours that decides itself how long it rings.
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
    payload, _ = network.holding(code, moment)
    return _Tracing(network=network, moment=moment, event_url=events_url(payload, None).url).hop(code)


def hops(hop: Hop) -> Iterator[Hop]:
    """Yield a hop and all that follow, in the order of the story."""
    waiting = [hop]
    while waiting:
        here = waiting.pop()
        yield here
        following = [*(look.next for look in here.looks), here.reserve_next]
        waiting += [there.hop for there in reversed(following) if there is not None and there.hop is not None]


@dataclass(slots=True, kw_only=True)
class _Tracing:
    """`event_url` is that of the number called; `dropping` are numbers told that drop the call, or one behind them."""

    network: Network
    moment: datetime
    event_url: str | None
    way: list[NumberCode] = field(default_factory=list)
    told: set[NumberCode] = field(default_factory=set)
    dropping: set[NumberCode] = field(default_factory=set)

    def hop(self, code: NumberCode) -> Hop:
        """Answer one hop with all that follow."""
        self.told.add(code)
        self.way.append(code)
        payload, window = self.network.holding(code, self.moment)
        looks = self._looks(payload) if payload is not None else ()
        reserve = reserve_of(payload) if payload is not None else None
        reserve_next = self._next(reserve) if reserve else None
        self.way.pop()
        if self._drops_within(looks, reserve_next) or any(look.fate is Fate.DROPS for look in looks):
            self.dropping.add(code)
        return Hop(
            number_code=code,
            payload=payload,
            kind=kind_of(payload),
            window=window,
            looks=looks,
            reserve=reserve,
            reserve_next=reserve_next,
            notes=tuple(self._notes(payload, looks)),
        )

    def _looks(self, payload: Payload) -> tuple[Look, ...]:
        """Answer every entry with what becomes of it."""
        found: list[Look] = []
        start: int | None = 0
        for entry, fate in zip(entries_of(payload), fates(payload, self._why_not), strict=True):
            target = target_of(entry) if fate is Fate.USED else None
            following = self._next(target) if target else None
            found.append(
                Look(
                    position=len(found) + 1,
                    entry=entry,
                    fate=fate,
                    start=start if fate is Fate.USED else None,
                    next=following,
                )
            )
            if fate is Fate.USED and order_of(payload) is RedirectType.SEQUENTIAL and start is not None:
                seconds = int(entry.get("timeout") or 0)
                start = start + seconds if seconds and following is None else None
        return tuple(found)

    def _why_not(self, entry: Entry) -> Fate | None:
        """Answer why an entry does not count, None if it does."""
        text = period_of(entry)
        if not text or self.network.holds(text, self.moment):
            return None
        return Fate.UNREADABLE if self.network.schedules.period(text) is None else Fate.NOT_NOW

    def _next(self, target: str) -> Next | None:
        """Answer how a call goes on to a place, None if it is not a number of ours."""
        code = self.network.own(target)
        if code is None:
            return None
        if code in self.way:
            path = rotated(tuple(self.way[self.way.index(code) :]))
            return Next(number_code=code, onward=Onward.LOOP, path=path)
        if code in self.told:
            return Next(number_code=code, onward=Onward.TOLD)
        if len(self.way) >= MOST_FOLLOWED or len(self.told) >= MOST_HOPS_TOLD:
            return Next(number_code=code, onward=Onward.TOO_FAR)
        return Next(number_code=code, onward=Onward.HOP, hop=self.hop(code))

    def _notes(self, payload: Payload | None, looks: tuple[Look, ...]) -> Iterator[Note]:
        """Yield what is not documented about what happens at one hop, or not known."""
        kind = kind_of(payload)
        if payload is None or kind is None:
            yield Note.FORWARDING_UNKNOWN
            return
        data = data_of(payload)
        if kind is ForwardingType.URL:
            yield Note.URL_DECIDES
        if kind is ForwardingType.STATIC and data.get("timeout") is not None:
            yield Note.TRUNK_TIMEOUT
            if not data["timeout"]:
                yield Note.NO_TIME
        yield from _notes_on_entries(order_of(payload), looks)
        if self._drops_within(looks) and sum(look.fate is Fate.USED for look in looks) > 1:
            yield Note.DROP_WITHIN
        if data.get("masking") and not data.get("display_number"):
            yield Note.MASKING
        if self.way and events_url(payload, self.event_url).url != self.event_url:
            yield Note.EVENTS_BEHIND

    def _drops_within(self, looks: tuple[Look, ...], *others: Next | None) -> bool:
        """Tell whether a number of ours drops the call that it goes on to, however far behind."""
        onward = (*(look.next for look in looks), *others)
        return any(there is not None and there.number_code in self.dropping for there in onward)


def _notes_on_entries(order: RedirectType, looks: tuple[Look, ...]) -> Iterator[Note]:
    seen = {look.fate for look in looks}
    if any(period_of(look.entry) for look in looks):
        yield Note.PERIOD
    if Fate.UNREADABLE in seen:
        yield Note.UNREADABLE_PERIOD
    if Fate.EARLIER_USED in seen and order is RedirectType.SINGLE:
        yield Note.SEVERAL_UNDER_SINGLE
    if Fate.BESIDE_OTHERS in seen:
        yield Note.DROP_BESIDE_OTHERS
    if Fate.DROPS in seen and order is RedirectType.SEQUENTIAL and seen & {Fate.USED, Fate.BEHIND_DROP}:
        yield Note.DROP_IN_SEQUENCE
    if any(look.next is not None for look in looks):
        yield Note.OUTER_TIMEOUT
    if any(look.fate is Fate.USED and look.entry.get("timeout") == 0 for look in looks):
        yield Note.NO_TIME
