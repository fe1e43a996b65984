"""One call followed through our numbers, given what forwards each of them and which periods hold."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from reconciler.model.forwarding import ForwardingType, Payload, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import DROPPED, NOBODY, Behaviour, Loop, Phone, Place, Rings, UrlDecides, rotated
from reconciler.routing.entries import Entry, Holds, is_drop, kind_of, order_of, own_number, reached, reserve_of

MOST_HOPS = 1_000
"""A call that is sent to several numbers of ours, each of which sends it to several, is followed so many times."""


def address_of(ip: str, port: int) -> str:
    """Answer a trunk's address with its port."""
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"


@dataclass(slots=True, kw_only=True)
class Following:
    """Follows one call. `followed` are the numbers of ours that are looked into; other places are only rung."""

    payload_of: Callable[[NumberCode], Payload | None]
    holds: Holds
    followed: Collection[NumberCode]
    left: int = MOST_HOPS
    way: list[NumberCode] = field(default_factory=list)

    def call(self, code: NumberCode) -> Behaviour:
        """Answer what becomes of a call that comes to a number."""
        if code in self.way:
            return Loop(path=rotated(tuple(self.way[self.way.index(code) :])))
        self.left -= 1
        self.way.append(code)
        behaviour = self._forwarded(code)
        self.way.pop()
        return behaviour

    def _forwarded(self, code: NumberCode) -> Behaviour:
        payload = self.payload_of(code)
        kind = kind_of(payload)
        if payload is None or kind is None:
            return Phone(number=str(code))
        data = data_of(payload)
        match kind:
            case ForwardingType.UNDEFINED:
                return NOBODY
            case ForwardingType.SIP:
                return Phone(number=data.get("sip_uri", "?"), place=Place.ACCOUNT)
            case ForwardingType.STATIC:
                address = address_of(data.get("static_ip", "?"), data.get("port", 0))
                return Phone(number=address, seconds=data.get("timeout"), place=Place.TRUNK)
            case ForwardingType.URL:
                reserve = reserve_of(payload)
                return UrlDecides(
                    url=data.get("url", "?"),
                    reserve=None if reserve is None else self._sent(reserve, Phone(number=reserve)),
                )
            case ForwardingType.NUMBER:
                return self._rung(payload)

    def _rung(self, payload: Payload) -> Behaviour:
        """Answer what becomes of the entries that a call reaches; one that rings nobody is nothing to a caller."""
        reach = [self._part(entry) for entry in reached(payload, self.holds)]
        parts = tuple(part for part in reach if part != NOBODY)
        if len(parts) > 1:
            return Rings(order=order_of(payload), parts=parts)
        return parts[0] if parts else NOBODY

    def _part(self, entry: Entry) -> Behaviour:
        target = entry.get("redirect_number")
        if is_drop(entry) or not target:
            return DROPPED
        return self._sent(target, Phone(number=target, name=entry.get("name"), seconds=entry.get("timeout")))

    def _sent(self, target: str, phone: Phone) -> Behaviour:
        code = own_number(target)
        if code is None or code not in self.followed or self.left <= 0:
            return phone
        return self.call(code)
