"""What a plan costs: calls and time, before anybody says yes to it."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    calls = sum((change.action in CALLS_PROVIDER) + (change.action in READS_FIRST) for change in changes)
    by_latency = calls * TYPICAL_SECONDS / concurrency
    by_rate = calls / calls_per_second if calls_per_second else 0.0
    return Budget(calls=calls, seconds=max(by_latency, by_rate))
