"""How calls are spread over time: a pure schedule, and the gate that makes threads keep to it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reconciler.errors import StoppedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Evenly spaced starts, at most `rate` a second (0: no limit); `free_at` is when the next may start."""

    rate: float
    free_at: float = float("-inf")

    def reserve(self, now: float) -> "tuple[Schedule, float]":
        """Take the next start; answer the schedule after it and how many seconds to wait for it."""
        if not self.rate:
            return self, 0.0
        start = max(now, self.free_at)
        return replace(self, free_at=start + 1 / self.rate), start - now


@dataclass(slots=True)
class Gate:
    """Lets calls through as the schedule says; a stop opens it with StoppedError."""

    schedule: Schedule
    stop: threading.Event
    monotonic: Callable[[], float]
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> None:
        """Wait for this call's turn."""
        if self.stop.is_set():
            raise StoppedError("the run was asked to stop before this call was sent.")
        with self._lock:
            self.schedule, delay = self.schedule.reserve(self.monotonic())
        if delay > 0 and self.stop.wait(delay):
            raise StoppedError("the run was asked to stop before this call was sent.")
