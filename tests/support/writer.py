"""A process that appends to a box until it is killed, and tells each append that was confirmed, a line each."""

import itertools
import sys
from pathlib import Path

from reconciler.state.address import open_backend

LINES = 3


def entries(number: int) -> list[bytes]:
    """Answer what the append with this number adds."""
    return [b"%d:%d:%b" % (number, line, b"x" * 1000) for line in range(LINES)]


def _write(url: str, folder: Path) -> None:
    backend = open_backend(url, directory=folder)
    position = backend.head()
    for number in itertools.count():
        position = backend.append(entries(number), after=position)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _write(sys.argv[1], Path(sys.argv[2]))
