"""Ctrl-C and SIGTERM during an apply: a real process, and an emulator that interrupts it while a call is in flight."""

import asyncio
import json
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated, fault
from support.processes import finish, start
from support.shell import CODES, SETTINGS, Shell, number

ONE_AT_A_TIME = SETTINGS.replace("calls_per_second: 0", "calls_per_second: 0, concurrency: 1")
NUMBERS = CODES[:6]
INTERRUPTED = "the run was interrupted before this number was sent."


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


class Delay:
    """The emulator's waiting: it does something to the run whose call is in flight, and lets it notice."""

    def __init__(self) -> None:
        self.act: Callable[[], None] = lambda: None

    async def __call__(self, seconds: float) -> None:
        self.act()
        await asyncio.sleep(seconds)


@pytest.fixture
def delay() -> Delay:
    return Delay()


def interrupted(shell: Shell, emulator: Emulated, delay: Delay, number_code: int, *signals: signal.Signals) -> int:
    """Apply, sending signals while a number's call is in flight; answer the exit code after checking what was told."""
    shell.use(emulator)
    shell.declare(*(number(code) for code in NUMBERS), settings=ONE_AT_A_TIME)
    emulator.faults.replace([fault("delay", number_code, seconds=0.5)])
    process: subprocess.Popen[str] | None = None

    def act() -> None:
        assert process is not None
        for one in signals:
            process.send_signal(one)

    delay.act = act
    process = start("--verbose", "apply", "--yes", folder=shell.folder)
    ended = finish(process)
    sent = emulator.numbers_sent()
    assert sent == list(NUMBERS[: NUMBERS.index(number_code) + 1]), "what follows was not sent"
    for code in sent:
        assert f"{code} applied\n" in ended.err, "what was in flight has come to its outcome"
    for code in NUMBERS[len(sent) :]:
        assert f"{code} not-tried: {INTERRUPTED}\n" in ended.out
    assert f"Apply: {len(sent)} applied, {6 - len(sent)} not tried." in ended.out
    return ended.code


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_is_in_flight_is_recorded_and_the_next_apply_sends_exactly_the_rest(
    shell: Shell, delay: Delay, number: signal.Signals, code: int
) -> None:
    with emulated(sleep=delay) as emulator:
        assert interrupted(shell, emulator, delay, NUMBERS[1], number) == code
        assert shell("state", "list").out.split() == [str(known) for known in NUMBERS[:2]]
        assert "lock:    free" in shell("state", "show").out
        emulator.faults.replace([])
        emulator.log.clear()
        assert shell("apply", "--yes").code == 0
        assert emulator.numbers_sent() == list(NUMBERS[2:])


def test_a_second_ctrl_c_ends_the_run_at_once_and_the_next_one_reads_back_what_was_in_flight(
    shell: Shell, delay: Delay
) -> None:
    with emulated(sleep=delay) as emulator:
        shell.use(emulator)
        shell.declare(*(number(code) for code in NUMBERS[:3]), settings=ONE_AT_A_TIME)
        emulator.faults.replace([fault("delay", NUMBERS[1], seconds=0.5, after_effect=True)])
        process: subprocess.Popen[str] | None = None

        def act() -> None:
            assert process is not None
            process.send_signal(signal.SIGINT)
            threading.Timer(0.25, process.send_signal, [signal.SIGINT]).start()

        delay.act = act
        process = start("apply", "--yes", "--format", "json", folder=shell.folder)
        ended = finish(process)
        assert ended.code == 130
        told = json.loads(ended.out)
        words = [(item["number_code"], item["outcome"]) for item in told["outcomes"]]
        assert words == [(NUMBERS[0], "applied"), (NUMBERS[1], "unknown"), (NUMBERS[2], "not-tried")]
        assert told["counts"] == {"applied": 1, "failed": 0, "unknown": 1, "not-tried": 1}
        assert told["error"].startswith("interrupted; nothing more was sent.")
        assert f"! {NUMBERS[1]}" in shell("plan").out
        emulator.faults.replace([])
        emulator.log.clear()
        assert shell("apply", "--yes").code == 0
        assert emulator.numbers_sent() == [NUMBERS[2]]


def test_a_run_that_was_interrupted_at_its_last_number_ends_with_130_although_all_is_done(
    shell: Shell, delay: Delay
) -> None:
    with emulated(sleep=delay) as emulator:
        shell.use(emulator)
        shell.declare(number(), settings=ONE_AT_A_TIME)
        emulator.faults.replace([fault("delay", seconds=0.5)])
        process: subprocess.Popen[str] | None = None

        def act() -> None:
            assert process is not None
            process.send_signal(signal.SIGINT)

        delay.act = act
        process = start("apply", "--yes", "--format", "json", folder=shell.folder)
        ended = finish(process)
        assert ended.code == 130
        assert '"outcome": "applied"' in ended.out
        assert shell("plan", "--detailed-exitcode").code == 0


def test_a_signal_before_anything_was_sent_ends_the_command_at_once(shell: Shell, delay: Delay) -> None:
    with emulated(sleep=delay) as emulator:
        shell.use(emulator)
        shell.set(EVENTS_KEY="events-value-77aa01")
        shell.write({"settings.yaml": SETTINGS})
        emulator.faults.replace([fault("delay", method="GetList", seconds=1)])
        process: subprocess.Popen[str] | None = None

        def act() -> None:
            assert process is not None
            process.send_signal(signal.SIGTERM)

        delay.act = act
        process = start("import", folder=shell.folder)
        ended = finish(process)
        assert ended.code == 143
        assert ended.err.splitlines()[-1].startswith("interrupted; this command sends nothing to the provider")
        assert "Traceback" not in ended.err
        assert "lock:    free" in shell("state", "show").out


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_drift_check_that_is_interrupted_tells_what_it_found_and_how_to_go_on(
    shell: Shell, delay: Delay, form: str
) -> None:
    with emulated(sleep=delay) as emulator:
        shell.use(emulator)
        shell.declare(*(number(code) for code in NUMBERS), settings=ONE_AT_A_TIME)
        assert shell("apply", "--yes").code == 0
        emulator.account.clear(NUMBERS[2])
        emulator.faults.replace([fault("delay", NUMBERS[2], method="GetAttributes", seconds=0.5)])
        process = start("drift", "--restore", "--format", form, folder=shell.folder)
        delay.act = lambda: process.send_signal(signal.SIGINT)
        ended = finish(process)
        assert ended.code == 130
        assert "stopping: " in ended.err
        if form == "json":
            found = json.loads(ended.out)
            assert (found["left"], found["from"]) == (4, NUMBERS[2])
            assert found["counts"]["in-sync"] == 2
        else:
            rest = " ".join(map(str, NUMBERS[2:]))
            assert ended.out.endswith(f"Go on with the same options and: reconciler drift {rest}\n")
        assert "lock:    free" in shell("state", "show").out
