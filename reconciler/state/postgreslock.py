"""A record's lock in PostgreSQL: a row, which means something as long as its holder's session lives.

The proof of that is an advisory lock of the session, by the record's name and the holder's id. Whoever looks reads the
list of locks and takes none. A session that is lost while its process lives is replaced at its next write.
"""

import hashlib
from typing import TYPE_CHECKING

from reconciler.model.identifiers import RunId
from reconciler.state import postgrestables as tables
from reconciler.state.backend import Holder
from reconciler.state.holders import decode, encode, renewed
from reconciler.state.postgresconnection import Connection

if TYPE_CHECKING:
    import psycopg

_ROW = "SELECT holder FROM reconciler.lock WHERE record = %s"
_GUARDED = "SELECT holder FROM reconciler.lock WHERE record = %s FOR UPDATE"
_HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = %s::bigint::oid AND objid = %s::bigint::oid"
)
_HERE = f"{_HELD} AND pid = pg_backend_pid()"


class PostgresLock:
    """The lock of one record, as one client uses it: `desk` reads and writes the row, `life` is the proof's session."""

    def __init__(self, name: str, *, address: str, desk: Connection, life: Connection) -> None:
        self._name = name
        self._address = address
        self._desk = desk
        self._life = life
        self._ours: RunId | None = None
        self._proven = 0

    def holder(self) -> Holder | None:
        """Answer who holds the lock; one whose session has ended does not."""
        return self._desk.run(lambda session: self._seen(session) if tables.exist(session) else None)

    def acquire(self, holder: Holder, *, replacing: Holder | None) -> bool:
        """Take the lock if it is exactly as seen."""
        self._prove(holder.id)

        def work(session: "psycopg.Connection") -> Holder | None:
            tables.make(session)
            self._row(session, guarded=True)
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
            self._withdraw(holder.id)
        return found == replacing

    def renew(self, holder: Holder) -> Holder:
        """Move our own lock's counter by one."""

        def work(session: "psycopg.Connection") -> Holder:
            moved = renewed(self._row(session, guarded=True), holder, address=self._address)
            session.execute("UPDATE reconciler.lock SET holder = %b WHERE record = %s", (encode(moved), self._name))
            return moved

        moved = self._desk.run(work)
        self._prove(holder.id)
        return moved

    def release(self, holder: Holder) -> None:
        """Free the lock if it is still ours."""

        def work(session: "psycopg.Connection") -> None:
            found = self._row(session, guarded=True) if tables.exist(session) else None
            if found is not None and found.id == holder.id:
                session.execute("DELETE FROM reconciler.lock WHERE record = %s", (self._name,))

        self._desk.run(work)
        self._withdraw(holder.id)

    def prove_again(self) -> None:
        """Prove that the holder lives in a new session, where another one of this client was lost a moment ago."""
        if self._ours is not None:
            self._prove(self._ours)

    def _seen(self, session: "psycopg.Connection") -> Holder | None:
        """Read who holds the lock and lives."""
        found = self._row(session)
        if found is None:
            return None
        row = session.execute(_HELD, _halves(self._key(found.id))).fetchone()
        return found if row is not None and row[0] else None

    def _row(self, session: "psycopg.Connection", *, guarded: bool = False) -> Holder | None:
        """Read the row; guarded, it stays as it is until the transaction ends."""
        row = session.execute(_GUARDED if guarded else _ROW, (self._name,), binary=True).fetchone()
        remedy = f"delete the row of '{self._name}' from the table reconciler.lock."
        return None if row is None else decode(row[0], where=f"the record {self._address}", remedy=remedy)

    def _prove(self, holder: RunId) -> None:
        key = self._key(holder)

        def work(session: "psycopg.Connection") -> None:
            row = session.execute(_HERE, _halves(key)).fetchone()
            if row is not None and not row[0]:
                # It is not waited for: where our earlier session is still there, it is the proof for so long.
                session.execute("SELECT pg_try_advisory_lock(%s)", (key,))

        self._life.run(work)
        self._ours = holder

    def _withdraw(self, holder: RunId) -> None:
        key = self._key(holder)

        def work(session: "psycopg.Connection") -> None:
            row = session.execute(_HERE, _halves(key)).fetchone()
            if row is not None and row[0]:
                session.execute("SELECT pg_advisory_unlock(%s)", (key,))

        if self._ours == holder:
            self._life.run(work)
            self._ours = None

    def _key(self, holder: RunId) -> int:
        text = f"{self._name}\0{holder}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), signed=True)


def _halves(key: int) -> tuple[int, int]:
    """Answer a key as the list of locks shows it."""
    return (key % 2**64) >> 32, key & 0xFFFFFFFF
