"""A real PostgreSQL of our own: made in a folder, started as a user that is not root, restarted and killed."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

HOST = "127.0.0.1"
DATABASE = "ops"
USER = "reconciler"
PASSWORD = "example-password"
OLDEST = 15
MISSING = f"no PostgreSQL {OLDEST} or newer here (Debian: apt-get install postgresql)"
_STARTED_WITHIN = 60.0


@dataclass(slots=True, kw_only=True)
class PostgresServer:
    """A server that listens on loopback, and its data."""

    programs: Path
    data: Path
    port: int
    user: str | None
    process: subprocess.Popen[bytes] | None = field(default=None)

    def environ(self) -> dict[str, str]:
        """Answer PostgreSQL's own variables that let a client in."""
        return {"PGUSER": USER, "PGPASSWORD": PASSWORD}

    def url(self, record: str, *, port: int | None = None) -> str:
        """Answer the state URL of a record, perhaps through another port."""
        return f"postgresql://{HOST}:{port or self.port}/{DATABASE}?record={record}"

    def connect(self, database: str = DATABASE) -> "psycopg.Connection":
        """Open a session of a person who looks at the tables."""
        return psycopg.connect(
            host=HOST, port=self.port, dbname=database, user=USER, password=PASSWORD, autocommit=True
        )

    def start(self) -> None:
        """Start it, and wait until it takes work."""
        settings = (f"port={self.port}", f"listen_addresses={HOST}", "unix_socket_directories=", "shared_buffers=16MB")
        options = [word for one in settings for word in ("-c", one)]
        with (self.data.parent / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data), *options],
                stdout=log,
                stderr=log,
                user=self.user,
                group=self.user,
                start_new_session=True,
            )
        until = time.monotonic() + _STARTED_WITHIN
        while True:
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, (self.data.parent / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it as an administrator does who waits for nobody: sessions are ended."""
        self._end(signal.SIGINT)

    def freeze(self) -> None:
        """Let none of its processes do anything; the lines to it stay."""
        self._all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._all(signal.SIGCONT)

    def kill(self) -> None:
        """Kill all its processes at once."""
        self._all(signal.SIGKILL)
        self._end(signal.SIGKILL)

    def _all(self, how: signal.Signals) -> None:
        """Send a signal to the server and to each of its processes, which are in groups of their own."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for pid in (self.process.pid, *map(int, children.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, how)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server with an empty database while the block runs; skip the test where there is none to run."""
    programs = found_programs()
    if programs is None:
        pytest.skip(MISSING)
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        server = PostgresServer(programs=programs, data=folder / "data", port=_free_port(), user=user)
        _initialise(server, folder)
        server.start()
        try:
            with server.connect("postgres") as session:
                session.execute(f"CREATE DATABASE {DATABASE}".encode())
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _initialise(server: PostgresServer, folder: Path) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    if server.user:
        shutil.chown(password, server.user, server.user)
    subprocess.run(
        [
            server.programs / "initdb",
            *("-D", server.data, "-U", USER, "--auth=scram-sha-256", "--pwfile", password, "--no-sync", "-E", "UTF8"),
        ],
        check=True,
        capture_output=True,
        user=server.user,
        group=server.user,
    )


def found_programs() -> Path | None:
    """Answer the folder of the newest server's programs; Debian keeps them beside the PATH."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    found = shutil.which("postgres")
    if found:
        folders.append(Path(found).resolve().parent)
    versions = {folder: _version(folder) for folder in folders if (folder / "initdb").exists()}
    newest = max(versions, key=lambda folder: versions[folder], default=None)
    return newest if newest is not None and versions[newest] >= OLDEST else None


def _version(folder: Path) -> int:
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    numbers = re.search(r"\d+", told)
    return int(numbers[0]) if numbers else 0


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port
