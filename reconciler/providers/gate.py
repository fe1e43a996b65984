"""The gate through which every call of one application goes: its places, its pace and its circuit, for all threads."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reconciler.errors import CircuitOpenError, StoppedError
from reconciler.model.identifiers import ApplicationName
from reconciler.providers.pacer import Circuit, Pace

SLICE = 1.0
"""Seconds after which a call that waits for its turn looks whether there still is one."""
STOPPED = "the run was asked to stop before this call was sent."


@dataclass(slots=True)
class Gate:
    """Lets calls through as the pace says, so many at a time; a stop opens it with StoppedError."""

    application: ApplicationName
    pace: Pace
    circuit: Circuit
    places: threading.Semaphore
    stop: threading.Event
    monotonic: Callable[[], float]
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _never: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def turn(self, *, to_the_end: bool = False) -> Iterator[None]:
        """Wait for a place and a turn, and keep the place for the block; with `to_the_end` also after a stop."""
        with self.places:
            self._enter(to_the_end=to_the_end)
            yield

    def _enter(self, *, to_the_end: bool) -> None:
        self._check(to_the_end=to_the_end)
        with self._guard:
            self.pace, delay = self.pace.reserve(self.monotonic())
        due = self.monotonic() + delay
        while (left := due - self.monotonic()) > 0:
            (self._never if to_the_end else self.stop).wait(min(left, SLICE))
            self._check(to_the_end=to_the_end)

    def _check(self, *, to_the_end: bool) -> None:
        if self.stop.is_set() and not to_the_end:
            raise StoppedError(STOPPED)
        if self.circuit.reason:
            raise CircuitOpenError(
                f"the application '{self.application}' was given up for this run: {self.circuit.reason}",
                advice="Other applications went on. Run apply again when the provider answers: exactly the rest is"
                " sent.",
            )

    def answered(self) -> None:
        """Note that a call was answered, well or not."""
        with self._guard:
            self.circuit = self.circuit.succeeded()

    def throttled(self, asked: float | None) -> None:
        """Note that the provider asks for fewer calls, and for a pause of so many seconds if it does."""
        with self._guard:
            self.pace = self.pace.throttled(self.monotonic(), asked)

    def given_up(self, words: str) -> None:
        """Note that a call came to nothing after all its tries."""
        with self._guard:
            self.circuit = self.circuit.failed(words)

    def close(self, reason: str) -> None:
        """Give the application up for this run."""
        with self._guard:
            self.circuit = self.circuit.opened(reason)
