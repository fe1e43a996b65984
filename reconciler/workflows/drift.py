"""Drift: read what the provider has of the recorded numbers, compare, and settle the differences in the record."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from reconciler.errors import LockLostError, StateError, UsageError
from reconciler.loader.folder import Loaded
from reconciler.loader.redeclaring import items_text
from reconciler.loader.revision import revision_of
from reconciler.model.desired import Desired
from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId
from reconciler.model.recorded import Entry, Recorded
from reconciler.model.settings import applications_of
from reconciler.planner.drift import (
    DIFFERENCES,
    MOVED,
    UNMARKED,
    Drift,
    Knowledge,
    Result,
    Sight,
    Unread,
    Way,
    drift_of,
    is_needless_mark,
    knowledge_of,
    unmarking,
    why_open,
)
from reconciler.providers.exolve import Exolve, Transport
from reconciler.providers.patience import Patience
from reconciler.state.backend import Backend, Position
from reconciler.state.lock import Lease, hold
from reconciler.state.record import Ledger, read_record
from reconciler.workflows.client import exolve
from reconciler.workflows.ending import ended, left_behind
from reconciler.workflows.second_look import looked_again
from reconciler.workflows.settling import Settled, Settler
from reconciler.workflows.sighting import Asked, Sights
from reconciler.workflows.surroundings import Surroundings

BATCH = 200
"""So many numbers are read and settled in one append: what a killed run loses at most."""
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which recorded numbers (none named: all), from which on, and what is done about differences.

    Another transport or patience are for tests.
    """

    numbers: Sequence[NumberCode] = ()
    start: NumberCode | None = None
    way: Way | None = None
    state_url: str | None = None
    transport: Transport | None = None
    patience: Patience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """What a run that settles differences works with while it holds the lock."""

    ledger: Ledger
    lease: Lease
    settler: Settler


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What a check stands on, whether or not it writes."""

    desired: Desired
    backend: Backend
    surroundings: Surroundings
    options: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What a check works with; `live_run` is the run that held the lock when the record, at `position`, was read."""

    ground: _Ground
    recorded: Recorded
    knowledge: Knowledge
    numbers: tuple[NumberCode, ...]
    live_run: RunId | None = None
    position: Position | None = None
    writing: _Writing | None = None


@dataclass(slots=True, kw_only=True)
class Check:
    """A drift check; `drifts` grows as it goes on, `error` is what ended it early, if anything did."""

    count: int
    drifts: list[Drift] = field(default_factory=list)
    error: StateError | LockLostError | None = None
    untidy: StateError | None = None
    _held: _Held
    _begun: bool = False

    @property
    def left_behind(self) -> str | None:
        """After the block: what could not be tidied up behind a run that is all recorded, if anything."""
        return left_behind(self.untidy, self._held.writing.lease if self._held.writing else None)

    def run(self, step: Callable[[], object] = lambda: None) -> Generator[Drift, None, None]:
        """Read and compare; yield each number once what is done about it is recorded. `step` is called at each read."""
        held = self._held
        open_numbers = [code for code in held.numbers if why_open(held.recorded.numbers[code], held.live_run)]
        yield from self._told([self._open(code, step) for code in open_numbers])
        closed = sorted(set(held.numbers) - set(open_numbers))
        if not closed:
            return
        with _provider(held.ground) as provider:
            sights = _sights(held.ground, provider)
            for batch in _batches(sights.of(self._asked(closed)), step):
                yield from self._told(self._batch(batch, sights))
                if self.error is not None:
                    break
        done = {drift.number_code for drift in self.drifts}
        yield from self._told([self._not_reached(code) for code in closed if code not in done])
        if self._begun and self.error is None and held.writing is not None:
            self.error, self.untidy = ended(held.writing.ledger)

    @property
    def declarations(self) -> str:
        """The accepted values as the text of a file of numbers; empty where none was accepted."""
        settled = (drift.settlement for drift in self.drifts)
        items = [one.declaration for one in settled if one is not None and one.done and one.declaration is not None]
        return items_text(items) if items else ""

    def _told(self, drifts: Sequence[Drift]) -> Iterator[Drift]:
        self.drifts += drifts
        yield from drifts

    def _open(self, code: NumberCode, step: Callable[[], object]) -> Drift:
        step()
        entry = self._held.recorded.numbers[code]
        why = why_open(entry, self._held.live_run)
        return replace(drift_of(code, entry, Unread(why=why), self._held.knowledge), result=Result.OPEN)

    def _not_reached(self, code: NumberCode) -> Drift:
        why = self.error.message if self.error else ""
        unread = Unread(why=f"the run had to stop: {why}", stopped=True)
        return drift_of(code, self._held.recorded.numbers[code], unread, self._held.knowledge)

    def _asked(self, codes: Iterable[NumberCode]) -> list[Asked]:
        return [(code, self._held.recorded.numbers[code].application) for code in codes]

    def _batch(self, batch: Mapping[NumberCode, Sight], sights: Sights) -> list[Drift]:
        held, entries = self._held, self._held.recorded.numbers
        looked = looked_again(batch, entries, held.knowledge, held.ground.surroundings, sights)
        drifts = [
            looked.told(drift_of(code, entries[code], sight, held.knowledge), held.ground.options.way)
            for code, sight in looked.sights.items()
        ]
        return _unmoved(held, drifts) if held.writing is None else self._settled(held.writing, drifts, looked.certain)

    def _settled(self, writing: _Writing, drifts: Sequence[Drift], batch: Mapping[NumberCode, Sight]) -> list[Drift]:
        """Settle the differences of a batch in one append; where that fails, none of them is settled."""
        settled = [self._settle(writing.settler, drift, batch) for drift in drifts]
        resolutions = [resolution for _, resolution in settled if resolution is not None]
        try:
            if resolutions:
                writing.lease.check()
                if not self._begun:
                    writing.ledger.begin()
                    self._begun = True
                writing.ledger.resolve(resolutions)
        except (StateError, LockLostError) as error:
            self.error = error
            why = f"it could not be recorded: {error.message}"
            told = [after if after.settlement else drift for drift, (after, _) in zip(drifts, settled, strict=True)]
            return [writing.settler.unsettled(drift, why) for drift in told]
        return [drift for drift, _ in settled]

    def _settle(self, settler: Settler, drift: Drift, batch: Mapping[NumberCode, Sight]) -> Settled:
        entry = self._held.recorded.numbers[drift.number_code]
        if is_needless_mark(drift, entry, batch[drift.number_code], self._held.knowledge):
            return replace(drift, detail=UNMARKED), unmarking(drift.number_code, entry)
        return settler.settle(drift, entry, batch)


