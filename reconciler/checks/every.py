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
    network = network_of(desired, zone)
    outlook = outlook_of(desired, network, at)
    gaps = Gaps(outlook)
    yield from schedules.findings(desired, network, at=at)
    yield from policy.findings(desired, at=at, complete=complete)
    yield from display_numbers.findings(desired, at=at, complete=complete)
    yield from overrides.findings(desired.overrides, at=at, zone=zone)
    yield from loops.findings(desired, outlook)
    yield from dead_ends.findings(desired, outlook, gaps)
    yield from protected.findings(desired, outlook, gaps)
    yield from shadowed.findings(outlook)
    yield from ringing.findings(outlook)
    yield from expectations.findings(desired.expectations, outlook)
