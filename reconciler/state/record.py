"""The record over a backend: created once, read as a value, written as intents and outcomes, compacted at the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reconciler.errors import DamagedError, ForeignLineageError
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.outcome import Failed, Outcome, told, word
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Change
from reconciler.planner.drift import Resolution
from reconciler.state.backend import Backend, Contents, Position
from reconciler.state.journal import (
    Created,
    Ended,
    Intent,
    JournalEntry,
    Keyed,
    Run,
    Settled,
    Started,
    decoded,
    encoded,
)
from reconciler.state.replay import replay
from reconciler.state.rescue import Rescue, paired, still_needed
from reconciler.state.snapshot import decoded_snapshot, encoded_snapshot, snapshot_of

LONG_JOURNAL = 200
"""After a run the journal is folded into the snapshot when it has this many entries, and one for each number."""

KEY_BYTES = 32


def read_record(backend: Backend) -> Recorded:
    """Answer what is recorded now; reading changes nothing and needs no lock."""
    return recorded_of(backend.read())


def history_of(backend: Backend) -> Iterator[JournalEntry]:
    """Yield everything that was ever written to the record, oldest first."""
    yield from decoded(list(backend.history()))


def recorded_of(contents: Contents) -> Recorded:
    """Answer the record that a box's contents tell."""
    snapshot = decoded_snapshot(contents.snapshot) if contents.snapshot is not None else None
    recorded = replay(snapshot, decoded(contents.entries))
    if recorded.lineage is None and contents.entries:
        raise DamagedError(
            "the record is damaged: its first entry, which tells its lineage, is missing. Nothing was changed.",
            advice="If a `reconciler state push` to this place was cut off, run it again: it goes on where it ended."
            " Else bring the record back from a backup, or move it away and make a new one with `reconciler import`.",
        )
    return recorded


def is_long(entries: Sequence[bytes], recorded: Recorded) -> bool:
    """Tell whether a journal is long enough to be folded: the snapshot is written whole each time."""
    return len(entries) >= max(LONG_JOURNAL, len(recorded.numbers))


