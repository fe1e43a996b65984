"""Connections to PostgreSQL: opened when needed, opened again when they broke, never waited for without an end.

Settings that are not in the address come from PostgreSQL's own variables (PGUSER, PGPASSWORD, PGSSLMODE …).
"""

import os
import socket
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

import tenacity

from reconciler.errors import StateError

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds for which a server that was there and is gone is tried again: as long as a restart takes."""
ANSWER = 30.0
TRANSFER = 600.0
"""Seconds after which a server that says nothing counts as gone: in small work, and where very much is carried."""
SESSION = (
    # An append that was confirmed survives, also where the server is tuned to forget the last ones of a crash.
    "SET synchronous_commit = on; "
    # Nobody waits for long for a row that a frozen client holds, nor holds one for long when frozen itself.
    "SET lock_timeout = '25s'; SET idle_in_transaction_session_timeout = '20s'; SET idle_session_timeout = 0; "
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
)
COLLIDED = frozenset({"40001", "40P01"})
"""Two transactions met at one row: the one that was refused begins again, and sees what the other did."""
GONE = frozenset({"57P01", "57P02", "57P03", "25P03"})
"""The server stops, crashed or starts, or has ended this session."""
AUTHENTICATION = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "does not exist")


class AgainError(Exception):
    """The server was gone, or is starting or stopping; `error` is what is told when it does not come back."""

    def __init__(self, error: StateError) -> None:
        super().__init__(error.message)
        self.error = error


class Connection:
    """One session, for one thing at a time; it is closed with its last user.

    `generation` counts the sessions: what was bound to the one before, such as an advisory lock, is gone.
    """

    def __init__(self, conninfo: str, *, address: str, patience: float = PATIENCE, answer: float = ANSWER) -> None:
        self.generation = 0
        self._answer = answer
        self._conninfo = conninfo
        self._address = address
        self._guard = threading.Lock()
        self._held: list[psycopg.Connection] = []
        self._tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(AgainError),
            stop=tenacity.stop_after_delay(patience),
            wait=tenacity.wait_exponential(multiplier=0.1, max=2.0),
            reraise=True,
        )
        weakref.finalize(self, _close, self._held)

    def run(self, work: "Callable[[psycopg.Connection], T]", *, limit: float = 0.0) -> T:
        """Do some work in a transaction, from its beginning again where the server was lost; StateError if it stays so.

        The work must be such that doing it again is harmless, also after a commit whose answer was lost. `limit` is how
        many seconds one try may take, where that is more than usual.
        """
        with self._guard:
            try:
                done: T = self._tries(self._once, work, max(limit, self._answer))
            except AgainError as again:
                raise again.error from again
            return done

    def _once(self, work: "Callable[[psycopg.Connection], T]", limit: float) -> T:
        import psycopg  # noqa: PLC0415 - an extra, imported where it is used

        try:
            session = self._open()
            with _ended_after(session, limit), session.transaction():
                return work(session)
        except psycopg.Error as error:
            told = self._told(error)
            if error.sqlstate in COLLIDED:
                raise AgainError(told) from error
            if _is_gone(error):
                _close(self._held)
                # A server that this run has never seen is rather a wrong address than one that comes back.
                if self.generation:
                    raise AgainError(told) from error
            raise told from error

    def _open(self) -> "psycopg.Connection":
        import psycopg  # noqa: PLC0415 - an extra, imported where it is used

        if self._held and self._held[0].closed:
            _close(self._held)
        if not self._held:
            session = psycopg.connect(self._conninfo, autocommit=True)
            self._held.append(session)
            session.execute(SESSION)
            session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self.generation += 1
        return self._held[0]

    def _told(self, error: "psycopg.Error") -> StateError:
        import psycopg  # noqa: PLC0415 - an extra, imported where it is used

        said = " ".join(str(error).split()).rstrip(".")
        match error:
            case psycopg.errors.InsufficientPrivilege():
                return StateError(
                    f"PostgreSQL does not allow this to the user of the record {self._address}: {said}.",
                    advice="The tables stand in the schema `reconciler`, which the first write makes. Let that user"
                    " create it, or make it and give it to that user; docs/record.md has the statements.",
                )
            case psycopg.errors.ReadOnlySqlTransaction():
                return StateError(
                    f"The record {self._address} is on a server that is read-only: {said}.",
                    advice="Name the primary server in the state URL, or wait until it takes writes again.",
                )
            case psycopg.errors.LockNotAvailable():
                return StateError(
                    f"Another session holds the record {self._address} and does not let go: {said}.",
                    advice="A client may be frozen in the middle of a write; its session is ended soon. Run the command"
                    " again.",
                )
            case psycopg.OperationalError() | psycopg.InterfaceError():
                return StateError(
                    f"The record {self._address} cannot be reached: {said}.",
                    advice="User and password come from PGUSER and PGPASSWORD (or PGPASSFILE, PGSSLMODE …). If the"
                    " server was restarted, run the command again: what was written is known to be whole.",
                )
            case _:
                return StateError(f"PostgreSQL refuses this of the record {self._address}: {said}.")


def _is_gone(error: "psycopg.Error") -> bool:
    """Tell whether a server, or a session, was lost, so that another try may find it again."""
    import psycopg  # noqa: PLC0415 - an extra, imported where it is used

    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    if error.sqlstate is None:
        return not any(words in str(error) for words in AUTHENTICATION)
    return error.sqlstate in GONE or error.sqlstate.startswith("08")


@contextmanager
def _ended_after(session: "psycopg.Connection", limit: float) -> Iterator[None]:
    """Break a session's line when a block takes longer than it may: a frozen server keeps its lines open."""
    watch = threading.Timer(limit, _broken_off, (session,))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _broken_off(session: "psycopg.Connection") -> None:
    with suppress(OSError, ValueError), socket.socket(fileno=os.dup(session.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def _close(held: "list[psycopg.Connection]") -> None:
    while held:
        with suppress(OSError):
            held.pop().close()
