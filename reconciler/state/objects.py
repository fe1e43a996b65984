"""A record in object storage: s3:, gs: or az:, under a prefix that is used for nothing else.

    snapshot.json              the snapshot, and the number of the last journal's object folded into it
    journal/NNNNNNNNNN.jsonl   one object an append, numbered without a gap
    lock.json                  who holds the lock

An append creates the object with the next number, if it is absent: whoever comes second is refused by the storage
itself. A position is the last object's number and the one that the snapshot has folded.

**Compaction** takes a number of its own (an object without entries), then replaces the snapshot if it is still the one
that was read. Killed in between, nothing has changed for any reader. Folded objects stay where they are: they are the
history, and a reader lists and gets only those after the snapshot.
"""

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from reconciler.errors import DamagedError, StateError
from reconciler.state import layout, objectlayout
from reconciler.state.backend import Contents, Holder, Position, Windows
from reconciler.state.fence import check_lines, conflict, lock_changed, still_at
from reconciler.state.holders import encode, renewed
from reconciler.state.objectlayout import JOURNAL, LOCK, SNAPSHOT, path_of
from reconciler.state.objectstore import Storage, Version

WINDOW = 64
AT_ONCE = 16
"""So many objects are got at once."""


class ObjectBackend:
    """One client of the record under a prefix; any number of machines may be clients at once."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._storage = Storage(self._url)
        self._seen: Position | None = None
        self._folded: tuple[Version, int] | None = None

    @property
    def address(self) -> str:
        """The state URL."""
        return self._url

    @property
    def windows(self) -> Windows:
        """Several times as many calls as run at once: an append is a request to a far server."""
        return Windows(size=WINDOW)

    def read(self) -> Contents:
        """Answer everything but the history: the snapshot, and the objects after it."""
        snapshot, through = self._snapshot()
        numbers = self._numbers(after=through)
        entries = tuple(entry for entries in self._entries(numbers) for entry in entries)
        position = self._at(_last(numbers, through), through)
        return Contents(snapshot=snapshot, entries=entries, position=position)

    def head(self) -> Position:
        """Answer the position alone, from the snapshot's first line and the names of the objects after it."""
        through = self._through()
        return self._at(_last(self._numbers(after=through), through), through)

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        """Create the object with the next number."""
        check_lines(entries)
        if not entries:
            return still_at(self, after)
        number, through = self._parsed(after)
        self._claim(number + 1, entries)
        return self._at(number + 1, through)

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Take the next number, so that nobody else writes after what was read, and replace the snapshot."""
        number = self._parsed(through)[0] + 1
        known = self._storage.version(SNAPSHOT)
        self._claim(number, ())
        data = layout.write_snapshot(snapshot, through=number)
        if known is None:
            replaced = self._storage.create(SNAPSHOT, data)
        else:
            replaced = self._storage.replace(SNAPSHOT, data, version=known)
        if not replaced:
            found = self._storage.get(SNAPSHOT)
            # A try whose answer was lost may have replaced it; anything else there is a later compaction's.
            if found is None or found.data != data:
                raise conflict(self.address)
        return self._at(number, number)

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first; of folded objects the oldest may have been removed."""
        numbers = self._listed(after=0)
        first = numbers[0] if numbers else 1
        objectlayout.refuse_gap(numbers, after=min(first - 1, self._through()), where=self.address)
        for entries in self._entries(numbers):
            yield from entries

    def holder(self) -> Holder | None:
        """Answer who holds the lock."""
        return self._read_lock()[0]

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        found, version = self._read_lock()
        return found == replacing and self._write_lock(encode(holder), version)

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""
        found, version = self._read_lock()
        moved = renewed(found, holder, address=self.address)
        if not self._write_lock(encode(moved), version):
            now = self._read_lock()[0]
            if now != moved:
                renewed(now, holder, address=self.address)
                raise lock_changed(self.address)
        return moved

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""
        found, version = self._read_lock()
        if found is not None and found.id == holder.id:
            self._write_lock(objectlayout.FREE, version)

    def _claim(self, number: int, entries: Sequence[bytes]) -> None:
        """Create the journal's object with a number; ConflictError when somebody else has."""
        data = objectlayout.written(number, entries, writer=secrets.token_hex(16))
        path = path_of(number)
        # Where somebody removed folded objects, one that comes too late could be created in the place of one of them.
        if number <= self._through() or not self._arrived(path, data):
            raise conflict(self.address)

    def _arrived(self, path: str, data: bytes) -> bool:
        """Create an object; answer whether it is there, also where the answer to that was lost."""
        try:
            if self._storage.create(path, data):
                return True
        except StateError as trouble:
            if not self._stands(path, data, trouble=trouble):
                raise
            return True
        return self._stands(path, data)

    def _through(self) -> int:
        """Answer the number that the snapshot has folded: read from its first line, once for each version of it."""
        version = self._storage.version(SNAPSHOT)
        if version is None:
            return 0
        if self._folded is None or self._folded[0] != version:
            start = self._storage.start_of(SNAPSHOT, layout.HEADER_BYTES) or b""
            self._folded = version, layout.parse_through(start, where=self._where(SNAPSHOT))
        return self._folded[1]

    def _stands(self, path: str, data: bytes, *, trouble: StateError | None = None) -> bool:
        """Tell whether an object is what this very write wanted it to be; ConflictError when it is another's."""
        try:
            found = self._storage.get(path)
        except StateError as error:
            raise trouble or error from error
        if found is not None and found.data != data:
            raise conflict(self.address)
        return found is not None

    def _snapshot(self) -> tuple[bytes | None, int]:
        """Read the snapshot, and the number that it has folded."""
        found = self._storage.get(SNAPSHOT)
        if found is None:
            return None, 0
        through, body = layout.parse_snapshot(found.data, where=self._where(SNAPSHOT))
        return body, through

    def _numbers(self, *, after: int) -> list[int]:
        """List the journal's objects behind a number, which follow one another without a gap."""
        numbers = self._listed(after=after)
        objectlayout.refuse_gap(numbers, after=after, where=self.address)
        return numbers

    def _listed(self, *, after: int) -> list[int]:
        numbers = []
        for path in self._storage.names(JOURNAL, after=path_of(after)):
            number = objectlayout.number_of(path)
            if number is None:
                raise DamagedError(
                    f"{self._where(path)} is no part of a record, so nothing was read or written.",
                    advice="Name a prefix in the state URL that is used for nothing else.",
                )
            if number > after:
                numbers.append(number)
        return sorted(numbers)

    def _entries(self, numbers: Sequence[int]) -> Iterator[tuple[bytes, ...]]:
        """Get objects, several at once, and yield the entries of each in their order."""
        if not numbers:
            return
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="objects") as pool:
            for start in range(0, len(numbers), AT_ONCE * 4):
                yield from pool.map(self._entries_of, numbers[start : start + AT_ONCE * 4])

    def _entries_of(self, number: int) -> tuple[bytes, ...]:
        path = path_of(number)
        found = self._storage.get(path)
        if found is None:
            objectlayout.refuse_gap([number + 1], after=number - 1, where=self.address)
            return ()
        return objectlayout.entries_in(found.data, number=number, where=self._where(path))

    def _read_lock(self) -> tuple[Holder | None, Version | None]:
        found = self._storage.get(LOCK)
        if found is None:
            return None, None
        return objectlayout.holder_in(found.data, where=self._where(LOCK)), found.version

    def _write_lock(self, data: bytes, version: Version | None) -> bool:
        if version is None:
            return self._storage.create(LOCK, data)
        return self._storage.replace(LOCK, data, version=version)

    def _where(self, path: str) -> str:
        return f"{self.address}/{path}"

    def _at(self, number: int, through: int) -> Position:
        """Answer a position, and remember that this client has seen the box there."""
        self._seen = Position(f"{number}:{through}")
        return self._seen

    def _parsed(self, position: Position) -> tuple[int, int]:
        """Read a position that the box is, or was, really at: an object behind a gap would be one that nobody reads."""
        if position != self._seen and position != self.head():
            raise conflict(self.address)
        number, _, through = position.partition(":")
        return int(number), int(through)


def _last(numbers: Sequence[int], through: int) -> int:
    return numbers[-1] if numbers else through
