"""In which order changes are sent: levels, so that nothing in between opens a loop or leads to what is not ready. Pure.

A number waits for every changed number that its calls may come to afterwards: **targets first**. Therefore no mixture
of old and new has a loop of its own: on a way round, behind a number that is changed already, every next one is changed
already too, or not at all, so that the whole loop stands in the new state. **Removals last**: a number that stops
forwarding waits for those that stop forwarding to it. Where that would wait for itself it is left out: calls to the
number come to nothing for a moment, which opens no loop.

Ways are those that some period may open; so the order holds whatever the time of day. Where numbers lead round among
themselves afterwards, such as one to another by day and back by night, an order is looked for by which no loop ever has
some of its numbers changed and others not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import islice

from reconciler.model.forwarding import ForwardingType, Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Recorded
from reconciler.planner.change import CALLS_PROVIDER, Change
from reconciler.routing.components import cycles, round_parts
from reconciler.routing.entries import entries_of, own_number, reserve_of, targets_of
from reconciler.routing.entries import order_of as order_kind

FEW = 7
"""In a part that leads round, of so many changed numbers every order is tried, and of more only the likeliest."""
MOST_LOOPS = 500
MOST_NEAR = 200
"""Where more loops or more numbers would have to be looked at, no order is claimed to be safe."""

Ways = Mapping[NumberCode, tuple[NumberCode, ...]]
"""Where numbers of ours forward calls to numbers of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The numbers of a plan's changes in levels: a level begins when the one before has come to its outcomes.

    `waits_for` names for a number those without whose change its own is not sent. `unordered` are parts that lead round
    among themselves and that no order was found for: each is one level, and for a moment calls may go round in it.
    """

    levels: tuple[tuple[NumberCode, ...], ...] = ()
    waits_for: Mapping[NumberCode, tuple[NumberCode, ...]] = field(default_factory=dict)
    unordered: tuple[tuple[NumberCode, ...], ...] = ()


def order_of(changes: Iterable[Change], recorded: Recorded) -> Order:
    """Answer the order of changes, from them and the record alone; changes of the record alone come first."""
    every = {change.number_code: change for change in changes}
    world = _World(every, recorded)
    if not world.leads_on():
        return Order(levels=(tuple(sorted(every)),) if every else ())
    levels, unordered, sequences = _levels(world)
    waits = {code: tuple(sorted(world.waited_for(code, levels))) for code in world.calling}
    for sequence in sequences:
        # Such an order is safe only if each number before was changed.
        for place, code in enumerate(sequence):
            waits[code] = tuple(sorted({*waits[code], *sequence[:place]}))
    grouped: dict[int, list[NumberCode]] = {}
    for code in sorted(every):
        grouped.setdefault(levels.get(code, 0), []).append(code)
    return Order(
        levels=tuple(tuple(grouped[level]) for level in sorted(grouped)),
        waits_for={code: codes for code, codes in waits.items() if codes},
        unordered=tuple(sorted(unordered)),
    )


class _World:
    """Where numbers lead before and after the changes."""

    def __init__(self, changes: Mapping[NumberCode, Change], recorded: Recorded) -> None:
        self.calling = {code: change for code, change in changes.items() if change.action in CALLS_PROVIDER}
        self._recorded = recorded
        self._own = recorded.numbers.keys() | changes.keys()
        self.new: dict[NumberCode, tuple[NumberCode, ...]] = {
            code: self._ways(_after(change)) for code, change in self.calling.items()
        }
        self.leaving = self._leaving()

    def leads_on(self) -> bool:
        """Tell whether any order is better than another."""
        return any(self.new.values()) or any(self.leaving.values())

    def after(self, code: NumberCode) -> tuple[NumberCode, ...]:
        """Answer where a number leads once everything is applied."""
        return self.new[code] if code in self.new else self.before(code)

    def before(self, code: NumberCode) -> tuple[NumberCode, ...]:
        """Answer where a number leads as it is recorded, and by a call whose outcome nobody knows."""
        entry = self._recorded.numbers.get(code)
        if entry is None:
            return ()
        sent = entry.unknown.all_sent() if entry.unknown is not None else ()
        ways = [there for payload in (entry.payload, *sent) for there in self._ways(payload)]
        return tuple(dict.fromkeys(ways))

    def turns(self, code: NumberCode) -> bool:
        """Tell whether a change may send calls elsewhere than before, at one time of day or another."""
        change = self.calling[code]
        before = change.before
        if before is None or before.unknown is not None:
            return True
        return _routing(before.payload) != _routing(_after(change))

    def waited_for(self, code: NumberCode, levels: Mapping[NumberCode, int]) -> Iterator[NumberCode]:
        """Yield the changed numbers of earlier levels that a number's change has to wait for."""
        found = dict.fromkeys(self.after(code))
        waiting = list(found)
        for there in waiting:
            if there in self.calling:
                continue
            for further in self.after(there):
                if further not in found:
                    found[further] = None
                    waiting.append(further)
        needed = (there for there in found if there in self.calling and there != code)
        for there in dict.fromkeys((*needed, *self.leaving.get(code, ()))):
            if levels[there] < levels[code]:
                yield there

    def _leaving(self) -> dict[NumberCode, tuple[NumberCode, ...]]:
        """Answer for each number that stops forwarding those that stop forwarding to it."""
        stopping = {code for code, change in self.calling.items() if not self._forwards(change)}
        found: dict[NumberCode, list[NumberCode]] = {code: [] for code in stopping}
        if stopping:
            for code in sorted(self.calling):
                for there in self.before(code):
                    if there in stopping and there not in self.new[code] and there != code:
                        found[there].append(code)
        return {code: tuple(codes) for code, codes in found.items() if codes}

    def _forwards(self, change: Change) -> bool:
        payload = _after(change)
        return payload is not None and payload["call_forwarding_type"] != ForwardingType.UNDEFINED.value

    def _ways(self, payload: Payload | None) -> tuple[NumberCode, ...]:
        if payload is None:
            return ()
        codes = (own_number(target) for target in targets_of(payload))
        return tuple(dict.fromkeys(code for code in codes if code is not None and code in self._own))


