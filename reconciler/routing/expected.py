"""What a test call to a number is to come to at a moment: who is to be rung, for how long, or why nobody is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import Expected, Expecting
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Rings, UrlDecides, rung
from reconciler.routing.call import behaviour_at
from reconciler.routing.entries import kind_of, reached, target_of
from reconciler.routing.network import Network

NEAR = timedelta(minutes=5)
"""How far around a call it is asked whether something else is expected: no call is longer, and clocks differ."""
STEP = timedelta(minutes=1)
"""Periods turn on minutes; overrides, which can turn on seconds, are asked for by themselves."""
URL = "a URL decides where its calls go, and nobody here can know what it answers."
CLOSED = "none of its entries is active at this moment."
DROPPED = "its forwarding drops the call at this moment."
UNDEFINED = "its forwarding is not defined (type 0): calls go wherever they go without one."
CLOSED_BEHIND = "its calls go on to numbers of ours that ring nobody at this moment."
UNDEFINED_BEHIND = "its calls come to a number of ours whose forwarding is not defined (type 0)."
NOT_KNOWN = "what forwards its calls is not known."


def expected_at(network: Network, code: NumberCode, moment: datetime, *, is_certain: bool = True) -> Expected:
    """Answer what a call to a number is to come to; `is_certain` tells whether what is recorded is what was applied."""
    found = _expected(network, code, moment)
    turn = next((at for at in _around(network, code, moment) if _turned(network, code, at, found)), None)
    if not is_certain:
        return Expected(expecting=Expecting.UNKNOWN, rung=found.rung, seconds=found.seconds, why=NOT_KNOWN)
    return Expected(expecting=found.expecting, rung=found.rung, seconds=found.seconds, why=found.why, turns_at=turn)


def _around(network: Network, code: NumberCode, moment: datetime) -> Iterator[datetime]:
    """Yield the moments near a call at which something else may be expected, the next ones first."""
    steps = NEAR // STEP
    minute = moment.replace(second=0, microsecond=0)
    followed = network.followed(code)
    turns = {at for here in followed for at in network.stages[here].turns_after(moment - STEP)}
    yield from sorted(
        {minute + STEP * step for step in range(1, steps + 1)} | {at for at in turns if at <= moment + NEAR}
    )
    yield moment - STEP


def _turned(network: Network, code: NumberCode, at: datetime, found: Expected) -> bool:
    return _expected(network, code, at).expecting is not found.expecting


def _expected(network: Network, code: NumberCode, moment: datetime) -> Expected:
    behaviour = behaviour_at(network, code, moment)
    everybody = rung(behaviour)
    if everybody:
        forwards_nowhere = behaviour == Phone(number=str(code))
        if forwards_nowhere:
            return Expected(expecting=Expecting.UNKNOWN, why=NOT_KNOWN)
        return Expected(expecting=Expecting.ANSWER, rung=everybody, seconds=_seconds(behaviour))
    match behaviour:
        case UrlDecides():
            return Expected(expecting=Expecting.URL, why=URL)
        case Dropped() | Nobody():
            return _nobody(network, code, moment, is_dropped=isinstance(behaviour, Dropped))
        case Loop(path=path):
            way = " → ".join(map(str, (*path, path[0])))
            return Expected(expecting=Expecting.LOOP, why=f"a call would go round: {way}.")
        case Rings():
            return _in_parts(behaviour) or _nobody(network, code, moment, is_dropped=True)
        case Phone():
            raise AssertionError("somebody is rung")
        case _:
            assert_never(behaviour)


def _nobody(network: Network, code: NumberCode, moment: datetime, *, is_dropped: bool) -> Expected:
    """Answer what is expected of a call that rings nobody by forwarding; one that has none may be taken otherwise."""
    payload, _ = network.holding(code, moment)
    onward = reached(payload, lambda text: network.holds(text, moment)) if payload is not None else ()
    if kind_of(payload) is ForwardingType.UNDEFINED:
        return Expected(expecting=Expecting.UNDEFINED, why=UNDEFINED)
    if _comes_to_undefined(network, code, moment):
        return Expected(expecting=Expecting.UNDEFINED, why=UNDEFINED_BEHIND)
    if is_dropped:
        return Expected(expecting=Expecting.DROP, why=DROPPED)
    return Expected(expecting=Expecting.NO_ANSWER, why=CLOSED_BEHIND if onward else CLOSED)


def _comes_to_undefined(network: Network, code: NumberCode, moment: datetime) -> bool:
    """Tell whether a call to a number may come to one of ours whose forwarding is not defined, or not known."""
    followed = set(network.followed(code))
    waiting, seen = [code], {code}
    for here in waiting:
        payload, _ = network.holding(here, moment)
        if payload is None or kind_of(payload) is ForwardingType.UNDEFINED:
            return True
        for entry in reached(payload, lambda text: network.holds(text, moment)):
            target = target_of(entry)
            there = network.own(target) if target else None
            if there is not None and there in followed and there not in seen:
                seen.add(there)
                waiting.append(there)
    return False


def _in_parts(behaviour: Rings) -> Expected | None:
    """Answer what is expected of parts none of which surely rings anybody, None if they only drop the call."""
    if any(_asks_url(part) for part in behaviour.parts):
        return Expected(expecting=Expecting.URL, why=URL)
    if any(isinstance(part, Loop) for part in behaviour.parts):
        return Expected(expecting=Expecting.LOOP, why="a call would go round in a loop.")
    return None


def _asks_url(behaviour: Behaviour) -> bool:
    if isinstance(behaviour, Rings):
        return any(_asks_url(part) for part in behaviour.parts)
    return isinstance(behaviour, UrlDecides)


def _seconds(behaviour: Behaviour) -> int | None:
    """Answer how long it rings until the last has been rung in vain, None where nobody knows."""
    match behaviour:
        case Phone():
            return behaviour.seconds or None
        case Rings():
            each = [_seconds(part) for part in behaviour.parts if rung(part)]
            if any(isinstance(part, UrlDecides) for part in behaviour.parts) or any(item is None for item in each):
                return None
            known = [item for item in each if item is not None]
            return max(known) if behaviour.order is RedirectType.PARALLEL else sum(known)
        case Nobody() | Dropped() | UrlDecides() | Loop():
            return None
        case _:
            assert_never(behaviour)
