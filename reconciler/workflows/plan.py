"""Plan: read the folder and the record, decide what changes. Calls nobody and writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from reconciler.errors import ConfigurationError, DamagedError, NewerFormatError, StateError
from reconciler.loader.folder import Loaded
from reconciler.model.desired import Desired
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import fingerprint
from reconciler.planner.budget import Budget, budget_of
from reconciler.planner.change import Plan
from reconciler.planner.due import due as due_of
from reconciler.planner.guards import Brakes, brakes_of
from reconciler.planner.order import Order, order_of
from reconciler.planner.pending import pending_of
from reconciler.planner.planning import make_plan
from reconciler.planner.review import NOTHING_TO_REVIEW, Review, review_of
from reconciler.planner.selection import refuse_unmatched, select
from reconciler.state.backend import Backend
from reconciler.state.memory import MemoryBackend
from reconciler.state.record import read_record
from reconciler.workflows.base import Base, as_if_applied, base_of
from reconciler.workflows.reading import read
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.zones import zone_of

IN_MEMORY = "the record memory: holds nothing, as every run begins with an empty one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made from, and what it means for callers; `plan` is None when the files have errors.

    `recorded` is the record that the plan is against. `pending` are the numbers whose change the base of the branch
    asks for as well. `compared_with` is the revision that the plan is against where no record can be reached. `remarks`
    are what a person must be told of that. `has_key` is false where the record has lost the key of its secrets'
    fingerprints.
    """

    loaded: Loaded
    plan: Plan | None = None
    budget: Budget | None = None
    brakes: Brakes = field(default_factory=Brakes)
    review: Review = NOTHING_TO_REVIEW
    order: Order = field(default_factory=Order)
    address: str = ""
    recorded: Recorded | None = None
    pending: frozenset[NumberCode] = frozenset()
    compared_with: str | None = None
    remarks: tuple[str, ...] = ()
    has_key: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is decided about a plan beside its changes."""

    budget: Budget
    brakes: Brakes
    review: Review
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class _Against:
    """What a plan is made against: a record, or what a revision declares, and then why."""

    address: str
    recorded: Recorded
    live_run: RunId | None = None
    compared_with: str | None = None
    remarks: tuple[str, ...] = ()


def plan(
    folder: Path,
    surroundings: Surroundings,
    *,
    at: datetime,
    state_url: str | None = None,
    only: Sequence[str] = (),
    due: bool = False,
    base: str | None = None,
    needs_record: bool = False,
) -> Planned:
    """Make the plan of a folder against its record, as it is at the moment `at`; with `due`, of transitions alone.

    `base` is the revision that the branch is to be merged into: changes that it asks for as well are told apart, and
    where no record can be reached, the plan is against what it declares, unless the record is needed.
    """
    loaded = read(folder, surroundings, at)
    desired = loaded.desired
    if desired is None:
        return Planned(loaded=loaded)
    found = base_of(folder, base, surroundings, at) if base is not None else None
    against = _against(loaded, surroundings, state_url, at=at, base=found, needs_record=needs_record)
    recorded, live_run = against.recorded, against.live_run
    made = planned(desired, recorded, surroundings, at=at, only=only, due=due, live_run=live_run)
    pending: frozenset[NumberCode] = frozenset()
    remarks = against.remarks
    if found is not None and against.compared_with is None:
        if found.desired is None:
            remarks = (*remarks, _unknown_pending(found))
        else:
            of_base = planned(found.desired, recorded, surroundings, at=at, due=due, live_run=live_run)
            pending = pending_of(made, of_base)
    judgement = judged(made, desired, recorded)
    return Planned(
        loaded=loaded,
        plan=made,
        budget=judgement.budget,
        brakes=judgement.brakes,
        review=judgement.review,
        order=judgement.order,
        address=against.address,
        recorded=recorded,
        pending=pending,
        compared_with=against.compared_with,
        remarks=remarks,
        has_key=recorded.lineage is None or bool(recorded.hmac_key),
    )


def _against(
    loaded: Loaded,
    surroundings: Surroundings,
    state_url: str | None,
    *,
    at: datetime,
    base: Base | None,
    needs_record: bool,
) -> _Against:
    """Read the record; where none can be reached, nor has to be, take what the base declares."""
    try:
        backend = surroundings.backend(loaded.settings, state_url)
        recorded = read_record(backend)
        live_run = _live_run(backend, recorded, surroundings)
    except (DamagedError, NewerFormatError):
        raise  # it can be reached, and somebody has to look after it
    except (StateError, ConfigurationError) as error:
        if base is None or needs_record:
            raise
        return _against_base(base, at, error.sentence)
    if isinstance(backend, MemoryBackend) and needs_record:
        raise ConfigurationError(
            f"the plan cannot be saved: {IN_MEMORY}, so that it is against no record.",
            advice="Name the record that it is to be applied to with --state or RECONCILER_STATE, or leave --out out.",
        )
    if isinstance(backend, MemoryBackend) and base is not None:
        return _against_base(base, at, f"{IN_MEMORY}.")
    return _Against(address=backend.address, recorded=recorded, live_run=live_run)


def _against_base(base: Base, at: datetime, why: str) -> _Against:
    if base.desired is None:
        raise ConfigurationError(
            f"no record could be read ({why}), and '{base.revision}' {base.why}, so that there is nothing to compare"
            " with.",
            advice=f"Mend the files of '{base.revision}', or name a record that can be reached with --state.",
        )
    return _Against(
        address=base.revision,
        recorded=as_if_applied(base.desired, at),
        compared_with=base.revision,
        remarks=(_why_not_the_record(base, why),),
    )


def _why_not_the_record(base: Base, why: str) -> str:
    return (
        f"compared with '{base.revision}', as if that were applied, and not with the record, which could not be read:"
        f" {why}"
    )


def _unknown_pending(base: Base) -> str:
    return (
        f"which changes '{base.revision}' asks for as well is not known, because it {base.why}: every change is shown"
        " as if this branch caused it."
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
