"""Time that stands still until somebody waits: a clock, and the event by which a run is asked to stop."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 7, 25, 12, tzinfo=UTC)


class Clock:
    """A clock that moves only when it is moved; threads may share it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def move(self, seconds: float) -> None:
        self.seconds += seconds


class Stop(threading.Event):
    """An event whose waiting moves the clock instead of taking time; it notes each wait.

    `act` is what happens meanwhile. `during` sets it in the middle of that wait (1 is the first), as Ctrl-C would.
    """

    def __init__(self, clock: Clock, *, during: int | None = None) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.act: Callable[[], object] = lambda: None
        self._clock = clock
        self._during = during
        self._noting = threading.Lock()

    def wait(self, timeout: float | None = None) -> bool:
        if self.is_set():
            return True
        with self._noting:
            seconds = timeout or 0.0
            self.waits.append(seconds)
            self._clock.move(seconds)
            self.act()
            if len(self.waits) == self._during:
                self.set()
        return self.is_set()