@dataclass(slots=True)
class Ledger:
    """The record as one run writes it. Every write is refused with ConflictError once somebody else has written."""

    backend: Backend
    run: Run
    now: Callable[[], datetime]
    _position: Position = field(init=False, default=Position(""))
    _length: int = field(init=False, default=0)
    _created: list[JournalEntry] = field(init=False, default_factory=list)
    _lineage: Lineage = field(init=False, default=Lineage(""))
    _open: dict[NumberCode, Intent] = field(init=False, default_factory=dict)

    def open(self, *, new_lineage: Callable[[], Lineage], new_key: Callable[[int], bytes]) -> Recorded:
        """Answer what is recorded; to be called under the lock, before writing.

        Where there is no record yet a new one is answered, and made by the first write: a plan that nobody approves
        leaves nothing behind. A key that was lost is made anew in the same way: the fingerprints that were made with
        the old one fit no value any more, so that every number with a secret is sent once again.
        """
        contents = self.backend.read()
        self._position, self._length = contents.position, len(contents.entries)
        recorded = recorded_of(contents)
        if recorded.lineage is None:
            created = Created(lineage=new_lineage(), hmac_key=new_key(KEY_BYTES).hex(), at=self.now())
            self._created = [created]
            self._lineage = created.lineage
            return replace(replay(None, self._created), serial=0)
        self._lineage = recorded.lineage
        if not recorded.hmac_key:
            key = new_key(KEY_BYTES)
            self._created = [Keyed(hmac_key=key.hex(), at=self.now())]
            return replace(recorded, hmac_key=key)
        return recorded

    def begin(self) -> None:
        """Write that the run began, which fences off whoever held the lock before."""
        self._append([Started(run=self.run, at=self.now())])

    def write(self, outcomes: Iterable[Outcome], intents: Iterable[Change]) -> None:
        """Write, in one durable append, what became of some calls and which are about to be sent."""
        at = self.now()
        settled = [self._settled(outcome, at) for outcome in outcomes]
        opened = [self._intent(change, at) for change in intents]
        if settled or opened:
            self._append([*settled, *opened])
        for outcome in settled:
            self._open.pop(outcome.number_code, None)
        self._open |= {intent.number_code: intent for intent in opened}

    def rescue(self, outcomes: Iterable[Outcome]) -> Rescue:
        """Answer what is to be kept of outcomes that could not be written."""
        at = self.now()
        settled = [self._settled(outcome, at) for outcome in outcomes]
        entries = tuple(paired([*self._open.values()], settled))
        return Rescue(lineage=self._lineage, run=self.run, at=at, entries=entries)

    def bring_in(self, rescue: Rescue, recorded: Recorded) -> list[NumberCode]:
        """Write what a rescue file has and the record still lacks; answer its numbers."""
        if rescue.lineage != recorded.lineage:
            raise ForeignLineageError(
                f"the rescue file is of the record {rescue.lineage}, and this one is {recorded.lineage}.",
                advice="Name the record of that apply with --state.",
            )
        entries = still_needed(rescue, recorded)
        if entries:
            self._append(entries)
        return [entry.number_code for entry in entries if isinstance(entry, Settled)]

    def note(self, changes: Iterable[Change], outcomes: Sequence[Outcome]) -> None:
        """Write, in one durable append, changes of the record alone together with their outcomes."""
        at = self.now()
        entries: list[JournalEntry] = [self._intent(change, at) for change in changes]
        entries += [self._settled(outcome, at) for outcome in outcomes]
        if entries:
            self._append(entries)

    def resolve(self, resolutions: Iterable[Resolution]) -> None:
        """Write, in one durable append, what is done about drifts in the record alone, and that it is done."""
        at = self.now()
        entries: list[JournalEntry] = []
        for item in resolutions:
            entries += [self._resolving(item, at), self._settled(item.outcome, at)]
        if entries:
            self._append(entries)

    def tell(self, entries: Sequence[JournalEntry]) -> None:
        """Write, in one durable append, what is told of test calls."""
        self._append(entries)

    def end(self) -> None:
        """Write that the run ended."""
        self._append([Ended(run=self.run.id, at=self.now())])

    def tidy(self) -> None:
        """Fold a long journal into the snapshot; the entries become history. That it fails harms nothing."""
        if self._length < LONG_JOURNAL:
            return
        contents = self.backend.read()
        recorded = recorded_of(contents)
        if recorded.lineage is not None and is_long(contents.entries, recorded):
            snapshot = encoded_snapshot(snapshot_of(recorded, recorded.lineage))
            self._position = self.backend.compact(snapshot, through=self._position)
            self._length = 0

    def _append(self, entries: Sequence[JournalEntry]) -> None:
        lines = [encoded(entry) for entry in (*self._created, *entries)]
        self._position = self.backend.append(lines, after=self._position)
        self._length += len(lines)
        self._created = []

    def _intent(self, change: Change, at: datetime) -> Intent:
        return Intent(
            run=self.run.id,
            number_code=change.number_code,
            application=change.application,
            action=change.action.value,
            before=change.before,
            after=change.after,
            at=at,
        )

    def _resolving(self, resolution: Resolution, at: datetime) -> Intent:
        return Intent(
            run=self.run.id,
            number_code=resolution.number_code,
            application=resolution.before.application,
            action=resolution.way.value,
            before=resolution.before,
            after=resolution.after,
            at=at,
        )

    def _settled(self, outcome: Outcome, at: datetime) -> Settled:
        return Settled(
            run=self.run.id,
            number_code=outcome.number_code,
            outcome=word(outcome),
            detail=told(outcome),
            may_have_happened=isinstance(outcome, Failed) and outcome.may_have_happened,
            at=at,
        )
