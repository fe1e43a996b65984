"""The command line as a process of its own, with or without a terminal."""

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

COMMAND = (sys.executable, "-m", "reconciler")
PATIENCE = 240.0
"""Seconds after which a test gives up; no test waits so long unless something is broken."""
# A terminal is only a controlling one, whose Ctrl-C is a signal, for a session that has taken it.
TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
CTRL_C = b"\x03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a process."""

    code: int
    out: str
    err: str


def run(*arguments: str, folder: Path, stdin: str = "") -> Ended:
    """Run a command to its end, without a terminal."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return Ended(code=done.returncode, out=done.stdout, err=done.stderr)


def start(*arguments: str, folder: Path) -> "subprocess.Popen[str]":
    """Start a command without a terminal."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> Ended:
    """Wait for a process that was started."""
    with process:
        out, err = process.communicate(timeout=PATIENCE)
    return Ended(code=process.returncode, out=out, err=err)


@dataclass(slots=True)
class Terminal:
    """A process on a terminal: `shown` is all that came to the screen."""

    process: "subprocess.Popen[bytes]"
    _screen: int
    _seen: bytearray = field(default_factory=bytearray)

    @classmethod
    def start(cls, *arguments: str, folder: Path) -> Self:
        """Start a command on a new terminal."""
        screen, own = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, *COMMAND, *arguments],
            cwd=folder,
            stdin=own,
            stdout=own,
            stderr=own,
            start_new_session=True,
            env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(own)
        return cls(process, screen)

    @property
    def shown(self) -> str:
        """Answer the screen so far."""
        return self._seen.decode(errors="replace").replace("\r\n", "\n")

    def until(self, text: str) -> None:
        """Read until the screen has shown a text."""
        self._read(lambda: text in self.shown)
        assert text in self.shown, self.shown

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._screen, keys)

    def end(self) -> int:
        """Read to the end; answer the exit code."""
        self._read(lambda: False)
        code = self.process.wait(PATIENCE)
        os.close(self._screen)
        return code

    def _read(self, enough: Callable[[], bool]) -> None:
        while not enough():
            ready, _, _ = select.select([self._screen], [], [], PATIENCE)
            if not ready:
                self.process.send_signal(signal.SIGKILL)
                raise TimeoutError(self.shown)
            try:
                read = os.read(self._screen, 65536)
            except OSError:  # so Linux tells that nobody has the terminal open any more
                return
            if not read:
                return
            self._seen += read


def piped(arguments: Sequence[str], *, folder: Path, take: int) -> tuple[int, str]:
    """Run a command whose reader goes away after some bytes of stdout; answer exit code and stderr."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        if take:
            os.read(process.stdout.fileno(), take)
        process.stdout.close()
        err = process.stderr.read()
    return process.returncode, err.decode()
