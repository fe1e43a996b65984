"""Apply: under the lock, plan, let the plan be approved, send it, record every outcome."""

import tempfile
from collections.abc import Container, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from reconciler.applier.applying import Applier
from reconciler.applier.sending import ALREADY, Rules
from reconciler.errors import LockLostError, StateError
from reconciler.loader.revision import revision_of
from reconciler.model.diagnostics import Diagnostic
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.outcome import Applied, NotTried, Outcome, OutcomeUnknown
from reconciler.model.recorded import Recorded
from reconciler.model.settings import Settings
from reconciler.planner.budget import Budget
from reconciler.planner.change import Plan
from reconciler.planner.guards import Brakes
from reconciler.planner.order import Order
from reconciler.planner.review import NOTHING_TO_REVIEW, Review
from reconciler.planner.staleness import fitted
from reconciler.providers.exolve import Exolve, Transport
from reconciler.providers.patience import Patience
from reconciler.state.backend import Backend
from reconciler.state.journal import Run
from reconciler.state.lock import Lease, hold
from reconciler.state.record import Ledger
from reconciler.state.rescue import Rescue, save, written
from reconciler.workflows.client import exolve
from reconciler.workflows.ending import ended, left_behind
from reconciler.workflows.plan import judged, planned
from reconciler.workflows.reading import read
from reconciler.workflows.refusing import refuse_foreign, refuse_stale
from reconciler.workflows.surroundings import Surroundings

HELD_BACK = (
    "it is not as its overrides want it now, and something of it was edited too; run apply without --due, which does"
    " both"
)


CUT_OFF = "the run was ended while this number was being sent; the next apply asks the provider what it has."
NOT_REACHED = "the run was ended before this number was sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """Where outcomes are kept that could not be recorded: a file, or (None) nowhere but in these lines."""

    path: Path | None
    outcomes: int
    lines: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What an apply may be told: part of the plan only, another transport or patience (for tests).

    With `due`, only the transitions of overrides are applied.
    """

    at: datetime
    state_url: str | None = None
    only: Sequence[str] = ()
    due: bool = False
    transport: Transport | None = None
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a run works with while it holds the lock."""

    settings: Settings
    recorded: Recorded
    ledger: Ledger
    lease: Lease
    surroundings: Surroundings
    options: Options


@dataclass(slots=True, kw_only=True)
class Apply:
    """An apply under the lock, planned and not yet approved; `plan` is None when the files have errors.

    `settings` and `diagnostics` are those of the folder; a saved plan has settings of its own, and no diagnostics.
    `brakes` are what refuses the plan before it is sent. `outcomes` grows as the run goes on; `error` is
    what ended it early, if anything did.
    """

    settings: Settings
    address: str
    diagnostics: tuple[Diagnostic, ...] = ()
    plan: Plan | None = None
    budget: Budget | None = None
    brakes: Brakes = field(default_factory=Brakes)
    review: Review = NOTHING_TO_REVIEW
    order: Order = field(default_factory=Order)
    outcomes: list[Outcome] = field(default_factory=list)
    error: StateError | LockLostError | None = None
    untidy: StateError | None = None
    rescued: Rescued | None = None
    held: Held | None = None
    _applier: Applier | None = None

    @property
    def left_behind(self) -> str | None:
        """After the block: what could not be tidied up behind a run that is all recorded, if anything."""
        return left_behind(self.untidy, self.held.lease if self.held else None)

    def run(self) -> Generator[Outcome, None, None]:
        """Carry the plan out; yield each outcome once it is recorded, and behind them what was held back.

        Where something ends it in the middle, such as a second signal, `outcomes` has every number all the same: close
        the iterator, and look there.
        """
        if self.held is None or self.plan is None:
            return
        try:
            if self.plan.changes:
                yield from self._send(self.plan, self.held)
            for code in self.plan.held_back:
                outcome = NotTried(number_code=code, detail=HELD_BACK)
                self.outcomes.append(outcome)
                yield outcome
        finally:
            if self._applier is not None:
                self.outcomes += _rest(self.plan, self.outcomes, self._applier.in_flight)

    def _send(self, plan: Plan, held: Held) -> Iterator[Outcome]:
        refuse_foreign(plan, held.recorded)
        fits = fitted(plan, held.recorded)
        refuse_stale(fits.stale)
        for change in fits.done:
            done = Applied(number_code=change.number_code, detail=ALREADY)
            self.outcomes.append(done)
            yield done
        if not fits.ready:
            return
        with _provider(held) as provider:
            held.ledger.begin()
            self._applier = applier = _applier(held, provider)
            for outcome in applier.apply(fits.ready, self.order):
                self.outcomes.append(outcome)
                yield outcome
        self.error = applier.error
        if self.error is None:
            self.error, self.untidy = ended(held.ledger)
        else:
            rescue = held.ledger.rescue(applier.unrecorded)
            self.rescued = _rescued(rescue, held.surroundings) if rescue.entries else None


def _rest(plan: Plan, outcomes: Sequence[Outcome], flying: Container[NumberCode]) -> list[Outcome]:
    """Answer what is to be said of the numbers that a run which ended abruptly came to no outcome for."""
    known = {outcome.number_code for outcome in outcomes}
    rest: list[Outcome] = []
    for code in (*(change.number_code for change in plan.changes), *plan.held_back):
        if code not in known and code in flying:
            rest.append(OutcomeUnknown(number_code=code, detail=CUT_OFF))
        elif code not in known:
            rest.append(NotTried(number_code=code, detail=NOT_REACHED))
    return rest


def _rescued(rescue: Rescue, surroundings: Surroundings) -> Rescued:
    """Keep what could not be recorded in a file, of the current folder or else of the system's own for such."""
    path = save(rescue, [surroundings.directory, Path(tempfile.gettempdir())])
    return Rescued(path=path, outcomes=len(rescue.numbers()), lines="" if path else written(rescue).decode())


