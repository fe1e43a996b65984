"""An emulator's log that counts what arrives, and a process of our own that is ended at a moment of its progress."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reconciler.emulator.log import Call, CallLog

WRITES = frozenset({"SetCallForwarding", "DeleteCallForwarding"})
LONGEST = 60.0
"""Seconds after which a process counts as hanging."""

LOOK = 0.0005


class CountingLog(CallLog):
    """A log that tells at once how many calls, and how many of them that change something, have arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = 0
        self.writes = 0

    def received(self, *, time: float, method: str, application: str | None, number: int | None, body: str) -> int:
        sequence = super().received(time=time, method=method, application=application, number=number, body=body)
        self.arrived += 1
        self.writes += method in WRITES
        return sequence

    def changing(self) -> list[Call]:
        """Answer the calls that change something."""
        return [call for call in self.calls() if call.method in WRITES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When to end a process: so many seconds after so many calls (or changing calls) of its own arrived."""

    signal: signal.Signals
    calls: int = 0
    writes: int = 0
    seconds: float = 0.0
    children: bool = False
    """Whether a SIGKILL takes the git that it started along, as the end of a machine would."""

    def __str__(self) -> str:
        progress = f"w{self.writes}" if self.writes else f"c{self.calls}"
        return f"{self.signal.name[3:]}{'+' if self.children else ''}@{progress}"

    @classmethod
    def drawn(cls, dice: random.Random, *, pending: int, parts: int, flush: float) -> "Moment":
        """Draw one: while it starts, in the middle of its calls, or while it writes at the end what became of them.

        `pending` are the numbers that wait for a call, and `parts` the processes that are to share them.
        """
        number = dice.choices([signal.SIGKILL, signal.SIGTERM, signal.SIGINT], [8, 1, 1])[0]
        children = number is signal.SIGKILL and dice.random() < 0.5
        match dice.choices(["start", "middle", "end"], [1, 6, 2])[0]:
            case "start":
                return cls(signal=number, seconds=dice.uniform(0.0, 1.0), children=children)
            case "middle":
                calls, seconds = dice.randint(1, max(1, 2 * pending // parts)), dice.uniform(0.0, 0.03)
                return cls(signal=number, calls=calls, seconds=seconds, children=children)
            case _:
                return cls(signal=number, writes=pending, seconds=dice.uniform(0.0, flush), children=children)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended; `code` is minus the signal's number if a signal did it."""

    code: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """`reconciler` in a folder, with an environment of its own."""

    folder: Path
    environ: Mapping[str, str]

    def run(self, arguments: Sequence[str], *, log: CountingLog, moment: Moment | None = None) -> Ended:
        """Run a command to its end, or to the moment at which it is ended."""
        words = self.folder.parent / "words.txt"
        arrived, writes = log.arrived, log.writes
        with words.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "reconciler", *arguments],
                cwd=self.folder,
                env={**_plain(), **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            if moment is not None and _reached(process, moment, log, arrived=arrived, writes=writes):
                _end(process, moment)
            code = process.wait(LONGEST)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        return Ended(code=code, words=words.read_text(encoding="utf-8", errors="replace"))


def _end(process: subprocess.Popen[bytes], moment: Moment) -> None:
    children: list[int] = []
    if moment.children:
        process.send_signal(signal.SIGSTOP)  # so that its children are not others by the time they are ended
        lists = [path.read_text() for path in Path(f"/proc/{process.pid}/task").glob("*/children")]
        children = [int(word) for text in lists for word in text.split()]
    process.send_signal(moment.signal)
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _reached(process: subprocess.Popen[bytes], moment: Moment, log: CountingLog, *, arrived: int, writes: int) -> bool:
    """Wait for the moment; false if the process ended before it."""
    latest = time.monotonic() + LONGEST
    while log.arrived - arrived < moment.calls or log.writes - writes < moment.writes:
        if process.poll() is not None or time.monotonic() > latest:
            return False
        time.sleep(LOOK)
    time.sleep(moment.seconds)
    return process.poll() is None


def _plain() -> dict[str, str]:
    """Answer an environment without keys, git's configuration, or a measurement of coverage that a kill would spoil."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return kept | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PYTHONUTF8": "1"}
