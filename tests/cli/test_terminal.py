"""What a person at a terminal sees and is asked; a real process on a real terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.processes import CTRL_C, Terminal, run
from support.shell import CODE, OTHER, Shell, number

QUESTION = "Apply these changes? Only 'yes' will do"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated() as served:
        shell.use(served)
        shell.declare(number(CODE), number(OTHER))
        yield served


def asked(shell: Shell, *arguments: str) -> Terminal:
    terminal = Terminal.start(*arguments, folder=shell.folder)
    terminal.until(QUESTION)
    return terminal


def test_yes_sends_the_plan_that_was_shown(shell: Shell, emulator: Emulated) -> None:
    terminal = asked(shell, "apply")
    assert "Plan: 2 to add" in terminal.shown, "the plan is shown before the question"
    assert emulator.log.calls() == []
    terminal.type(b"yes\n")
    assert terminal.end() == 0
    assert "Apply: 2 applied." in terminal.shown
    assert emulator.numbers_sent() == [CODE, OTHER]


@pytest.mark.parametrize("answer", [b"no\n", b"y\n", b"YES\n"])
def test_anything_but_yes_sends_nothing_and_ends_with_4(shell: Shell, emulator: Emulated, answer: bytes) -> None:
    terminal = asked(shell, "apply")
    terminal.type(answer)
    assert terminal.end() == 4
    assert "the plan was not approved. Nothing was sent." in terminal.shown
    assert emulator.log.calls() == []


def test_ctrl_c_at_the_question_sends_nothing_and_ends_with_130(shell: Shell, emulator: Emulated) -> None:
    terminal = asked(shell, "apply")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "interrupted; nothing more was sent." in terminal.shown
    assert "Traceback" not in terminal.shown
    assert emulator.log.calls() == []
    assert "lineage: none" in shell("state", "show").out


def test_the_end_of_the_input_is_no_approval(shell: Shell, emulator: Emulated) -> None:
    terminal = asked(shell, "apply")
    terminal.type(b"\x04")
    assert terminal.end() == 4
    assert "the plan was not approved. Nothing was sent." in terminal.shown
    assert emulator.log.calls() == []


def test_a_terminal_gets_colours_and_a_bar(shell: Shell, emulator: Emulated) -> None:
    terminal = Terminal.start("apply", "--yes", folder=shell.folder)
    assert terminal.end() == 0
    assert "\x1b[32m+\x1b[0m" in terminal.shown
    assert "Applying" in terminal.shown
    assert emulator.numbers_sent() == [CODE, OTHER]


@pytest.mark.usefixtures("emulator")
def test_no_color_the_option_and_the_variable_take_the_colours_away(shell: Shell) -> None:
    for arguments, variable in ((["--no-color"], None), ([], "1")):
        shell.set(NO_COLOR=variable)
        terminal = Terminal.start(*arguments, "plan", folder=shell.folder)
        assert terminal.end() == 0
        assert "Plan: 2 to add" in terminal.shown
        assert "\x1b[" not in terminal.shown


def test_ci_has_neither_colours_nor_a_bar(shell: Shell, emulator: Emulated) -> None:
    shell.set(CI="true")
    terminal = Terminal.start("apply", "--yes", folder=shell.folder)
    assert terminal.end() == 0
    assert "\x1b[" not in terminal.shown
    assert "Applying" not in terminal.shown
    assert emulator.numbers_sent() == [CODE, OTHER]


def test_quiet_has_no_bar(shell: Shell, emulator: Emulated) -> None:
    terminal = Terminal.start("--quiet", "apply", "--yes", folder=shell.folder)
    assert terminal.end() == 0
    assert "Applying" not in terminal.shown
    assert emulator.numbers_sent() == [CODE, OTHER]


@pytest.mark.usefixtures("emulator")
def test_a_pipe_has_no_colours_and_is_told_no_question(shell: Shell) -> None:
    ended = run("apply", folder=shell.folder, stdin="yes\n")
    assert ended.code == 4
    assert "\x1b[" not in ended.out + ended.err
    assert QUESTION not in ended.err
