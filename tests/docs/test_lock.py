"""The locks hold what an installation asks for: an extra that a package wants of another is locked with that extra.

Without it, pip takes the newest version for the extra, finds no hash for it, and the installation fails from the day of
that version's release on.
"""

import re
from importlib.metadata import distributions, requires
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).parents[2] / "requirements").glob("*.txt"))
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[(?P<extras>[\w,-]+)\])?==", re.MULTILINE)
WANTED = re.compile(r"^(?P<name>[\w.-]+)\s*\[(?P<extras>[^\]]+)\]")


def plain(name: str) -> str:
    """Answer a package's name as indices compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, set[str]]:
    """Answer what a lock pins: each package with the extras that it is pinned with."""
    return {plain(line["name"]): set((line["extras"] or "").split(",")) - {""} for line in PINNED.finditer(text)}


def missing(lock: dict[str, set[str]], wants: dict[str, list[str]]) -> list[str]:
    """Answer the extras that locked packages want of locked packages, and the lock does not name."""
    found = []
    for name in sorted(lock.keys() & wants.keys()):
        for line in wants[name]:
            wanted = WANTED.match(line)
            if wanted is None or "extra ==" in line or plain(wanted["name"]) not in lock:
                continue
            extras = {extra.strip() for extra in wanted["extras"].split(",")} - lock[plain(wanted["name"])]
            found += [f"{name} wants {wanted['name']}[{extra}]" for extra in sorted(extras)]
    return found


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_extra_that_a_locked_package_wants_is_locked(path: Path) -> None:
    installed = {plain(each.metadata["Name"]): requires(each.metadata["Name"]) or [] for each in distributions()}
    lock = pinned(path.read_text(encoding="utf-8"))
    assert lock.keys() & installed.keys()
    assert missing(lock, installed) == []


def test_an_extra_that_is_not_locked_would_be_noticed() -> None:
    wants = {"pytest-cov": ["coverage[toml]>=7.10.6", "pluggy>=1.2", 'pytest-xdist[psutil]; extra == "testing"']}
    assert missing(pinned("coverage==7.17.3 \\\npytest-cov==7.1.0 \\\n"), wants) == ["pytest-cov wants coverage[toml]"]
    assert missing(pinned("coverage[toml]==7.17.3 \\\npytest-cov==7.1.0 \\\n"), wants) == []
