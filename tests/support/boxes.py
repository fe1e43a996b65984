"""Boxes of every kind: new and empty, with an address by which clients and other processes reach them."""

import itertools
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from support.postgres import PostgresServer
from support.s3 import BUCKET

from reconciler.state.address import open_backend
from reconciler.state.backend import Backend
from reconciler.state.memory import Box, MemoryBackend

Clients: TypeAlias = tuple[Backend, Backend]

KINDS = ("memory", "file", "git", "git-alone", "s3", "postgresql")
EXAMPLES: Mapping[str, int] = {"memory": 100, "file": 60, "git": 6, "git-alone": 6, "s3": 12, "postgresql": 25}
"""As many examples of a law as each kind's speed allows."""

_COUNT = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a box is: its state URL, seen from the folders of two clients."""

    url: str
    folders: tuple[Path, Path]

    def clients(self) -> Clients:
        """Open it twice."""
        one, two = self.folders
        return open_backend(self.url, directory=one), open_backend(self.url, directory=two)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """A maker of new, empty boxes of one kind; `spot` is None for the kind that is in one process alone."""

    kind: str
    spot: Callable[[], Spot] | None

    @property
    def examples(self) -> int:
        """How many examples of a law its speed allows."""
        return EXAMPLES[self.kind]

    def fresh(self) -> Clients:
        """Make a box, with two clients."""
        if self.spot is None:
            box = Box()
            return MemoryBackend(box), MemoryBackend(box)
        return self.spot().clients()


def named() -> str:
    """Answer a name that no other box has."""
    return f"box-{os.getpid()}-{next(_COUNT)}"


def in_folder(place: Path) -> Spot:
    """Answer a box in a folder that is not there yet."""
    return Spot(url=f"file:{place / 'box'}", folders=(place, place))


def on_branch(place: Path) -> Spot:
    """Answer a box on a branch of a remote, with two clones."""
    subprocess.run(["git", "init", "-q", "--bare", str(place / "remote")], check=True)
    for name in ("one", "two"):
        subprocess.run(["git", "init", "-q", str(place / name)], check=True)
        subprocess.run(["git", "-C", str(place / name), "remote", "add", "origin", str(place / "remote")], check=True)
    return Spot(url="git:record", folders=(place / "one", place / "two"))


def on_lone_branch(place: Path) -> Spot:
    """Answer a box on a branch of a repository that has no remote."""
    subprocess.run(["git", "init", "-q", str(place / "one")], check=True)
    return Spot(url="git:record", folders=(place / "one", place / "one"))


def in_bucket(place: Path) -> Spot:
    """Answer a box under a prefix of its own."""
    return Spot(url=f"s3://{BUCKET}/{named()}", folders=(place, place))


def in_database(server: PostgresServer, place: Path) -> Spot:
    """Answer a record of its own in a database."""
    return Spot(url=server.url(named()), folders=(place, place))
