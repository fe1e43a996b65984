"""Ctrl-C and SIGTERM: while calls are in flight they only ask the run to stop; otherwise they end it at once."""

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BASE = 128
SENDING = frozenset({"apply", "verify", "demo"})
"""The commands that may have something in flight."""
INTERRUPTED = (
    "interrupted; nothing more was sent. What was in flight is noted in the record: the next apply asks the provider"
    " what it has, and sends again what it must; the next verify ends a test call that is still running."
)
READING = (
    "interrupted; this command sends nothing to the provider, so that nothing is in flight. What it has written stands:"
    " run it again, and it goes on from there."
)


def interrupted(command: str | None) -> str:
    """Answer what is to be told once a signal has ended a command (None: it had not begun)."""
    return INTERRUPTED if command in SENDING else READING


class InterruptedBySignal(KeyboardInterrupt):
    """The run was ended by a signal before anything was in flight, or by a second one."""


class Interruption:
    """What the signals did; `stop` tells the workers, and `is_twice` that somebody would wait for nothing more."""

    def __init__(self, tell: Callable[[], None] = lambda: None) -> None:
        self._tell = tell
        self.stop = threading.Event()
        self.signal: int | None = None
        self.is_twice = False
        self._gentle = False
        # What can be read once a signal has come; nothing before `install`.
        self._woken: list[int] = []

    def install(self) -> None:
        """Take the signals over."""
        woken, wakes = os.pipe()
        os.set_blocking(wakes, False)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        self._woken = [woken]
        for number in SIGNALS:
            signal.signal(number, self._handle)

    def wait_for(self, stream: TextIO) -> None:
        """Wait until somebody has answered on a terminal, or a signal ends the run.

        A signal that comes just before a read begins would not end that read, and nothing would until the next key.
        """
        select.select([stream.fileno(), *self._woken], [], [])

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        self.is_twice = self.signal is not None
        self.signal = number
        self.stop.set()
        if self.is_twice or not self._gentle:
            raise InterruptedBySignal
        self._tell()

    @contextmanager
    def gentle(self) -> Iterator[None]:
        """Let the first signal only set `stop` while the block runs: what is in flight comes to its outcome."""
        self._gentle = True
        try:
            yield
        finally:
            self._gentle = False

    def exit_code(self, otherwise: int) -> int:
        """Answer 128 + the signal that interrupted the run, or the code it would have had without one."""
        return otherwise if self.signal is None else BASE + self.signal
