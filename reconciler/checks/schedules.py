"""Asks whether each period is one, and whether every engine reads it as it was meant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code, code_named
from reconciler.model.findings import Finding, NameSpot, NumberSpot, OverrideSpot
from reconciler.periods.findings import Kind
from reconciler.periods.misgivings import misgivings
from reconciler.periods.parser import read
from reconciler.routing.network import Network

CODES: dict[Kind, Code] = {kind: code for kind in Kind if (code := code_named(kind.value)) is not None}
"""The code of each kind of finding: the one of the same name."""


def findings(desired: Desired, network: Network, *, at: datetime) -> Iterator[Finding]:
    """Yield what is wrong or doubtful about the periods, those with a name and those written in place."""
    spots: dict[str, list[NameSpot | NumberSpot | OverrideSpot]] = {}
    for name, text in desired.schedules.items():
        spots.setdefault(text, []).append(NameSpot(section="schedules", name=name))
    for text, places in desired.periods.items():
        spots.setdefault(text, []).extend(places)
    for text, found in spots.items():
        period = network.schedules.period(text)
        problems = read(text).findings if period is None else misgivings(text, period, zone=network.zone, at=at)
        for problem in problems:
            for spot in found:
                within = replace(spot, offset=problem.start) if problem.start else spot
                yield Finding(code=CODES[problem.kind], detail=problem.detail, spot=within)