@contextmanager
def applying(folder: Path, surroundings: Surroundings, options: Options) -> Iterator[Apply]:
    """Plan a folder under the record's lock, for the length of a block in which it may be approved and run."""
    loaded = read(folder, surroundings, options.at)
    desired = loaded.desired
    if desired is None:
        yield Apply(settings=loaded.settings, diagnostics=loaded.diagnostics, address="")
        return
    backend = surroundings.backend(loaded.settings, options.state_url)
    run = surroundings.run("apply", revision_of(folder))
    with under_lock(backend, run, loaded.settings, surroundings, options) as held:
        made = planned(desired, held.recorded, surroundings, at=options.at, only=options.only, due=options.due)
        held.ledger.run = replace(run, digest=made.digest)
        found = judged(made, desired, held.recorded)
        yield Apply(
            settings=loaded.settings,
            diagnostics=loaded.diagnostics,
            address=backend.address,
            plan=made,
            budget=found.budget,
            brakes=found.brakes,
            review=found.review,
            order=found.order,
            held=held,
        )


@contextmanager
def under_lock(
    backend: Backend, run: Run, settings: Settings, surroundings: Surroundings, options: Options
) -> Iterator[Held]:
    """Hold a record's lock for the length of a block, with what is recorded then."""
    holder = surroundings.holder(run, settings.state.lock_seconds)
    with hold(
        backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive
    ) as lease:
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        yield Held(
            settings=settings,
            recorded=recorded,
            ledger=ledger,
            lease=lease,
            surroundings=surroundings,
            options=options,
        )


def _applier(held: Held, provider: Exolve) -> Applier:
    return Applier(
        provider=provider,
        ledger=held.ledger,
        lease=held.lease,
        windows=held.ledger.backend.windows,
        concurrency=held.settings.apply.concurrency,
        rules=_rules(held),
        stop=held.surroundings.stop,
        monotonic=held.surroundings.monotonic,
    )


def _rules(held: Held) -> Rules:
    settings, surroundings = held.settings, held.surroundings
    return Rules(
        secrets=surroundings.secrets(settings),
        hmac_key=held.recorded.hmac_key,
        # A run that was asked to stop does not wait: it looks at once, and comes to its end.
        wait=surroundings.stop.wait,
        on_foreign_change=settings.apply.on_foreign_change,
        read_back=settings.apply.read_back,
    )


def _provider(held: Held) -> Exolve:
    options = held.options
    return exolve(held.settings, held.surroundings, patience=options.patience, transport=options.transport)
