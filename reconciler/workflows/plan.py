"""Plan: read the folder and the record, decide what changes. Calls nobody and writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from reconciler.loader.folder import Loaded
from reconciler.model.desired import Desired
from reconciler.model.identifiers import RunId
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import fingerprint
from reconciler.planner.budget import Budget, budget_of
from reconciler.planner.change import Plan
from reconciler.planner.due import due as due_of
from reconciler.planner.guards import Brakes, brakes_of
from reconciler.planner.order import Order, order_of
from reconciler.planner.planning import make_plan
from reconciler.planner.review import NOTHING_TO_REVIEW, Review, review_of
from reconciler.planner.selection import refuse_unmatched, select
from reconciler.state.backend import Backend
from reconciler.state.record import read_record
from reconciler.workflows.reading import read
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.zones import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made from, and what it means for callers; `plan` is None when the files have errors.

    `has_key` is false where the record has lost the key of its secrets' fingerprints.
    """

    loaded: Loaded
    plan: Plan | None = None
    budget: Budget | None = None
    brakes: Brakes = field(default_factory=Brakes)
    review: Review = NOTHING_TO_REVIEW
    order: Order = field(default_factory=Order)
    address: str = ""
    has_key: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is decided about a plan beside its changes."""

    budget: Budget
    brakes: Brakes
    review: Review
    order: Order


def plan(
    folder: Path,
    surroundings: Surroundings,
    *,
    at: datetime,
    state_url: str | None = None,
    only: Sequence[str] = (),
    due: bool = False,
) -> Planned:
    """Make the plan of a folder against its record, as it is at the moment `at`; with `due`, of transitions alone."""
    loaded = read(folder, surroundings, at)
    if loaded.desired is None:
        return Planned(loaded=loaded)
    backend = surroundings.backend(loaded.settings, state_url)
    recorded = read_record(backend)
    live_run = _live_run(backend, recorded, surroundings)
    made = planned(loaded.desired, recorded, surroundings, at=at, only=only, due=due, live_run=live_run)
    found = judged(made, loaded.desired, recorded)
    return Planned(
        loaded=loaded,
        plan=made,
        budget=found.budget,
        brakes=found.brakes,
        review=found.review,
        order=found.order,
        address=backend.address,
        has_key=recorded.lineage is None or bool(recorded.hmac_key),
    )


def planned(
    desired: Desired,
    recorded: Recorded,
    surroundings: Surroundings,
    *,
    at: datetime,
    only: Sequence[str] = (),
    due: bool = False,
    live_run: RunId | None = None,
) -> Plan:
    """Make the plan with the fingerprints of the secrets that are at hand; with `due`, of transitions alone."""
    secrets = surroundings.secrets(desired.settings)
    fingerprints = {name: fingerprint(recorded.hmac_key, value) for name, value in secrets.items()}
    refuse_unmatched(only, desired, recorded)
    made = select(make_plan(desired, recorded, at, fingerprints=fingerprints, live_run=live_run), only, desired)
    return due_of(made) if due else made


def judged(made: Plan, desired: Desired, recorded: Recorded) -> Judged:
    """Answer what a plan costs, what refuses it, and what it means for callers."""
    settings = desired.settings
    review = review_of(made, desired, recorded, zone=zone_of(settings))
    return Judged(
        budget=budget_of(made.changes, settings.apply),
        brakes=brakes_of(
            made, settings.limits, recorded=len(recorded.numbers), silenced=review.silenced, flagged=review.unapproved
        ),
        review=review,
        order=order_of(made.changes, recorded),
    )


def _live_run(backend: Backend, recorded: Recorded, surroundings: Surroundings) -> RunId | None:
    """Answer the run that holds the lock, if any number waits for an outcome; a dead one of this host is none."""
    if not any(entry.unknown for entry in recorded.numbers.values()):
        return None
    holder = backend.holder()
    if holder is None or (holder.host == surroundings.host and not surroundings.alive(holder.pid)):
        return None
    return holder.id