@contextmanager
def drifting(loaded: Loaded, folder: Path, surroundings: Surroundings, options: Options) -> Iterator[Check]:
    """Choose the numbers, for the length of a block in which they are read; the lock is held only to settle."""
    desired = loaded.readable
    backend = surroundings.backend(desired.settings, options.state_url)
    ground = _Ground(desired=desired, backend=backend, surroundings=surroundings, options=options)
    if options.way is None:
        position = backend.head()  # asked first: what is written while the record is read is noticed later
        recorded, holder = read_record(backend), backend.holder()
        held = _held(ground, recorded)
        yield _check(replace(held, position=position, live_run=holder.id if holder else None))
        return
    run = surroundings.run("drift", revision_of(folder))
    holder = surroundings.holder(run, desired.settings.state.lock_seconds)
    with hold(
        backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive
    ) as lease:
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        held = _held(ground, recorded)
        settler = _settler(ground, options.way, held.knowledge)
        yield _check(replace(held, writing=_Writing(ledger=ledger, lease=lease, settler=settler)))


def _check(held: _Held) -> Check:
    return Check(count=len(held.numbers), _held=held)


def _held(ground: _Ground, recorded: Recorded) -> _Held:
    secrets = ground.surroundings.secrets(ground.desired.settings)
    return _Held(
        ground=ground,
        recorded=recorded,
        knowledge=knowledge_of(secrets, recorded.hmac_key),
        numbers=_chosen(recorded, ground.options),
    )


def _settler(ground: _Ground, way: Way, knowledge: Knowledge) -> Settler:
    return Settler(
        way=way,
        desired=ground.desired,
        knowledge=knowledge,
        keys=tuple(ground.surroundings.keys(ground.desired.settings).values()),
        at=ground.surroundings.now(),
    )


def _chosen(recorded: Recorded, options: Options) -> tuple[NumberCode, ...]:
    """Answer the numbers to look at, in their order; UsageError where the record does not have one."""
    absent = [code for code in options.numbers if code not in recorded.numbers]
    if absent:
        others = f" and {len(absent) - MOST_NAMED} others" if len(absent) > MOST_NAMED else ""
        raise UsageError(
            f"the record does not have {', '.join(map(str, absent[:MOST_NAMED]))}{others}, so there is nothing to"
            " compare.",
            advice="`reconciler state list` tells the recorded numbers; `reconciler import` reads others.",
        )
    chosen = sorted(set(options.numbers) or recorded.numbers)
    return tuple(code for code in chosen if options.start is None or code >= options.start)


def _provider(ground: _Ground) -> Exolve:
    options = ground.options
    return exolve(ground.desired.settings, ground.surroundings, patience=options.patience, transport=options.transport)


def _sights(ground: _Ground, provider: Exolve) -> Sights:
    settings = ground.desired.settings
    return Sights(
        provider=provider,
        uuids={ApplicationName(name): item.application_uuid for name, item in applications_of(settings).items()},
        concurrency=settings.apply.concurrency,
        stop=ground.surroundings.stop,
    )


def _batches(
    sights: Iterator[tuple[NumberCode, Sight]], step: Callable[[], object]
) -> Iterator[dict[NumberCode, Sight]]:
    batch: dict[NumberCode, Sight] = {}
    for code, sight in sights:
        step()
        batch[code] = sight
        if len(batch) == BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch


def _unmoved(held: _Held, drifts: list[Drift]) -> list[Drift]:
    """Answer the drifts, without those of numbers that another run wrote to while they were read: it changed them."""
    if not any(drift.result in DIFFERENCES for drift in drifts):
        return drifts
    position = held.ground.backend.head()
    if position == held.position:
        return drifts
    now = read_record(held.ground.backend).numbers
    return [_open_if_moved(drift, held.recorded.numbers[drift.number_code], now) for drift in drifts]


def _open_if_moved(drift: Drift, before: Entry, now: Mapping[NumberCode, Entry]) -> Drift:
    if drift.result not in DIFFERENCES or before.same_as(now.get(drift.number_code)):
        return drift
    return replace(drift, result=Result.OPEN, fields=(), not_shown=(), detail=MOVED)
