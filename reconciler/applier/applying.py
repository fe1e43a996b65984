"""Changes to outcomes: intents durably, then the calls, then the outcomes durably, then they are told.

At most one window of calls is in flight between its durable intents and its durable outcomes. The window slides: an
append carries the outcomes that have come in and the intents that take their places, so that no call waits for the
slowest of its window; docs/record.md tells why this loses nothing. Changes go in levels (see planner/order.py), and a
level begins when the one before has come to its outcomes.
"""

import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePath
from queue import Empty, SimpleQueue

from reconciler.applier.line import Line
from reconciler.applier.pools import pools
from reconciler.applier.ports import Lease, Ledger, Provider
from reconciler.applier.sending import BadAddressError, BadApplicationError, Rules, send
from reconciler.errors import LockLostError, StateError
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.outcome import Applied, NotTried, Outcome, OutcomeUnknown
from reconciler.planner.change import CALLS_PROVIDER, Change
from reconciler.planner.order import Order
from reconciler.state.backend import Windows

INTERRUPTED = "the run was interrupted before this number was sent."
TICK = 0.5
"""How often, in seconds, a quiet run looks whether outcomes are due to be written."""


@dataclass(slots=True, kw_only=True)
class Applier:
    """Carries out changes in their order. `concurrency` is the calls at a time of each application.

    `error` tells, after the outcomes, what ended the run early, if anything did, and `unrecorded` the outcomes that
    could not be written for that reason.
    """

    provider: Provider
    ledger: Ledger
    lease: Lease
    windows: Windows
    concurrency: int
    rules: Rules
    stop: threading.Event
    monotonic: Callable[[], float]
    error: StateError | LockLostError | None = None
    unrecorded: list[Outcome] = field(default_factory=list)
    _line: Line = field(default_factory=lambda: Line(Order()))
    _announced: set[NumberCode] = field(default_factory=set)
    _flying: Counter[ApplicationName] = field(default_factory=Counter)
    _arrived: SimpleQueue[tuple[ApplicationName, Outcome]] = field(default_factory=SimpleQueue)
    _landed: list[Outcome] = field(default_factory=list)
    _record_alone: set[NumberCode] = field(default_factory=set)
    _bad_keys: dict[ApplicationName, str] = field(default_factory=dict)
    _bad_address: str | None = None
    _written_at: float = 0.0

    @property
    def in_flight(self) -> frozenset[NumberCode]:
        """The numbers whose calls were about to be made, and of whose outcome nobody has been told."""
        return frozenset(self._line.under_way) | {outcome.number_code for outcome in self._landed}

    def apply(self, changes: Iterable[Change], order: Order) -> Iterator[Outcome]:
        """Yield one outcome for each change, each recorded before it is told (unless `error` is set by then)."""
        every = list(changes)
        self._line = Line(order)
        self._line.wait(every)
        self._written_at = self.monotonic()
        with pools({change.application for change in every}, self.concurrency) as threads:
            if self.windows.size is None:
                yield from self._record([change for change in every if self._reason_not_to(change) is None])
            while self._line or self._flying.total() or self._landed:
                starting = self._take(len(threads))
                fresh = [change for change in starting if change.number_code not in self._announced]
                if fresh or self._due():
                    yield from self._record(fresh)
                self._launch(threads, starting)
                if self._flying.total():
                    self._collect()

    def _take(self, applications: int) -> list[Change]:
        """Take as many changes as the window has room for; those that may not be sent land at once."""
        starting: list[Change] = []
        taken: Counter[ApplicationName] = Counter()

        def is_ready(application: ApplicationName) -> bool:
            if self.windows.size is None or self.error is not None or self.stop.is_set():
                return True
            # Landed outcomes free their places only in the append that makes them durable, which is the next one.
            window = self.windows.size or self.concurrency * applications
            own = self._flying[application] + taken[application]
            is_full = self._flying.total() + taken.total() >= window
            return not is_full and (own < self.concurrency or bool(self.windows.size))

        while (change := self._line.next(is_ready)) is not None:
            reason = self._reason_not_to(change)
            if reason is None:
                starting.append(change)
                taken[change.application] += 1
            else:
                self._land(NotTried(number_code=change.number_code, detail=reason))
        return starting

    def _land(self, outcome: Outcome) -> None:
        self._landed.append(outcome)
        self._line.came_to(outcome)

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
        return self._line.reason_not_to(change)

    def _due(self) -> bool:
        if not self._landed:
            return False
        is_over = not self._flying.total() and not self._line
        return is_over or self.monotonic() - self._written_at >= self.windows.flush_seconds

    def _record(self, starting: list[Change]) -> Iterator[Outcome]:
        """Write what landed and what is about to start, then tell what landed."""
        landed, self._landed = self._landed, []
        if self.error is None:
            try:
                self.lease.check()
                self.ledger.write(landed, starting)
                self._written_at = self.monotonic()
                self._announced |= {change.number_code for change in starting}
            except (StateError, LockLostError) as error:
                self._end_early(error)
        if self.error is None:
            yield from landed
        else:
            self.unrecorded += landed
            yield from map(self._unwritten, landed)

    def _unwritten(self, outcome: Outcome) -> Outcome:
        """Answer what an outcome is that could not be recorded: a change of the record alone has not happened."""
        if self.error is None or outcome.number_code not in self._record_alone:
            return outcome
        return NotTried(number_code=outcome.number_code, detail=_had_to_stop(self.error))

    def _launch(self, threads: Mapping[ApplicationName, ThreadPoolExecutor], starting: Iterable[Change]) -> None:
        """Start what has its durable intent; where something stopped the run meanwhile, it lands as not tried."""
        for change in starting:
            reason = self._reason_not_to(change)
            if reason is not None:
                self._land(NotTried(number_code=change.number_code, detail=reason))
            elif change.action in CALLS_PROVIDER:
                self._flying[change.application] += 1
                threads[change.application].submit(self._bring, change)
            else:
                self._record_alone.add(change.number_code)
                self._land(Applied(number_code=change.number_code))

    def _bring(self, change: Change) -> None:
        """Send one change, in a thread of the pool, and hand its outcome over whatever happens."""
        try:
            outcome = self._fly(change)
        except Exception as fault:  # noqa: BLE001 - a fault of ours in one thread must not lose the others' outcomes
            outcome = _faulty(change, fault)
        self._arrived.put((change.application, outcome))

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
            self._touch_down(*self._arrived.get(timeout=TICK))
            while True:
                self._touch_down(*self._arrived.get_nowait())
        except Empty:
            self._look_at_lock()

    def _touch_down(self, application: ApplicationName, outcome: Outcome) -> None:
        self._flying[application] -= 1
        self._land(outcome)

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
