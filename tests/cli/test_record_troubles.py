"""`reconciler apply` when somebody else touches the record while calls are in flight."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from support.emulated import emulated, fault
from support.shell import CODE, OTHER, SETTINGS, THIRD, Shell, number

from reconciler.state.file import FileBackend

ONE_AT_A_TIME = SETTINGS.replace("calls_per_second: 0", "calls_per_second: 0, concurrency: 1")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def meanwhile(act: Callable[[], object]) -> "Callable[[float], asyncio.Future[None]]":
    """Answer an emulator's waiting that does something instead of taking time."""

    async def wait(_seconds: float) -> None:
        act()

    return lambda seconds: asyncio.ensure_future(wait(seconds))


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_second_writer_stops_the_run_and_the_next_one_finds_out_what_was_sent(shell: Shell, form: str) -> None:
    backend = FileBackend(shell.folder / ".reconciler" / "state")

    def write() -> None:
        backend.append([backend.read().entries[-1]], after=backend.head())

    shell.declare(number(CODE), number(OTHER), number(THIRD), settings=ONE_AT_A_TIME)
    with emulated(sleep=meanwhile(write)) as emulator:
        shell.use(emulator)
        emulator.faults.replace([fault("delay", CODE, seconds=1, times=1)])
        ran = shell("apply", "--yes", "--format", form)
        assert ran.code == 5
        assert emulator.numbers_sent() == [CODE], "a writer that is refused stops sending"
        assert "error: " in ran.err
        if form == "json":
            assert ran.json["error"]
            told = {item["number_code"]: item["outcome"] for item in ran.json["outcomes"]}
            assert told == {CODE: "applied", OTHER: "not-tried", THIRD: "not-tried"}
        else:
            assert f"{OTHER} not-tried: the run had to stop: " in ran.out
        assert f"! {CODE}" in shell("plan").out, "its outcome was not recorded, so it is not known"
        emulator.log.clear()
        assert shell("apply", "--yes").code == 0
        assert emulator.numbers_sent() == [OTHER, THIRD]


def test_what_could_not_be_recorded_is_kept_in_a_file_that_brings_it_in(shell: Shell) -> None:
    backend = FileBackend(shell.folder / ".reconciler" / "state")

    def write() -> None:
        backend.append([backend.read().entries[-1]], after=backend.head())

    shell.declare(number(CODE), number(OTHER), settings=ONE_AT_A_TIME)
    with emulated(sleep=meanwhile(write)) as emulator:
        shell.use(emulator)
        emulator.faults.replace([fault("delay", CODE, seconds=1, times=1)])
        ran = shell("apply", "--yes")
        (kept,) = shell.folder.glob("reconciler-rescue-*.jsonl")
        assert "1 outcome could not be recorded, and is kept in" in ran.err
        assert f"  reconciler state push {kept.name}\n" in ran.err
        assert "unknown" in shell("show").out
        pushed = shell("state", "push", str(kept))
        assert pushed.out.startswith(f"Brought into the record: 1 outcome ({CODE}).")
        assert "unknown" not in shell("show").out
        assert "Left out, since the record knows something newer: 1 outcome" in shell("state", "push", str(kept)).out
        emulator.log.clear()
        assert shell("apply", "--yes").code == 0
        assert emulator.numbers_sent() == [OTHER]
        assert [call.number for call in emulator.log.calls()] == [OTHER, OTHER], "the pushed one is not even looked at"
    assert shell("history", str(CODE)).out.count("run ") >= 1


def test_a_file_that_is_no_rescue_file_is_refused(shell: Shell) -> None:
    shell.declare(number(CODE))
    (shell.folder / "other.jsonl").write_text("{}", encoding="utf-8")
    for name in ("other.jsonl", "missing.jsonl"):
        ran = shell("state", "push", name)
        assert ran.code == 1
        assert name in ran.err


def test_a_lock_that_cannot_be_given_back_is_a_warning_and_no_failure(shell: Shell) -> None:
    lock = shell.folder / ".reconciler" / "state" / "lock.json"
    shell.declare(number(CODE))
    with emulated(sleep=meanwhile(lambda: lock.write_bytes(b"{"))) as emulator:
        shell.use(emulator)
        emulator.faults.replace([fault("delay", CODE, seconds=1)])
        ran = shell("apply", "--yes")
    assert ran.code == 0
    assert ran.err.startswith("warning: ")
    assert "left behind" in ran.err
