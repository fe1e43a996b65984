"""All questions to a desired state, one after the other."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from reconciler.checks import (
    dead_ends,
    display_numbers,
    expectations,
    loops,
    overrides,
    policy,
    protected,
    ringing,
    schedules,
    shadowed,
)
from reconciler.checks.gaps import Gaps
from reconciler.checks.outlook import outlook_of
from reconciler.model.desired import Desired
from reconciler.model.findings import Finding
from reconciler.routing.network import network_of


def findings(desired: Desired, *, at: datetime, zone: tzinfo, complete: bool) -> Iterator[Finding]:
    """Yield what every check finds at a moment, by the clocks of a zone.

    `complete` tells whether every declared number could be read: where one could not, nothing is called missing.
    """
    for _, found in questions(desired, at=at, zone=zone, complete=complete):
        yield from found


def questions(
    desired: Desired, *, at: datetime, zone: tzinfo, complete: bool
) -> Iterator[tuple[str, Iterator[Finding]]]:
    """Yield each question by the name of its module, with what it finds; it is asked while that is gone through."""
    network = network_of(desired, zone)
    outlook = outlook_of(desired, network, at)
    gaps = Gaps(outlook)
    yield "schedules", schedules.findings(desired, network, at=at)
    yield "policy", policy.findings(desired, at=at, complete=complete)
    yield "display_numbers", display_numbers.findings(desired, at=at, complete=complete)
    yield "overrides", overrides.findings(desired.overrides, at=at, zone=zone)
    yield "loops", loops.findings(desired, outlook)
    yield "dead_ends", dead_ends.findings(desired, outlook, gaps)
    yield "protected", protected.findings(desired, outlook, gaps)
    yield "shadowed", shadowed.findings(outlook)
    yield "ringing", ringing.findings(outlook)
    yield "expectations", expectations.findings(desired.expectations, outlook)
