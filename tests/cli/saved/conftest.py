"""A folder with a command line to it, and a provider that it is told of."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated(limited=False) as served:
        shell.use(served)
        yield served
