"""An emulator's log that counts what arrives, and processes of our own that are ended at a moment of their progress."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from reconciler.emulator.log import Call, CallLog

WRITES = frozenset({"SetCallForwarding", "DeleteCallForwarding"})
LONGEST = 120.0
"""Seconds after which a process counts as hanging."""

LOOK = 0.001
PLAIN = (sys.executable, "-W", "error", "-m", "reconciler")


class CountingLog(CallLog):
    """A log that tells at once how many calls, and how many of them that change something, have arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = 0
        self.writes = 0
        self.finished = 0

    def received(self, *, time: float, method: str, application: str | None, number: int | None, body: str) -> int:
        sequence = super().received(time=time, method=method, application=application, number=number, body=body)
        self.arrived += 1
        self.writes += method in WRITES
        return sequence

    def answered(self, sequence: int, *, status: int | None, answer: str = "", fault: str = "") -> None:
        super().answered(sequence, status=status, answer=answer, fault=fault)
        self.finished += 1

    def changing(self) -> list[Call]:
        """Answer the calls that change something."""
        return [call for call in self.calls() if call.method in WRITES]

    def settle(self) -> None:
        """Wait until the provider is done with every call, also with those whose sender is dead.

        A call that takes effect after a later one to the same number is a race that no sender can win.
        """
        waited_for(lambda: self.finished >= self.arrived)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A point of a process's progress: so many seconds after so many calls (or changing calls) of its own arrived."""

    calls: int = 0
    writes: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"w{self.writes}" if self.writes else f"c{self.calls}"

    @classmethod
    def drawn(cls, dice: random.Random, *, pending: int, parts: int, flush: float) -> "Progress":
        """Draw one: while it starts, in the middle of its calls, or while it writes at the end what became of them.

        `pending` are the numbers that wait for a call, and `parts` the processes that are to share them.
        """
        match dice.choices(["start", "middle", "end"], [1, 6, 2])[0]:
            case "start":
                return cls(seconds=dice.uniform(0.0, 1.0))
            case "middle":
                return cls.in_the_middle(dice, pending=pending, parts=parts)
            case _:
                return cls(writes=pending, seconds=dice.uniform(0.0, flush))

    @classmethod
    def in_the_middle(cls, dice: random.Random, *, pending: int, parts: int) -> "Progress":
        """Draw one in the middle of the calls."""
        return cls(calls=dice.randint(1, max(1, 2 * pending // parts)), seconds=dice.uniform(0.0, 0.03))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When to end a process, and by which signal."""

    signal: signal.Signals
    at: Progress
    children: bool = False
    """Whether a SIGKILL takes the git that it started along, as the end of a machine would."""

    def __str__(self) -> str:
        return f"{self.signal.name[3:]}{'+' if self.children else ''}@{self.at}"

    @classmethod
    def drawn(cls, dice: random.Random, at: Progress) -> "Moment":
        """Draw the signal."""
        number = dice.choices([signal.SIGKILL, signal.SIGTERM, signal.SIGINT], [8, 1, 1])[0]
        return cls(signal=number, at=at, children=number is signal.SIGKILL and dice.random() < 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended; `code` is minus the signal's number if a signal did it."""

    code: int
    words: str


class Running:
    """A process at work, whose calls are counted from its start."""

    def __init__(self, process: "subprocess.Popen[bytes]", words: Path, log: CountingLog) -> None:
        self.process = process
        self._words = words
        self._log = log
        self._arrived, self._writes = log.arrived, log.writes

    def reaches(self, progress: Progress) -> bool:
        """Wait for a point of its progress; false if the process ended before it."""
        log = self._log
        waited_for(
            lambda: (
                self.ended()
                or (log.arrived - self._arrived >= progress.calls and log.writes - self._writes >= progress.writes)
            )
        )
        if not self.ended():
            time.sleep(progress.seconds)
        return not self.ended()

    def ended(self) -> bool:
        """Tell whether it has ended."""
        return self.process.poll() is not None

    def end(self, moment: Moment) -> None:
        """Send it the signal."""
        children: list[int] = []
        if moment.children:
            self.process.send_signal(signal.SIGSTOP)  # so that its children are not others by the time they are ended
            lists = [path.read_text() for path in Path(f"/proc/{self.process.pid}/task").glob("*/children")]
            children = [int(word) for text in lists for word in text.split()]
        self.process.send_signal(moment.signal)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def wait(self) -> Ended:
        """Wait until it has ended, and the provider with its calls."""
        try:
            code = self.process.wait(LONGEST)
        finally:
            self.stop()
        self._log.settle()
        return Ended(code=code, words=self.words)

    def stop(self) -> None:
        """See that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def words(self) -> str:
        """What it has written so far."""
        return self._words.read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """`reconciler` in a folder, with an environment of its own."""

    folder: Path
    environ: Mapping[str, str]
    command: Sequence[str] = PLAIN

    def with_environ(self, environ: Mapping[str, str]) -> "Program":
        """Answer the same with more in its environment."""
        return replace(self, environ={**self.environ, **environ})

    def start(self, arguments: Sequence[str], *, log: CountingLog, name: str = "words") -> Running:
        """Start a command; two at once need a name each for what they write."""
        words = self.folder.parent / f"{name}.txt"
        with words.open("wb") as output:
            process = subprocess.Popen(
                [*self.command, *arguments],
                cwd=self.folder,
                env={**_plain(), **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return Running(process, words, log)

    def run(self, arguments: Sequence[str], *, log: CountingLog, moment: Moment | None = None) -> Ended:
        """Run a command to its end, or to the moment at which it is ended."""
        running = self.start(arguments, log=log)
        try:
            if moment is not None and running.reaches(moment.at):
                running.end(moment)
            return running.wait()
        finally:
            running.stop()


def waited_for(answer: Callable[[], bool], *, longest: float | None = None) -> None:
    """Wait until the answer is yes, or, if so wished, for some seconds at the longest."""
    latest = time.monotonic() + (LONGEST if longest is None else longest)
    while not answer():
        if time.monotonic() > latest:
            if longest is not None:
                return
            raise TimeoutError("what was waited for did not come")
        time.sleep(LOOK)


def _plain() -> dict[str, str]:
    """Answer an environment without keys, git's configuration, or a measurement of coverage that a kill would spoil."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return kept | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PYTHONUTF8": "1"}
