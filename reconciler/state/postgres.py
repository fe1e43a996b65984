"""A record in a PostgreSQL database: postgresql://HOST/DATABASE?record=NAME, several of them by their names.

A position is how often the record was written. An append raises it from exactly the position that the writer knows,
in the transaction that adds the entries; the row's `writer` tells a client whose answer was lost that the write is its
own. Folded entries stay in their table, and a reader asks for those after the snapshot alone. For the lock see
`postgreslock`. (A pooler that changes sessions between transactions would break the lock's proof; the guarded append
would still refuse a second writer.)
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from reconciler.errors import NewerFormatError
from reconciler.state import postgrestables as tables
from reconciler.state.backend import Contents, Holder, Position, Windows
from reconciler.state.fence import check_lines, conflict, still_at
from reconciler.state.postgresaddress import read_url
from reconciler.state.postgresconnection import ANSWER, PATIENCE, TRANSFER, Connection
from reconciler.state.postgreslock import PostgresLock

if TYPE_CHECKING:
    import psycopg

PAGE = 10_000
"""So many entries of the history are asked for at once."""
MANY = 1_000
"""An append of more entries than this is given the time of a transfer."""


class PostgresBackend:
    """One client of a record in a database.

    `patience` is how long a server that is gone is looked for, and `answer` how long one that says nothing is listened
    to (seconds).
    """

    def __init__(self, url: str, *, patience: float = PATIENCE, answer: float = ANSWER) -> None:
        conninfo, self._name = read_url(url)
        self._url = url
        # The lock is looked at and renewed by other threads and at other times than the record is written.
        self._rows, desk, life = (Connection(conninfo, address=url, patience=patience, answer=answer) for _ in range(3))
        self._lock = PostgresLock(self._name, address=url, desk=desk, life=life)
        self._known_session = 0

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
        return self._rows.run(self._read, limit=TRANSFER)

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
            position, last = self._advance(session, after, writer, added=len(entries))
            if last is not None:
                self._add(session, entries, last=last)
            return position

        return self._written(work, limit=TRANSFER if len(entries) > MANY else 0.0)

    def compact(self, snapshot: bytes, *, through: Position) -> Position:
        """Replace the snapshot, and note through which entry it goes."""
        writer = secrets.token_hex(16)

        def work(session: "psycopg.Connection") -> Position:
            position, last = self._advance(session, through, writer, added=0)
            if last is not None:
                session.execute(
                    "UPDATE reconciler.record SET snapshot = %b, folded = entries WHERE name = %s",
                    (snapshot, self._name),
                )
            return position

        return self._written(work, limit=TRANSFER)

    def history(self) -> Iterator[bytes]:
        """Every entry ever appended, oldest first."""
        page = self._page(after=0)
        while page:
            yield from (line for _, line in page)
            page = self._page(after=page[-1][0])

    def holder(self) -> Holder | None:
        """Answer who holds the lock; one whose session has ended does not."""
        return self._lock.holder()

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        return self._lock.acquire(holder, replacing=replacing)

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""
        return self._lock.renew(holder)

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""
        self._lock.release(holder)

    def _written(self, work: "Callable[[psycopg.Connection], Position]", *, limit: float) -> Position:
        """Write; after the server was lost, the lock's proof was lost too, and is not left to the next heartbeat."""
        position = self._rows.run(work, limit=limit)
        if self._rows.generation > self._known_session:
            if self._known_session:
                self._lock.prove_again()
            self._known_session = self._rows.generation
        return position

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
        return self._rows.run(lambda session: self._entries(session, after=after, most=PAGE), limit=TRANSFER)

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
    ) -> tuple[Position, int | None]:
        """Move the record on from a position; answer the next one, and the number of its last entry.

        The number is None where an earlier try of this very write has done it all.
        """
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
            "SELECT format, writes, writer = %s FROM reconciler.record WHERE name = %s FOR UPDATE",
            (writer, self._name),
        ).fetchone()
        if row is None:
            raise conflict(self.address)
        known, writes, is_ours = row
        self._refuse_newer(known)
        after = int(position) + 1
        if writes == after and is_ours:
            return Position(str(after)), None
        if writes != int(position):
            raise conflict(self.address)
        moved = session.execute(
            "UPDATE reconciler.record SET writes = %s, writer = %s, entries = entries + %s WHERE name = %s"
            " RETURNING entries",
            (after, writer, added, self._name),
        ).fetchone()
        return Position(str(after)), moved[0] if moved else None

    def _add(self, session: "psycopg.Connection", entries: Sequence[bytes], *, last: int) -> None:
        with (
            session.cursor() as cursor,
            cursor.copy("COPY reconciler.entry (record, number, line) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(["text", "int8", "bytea"])
            for number, line in enumerate(entries, start=last - len(entries) + 1):
                copy.write_row((self._name, number, line))
