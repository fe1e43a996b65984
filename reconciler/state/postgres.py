"""A record in a PostgreSQL database: postgresql://HOST/DATABASE?record=NAME, several of them by their names.

A position is how often the record was written. An append raises it from exactly the position that the writer knows,
in the transaction that adds the entries; the row's `writer` tells a client whose answer was lost that the write is its
own. Folded entries stay in their table, and a reader asks for those after the snapshot alone.

The lock is a row. That its holder lives is proven by an advisory lock of the holder's own session: when the session
ends, by whatever end, the row means nothing any more, and nobody waits for it. (A pooler that changes sessions between
transactions would break this proof; the guarded append would still refuse a second writer.)
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reconciler.errors import NewerFormatError
from reconciler.model.identifiers import RunId
from reconciler.state import postgrestables as tables
from reconciler.state.backend import Contents, Holder, Position, Windows
from reconciler.state.fence import check_lines, conflict, still_at
from reconciler.state.holders import decode, encode, renewed
from reconciler.state.postgresconnection import PATIENCE, Connection, read_url

if TYPE_CHECKING:
    import psycopg

PAGE = 10_000
"""So many entries of the history are asked for at once."""


class PostgresBackend:
    """One client of a record in a database. `patience` is how long a server that is gone is waited for (seconds)."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        conninfo, self._name = read_url(url)
        self._url = url
        self._rows = Connection(conninfo, address=url, patience=patience)
        # The lock is looked at and renewed by other threads and at other times than the record is written.
        self._desk = Connection(conninfo, address=url, patience=patience)
        self._life = _Life(Connection(conninfo, address=url, patience=patience), self._name)

    @property
    def address(self) -> str:
        """The state URL."""
        return self._url

    @property
    def windows(self) -> Windows:
        """As many calls as run at once: an append is one transaction."""
        return Windows(size=0)

    def read(self) -> Contents:
        """Answer everything but the history, as one transaction sees it."""
        return self._rows.run(self._read)

    def head(self) -> Position:
        """Answer the position alone."""
        return self._rows.run(self._head)

    def append(self, entries: Sequence[bytes], *, after: Position) -> Position:
        """Add entries in one transaction."""
        check_lines(entries)
        if not entries:
            return still_at(self, after)
        writer = secrets.token_hex(16)

        def work(session: "psycopg.Connection") -> Position:
            position, is_done = self._advance(session, after, writer, added=len(entries))
            if not is_done:
                self._add(session, entries)
            return position

        return self._rows.run(work)

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Replace the snapshot, and note through which entry it goes."""
        writer = secrets.token_hex(16)

        def work(session: "psycopg.Connection") -> Position:
            position, is_done = self._advance(session, through, writer, added=0)
            if not is_done:
                session.execute(
                    "UPDATE reconciler.record SET snapshot = %b, folded = entries WHERE name = %s",
                    (snapshot, self._name),
                )
            return position

        return self._rows.run(work)

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first."""
        page = self._page(after=0)
        while page:
            yield from (line for _, line in page)
            page = self._page(after=page[-1][0])

    def holder(self) -> Holder | None:
        """Answer who holds the lock; one whose session has ended does not."""
        return self._desk.run(lambda session: self._seen(session) if tables.exist(session) else None)

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        self._life.begin(holder.id)

        def work(session: "psycopg.Connection") -> Holder | None:
            tables.make(session)
            found = self._seen(session)
            if found != replacing:
                return found
            session.execute(
                "INSERT INTO reconciler.lock (record, holder) VALUES (%s, %b)"
                " ON CONFLICT (record) DO UPDATE SET holder = excluded.holder",
                (self._name, encode(holder)),
            )
            return replacing

        found = self._desk.run(work)
        if found != replacing and (found is None or found.id != holder.id):
            self._life.end(holder.id)
        return found == replacing

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""

        def work(session: "psycopg.Connection") -> Holder:
            moved = renewed(self._row(session), holder, address=self.address)
            session.execute("UPDATE reconciler.lock SET holder = %b WHERE record = %s", (encode(moved), self._name))
            return moved

        moved = self._desk.run(work)
        self._life.begin(holder.id)
        return moved

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""

        def work(session: "psycopg.Connection") -> None:
            found = self._row(session) if tables.exist(session) else None
            if found is not None and found.id == holder.id:
                session.execute("DELETE FROM reconciler.lock WHERE record = %s", (self._name,))

        self._desk.run(work)
        self._life.end(holder.id)

    def _read(self, session: "psycopg.Connection") -> Contents:
        row = self._record(session)
        if row is None:
            return Contents(snapshot=None, entries=(), position=Position("0"))
        writes, folded, snapshot = row
        lines = tuple(line for _, line in self._entries(session, after=folded))
        return Contents(snapshot=snapshot, entries=lines, position=Position(str(writes)))

    def _record(self, session: "psycopg.Connection") -> tuple[int, int, bytes | None] | None:
        if not tables.exist(session):
            return None
        row = session.execute(
            "SELECT format, writes, folded, snapshot FROM reconciler.record WHERE name = %s",
            (self._name,),
            binary=True,
        ).fetchone()
        if row is None:
            return None
        self._refuse_newer(row[0])
        return row[1], row[2], row[3]

    def _head(self, session: "psycopg.Connection") -> Position:
        if not tables.exist(session):
            return Position("0")
        row = session.execute("SELECT writes FROM reconciler.record WHERE name = %s", (self._name,)).fetchone()
        return Position("0" if row is None else str(row[0]))

    def _refuse_newer(self, found: int) -> None:
        if found > tables.FORMAT:
            raise NewerFormatError(
                f"The tables of the record {self.address} were written by a newer version of reconciler, in format"
                f" {found}; this version reads format {tables.FORMAT}.",
                advice="Use the version that wrote them.",
            )

    def _page(self, *, after: int) -> list[tuple[int, bytes]]:
        return self._rows.run(lambda session: self._entries(session, after=after, most=PAGE))

    def _entries(
        self, session: "psycopg.Connection", *, after: int, most: int | None = None
    ) -> list[tuple[int, bytes]]:
        if not tables.exist(session):
            return []
        return session.execute(
            "SELECT number, line FROM reconciler.entry WHERE record = %s AND number > %s ORDER BY number LIMIT %s",
            (self._name, after, most),
            binary=True,
        ).fetchall()

    def _advance(
        self, session: "psycopg.Connection", position: Position, writer: str, *, added: int
    ) -> tuple[Position, bool]:
        """Move the record on from a position; answer the next one, and whether an earlier try has done it all."""
        if not (position.isdecimal() and position.isascii()):
            raise conflict(self.address)
        tables.make(session)
        if int(position) == 0:
            session.execute(
                "INSERT INTO reconciler.record (name, format, writes, writer, entries, folded)"
                " VALUES (%s, %s, 0, '', 0, 0) ON CONFLICT (name) DO NOTHING",
                (self._name, tables.FORMAT),
            )
        row = session.execute(
            "SELECT format, writes, writer FROM reconciler.record WHERE name = %s FOR UPDATE", (self._name,)
        ).fetchone()
        if row is None:
            raise conflict(self.address)
        self._refuse_newer(row[0])
        after = int(position) + 1
        if row[1:] == (after, writer):
            return Position(str(after)), True
        if row[1] != int(position):
            raise conflict(self.address)
        session.execute(
            "UPDATE reconciler.record SET writes = %s, writer = %s, entries = entries + %s WHERE name = %s",
            (after, writer, added, self._name),
        )
        return Position(str(after)), False

    def _add(self, session: "psycopg.Connection", entries: Sequence[bytes]) -> None:
        row = session.execute("SELECT entries FROM reconciler.record WHERE name = %s", (self._name,)).fetchone()
        first = (row[0] if row else 0) - len(entries) + 1
        with (
            session.cursor() as cursor,
            cursor.copy("COPY reconciler.entry (record, number, line) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(["text", "int8", "bytea"])
            for number, line in enumerate(entries, start=first):
                copy.write_row((self._name, number, line))

    def _row(self, session: "psycopg.Connection") -> Holder | None:
        """Read the lock's row, and keep it as it is until the transaction ends."""
        row = session.execute(
            "SELECT holder FROM reconciler.lock WHERE record = %s FOR UPDATE", (self._name,), binary=True
        ).fetchone()
        remedy = f"delete the row of '{self._name}' from the table reconciler.lock."
        return None if row is None else decode(row[0], where=f"the record {self.address}", remedy=remedy)

    def _seen(self, session: "psycopg.Connection") -> Holder | None:
        """Read who holds the lock and lives."""
        found = self._row(session)
        return found if found is not None and self._life.is_proven(session, found.id) else None


class _Life:
    """The proof that a lock's holder lives: an advisory lock of its own session, by the record and the holder's id."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def begin(self, holder: RunId) -> None:
        """Prove that we live, in this session or, where it was lost, in a new one."""
        self._connection.run(lambda session: self._lock(session, holder))

    def end(self, holder: RunId) -> None:
        """Take the proof back."""
        self._connection.run(lambda session: self._unlock(session, holder))

    def is_proven(self, session: "psycopg.Connection", holder: RunId) -> bool:
        """Tell whether a holder's session lives; to be asked in another session than that."""
        row = session.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", (self._key(holder),)).fetchone()
        return row is not None and not row[0]

    def _lock(self, session: "psycopg.Connection", holder: RunId) -> None:
        if not self._is_ours(session, holder):
            # It is not waited for: where our earlier session is still there, it is the proof for so long.
            session.execute("SELECT pg_try_advisory_lock(%s)", (self._key(holder),))

    def _unlock(self, session: "psycopg.Connection", holder: RunId) -> None:
        if self._is_ours(session, holder):
            session.execute("SELECT pg_advisory_unlock(%s)", (self._key(holder),))

    def _is_ours(self, session: "psycopg.Connection", holder: RunId) -> bool:
        key = self._key(holder) % 2**64
        row = session.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1"
            " AND classid = %s::bigint::oid AND objid = %s::bigint::oid",
            (key >> 32, key & 0xFFFFFFFF),
        ).fetchone()
        return row is not None and row[0] > 0

    def _key(self, holder: RunId) -> int:
        text = f"{self._name}\0{holder}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), signed=True)
