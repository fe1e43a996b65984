"""docs/tutorial.md, followed word by word in a fresh folder: every command is run, and prints what the page says."""

import socket
from pathlib import Path

import pytest
from support.typed import compare, follow, lacking, steps, world

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
ANOTHER_BRANCH = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": "master"}
"""What git calls the first branch of somebody who has told it nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_tutorial_followed_word_by_word_works(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = tmp_path / "fresh"
    folder.mkdir()
    environ = world(tmp_path / "home", ANOTHER_BRANCH)

    commands = list(steps(PAGE.read_text(encoding="utf-8")))
    if missing := lacking(commands):
        pytest.skip(f"the page uses {', '.join(missing)}")

    printed = follow(commands, folder, environ, port=free_port())

    compare(PAGE, printed, bless=pytestconfig.getoption("--bless"))
