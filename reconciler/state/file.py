"""A record in a folder of this host.

    snapshot.json         the snapshot, and the number of the last segment folded into it
    journal.jsonl         the segment that is written now; its first line names its number
    history/NNNNNN.jsonl  segments that a snapshot replaced
    lock.json             who holds the lock
    guard                 empty; locked by `flock` while a process compares and writes

A position is the present segment's number and the length of its finished writes, so that an append checks it without
reading the journal. How a torn end is told from damage stands in `frames`; it is cut off by the next write.

**Compaction** replaces the snapshot first (by a temporary file, a rename and an fsync of the folder), then moves the
journal to the history. Killed in between, the journal's number is one that the snapshot has folded: readers pass it
over, and the next write moves it. So entries are never lost and never count twice. It also follows that where there
is a history, or a segment after the first, there is a snapshot: if not, it was lost, and that is damage.

The folder is made by the first write, for its owner alone: the record shows employees' numbers. Reading makes nothing.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import DamagedError
from reconciler.state import disk, frames, layout
from reconciler.state.backend import Contents, Holder, Position, Windows
from reconciler.state.fence import check_lines, conflict, still_at
from reconciler.state.holders import decode, encode, renewed

_LAST_LINE_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Where the box stands: the segment to write to, its length, and the number of a journal left behind."""

    segment: int
    length: int = 0
    left_behind: int | None = None

    @property
    def position(self) -> Position:
        return Position(f"{self.segment}:{self.length}")


