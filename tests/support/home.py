"""Where a tortured record lives: how we reach it, how the tortured process does, and what can be done to it there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support.boxes import named
from support.postgres import PostgresServer
from support.relay import Relay, relayed
from support.s3 import BUCKET, S3Server

KINDS = ("file", "git", "s3", "postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A record's place.

    `url` is how the test looks at it, with `environ` in its environment; the tortured process has `far_url` and
    `far_environ`, which lead through `line` where there is one.
    """

    kind: str
    url: str
    environ: Mapping[str, str] = field(default_factory=dict)
    far_url: str = ""
    far_environ: Mapping[str, str] = field(default_factory=dict)
    line: Relay | None = None
    s3: S3Server | None = None
    postgres: PostgresServer | None = None


def near(kind: str, place: Path) -> Home:
    """Answer a place on this machine, in a folder or on a branch."""
    url = "git:reconciler-state" if kind == "git" else f"file:{place / 'state'}"
    return Home(kind=kind, url=url, far_url=url)


@contextmanager
def in_storage(server: S3Server) -> Iterator[Home]:
    """Answer a place in object storage, behind a line that can be cut."""
    with relayed(server.port) as line:
        url = f"s3://{BUCKET}/{named()}"
        far = server.behind(line.port).environ()
        yield Home(kind="s3", url=url, environ=server.environ(), far_url=url, far_environ=far, line=line, s3=server)


@contextmanager
def in_database(server: PostgresServer) -> Iterator[Home]:
    """Answer a place in a database, behind a line that can be cut."""
    with relayed(server.port) as line:
        record = named()
        yield Home(
            kind="postgresql",
            url=server.url(record),
            environ=server.environ(),
            far_url=server.url(record, port=line.port),
            far_environ=server.environ(),
            line=line,
            postgres=server,
        )
