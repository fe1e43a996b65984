"""Connections to PostgreSQL: opened when needed, opened again when they broke, errors translated.

Settings that are not in the address come from PostgreSQL's own variables (PGUSER, PGPASSWORD, PGSSLMODE …).
"""

import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlencode

import tenacity

from reconciler.errors import ConfigurationError, StateError

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")

EXTRA = "Install it: pip install 'reconciler[postgres]'. Without it there are file: and git: addresses."
SHAPE = "Write postgresql://HOST:PORT/DATABASE?record=NAME, such as postgresql://db.example.com/ops?record=telephony."
PATIENCE = 30.0
"""Seconds for which a server that was there and is gone is tried again: as long as a restart takes."""
PARAMETERS: Mapping[str, str | int] = {
    "connect_timeout": 5,
    "application_name": "reconciler",
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
COLLIDED = frozenset({"40001", "40P01"})
"""Two transactions met at one row: the one that was refused begins again, and sees what the other did."""
AUTHENTICATION = frozenset({"28000", "28P01"})


class AgainError(Exception):
    """The server was gone, or is starting or stopping; `error` is what is told when it does not come back."""

    def __init__(self, error: StateError) -> None:
        super().__init__(error.message)
        self.error = error


class Connection:
    """One session, for one thing at a time; it is closed with its last user."""

    def __init__(self, conninfo: str, *, address: str, patience: float = PATIENCE) -> None:
        self._conninfo = conninfo
        self._address = address
        self._guard = threading.Lock()
        self._held: list[psycopg.Connection] = []
        self._was_there = False
        self._tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(AgainError),
            stop=tenacity.stop_after_delay(patience),
            wait=tenacity.wait_exponential(multiplier=0.1, max=2.0),
            reraise=True,
        )
        weakref.finalize(self, _close, self._held)

    def run(self, work: "Callable[[psycopg.Connection], T]") -> T:
        """Do some work in a transaction, from its beginning again where the server was lost; StateError if it stays so.

        The work must be such that doing it again is harmless, also after a commit whose answer was lost.
        """
        with self._guard:
            try:
                done: T = self._tries(self._once, work)
            except AgainError as again:
                raise again.error from again
            return done

    def _once(self, work: "Callable[[psycopg.Connection], T]") -> T:
        import psycopg  # noqa: PLC0415 - an extra, imported where it is used

        try:
            session = self._open()
            with session.transaction():
                return work(session)
        except psycopg.Error as error:
            told = self._told(error)
            if error.sqlstate in COLLIDED:
                raise AgainError(told) from error
            if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
                _close(self._held)
                # A server that this run has never seen is rather a wrong address than one that comes back.
                if self._was_there and error.sqlstate not in AUTHENTICATION:
                    raise AgainError(told) from error
            raise told from error

    def _open(self) -> "psycopg.Connection":
        import psycopg  # noqa: PLC0415 - an extra, imported where it is used

        if self._held and self._held[0].closed:
            _close(self._held)
        if not self._held:
            session = psycopg.connect(self._conninfo, autocommit=True)
            session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self._held.append(session)
            self._was_there = True
        return self._held[0]

    def _told(self, error: "psycopg.Error") -> StateError:
        import psycopg  # noqa: PLC0415 - an extra, imported where it is used

        said = " ".join(str(error).split()).rstrip(".")
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            return StateError(
                f"PostgreSQL does not allow this to the user of the record {self._address}: {said}.",
                advice="The tables stand in the schema `reconciler`, which the first write makes. Let that user create"
                " it, or make it and give it to that user; docs/record.md has the statements.",
            )
        if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
            return StateError(
                f"The record {self._address} is on a server that is read-only: {said}.",
                advice="Name the primary server in the state URL, or wait until it takes writes again.",
            )
        return StateError(
            f"The record {self._address} cannot be reached, or its server broke the work off: {said}.",
            advice="User and password come from PGUSER and PGPASSWORD (or PGPASSFILE, PGSSLMODE …). If the server was"
            " restarted, run the command again: what was written is known to be whole.",
        )


def read_url(url: str) -> tuple[str, str]:
    """Read postgresql://HOST:PORT/DATABASE?record=NAME into what libpq takes, and the record's name."""
    try:
        from psycopg import ProgrammingError  # noqa: PLC0415 - an extra, imported where it is used
        from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(f"The record {url} needs the extra `postgres`.", advice=EXTRA) from error
    base, _, behind = url.partition("?")
    query = parse_qsl(behind, keep_blank_values=True)
    names = [value for key, value in query if key == "record"]
    if len(names) != 1 or not names[0] or not names[0].isprintable():
        raise ConfigurationError("The state URL names no record in the database.", advice=SHAPE)
    others = urlencode([(key, value) for key, value in query if key != "record"])
    try:
        given = conninfo_to_dict(f"{base}?{others}" if others else base)
        if not given.get("dbname"):
            raise ConfigurationError("The state URL names no database.", advice=SHAPE)
        return make_conninfo("", **{**PARAMETERS, **given}), names[0]
    except ProgrammingError as error:
        said = " ".join(str(error).split())
        raise ConfigurationError(f"PostgreSQL does not read the state URL {url}: {said}.", advice=SHAPE) from error


def _close(held: "list[psycopg.Connection]") -> None:
    while held:
        session = held.pop()
        with suppress(OSError):
            session.close()