class FileBackend:
    """One client of the record in a folder; any number of processes on one host may be clients at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._snapshot = folder / "snapshot.json"
        self._journal = folder / "journal.jsonl"
        self._history = folder / "history"
        self._lock = folder / "lock.json"
        self._guard = folder / "guard"

    @property
    def address(self) -> str:
        """The state URL."""
        return f"file:{self._folder}"

    @property
    def windows(self) -> Windows:
        """As many calls as run at once: an append is one fsync."""
        return Windows(size=0)

    def read(self) -> Contents:
        """Answer everything but the history."""
        with self._reading():
            snapshot = disk.read(self._snapshot)
            journal = disk.read(self._journal)
            if snapshot is None:
                self._expect_no_history()
        through, body = 0, None
        if snapshot is not None:
            through, body = layout.parse_snapshot(snapshot, where=str(self._snapshot))
        segment = self._present(layout.parse_segment(journal or b"", where=str(self._journal)), through=through)
        standing = _Standing(segment=through + 1, length=segment.length)
        return Contents(snapshot=body, entries=segment.entries, position=standing.position)

    def head(self) -> Position:
        """Answer the position alone; the journal's last line is enough unless it is torn."""
        with self._reading():
            standing = self._standing()
            if standing.length == 0:
                return standing.position
            start = max(0, standing.length - _LAST_LINE_BYTES)
            end = disk.read_part(self._journal, start=start, length=_LAST_LINE_BYTES) or b""
            if not frames.ends_whole(end, from_start=start == 0):
                standing = self._survey(standing)
            return standing.position

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        """Add entries in one write and one fsync."""
        check_lines(entries)
        if not entries:
            return still_at(self, after)
        with self._writing():
            standing = self._settle(after)
            first = standing.length == 0
            data = layout.start_segment(standing.segment, [*entries]) if first else frames.frame(entries)
            disk.write_at(self._journal, data, offset=standing.length)
            return _Standing(segment=standing.segment, length=standing.length + len(data)).position

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Replace the snapshot, then move the journal to the history."""
        with self._writing():
            standing = self._settle(through)
            disk.cut(self._journal, length=standing.length)
            disk.replace(self._snapshot, layout.write_snapshot(snapshot, through=standing.segment))
            if standing.length > 0:
                disk.move(self._journal, self._folded(standing.segment))
            return _Standing(segment=standing.segment + 1).position

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first; segments in the history never change, so they need no guard."""
        with self._reading():
            paths = sorted(self._history.glob("*.jsonl"), key=lambda path: (len(path.name), path.name))
            journal = disk.read(self._journal)
        for path in paths:
            with disk.telling(self._folder, verb="read"):
                data = path.read_bytes()
            yield from layout.parse_segment(data, where=str(path)).entries
        yield from layout.parse_segment(journal or b"", where=str(self._journal)).entries

    def holder(self) -> Holder | None:
        """Answer who holds the lock."""
        with self._reading():
            return self._read_lock()

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        with self._writing():
            if self._read_lock() != replacing:
                return False
            disk.replace(self._lock, encode(holder))
            return True

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""
        with self._writing():
            moved = renewed(self._read_lock(), holder, address=self.address)
            disk.replace(self._lock, encode(moved))
            return moved

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""
        if self.holder() is None:
            return  # Writing would make the folder.
        with self._writing():
            found = self._read_lock()
            if found is not None and found.id == holder.id:
                self._lock.unlink()
                disk.sync_folder(self._folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only process at the box; the kernel ends this also when the process is killed."""
        with disk.telling(self._folder, verb="written"):
            disk.make_folders(self._folder)
            guard = disk.open_for_change(self._guard)
            try:
                fcntl.flock(guard, fcntl.LOCK_EX)
                yield
            finally:
                os.close(guard)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Keep writers away while reading; where there is no guard, nobody has written yet."""
        with disk.telling(self._folder, verb="read"):
            guard = disk.open_if_there(self._guard)
            if guard is None:
                yield
                return
            try:
                fcntl.flock(guard, fcntl.LOCK_SH)
                yield
            finally:
                os.close(guard)

    def _standing(self) -> _Standing:
        """Find out where the box stands from the first bytes of its files and the journal's length."""
        start = disk.read_part(self._snapshot, start=0, length=layout.HEADER_BYTES)
        if start is None:
            self._expect_no_history()
        through = 0 if start is None else layout.parse_through(start, where=str(self._snapshot))
        first = disk.read_part(self._journal, start=0, length=layout.HEADER_BYTES) or b""
        number = layout.parse_segment_number(first, where=str(self._journal))
        if number is None:
            return _Standing(segment=through + 1)
        if number <= through:
            return _Standing(segment=through + 1, left_behind=number)
        self._present(layout.Segment(number=number), through=through)
        return _Standing(segment=number, length=disk.size(self._journal))

    def _present(self, segment: layout.Segment, *, through: int) -> layout.Segment:
        """Answer the journal's segment if its entries count; an empty one if a snapshot has folded it."""
        if segment.number is None or segment.number <= through:
            return layout.Segment(number=None)
        if segment.number > 1 and through == 0:
            proof = f"{self._journal} is segment {segment.number} of the journal"
            raise layout.lost_snapshot(str(self._snapshot), proof=proof)
        if segment.number != through + 1:
            raise DamagedError(
                f"{self._journal} is segment {segment.number} of the journal, but the snapshot beside it ends with "
                f"segment {through}: the entries between them are missing from what counts.",
                advice="Restore the whole folder from one backup; do not mix files of two moments.",
            )
        return segment

    def _expect_no_history(self) -> None:
        """Refuse a folder without a snapshot that holds segments which only a snapshot can have replaced."""
        if disk.holds_anything(self._history):
            proof = f"{self._history} holds parts of the journal that a snapshot replaced"
            raise layout.lost_snapshot(str(self._snapshot), proof=proof)

    def _survey(self, standing: _Standing) -> _Standing:
        """Read the whole journal to find where its finished writes end."""
        segment = layout.parse_segment(disk.read(self._journal) or b"", where=str(self._journal))
        return _Standing(segment=standing.segment, length=segment.length)

    def _settle(self, after: Position) -> _Standing:
        """Refuse a writer that comes too late; else clear away what a killed writer left in the middle of its work."""
        standing = self._standing()
        if standing.left_behind is not None:
            disk.move(self._journal, self._folded(standing.left_behind))
            standing = _Standing(segment=standing.segment)
        if standing.position != after:
            if standing.length > 0:
                standing = self._survey(standing)
            if standing.position != after:
                raise conflict(self.address)
        return standing

    def _folded(self, segment: int) -> Path:
        return self._history / f"{segment:06d}.jsonl"

    def _read_lock(self) -> Holder | None:
        data = disk.read(self._lock)
        if data is None:
            return None
        return decode(data, where=str(self._lock), remedy="delete that file.")
