"""A call to a number of Exolve: routed by the forwarding that the account has at the emulated moment.

What no page documents is taken like this: single redirection rings the first entry whose period is active; sequential
rings each in turn as long as it says, and stops at one that drops the call; parallel rings all at once. A call that
nobody is rung for, or that is dropped, is not answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any, Final

from reconciler.emulator.account import Account
from reconciler.emulator.exolve_forwarding import Forwarding
from reconciler.emulator.phones import Manner, Phone, Phones
from reconciler.periods.evaluation import is_active
from reconciler.periods.parser import read

_SINGLE: Final = 1
_PARALLEL: Final = 3
_MOST_HOPS: Final = 70
_AT_ONCE: Final = 1.0
_TRUNK_SECONDS: Final = 60.0


class Reason(StrEnum):
    """Why a call was not answered, or how it ended, in the words of UIS's reports."""

    HUNG_UP = "subscriber_disconnects"
    NOBODY = "no_success_subscriber_call"
    BUSY = "subscriber_busy"
    UNREACHABLE = "subscriber_not_responsible"
    NO_SUCH = "subscriber_number_problems"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One place that is rung, from a second of the call on."""

    place: str
    begins: float
    ends: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a call, in seconds from its beginning; `answered` is None if it is not answered.

    `ends` is when it ends by itself, `by` the place that answers, `rings` all that are rung until then.
    """

    ends: float
    reason: Reason
    answered: float | None = None
    by: str = ""
    is_machine: bool = False
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Exolve's exchange: an account's forwardings, the phones behind them, the zone in which periods are read.

    `decided` maps a URL to where it sends calls; a URL that is not in it is unavailable.
    """

    account: Account
    phones: Phones
    zone: tzinfo
    decided: dict[str, str] = field(default_factory=dict)

    def knows(self, number: str) -> bool:
        """Whether a number is one of Exolve's."""
        return any(str(known.code) == number for known in self.account.numbers())

    def fate(self, number: str, at: float) -> Fate:
        """Answer what becomes of a call to a number that begins at a moment."""
        # As long as readers are shown what was before a change, calls are routed by it too.
        forwardings = {str(known.code): known.shown(at) for known in self.account.numbers()}
        return _Routing(exchange=self, forwardings=forwardings, moment=datetime.fromtimestamp(at, UTC)).to(number, ())

    def events_url(self, number: str) -> str:
        """Answer where a number's events are posted: its own URL, else its application's, else nowhere (empty)."""
        known = next((one for one in self.account.numbers() if str(one.code) == number), None)
        if known is None:
            return ""
        own = known.forwarding.data.get("event_url") if known.forwarding else None
        applications = {one.name: one.event_url for one in self.account.applications()}
        return str(own or applications[known.application])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Routing:
    exchange: Exchange
    forwardings: Mapping[str, Forwarding | None]
    moment: datetime

    def to(self, place: str, way: tuple[str, ...], timeout: float = _TRUNK_SECONDS) -> Fate:
        """Answer what becomes of a call to a place that is rung for so long."""
        if place not in self.forwardings:
            return _rung(place, self.exchange.phones.at(place), timeout)
        if place in way or len(way) >= _MOST_HOPS:
            return Fate(ends=_AT_ONCE, reason=Reason.NO_SUCH)
        forwarding = self.forwardings[place]
        return self._forwarded(forwarding, (*way, place)) if forwarding else _nobody()

    def _forwarded(self, forwarding: Forwarding, way: tuple[str, ...]) -> Fate:
        data = forwarding.data
        match forwarding.object_name:
            case "call_forwarding_number":
                return self._controlled(data, way)
            case "call_forwarding_ipcr":
                target = self.exchange.decided.get(str(data.get("url"))) or str(data.get("reserve") or "")
                return self.to(target, way) if target else _nobody()
            case "call_forwarding_static":
                address = f"{data.get('static_ip')}:{data.get('port')}"
                return self.to(address, way, float(data.get("timeout") or _TRUNK_SECONDS))
            case _:
                return self.to(str(data.get("sip_uri")), way)

    def _controlled(self, data: Mapping[str, Any], way: tuple[str, ...]) -> Fate:
        entries = [entry for entry in data.get("call_control", ()) if self._holds(str(entry.get("period") or ""))]
        kind = data.get("redirect_type")
        if kind == _PARALLEL:
            ringing = [entry for entry in entries if entry.get("active")]
            return _at_once([self._entry(entry, way) for entry in ringing])
        return _in_turn(self._entries(entries[:1] if kind == _SINGLE else entries, way))

    def _entries(self, entries: Sequence[Mapping[str, Any]], way: tuple[str, ...]) -> Iterator[Fate]:
        for entry in entries:
            if not entry.get("active"):
                return
            yield self._entry(entry, way)

    def _entry(self, entry: Mapping[str, Any], way: tuple[str, ...]) -> Fate:
        return self.to(str(entry.get("redirect_number") or ""), way, float(entry.get("timeout") or 0))

    def _holds(self, text: str) -> bool:
        period = read(text).period if text else None
        return not text or (period is not None and is_active(period, self.moment, self.exchange.zone))


