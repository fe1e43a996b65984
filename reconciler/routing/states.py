"""Which ways between numbers are open together: one graph for each set of periods that holds at some moment."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.routing.calendar import chunks
from reconciler.routing.components import Graph
from reconciler.routing.entries import Holds, periods_of, reached, reserve_of, target_of
from reconciler.routing.network import Network
from reconciler.routing.openings import EVEN_BY_RESERVE, OPEN, recipe_of

LEAST_GRAPHS = 20
"""So many graphs are made of a part, however large it is."""
MOST_WORK = 1_000_000
"""Of a small part as many graphs are made as come to so many ways and runs of days."""


def open_graphs(network: Network, part: Graph, at: datetime) -> Iterator[Graph]:
    """Yield what is open always, then what is open together from a moment on, in the order of time; bounded."""
    yield _always(network, part, at)
    size = sum(len(tuple(onward)) + 1 for onward in part.values())
    left = max(MOST_WORK, LEAST_GRAPHS * size)
    turns = sorted({at, *(turn for code in part for turn in network.stages[code].turns_after(at))})
    for start, end in zip(turns, [*turns[1:], None], strict=True):
        payloads = {code: payload for code in part if (payload := network.holding(code, start)[0])}
        for holds, runs in _holding(network, payloads, start, end):
            left -= size + runs
            if left < 0:
                return
            yield {code: _onward(network, payload, holds) for code, payload in payloads.items()}


def _always(network: Network, part: Graph, at: datetime) -> Graph:
    """Answer the ways that nothing ever closes."""
    return {
        code: [
            there
            for there in onward
            if all(
                recipe_of(network, payload, there, EVEN_BY_RESERVE) == OPEN
                for payload in network.stages[code].since(at)
            )
        ]
        for code, onward in part.items()
    }


def _holding(
    network: Network, payloads: Mapping[NumberCode, Payload], start: datetime, end: datetime | None
) -> Iterator[tuple[Holds, int]]:
    """Yield the sets of periods that hold together, each once, with the runs of days that were looked at for it."""
    schedules = network.schedules
    texts = tuple(dict.fromkeys(text for payload in payloads.values() for text in periods_of(payload)))
    periods = [period for text in texts if (period := schedules.period(text))]
    known: set[int] = set()
    runs = 0
    for first, days in chunks(start.astimezone(network.zone), end, periods):
        patterns = [schedules.patterns(text, first, days) for text in texts]
        for sweep in {schedules.sweep(row): None for row in zip(*patterns, strict=True)} or [schedules.sweep(())]:
            runs += len(sweep.runs)
            for run in sweep.runs:
                if run.active not in known:
                    known.add(run.active)
                    yield {text for index, text in enumerate(texts) if run.active >> index & 1}.__contains__, runs
                    runs = 0


def _onward(network: Network, payload: Payload, holds: Holds) -> list[NumberCode]:
    """Answer the numbers of ours that a forwarding sends a call to while some periods hold, its reserve included."""
    targets = [target for entry in reached(payload, holds) if (target := target_of(entry))]
    reserve = reserve_of(payload)
    found = map(network.own, targets if reserve is None else [*targets, reserve])
    return list(dict.fromkeys(code for code in found if code is not None))
