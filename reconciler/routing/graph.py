"""Loops: numbers of ours that forward calls round to where they were, and whether that ever really happens.

Only ways between numbers of ours can make a loop, so the strongly connected parts of that graph are found first, in
linear time; only in those is asked what schedules and overrides allow. In a part with many ways round the loops that
some moment opens are looked for moment by moment, within bounded work.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from reconciler.model.forwarding import Payload, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.routing.components import Graph, cycles, round_parts, within
from reconciler.routing.entries import entries_of, order_of, reserve_of
from reconciler.routing.network import Network
from reconciler.routing.openings import (
    EVEN_BY_RESERVE,
    IF_ANY_EVEN_BY_RESERVE,
    IF_ANY_IS_USED,
    OPEN,
    SURELY,
    Openings,
    Reading,
    Recipe,
    recipe_of,
)
from reconciler.routing.states import open_graphs

MOST_LOOPS, FEW_LOOPS = 20, 3
"""So many loops of one part are told, and fewer of a large one; the last of them says that there are more."""
LARGE = 1_000
"""A part of more numbers is large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLoop:
    """A loop: each number on the way round once, the smallest first.

    `opens` is the first moment, not before the one asked about, at which a call goes round, None if none ever does;
    `always` tells that nothing ever keeps it from going round. With `by_reserve` it goes round only while a URL is
    unavailable. Where it never opens, `perhaps` is the first moment at which a call goes round if, of several entries
    that count under single redirection, the provider uses another than the first. `more` stands on the last loop told
    of a part that has more of them.
    """

    path: tuple[NumberCode, ...]
    opens: datetime | None
    always: bool
    by_reserve: bool
    perhaps: datetime | None = None
    more: bool = False


def loops(network: Network, *, at: datetime) -> tuple[FoundLoop, ...]:
    """Answer the loops of a network, from a moment on and for ever after; of each part those that open come first.

    "Ever" is every day of the coming 56, then a year of each kind that the calendar has (28 years hold them all), and
    again wherever a year that a period names begins or ends.
    """
    at = at.astimezone(UTC)
    graph = _graph(network, at)
    openings = Openings(network=network)
    found = [loop for part in round_parts(graph) for loop in _loops_of(within(graph, part), openings, at)]
    return tuple(found)


def _graph(network: Network, at: datetime) -> dict[NumberCode, tuple[NumberCode, ...]]:
    """Answer which numbers of ours forward to which, now or later; numbers that forward to none are left out."""
    graph: dict[NumberCode, tuple[NumberCode, ...]] = {}
    for code, stages in network.stages.items():
        onward = [there for payload in stages.since(at) for there in network.onward(payload)]
        if onward:
            graph[code] = tuple(dict.fromkeys(onward))
    return graph


def _loops_of(part: Graph, openings: Openings, at: datetime) -> Iterator[FoundLoop]:
    """Yield the loops of one strongly connected part; where there are many, those that open if any does."""
    most = MOST_LOOPS if len(part) <= LARGE else FEW_LOOPS
    paths = list(islice(cycles(part), most + 1))
    many = len(paths) > most
    found = sorted(_opening_some(part, openings, at, most), key=_order) if many else []
    if not found:
        found = sorted((_judged(path, openings, at) for path in paths[:most]), key=_order)
    yield from found[:-1]
    yield replace(found[-1], more=many)


def _opening_some(part: Graph, openings: Openings, at: datetime, most: int) -> list[FoundLoop]:
    """Answer some loops of a part that open at some moment."""
    known: set[tuple[NumberCode, ...]] = set()
    found: list[FoundLoop] = []
    for graph in open_graphs(openings.network, part, at):
        for path in islice(cycles(graph), most):
            if path not in known:
                known.add(path)
                loop = _judged(path, openings, at)
                found += [loop] if loop.opens is not None else []
        if len(found) >= most or len(known) > most * 2:
            break
    return found[:most]


def _judged(path: tuple[NumberCode, ...], openings: Openings, at: datetime) -> FoundLoop:
    """Answer a loop with when it opens: surely, else while a URL is unavailable, else by what nobody documents."""
    payloads = [payload for code in path for payload in openings.network.stages[code].since(at)]
    has_reserve, has_choice = any(map(reserve_of, payloads)), any(map(_chooses, payloads))
    opens, always = _opening(path, openings, at, SURELY)
    perhaps, by_reserve = None, False
    if opens is None and has_reserve:
        opens, always = _opening(path, openings, at, EVEN_BY_RESERVE)
        by_reserve = opens is not None
    if opens is None and has_choice:
        perhaps, _ = _opening(path, openings, at, IF_ANY_IS_USED)
        if perhaps is None and has_reserve:
            perhaps, _ = _opening(path, openings, at, IF_ANY_EVEN_BY_RESERVE)
            by_reserve = perhaps is not None
    return FoundLoop(path=path, opens=opens, always=always, by_reserve=by_reserve, perhaps=perhaps)


def _chooses(payload: Payload) -> bool:
    """Tell whether it may matter which of several entries is used."""
    return order_of(payload) is RedirectType.SINGLE and len(entries_of(payload)) > 1


def _opening(
    path: tuple[NumberCode, ...], openings: Openings, at: datetime, reading: Reading
) -> tuple[datetime | None, bool]:
    """Answer when all ways round are open for the first time, and whether they always are.

    Overrides cut the time; where one begins or ends only the ways of its own number are looked at anew.
    """
    network = openings.network
    turns: dict[datetime, list[int]] = defaultdict(list)
    for index, code in enumerate(path):
        for moment in network.stages[code].turns_after(at):
            turns[moment].append(index)
    ways: list[Recipe | None] = [None] * len(path)
    counted: Counter[Recipe | None] = Counter()
    turns[at] = list(range(len(path)))
    moments = sorted(turns)
    opens, always = None, True
    for moment, end in zip(moments, [*moments[1:], None], strict=True):
        counted.subtract(ways[index] for index in turns[moment] if moment != at)
        for index in turns[moment]:
            payload, _ = network.holding(path[index], moment)
            to = path[(index + 1) % len(path)]
            ways[index] = None if payload is None else recipe_of(network, payload, to, reading)
        counted.update(ways[index] for index in turns[moment])
        recipes = frozenset(recipe for recipe, count in counted.items() if count)
        always = always and recipes == {OPEN}
        if opens is None and None not in recipes:
            opens = openings.first(frozenset(recipe for recipe in recipes if recipe), moment, end)
        if opens is not None and not always:
            break
    return opens, always


def _order(loop: FoundLoop) -> tuple[bool, tuple[NumberCode, ...]]:
    return loop.opens is None, loop.path
