"""What a plan costs: calls and time, before anybody says yes to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reconciler.model.identifiers import ApplicationName
from reconciler.planner.change import CALLS_PROVIDER, READS_FIRST, Change

TYPICAL_SECONDS = 0.3
"""How long one call is taken to last where nothing limits the rate: a guess, shown as "about"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Calls to the provider (sets, deletes and the reads before them) and about how many seconds they take."""

    calls: int
    seconds: float


def budget_of(changes: Iterable[Change], *, concurrency: int, calls_per_second: float) -> Budget:
    """Answer the cost of the changes; `calls_per_second` 0 means no limit."""
    by_application: Counter[ApplicationName] = Counter()
    for change in changes:
        by_application[change.application] += (change.action in CALLS_PROVIDER) + (change.action in READS_FIRST)
    calls = by_application.total()
    by_latency = calls * TYPICAL_SECONDS / concurrency
    # Each application has a rate of its own, so the busiest one decides.
    by_rate = max(by_application.values(), default=0) / calls_per_second if calls_per_second else 0.0
    return Budget(calls=calls, seconds=max(by_latency, by_rate))