def _rung(place: str, phone: Phone, timeout: float) -> Fate:
    """Answer what becomes of ringing one phone for so long."""
    if phone.takes_calls and phone.after < timeout:
        return Fate(
            ends=phone.after + phone.talks,
            reason=Reason.HUNG_UP,
            answered=phone.after,
            by=place,
            is_machine=phone.manner is Manner.VOICEMAIL,
            rings=(Ring(place=place, begins=0.0, ends=phone.after),),
        )
    reason = {Manner.BUSY: Reason.BUSY, Manner.UNREACHABLE: Reason.UNREACHABLE}.get(phone.manner, Reason.NOBODY)
    ends = timeout if reason is Reason.NOBODY else min(_AT_ONCE, timeout)
    return Fate(ends=ends, reason=reason, rings=(Ring(place=place, begins=0.0, ends=ends),))


def _nobody() -> Fate:
    return Fate(ends=_AT_ONCE, reason=Reason.NOBODY)


def _in_turn(fates: Iterator[Fate]) -> Fate:
    """Answer what becomes of ringing one after the other, as far as somebody answers."""
    rings: list[Ring] = []
    begins, reason = 0.0, Reason.NOBODY
    for fate in fates:
        rings += [Ring(place=one.place, begins=begins + one.begins, ends=begins + one.ends) for one in fate.rings]
        if fate.answered is not None:
            return Fate(
                ends=begins + fate.ends,
                reason=fate.reason,
                answered=begins + fate.answered,
                by=fate.by,
                is_machine=fate.is_machine,
                rings=tuple(rings),
            )
        begins, reason = begins + fate.ends, fate.reason
    return Fate(ends=max(begins, _AT_ONCE), reason=reason, rings=tuple(rings))


def _at_once(fates: Sequence[Fate]) -> Fate:
    """Answer what becomes of ringing all at once: the first to answer has the call."""
    answering = [fate for fate in fates if fate.answered is not None]
    if not answering:
        rings = tuple(ring for fate in fates for ring in fate.rings)
        last = max(fates, key=lambda fate: fate.ends, default=_nobody())
        return Fate(ends=max(last.ends, _AT_ONCE), reason=last.reason, rings=rings)
    first = min(answering, key=lambda fate: fate.answered or 0.0)
    until = first.answered or 0.0
    rings = tuple(
        Ring(place=ring.place, begins=ring.begins, ends=min(ring.ends, until))
        for fate in fates
        for ring in fate.rings
        if ring.begins <= until
    )
    return Fate(
        ends=first.ends,
        reason=first.reason,
        answered=first.answered,
        by=first.by,
        is_machine=first.is_machine,
        rings=rings,
    )