def _after(change: Change) -> Payload | None:
    return change.after.payload if change.after is not None else None


def _routing(payload: Payload | None) -> tuple[object, ...]:
    """Answer of a forwarding what decides where a call goes and when."""
    if payload is None:
        return ()
    entries = (
        (entry.get("redirect_number"), entry.get("period"), entry.get("active")) for entry in entries_of(payload)
    )
    return (payload["call_forwarding_type"], order_kind(payload), reserve_of(payload), *entries)


def _levels(
    world: _World,
) -> tuple[dict[NumberCode, int], list[tuple[NumberCode, ...]], list[Sequence[NumberCode]]]:
    """Answer each number's level, the parts for which there is no safe order, and the orders of the others."""
    graph = _graph(world)
    steps: dict[NumberCode, int] = {}
    part_of: dict[NumberCode, int] = {}
    sizes: dict[int, int] = {}
    unordered: list[tuple[NumberCode, ...]] = []
    sequences: list[Sequence[NumberCode]] = []
    for index, part in enumerate(round_parts(graph)):
        changed = sorted(code for code in part if code in world.calling)
        sequence = _sequence(world, part, changed)
        if sequence is None:
            unordered.append(tuple(changed))
        else:
            sequences.append(sequence)
        for place, code in enumerate(sequence or changed):
            steps[code] = place if sequence else 0
        part_of |= dict.fromkeys(part, index)
        sizes[index] = len(changed) if sequence else 1
    return _heights(graph, world, part_of, sizes, steps), unordered, sequences


def _heights(
    graph: Ways,
    world: _World,
    part_of: Mapping[NumberCode, int],
    sizes: Mapping[int, int],
    steps: Mapping[NumberCode, int],
) -> dict[NumberCode, int]:
    """Answer how many levels lie below each number; what leads round among itself is taken as one."""
    # A part is named by its first number, so that numbers and parts can stand in one graph.
    first: dict[int, NumberCode] = {}
    for code, part in part_of.items():
        first.setdefault(part, code)
    name = {code: first[part] for code, part in part_of.items()}
    behind: dict[NumberCode, set[NumberCode]] = {}
    for code, onward in graph.items():
        here = name.get(code, code)
        behind.setdefault(here, set()).update(name.get(there, there) for there in onward)
    for here, others in behind.items():
        others.discard(here)
    base: dict[NumberCode, int] = {}
    above: dict[NumberCode, int] = {}
    for here in TopologicalSorter(behind).static_order():
        base[here] = max((above[there] for there in behind.get(here, ())), default=0)
        size = sizes[part_of[here]] if here in part_of else int(here in world.calling)
        above[here] = base[here] + size
    return {code: base[name.get(code, code)] + steps.get(code, 0) for code in world.calling}


