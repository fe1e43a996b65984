"""Changes to outcomes: intents durably, then the calls, then the outcomes durably, then they are told.

At most one window of calls is in flight between its durable intents and its durable outcomes. The window slides: an
append carries the outcomes that have come in and the intents that take their places, so that no call waits for the
slowest of its window; docs/record.md tells why this loses nothing.
"""

import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePath
from queue import Empty, SimpleQueue

from reconciler.applier.ports import Lease, Ledger, Provider
from reconciler.applier.sending import BadAddressError, BadApplicationError, Rules, send
from reconciler.errors import LockLostError, StateError
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.outcome import Applied, NotTried, Outcome, OutcomeUnknown
from reconciler.planner.change import CALLS_PROVIDER, Change
from reconciler.state.backend import Windows

INTERRUPTED = "the run was interrupted before this number was sent."
TICK = 0.5
"""How often, in seconds, a quiet run looks whether outcomes are due to be written."""


@dataclass(slots=True, kw_only=True)
class Applier:
    """Carries out changes. `error` tells, after the outcomes, what ended the run early, if anything did."""

    provider: Provider
    ledger: Ledger
    lease: Lease
    windows: Windows
    concurrency: int
    rules: Rules
    stop: threading.Event
    monotonic: Callable[[], float]
    error: StateError | LockLostError | None = None
    _waiting: deque[Change] = field(default_factory=deque)
    _flying: int = 0
    _arrived: SimpleQueue[Outcome] = field(default_factory=SimpleQueue)
    _landed: list[Outcome] = field(default_factory=list)
    _record_alone: set[NumberCode] = field(default_factory=set)
    _bad_keys: dict[ApplicationName, str] = field(default_factory=dict)
    _bad_address: str | None = None
    _written_at: float = 0.0

    def apply(self, changes: Iterable[Change]) -> Iterator[Outcome]:
        """Yield one outcome for each change, each recorded before it is told (unless `error` is set by then)."""
        self._waiting = deque(changes)
        self._written_at = self.monotonic()
        with ThreadPoolExecutor(max_workers=self.concurrency, thread_name_prefix="call") as pool:
            while self._waiting or self._flying or self._landed:
                starting = self._take()
                if starting or self._due():
                    yield from self._record(starting)
                    self._launch(pool, starting)
                if self._flying:
                    self._collect()

    def _take(self) -> list[Change]:
        """Take as many changes as the window has room for; those that may not be sent land at once."""
        starting: list[Change] = []
        room = self._room()
        while self._waiting and len(starting) < room:
            change = self._waiting.popleft()
            reason = self._reason_not_to(change)
            if reason is None:
                starting.append(change)
            else:
                self._landed.append(NotTried(number_code=change.number_code, detail=reason))
        return starting

    def _room(self) -> int:
        size = self.windows.size
        if size is None:
            return len(self._waiting)
        # Landed outcomes free their places only in the append that makes them durable, which is the next one.
        return max(0, (size or self.concurrency) - self._flying)

    def _reason_not_to(self, change: Change) -> str | None:
        if self.error is not None:
            return _had_to_stop(self.error)
        if self.stop.is_set():
            return INTERRUPTED
        if change.action not in CALLS_PROVIDER:
            return None
        if self._bad_address is not None:
            return f"not tried after another number's call: {self._bad_address}"
        if change.application in self._bad_keys:
            return f"not tried after another number of '{change.application}': {self._bad_keys[change.application]}"
        if change.after is not None and change.missing_secrets:
            names = ", ".join(change.missing_secrets)
            return f"the environment variable {names} is not set, and the forwarding needs its value."
        return None

    def _due(self) -> bool:
        if not self._landed:
            return False
        return not self._flying or self.monotonic() - self._written_at >= self.windows.flush_seconds

    def _record(self, starting: list[Change]) -> Iterator[Outcome]:
        """Write what landed and what is about to start, then tell what landed."""
        landed, self._landed = self._landed, []
        if self.error is None:
            try:
                self.lease.check()
                self.ledger.write(landed, starting)
                self._written_at = self.monotonic()
            except (StateError, LockLostError) as error:
                self._end_early(error)
        yield from landed if self.error is None else map(self._unwritten, landed)

    def _unwritten(self, outcome: Outcome) -> Outcome:
        """Answer what an outcome is that could not be recorded: a change of the record alone has not happened."""
        if self.error is None or outcome.number_code not in self._record_alone:
            return outcome
        return NotTried(number_code=outcome.number_code, detail=_had_to_stop(self.error))

    def _launch(self, pool: ThreadPoolExecutor, starting: Iterable[Change]) -> None:
        """Start what has its durable intent; where something stopped the run meanwhile, it lands as not tried."""
        for change in starting:
            reason = self._reason_not_to(change)
            if reason is not None:
                self._landed.append(NotTried(number_code=change.number_code, detail=reason))
            elif change.action in CALLS_PROVIDER:
                self._flying += 1
                pool.submit(self._bring, change)
            else:
                self._record_alone.add(change.number_code)
                self._landed.append(Applied(number_code=change.number_code))

    def _bring(self, change: Change) -> None:
        """Send one change, in a thread of the pool, and hand its outcome over whatever happens."""
        try:
            outcome = self._fly(change)
        except Exception as fault:  # noqa: BLE001 - a fault of ours in one thread must not lose the others' outcomes
            outcome = _faulty(change, fault)
        self._arrived.put(outcome)

    def _fly(self, change: Change) -> Outcome:
        """Send one change, in a thread of the pool; much may have happened since it was queued there."""
        self._look_at_lock()
        reason = self._reason_not_to(change)
        if reason is not None:
            return NotTried(number_code=change.number_code, detail=reason)
        try:
            return send(change, self.provider, self.rules)
        except BadApplicationError as bad:
            self._bad_keys.setdefault(bad.application, bad.outcome.detail)
            return bad.outcome
        except BadAddressError as bad:
            self._bad_address = self._bad_address or bad.outcome.detail
            return bad.outcome

    def _collect(self) -> None:
        """Wait for an outcome, and take all that have arrived."""
        try:
            self._landed.append(self._arrived.get(timeout=TICK))
            self._flying -= 1
            while True:
                self._landed.append(self._arrived.get_nowait())
                self._flying -= 1
        except Empty:
            self._look_at_lock()

    def _look_at_lock(self) -> None:
        """Note that the lock was lost, which ends the run whichever thread finds out first."""
        try:
            self.lease.check()
        except LockLostError as error:
            self._end_early(error)

    def _end_early(self, error: StateError | LockLostError) -> None:
        """Stop the run, also the calls that wait for their turn or for another try."""
        self.error = self.error or error
        self.stop.set()


def _had_to_stop(error: StateError | LockLostError) -> str:
    return f"the run had to stop: {error.message}"


def _faulty(change: Change, fault: Exception) -> Outcome:
    # Nobody knows whether its call was made. Its text is not repeated: it was never meant to be recorded, and may hold
    # what the call was sent with.
    *_, last = traceback.extract_tb(fault.__traceback__)
    where = f"{type(fault).__name__} in {PurePath(last.filename).name}, line {last.lineno}"
    return OutcomeUnknown(
        number_code=change.number_code,
        detail=f"a fault of the program itself while sending ({where}); please report it.",
    )
