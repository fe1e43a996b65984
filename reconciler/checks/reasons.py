"""Why a call comes to something else than expected: the number at which it goes elsewhere, and what decides there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from reconciler.checks.outcomes import ENDS, Ends, ends_of
from reconciler.model.desired import Special
from reconciler.model.diagnostics import quoted
from reconciler.model.forwarding import ForwardingType, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour, rung
from reconciler.routing.entries import period_of
from reconciler.routing.fates import Fate
from reconciler.routing.following import address_of
from reconciler.routing.trace import Hop, Look, Onward, hops

LEADS_ON = "is a number of ours, whose own forwarding takes the call further"


def reasons(expect: Special | tuple[str, ...], behaviour: Behaviour, first: Hop) -> Iterator[str]:
    """Yield why the first number that is missing is not rung, and why the call comes to what nobody expected."""
    way = _way(first)
    expected = () if isinstance(expect, Special) else expect
    actual = rung(behaviour)
    missing = next((number for number in expected if number not in actual), None)
    if missing is not None:
        yield _why_not(missing, way)
    extra = next((number for number in actual if number not in expected), None)
    why = _why(extra, way) if extra is not None else _ending(expect, behaviour, way)
    if why is not None:
        yield why
    elif missing is None and sorted(actual) == sorted(expected):
        yield f"It rings them one after the other in another order: {', '.join(actual)}."
    elif missing is None and actual:
        yield f"It rings each as often as this list has it: {', '.join(actual)}."


def no_further(number: str, first: Hop) -> str | None:
    """Answer where a call goes on to a number of ours through which it is not followed."""
    for hop, look in _used(_way(first)):
        if look.entry.get("redirect_number") == number:
            return (
                f"{_at(hop)}, {_named(look)} sends it to {number}, a number of ours, and it is followed no further"
                " than that: too many of them are on the way."
            )
    return None


def _way(first: Hop) -> Sequence[Hop]:
    """Answer the hops that a call comes to, without those that only a reserve leads to."""
    every: Mapping[NumberCode, Hop] = {hop.number_code: hop for hop in hops(first)}
    found: dict[NumberCode, Hop] = {}
    waiting = [first.number_code]
    while waiting:
        code = waiting.pop()
        if code in every and code not in found:
            found[code] = every[code]
            waiting += [look.next.number_code for look in reversed(every[code].looks) if look.next is not None]
    return tuple(found.values())


def _used(way: Sequence[Hop]) -> Iterator[tuple[Hop, Look]]:
    return ((hop, look) for hop in way for look in hop.looks if look.fate is Fate.USED)


def _why_not(number: str, way: Sequence[Hop]) -> str:
    for hop in way:
        for look in hop.looks:
            if look.entry.get("redirect_number") == number:
                return f"{_at(hop)}, {_named(look)} is the one for {number}, and {_fate(look)}."
    for hop in way:
        if hop.reserve is not None and number in _behind_the_reserve(hop):
            what = "the reserve" if number == hop.reserve else f"behind the reserve {hop.reserve}"
            return f"{_at(hop)}, {number} is {what}, rung only while the URL is unavailable."
    return f"No entry on the way leads to {number}."


def _behind_the_reserve(hop: Hop) -> Iterator[str | None]:
    """Yield where the reserve of a hop leads."""
    yield hop.reserve
    behind = hop.reserve_next.hop if hop.reserve_next is not None else None
    for there in hops(behind) if behind is not None else ():
        for look in there.looks:
            yield look.entry.get("redirect_number")


def _why(place: str, way: Sequence[Hop]) -> str | None:
    """Answer what sends the call to a number, an account or a trunk."""
    for hop, look in _used(way):
        if look.entry.get("redirect_number") == place:
            return f"{_at(hop)}, {_named(look)} sends it to {place}: {_fate(look)}."
    return next((f"{_at(hop)}, it goes to the {_kind(hop)} {place}." for hop in way if _rings(hop) == place), None)


def _rings(hop: Hop) -> str | None:
    """Answer the account or the trunk that a number rings by itself."""
    data = data_of(hop.payload) if hop.payload is not None else {}
    match hop.kind:
        case ForwardingType.SIP:
            return data.get("sip_uri")
        case ForwardingType.STATIC:
            return address_of(data["static_ip"], data["port"])
        case _:
            return None


def _kind(hop: Hop) -> str:
    return "SIP account" if hop.kind is ForwardingType.SIP else "SIP trunk"


def _ending(expect: Special | tuple[str, ...], behaviour: Behaviour, way: Sequence[Hop]) -> str | None:
    """Answer where a call ends as nobody expected; a drop behind all that a list has is as expected."""
    actual = rung(behaviour)
    ends = ends_of(behaviour)
    meant = ENDS[expect] if isinstance(expect, Special) else Ends(dropped=bool(actual))
    if ends.loop:
        return _loop(way)
    if ends.url and not meant.url:
        return _url(way)
    if ends.dropped and not meant.dropped:
        return _drop(way)
    return _nobody(way) if not actual else None


def _loop(way: Sequence[Hop]) -> str | None:
    for hop, look in _used(way):
        if look.next is not None and look.next.onward is Onward.LOOP:
            return f"{_at(hop)}, {_named(look)} sends it back to {look.next.number_code}: a loop."
    return None


def _url(way: Sequence[Hop]) -> str | None:
    decides = "a URL decides where it goes, so nobody can tell all that are rung"
    return next((f"{_at(hop)}, {decides}." for hop in way if hop.kind is ForwardingType.URL), None)


def _drop(way: Sequence[Hop]) -> str | None:
    for hop in way:
        for look in hop.looks:
            if look.fate is Fate.DROPS:
                return f"{_at(hop)}, {_named(look)} drops it: {_fate(look)}."
    return None


def _nobody(way: Sequence[Hop]) -> str | None:
    for hop in way:
        if hop.kind is ForwardingType.UNDEFINED:
            return f"{_at(hop)}, nothing is declared but type 0, so nobody is rung."
        if hop.kind is ForwardingType.NUMBER and not any(look.fate in {Fate.USED, Fate.DROPS} for look in hop.looks):
            return f"{_at(hop)}, no entry's period holds then."
    return None


def _at(hop: Hop) -> str:
    within = "" if hop.window is None else f", where the override {quoted(hop.window.reason)} holds"
    return f"At {hop.number_code}{within}"


def _named(look: Look) -> str:
    name = look.entry.get("name")
    return f"entry {look.position} ({quoted(name)})" if name else f"entry {look.position}"


def _fate(look: Look) -> str:
    """Answer why an entry is used, or is not, to be read behind its name."""
    text = period_of(look.entry)
    match look.fate:
        case Fate.USED | Fate.DROPS if look.next is not None:
            code = look.next.number_code
            return f"the call has been to {code} already" if look.next.onward is Onward.LOOP else f"{code} {LEADS_ON}"
        case Fate.USED | Fate.DROPS:
            return f"its period {quoted(text)} holds then" if text.strip() else "it has no period, so it always counts"
        case Fate.NOT_NOW:
            return f"its period {quoted(text)} does not hold then"
        case Fate.UNREADABLE:
            return f"its period {quoted(text)} cannot be read"
        case Fate.EARLIER_USED:
            return "an earlier entry is used instead of it"
        case Fate.BEHIND_DROP:
            return "an earlier entry drops the call"
        case Fate.BESIDE_OTHERS:
            return "it drops the call, while others are rung"
        case _:
            assert_never(look.fate)
