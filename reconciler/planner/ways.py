"""The ways that calls can take around a number: who leads to it, and where it leads on, before and after a plan. Pure.

A way stands for all times: that some period may open it is enough. Very large neighbourhoods are cut off, the nearest
ways first, so that a drawing stays one that a person can read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from reconciler.checks.destinations import Kind, destinations_of
from reconciler.model.forwarding import Payload, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.routing.network import Network

MOST_WAYS = 40
"""So many ways of one neighbourhood are told."""
MOST_STEPS = 4
"""They lead so many numbers up and down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From a number of ours to a place; `own` is that place where it is a number of ours too.

    `name` is what an entry calls the place. `before` and `after` tell on which sides of the plan the way is.
    """

    source: NumberCode
    target: str
    own: NumberCode | None = None
    name: str | None = None
    before: bool = True
    after: bool = True


def ways_around(
    old: Network, new: Network, codes: Iterable[NumberCode], *, added: Collection[NumberCode] = ()
) -> Mapping[NumberCode, tuple[Way, ...]]:
    """Answer the ways around each of some numbers, nearest first; those from `added` ones are there only afterwards."""
    world = _World(old, new, added)
    return {code: tuple(world.around(code)) for code in codes}


class _World:
    """Both networks as ways; what leads onward is worked out when it is asked for."""

    def __init__(self, old: Network, new: Network, added: Collection[NumberCode]) -> None:
        self._old, self._new, self._added = old, new, added
        self._onward: dict[NumberCode, tuple[Way, ...]] = {}
        self._callers: dict[NumberCode, dict[NumberCode, None]] = {}
        for network in (old, new):
            for code, stages in network.stages.items():
                for payload in stages:
                    for there in network.onward(payload):
                        self._callers.setdefault(there, {})[code] = None

    def around(self, code: NumberCode) -> Iterator[Way]:
        """Yield the ways around a number: first its own, then those that lead to it, then farther ones."""
        told: set[Way] = set()
        for way in self._walk(code):
            if way not in told:
                told.add(way)
                yield way
                if len(told) == MOST_WAYS:
                    return

    def _walk(self, code: NumberCode) -> Iterator[Way]:
        """Yield ways step by step, downwards and upwards in turn; one can come twice."""
        down, up = {code}, {code}
        below, above = [code], [code]
        for _ in range(MOST_STEPS):
            ways = [way for here in below for way in self.onward(here)]
            yield from ways
            further = dict.fromkeys(way.own for way in ways if way.own is not None and way.own not in down)
            below = list(islice(further, MOST_WAYS))
            down.update(below)
            every = ((caller, here) for here in above for caller in self._callers.get(here, ()))
            callers = list(islice(every, MOST_WAYS))
            for caller, here in callers:
                yield from (way for way in self.onward(caller) if way.own == here)
            above = list(dict.fromkeys(caller for caller, _ in callers if caller not in up))
            up.update(above)

    def onward(self, code: NumberCode) -> tuple[Way, ...]:
        """Answer the ways that lead from a number, those that stay in the order of its entries."""
        found = self._onward.get(code)
        if found is None:
            found = self._onward[code] = tuple(self._from(code))
        return found

    def _from(self, code: NumberCode) -> Iterator[Way]:
        old, new = (_places(network, code) for network in (self._old, self._new))
        for target in {**new, **old}:
            yield Way(
                source=code,
                target=target,
                own=self._new.own(target),
                name=new.get(target) or old.get(target),
                before=target in old and code not in self._added,
                after=target in new,
            )


def _places(network: Network, code: NumberCode) -> dict[str, str | None]:
    """Answer where a number sends calls at some time, with the name that an entry has for it."""
    stages = network.stages.get(code, ())
    return {target: name for payload in stages for target, name in _targets(payload)}


def _targets(payload: Payload) -> Iterator[tuple[str, str | None]]:
    names = {entry.get("redirect_number"): entry.get("name") for entry in data_of(payload).get("call_control", ())}
    for kind, target, path in destinations_of(payload):
        if path[-1] == "event_url":
            continue  # it is told about calls and takes none
        yield f"{target}:{data_of(payload)['port']}" if kind is Kind.ADDRESS else target, names.get(target)
