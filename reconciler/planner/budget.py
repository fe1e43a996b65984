"""What a plan costs: calls and time, before anybody says yes to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reconciler.model.identifiers import ApplicationName
from reconciler.model.settings import Apply, OnForeignChange, ReadBack
from reconciler.planner.change import CALLS_PROVIDER, Change
from reconciler.planner.look import must_be_read_back

TYPICAL_SECONDS = 0.3
"""How long one call is taken to last where nothing limits the rate: a guess, shown as "about"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Calls to the provider and about how many seconds they take; `looks` of them are reads before and after."""

    calls: int
    looks: int
    seconds: float


def budget_of(changes: Iterable[Change], apply: Apply) -> Budget:
    """Answer the cost of the changes by the settings: a call each, and the looks before and after it."""
    by_application: Counter[ApplicationName] = Counter()
    looks = 0
    for change in changes:
        if change.action in CALLS_PROVIDER:
            around = _looks_before(change, apply) + _looks_after(change, apply)
            by_application[change.application] += 1 + around
            looks += around
    # Each application has a rate and places of its own, so the busiest one decides.
    busiest = max(by_application.values(), default=0)
    by_latency = busiest * TYPICAL_SECONDS / apply.concurrency
    by_rate = busiest / apply.calls_per_second if apply.calls_per_second else 0.0
    return Budget(calls=by_application.total(), looks=looks, seconds=max(by_latency, by_rate))


def _looks_before(change: Change, apply: Apply) -> int:
    is_promised = change.before is not None and change.before.restore is not None
    return int(is_promised or apply.on_foreign_change is not OnForeignChange.OVERWRITE)


def _looks_after(change: Change, apply: Apply) -> int:
    match apply.read_back:
        case ReadBack.ALL:
            return 1
        case ReadBack.REMOVED_FIELDS:
            return int(must_be_read_back(change))
        case ReadBack.OFF:
            return 0
