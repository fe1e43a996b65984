"""The record's lock as a person meets it: a run that lives, a run that is dead, and `state unlock`."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.shell import CODE, SETTINGS, Shell, number

from reconciler.model.identifiers import RunId
from reconciler.state.backend import Holder
from reconciler.state.file import FileBackend
from reconciler.state.lock import hold

RUN = RunId("a-run-that-was-first")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated() as served:
        shell.use(served)
        yield served


def backend(shell: Shell) -> FileBackend:
    return FileBackend(shell.folder / ".reconciler" / "state")


def holder(*, pid: int, host: str | None = None, seconds: float = 3) -> Holder:
    return Holder(
        id=RUN,
        owner="petrova",
        host=host or socket.gethostname(),
        pid=pid,
        run_url="https://ci.example.com/runs/7",
        since=datetime(2026, 7, 25, 12, tzinfo=UTC),
        seconds=seconds,
    )


def dead_process() -> int:
    """Answer the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_lock_that_a_live_run_holds_refuses_naming_it_and_the_way_out(
    shell: Shell, emulator: Emulated, form: str
) -> None:
    shell.declare(number())
    with hold(backend(shell), holder(pid=os.getpid())):
        ran = shell("apply", "--yes", "--format", form)
    assert ran.code == 4
    assert f"petrova on {socket.gethostname()} (process {os.getpid()}, https://ci.example.com/runs/7)" in ran.err
    assert f"reconciler state unlock {RUN}" in ran.err
    assert emulator.log.calls() == []
    if form == "json":
        assert ran.json["outcomes"] == []
        assert f"reconciler state unlock {RUN}" in ran.json["error"]
    else:
        assert ran.out == ""


def test_an_import_is_refused_like_an_apply(shell: Shell, emulator: Emulated) -> None:
    shell.set(EVENTS_KEY="events-value-77aa01")
    shell.write({"settings.yaml": SETTINGS})
    with hold(backend(shell), holder(pid=os.getpid())):
        ran = shell("import")
    assert ran.code == 4
    assert "Another run is writing to the record" in ran.err
    assert emulator.log.calls() == []


def test_reading_commands_need_no_lock(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply", "--yes").code == 0
    with hold(backend(shell), holder(pid=os.getpid())):
        for command in (["plan"], ["show"], ["state", "list"], ["validate"]):
            assert shell(*command).code == 0
        shown = shell("state", "show")
    assert f"lock:    held by petrova on {socket.gethostname()}, https://ci.example.com/runs/7 since " in shown.out
    assert f"id {RUN}" in shown.out
    assert emulator.numbers_sent() == [CODE]


def test_the_lock_of_a_dead_process_of_this_machine_is_taken_over_at_once(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert backend(shell).acquire(holder(pid=dead_process(), seconds=3600), replacing=None)
    assert shell("apply", "--yes").code == 0
    assert emulator.numbers_sent() == [CODE]
    assert backend(shell).holder() is None


def test_a_silent_lock_of_another_machine_is_taken_over_after_its_time(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert backend(shell).acquire(holder(pid=os.getpid(), host="elsewhere", seconds=0.3), replacing=None)
    assert shell("apply", "--yes").code == 0
    assert emulator.numbers_sent() == [CODE]


def test_unlock_removes_exactly_the_lock_that_was_named(shell: Shell) -> None:
    shell.declare(number())
    assert backend(shell).acquire(holder(pid=os.getpid(), seconds=3600), replacing=None)
    wrong = shell("state", "unlock", "another-run")
    assert wrong.code == 4
    assert f"reconciler state unlock {RUN}" in wrong.err
    right = shell("state", "unlock", RUN)
    assert right.code == 0
    assert right.err.startswith(f"Removed: petrova on {socket.gethostname()} (process {os.getpid()}")
    assert "lock:    free" in shell("state", "show").out
    assert shell("state", "unlock", RUN).code == 4


def test_the_lock_is_given_back_whatever_became_of_the_run(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply").code == 4, "nobody approved"
    assert backend(shell).holder() is None
    shell.set(EXOLVE_API_KEY="nobody's")
    assert shell("apply", "--yes").code == 1
    assert backend(shell).holder() is None
    assert emulator.numbers_sent() == []