def _graph(world: _World) -> dict[NumberCode, tuple[NumberCode, ...]]:
    """Answer which numbers wait for which, through unchanged ones; removals that would wait for themselves do not."""
    graph: dict[NumberCode, tuple[NumberCode, ...]] = {}
    waiting = sorted(world.calling)
    known = set(waiting)
    for code in waiting:
        graph[code] = world.after(code)
        for there in graph[code]:
            if there not in known:
                known.add(there)
                waiting.append(there)
    both = {code: (*onward, *world.leaving.get(code, ())) for code, onward in graph.items()}
    part_of = {code: index for index, part in enumerate(round_parts(both)) for code in part}
    for code, leaving in world.leaving.items():
        apart = tuple(there for there in leaving if part_of.get(there, -1) != part_of.get(code, -2))
        graph[code] = (*graph[code], *apart)
    return graph


def _sequence(world: _World, part: Sequence[NumberCode], changed: Sequence[NumberCode]) -> list[NumberCode] | None:
    """Answer an order of the changed numbers of a part that leads round, by which no loop opens; None if none is found.

    Where one number alone changes there is nothing to order.
    """
    if len(changed) <= 1:
        return list(changed)
    near = _near(world, part)
    if near is None:
        return None
    looked = _Loops(world, near, frozenset(changed))
    return _search(looked, [], list(changed), tries=len(changed) if len(changed) > FEW else None)


def _search(
    looked: "_Loops", done: list[NumberCode], left: list[NumberCode], *, tries: int | None
) -> list[NumberCode] | None:
    """Try the numbers that are left one after another; with `tries` only the first that is safe at each step."""
    if not left:
        return done
    for code in left:
        if looked.is_safe(frozenset((*done, code))):
            found = _search(looked, [*done, code], [other for other in left if other != code], tries=tries)
            if found is not None or tries is not None:
                return found
    return None


def _near(world: _World, part: Sequence[NumberCode]) -> list[NumberCode] | None:
    """Answer every number that a part leads to, before or after; None if there are too many to look at."""
    found = dict.fromkeys(part)
    waiting = list(found)
    for code in waiting:
        for there in (*world.before(code), *world.after(code)):
            if there not in found:
                found[there] = None
                waiting.append(there)
        if len(found) > MOST_NEAR:
            return None
    return list(found)


class _Loops:
    """Which loops there are while some of a part's numbers are changed and the others are not."""

    def __init__(self, world: _World, near: Sequence[NumberCode], part: frozenset[NumberCode]) -> None:
        self._old = {code: world.before(code) for code in near}
        self._new = {code: world.after(code) for code in near}
        self._part = part
        self._turned = frozenset(code for code in near if code in world.calling and world.turns(code))

    def is_safe(self, done: frozenset[NumberCode]) -> bool:
        """Tell whether every loop is one of the old state or of the new; numbers of other parts may be in either.

        A loop whose numbers are partly changed is one of its own, though both states have its ways: other periods may
        open it where neither state does.
        """
        mixed = {code: self._ways(code, done) for code in self._old}
        found = list(islice(cycles(mixed), MOST_LOOPS + 1))
        return len(found) <= MOST_LOOPS and all(self._is_known(path, done) for path in found)

    def _is_known(self, path: Sequence[NumberCode], done: frozenset[NumberCode]) -> bool:
        turned = [code for code in path if code in self._turned]
        is_old = all(code in self._part and code not in done for code in turned)
        is_new = all(code in done for code in turned)
        return (is_old and _stands(path, self._old)) or (is_new and _stands(path, self._new))

    def _ways(self, code: NumberCode, done: frozenset[NumberCode]) -> tuple[NumberCode, ...]:
        if code in done:
            return self._new[code]
        if code in self._part:
            return self._old[code]
        return tuple(dict.fromkeys((*self._old[code], *self._new[code])))


def _stands(path: Sequence[NumberCode], ways: Ways) -> bool:
    """Tell whether a loop stands in a state."""
    return all(there in ways[here] for here, there in zip(path, (*path[1:], path[0]), strict=True))
