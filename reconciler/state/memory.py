"""A record in the memory of one process, for trials and tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from reconciler.state.backend import Contents, Holder, Position, Windows
from reconciler.state.fence import check_lines, conflict
from reconciler.state.holders import renewed


@dataclass(slots=True, kw_only=True)
class Box:
    """The contents that several clients can share; `guard` makes each of their steps one step."""

    snapshot: bytes | None = None
    entries: list[bytes] = field(default_factory=list)
    folded: list[bytes] = field(default_factory=list)
    writes: int = 0
    lock: Holder | None = None
    guard: Lock = field(default_factory=Lock)

    @property
    def position(self) -> Position:
        """Every write moves the position, also one that leaves the same number of entries."""
        return Position(str(self.writes))


class MemoryBackend:
    """One client of a box; without a box of its own choice it gets a new, empty one."""

    def __init__(self, box: Box | None = None) -> None:
        self._box = box if box is not None else Box()

    @property
    def address(self) -> str:
        """The state URL."""
        return "memory:"

    @property
    def windows(self) -> Windows:
        """As many calls as run at once: an append costs nothing."""
        return Windows(size=0)

    def read(self) -> Contents:
        """Answer everything but the history."""
        box = self._box
        with box.guard:
            return Contents(snapshot=box.snapshot, entries=tuple(box.entries), position=box.position)

    def head(self) -> Position:
        """Answer the position alone."""
        with self._box.guard:
            return self._box.position

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        """Add entries if nothing was written since `after`."""
        check_lines(entries)
        box = self._box
        with box.guard:
            self._expect(after)
            if entries:
                box.entries.extend(entries)
                box.writes += 1
            return box.position

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Replace the entries by a snapshot and keep them as history."""
        box = self._box
        with box.guard:
            self._expect(through)
            box.folded.extend(box.entries)
            box.entries.clear()
            box.snapshot = snapshot
            box.writes += 1
            return box.position

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first."""
        with self._box.guard:
            entries = (*self._box.folded, *self._box.entries)
        yield from entries

    def holder(self) -> Holder | None:
        """Answer who holds the lock."""
        with self._box.guard:
            return self._box.lock

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        with self._box.guard:
            if self._box.lock != replacing:
                return False
            self._box.lock = holder
            return True

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""
        with self._box.guard:
            self._box.lock = moved = renewed(self._box.lock, holder, address=self.address)
            return moved

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""
        with self._box.guard:
            if self._box.lock is not None and self._box.lock.id == holder.id:
                self._box.lock = None

    def _expect(self, position: Position) -> None:
        if self._box.position != position:
            raise conflict(self.address)
