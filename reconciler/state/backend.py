"""The interface of every backend: a guarded box that holds bytes and a lock, and knows no meaning.

A box holds at most one snapshot and the entries appended since; entries that a snapshot replaced are history and
are never deleted. **The append is the fence**: it succeeds only if nothing was written since `after`, so a writer
that lost its lock without noticing is refused before it can send another call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from reconciler.model.identifiers import RunId

Position = NewType("Position", str)
"""How far a box has been written; equal positions mean equal contents. Its text means nothing to anybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a box holds now: the snapshot (None before the first) and the entries since, oldest first."""

    snapshot: bytes | None
    entries: tuple[bytes, ...]
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the lock. `counter` moves at each heartbeat; `seconds` is the time-to-live that its owner promised.

    A lock is stale when its counter has not moved for `seconds` by the observer's own monotonic clock; `since` is
    for people to read and is never compared.
    """

    id: RunId
    owner: str
    host: str
    pid: int
    run_url: str | None
    since: datetime
    seconds: float
    counter: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How many calls may be in flight between their durable intents and their durable outcomes.

    `size` None means the whole plan, 0 means the concurrency of the calls. `flush_seconds` is how long outcomes may
    wait to be written, for boxes in which every append is slow.
    """

    size: int | None
    flush_seconds: float = 0.0


class Backend(Protocol):
    """A guarded box. Every method may raise StateError when the box cannot be reached."""

    @property
    def address(self) -> str:
        """The state URL, as messages may show it."""
        ...

    @property
    def windows(self) -> Windows:
        """The size of a window of calls over this box."""
        ...

    def read(self) -> Contents:
        """Answer everything but the history, as one consistent cut."""
        ...

    def head(self) -> Position:
        """Answer the position alone, as cheaply as the box allows."""
        ...

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        """Add entries durably, all or none, if the box is still at `after`; else ConflictError.

        An entry is one line without a line feed. When this returns, the entries survive a power cut.
        """
        ...

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Replace everything through a position (which must be the present one) by a snapshot; else ConflictError.

        The replaced entries become history; nothing is deleted.
        """
        ...

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first, compacted or not."""
        ...

    def holder(self) -> Holder | None:
        """Answer who holds the lock, or None."""
        ...

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen (`replacing`; None means free); answer whether it was taken.

        The comparison counts the counter: a lock that was renewed since it was seen is not taken.
        """
        ...

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one; LockLostError when the lock is not ours any more."""
        ...

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours; else do nothing."""
        ...
