"""Directed graphs: their strongly connected parts, and the simple cycles of one; without recursion, in linear time.

Source: R. Tarjan, "Depth-first search and linear graph algorithms" (1972); D. Johnson, "Finding all the elementary
circuits of a directed graph" (1975).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from reconciler.model.identifiers import NumberCode as Node

Graph: TypeAlias = Mapping[Node, Iterable[Node]]
"""Where each node leads; what a node leads to and the graph does not have is no node of it."""


def round_parts(graph: Graph) -> Iterator[list[Node]]:
    """Yield the strongly connected parts in which there is a way round: several nodes, or one that leads to itself."""
    core = _arrived_at(graph)
    for part in _parts(core):
        if len(part) > 1 or part[0] in core[part[0]]:
            yield part


def within(graph: Graph, part: Iterable[Node]) -> dict[Node, list[Node]]:
    """Answer the part of a graph among some nodes, each way once."""
    kept = dict.fromkeys(part)
    return {node: [there for there in dict.fromkeys(graph[node]) if there in kept] for node in kept}


def _arrived_at(graph: Graph) -> Graph:
    """Answer the graph without what nothing leads to, again and again: none of that is on a way round.

    Most networks are nothing else, and looking for their parts costs several times as much.
    """
    arriving = dict.fromkeys(graph, 0)
    for onward in graph.values():
        for there in onward:
            if there in arriving:
                arriving[there] += 1
    left_out = [node for node, count in arriving.items() if not count]
    for node in left_out:
        for there in graph[node]:
            if there in arriving:
                arriving[there] -= 1
                if not arriving[there]:
                    left_out.append(there)
    return {node: graph[node] for node, count in arriving.items() if count}


def _parts(graph: Graph) -> Iterator[list[Node]]:
    """Yield the strongly connected parts."""
    found: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_nodes: list[Node] = []
    done: set[Node] = set()
    for root in graph:
        if root in found:
            continue
        found[root] = low[root] = len(found)
        open_nodes.append(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, onward = work[-1]
            for there in onward:
                if there not in graph or there in done:
                    continue
                if there not in found:
                    found[there] = low[there] = len(found)
                    open_nodes.append(there)
                    work.append((there, iter(graph[there])))
                    break
                low[node] = min(low[node], found[there])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == found[node]:
                    yield _closed(open_nodes, node, done)


def _closed(open_nodes: list[Node], root: Node, done: set[Node]) -> list[Node]:
    """Take the part of a root off the stack."""
    first = len(open_nodes) - 1
    while open_nodes[first] != root:
        first -= 1
    part = open_nodes[first:]
    del open_nodes[first:]
    done.update(part)
    return part


def cycles(graph: Graph) -> Iterator[tuple[Node, ...]]:
    """Yield the simple cycles of a graph, each once, its smallest node first; finding the next takes linear time."""
    waiting = [within(graph, part) for part in round_parts(graph)]
    while waiting:
        part = waiting.pop()
        start = min(part)
        yield from _cycles_through(part, start)
        rest = {node: onward for node, onward in part.items() if node != start}
        waiting += [within(rest, smaller) for smaller in round_parts(rest)]


def _cycles_through(part: Graph, start: Node) -> Iterator[tuple[Node, ...]]:
    """Yield the cycles of a part that lead through a node, by Johnson's blocking: no dead end is entered twice."""
    path = [start]
    blocked = {start}
    closed: set[Node] = set()
    blocks: dict[Node, set[Node]] = defaultdict(set)
    work = [(start, iter(part[start]))]
    while work:
        node, onward = work[-1]
        for there in onward:
            if there == start:
                yield tuple(path)
                closed.update(path)
            elif there not in blocked:
                path.append(there)
                closed.discard(there)
                blocked.add(there)
                work.append((there, iter(part[there])))
                break
        else:
            if node in closed:
                _unblock(node, blocked, blocks)
            else:
                for there in part[node]:
                    blocks[there].add(node)
            work.pop()
            path.pop()


def _unblock(node: Node, blocked: set[Node], blocks: dict[Node, set[Node]]) -> None:
    waiting = [node]
    while waiting:
        free = waiting.pop()
        if free in blocked:
            blocked.remove(free)
            waiting += blocks.pop(free, ())
