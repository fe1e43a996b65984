"""Holding the record's lock: taking it, proving by a heartbeat that we live, and giving it back.

Clocks of two machines are never compared. Whoever meets a lock watches its counter by its own monotonic clock: a
counter that moves belongs to a run that lives; one that stands still for the time-to-live that its owner promised
belongs to nobody. The lock is a courtesy between runs; what makes a second writer impossible is the guarded append.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from reconciler.errors import LockHeldError, LockLostError, ReconcilerError, RefusedError, StateError
from reconciler.model.identifiers import RunId
from reconciler.state.backend import Backend, Holder

_BEATS = 3
"""Heartbeats in a time-to-live; two may fail before anybody takes the lock for stale."""

_LOOKS = 3
"""How often a watcher looks in the time of one heartbeat."""

_LAST_BEAT_SECONDS = 10.0

Clock = Callable[[], float]
Sleep = Callable[[float], object]
Alive = Callable[[int], bool]


class Lease:
    """Our hold on the lock; the writer asks `check()` before each thing that it must not do without it.

    `left_behind` is, after the end, why the lock could not be freed, if it could not: worth a warning and never worth
    failing a run whose work is done, since the lock becomes stale by itself.
    """

    def __init__(self, backend: Backend, holder: Holder, *, clock: Clock, confirmed_at: float) -> None:
        self._backend = backend
        self._holder = holder
        self._clock = clock
        self._confirmed_at = confirmed_at
        self._lost: LockLostError | None = None
        self._trouble: ReconcilerError | None = None
        self.left_behind: ReconcilerError | None = None

    @property
    def holder(self) -> Holder:
        """The lock as we last wrote it."""
        return self._holder

    @property
    def is_lost(self) -> bool:
        """Whether a renewal found the lock taken by somebody else, or none succeeded for the time-to-live."""
        if self._lost is None and self._clock() - self._confirmed_at >= self._holder.seconds:
            reason = self._trouble.message if self._trouble is not None else "no renewal has ended yet."
            self._lost = LockLostError(
                f"The lock of the record {self._backend.address} could not be renewed for {self._holder.seconds:g} "
                f"seconds, so another run may have taken it: {reason}",
                advice="Nothing more was sent. When the record can be reached again, plan and apply again.",
            )
        return self._lost is not None

    def check(self) -> None:
        """Raise LockLostError unless the lock is surely still ours."""
        if self.is_lost and self._lost is not None:
            raise self._lost

    def beat(self) -> None:
        """Renew once. Trouble on the way is remembered and tried again at the next beat."""
        if self.is_lost:
            return
        # An observer may have seen the new counter as soon as we began to write it, so our time runs from then.
        began = self._clock()
        try:
            self._holder = self._backend.renew(self._holder)
        except LockLostError as lost:
            self._lost = lost
        except ReconcilerError as trouble:
            self._trouble = trouble
        else:
            self._confirmed_at = began

    def release(self) -> None:
        """Give the lock back, or remember why that failed."""
        try:
            self._backend.release(self._holder)
        except ReconcilerError as trouble:
            self.left_behind = trouble


def pulse(lease: Lease, wait: Callable[[float], bool]) -> None:
    """Renew a lease at each beat until `wait` answers that it is over, or the lock is lost."""
    while not wait(lease.holder.seconds / _BEATS):
        lease.beat()
        if lease.is_lost:
            return


@contextmanager
def beating(lease: Lease) -> Iterator[None]:
    """Let a thread keep a lease alive."""
    over = threading.Event()
    thread = threading.Thread(target=pulse, args=(lease, over.wait), name="lock-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        # A renewal that hangs in the network must not hold up the end; arriving after the release it finds nothing.
        thread.join(_LAST_BEAT_SECONDS)


def process_lives(pid: int) -> bool:
    """Tell whether a process of this host lives; in doubt it does."""
    if pid <= 0:
        return True  # No process has such a number; to the kernel it would mean a whole group.
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def hold(
    backend: Backend,
    holder: Holder,
    *,
    clock: Clock = time.monotonic,
    sleep: Sleep = time.sleep,
    alive: Alive = process_lives,
    heartbeat: Callable[[Lease], AbstractContextManager[None]] = beating,
) -> Iterator[Lease]:
    """Hold the lock of a record for the length of a block; LockHeldError when another run holds it and lives.

    `holder.host` must differ between machines that do not share their process numbers: `alive` is asked about a lock
    with the same value.
    """
    lease = _take(backend, holder, clock=clock, sleep=sleep, alive=alive)
    try:
        with heartbeat(lease):
            yield lease
    finally:
        lease.release()


def unlock(backend: Backend, run: RunId) -> Holder:
    """Remove the lock of exactly this run, which a person has found to be dead; answer what was removed."""
    found = backend.holder()
    if found is None:
        raise RefusedError(
            f"The record {backend.address} is not locked, so there was nothing to unlock.",
            advice="Run the command that was refused again.",
        )
    if found.id != run:
        raise RefusedError(
            f"The record {backend.address} is locked by another run than the one named: {describe(found)}.",
            advice=f"If that run is dead: reconciler state unlock {found.id}",
        )
    backend.release(found)
    return found


def describe(holder: Holder) -> str:
    """Tell a person who holds a lock."""
    url = f", {holder.run_url}" if holder.run_url else ""
    since = holder.since.isoformat(timespec="seconds")
    return f"{holder.owner} on {holder.host} (process {holder.pid}{url}) since {since}, lock {holder.id}"


def _take(backend: Backend, holder: Holder, *, clock: Clock, sleep: Sleep, alive: Alive) -> Lease:
    """Take the lock, or watch it until it is ours or its owner is seen to live."""
    watched: Holder | None = None
    watched_from = 0.0
    while True:
        seen = backend.holder()
        if seen is not None and seen.id == holder.id:
            # Ours, by a try whose answer was lost; moving its counter starts every watcher's time anew, and ours.
            began = clock()
            return Lease(backend, backend.renew(seen), clock=clock, confirmed_at=began)
        stale = seen is not None and seen.host == holder.host and not alive(seen.pid)
        if seen is not None and not stale:
            if watched is None:
                watched, watched_from = seen, clock()
            elif seen != watched:
                raise _held(backend, seen)
            stale = clock() - watched_from >= seen.seconds
        if seen is None or stale:
            began = clock()
            if _acquire(backend, holder, replacing=seen):
                return Lease(backend, holder, clock=clock, confirmed_at=began)
            continue
        sleep(seen.seconds / _BEATS / _LOOKS)


def _acquire(backend: Backend, holder: Holder, *, replacing: Holder | None) -> bool:
    """Take the lock; when the answer is lost, look whether it was taken."""
    try:
        return backend.acquire(holder, replacing=replacing)
    except StateError:
        found = backend.holder()
        if found is not None and found.id == holder.id:
            return True
        raise


def _held(backend: Backend, seen: Holder) -> LockHeldError:
    return LockHeldError(
        f"Another run is writing to the record {backend.address}: {describe(seen)}.",
        advice=(
            "Wait until it has ended, then run the command again. If you know that it is dead: "
            f"reconciler state unlock {seen.id}"
        ),
    )
