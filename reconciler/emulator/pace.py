"""The rate limit: so many requests of one application in any one second."""

from __future__ import annotations

import threading
from collections import defaultdict, deque


class Pace:
    """Counts the requests of each application over the last second. Safe for several threads."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def allows(self, application: str, at: float) -> bool:
        """Count a request unless it is one too many."""
        if self._limit is None:
            return True
        with self._lock:
            times = self._times[application]
            while times and times[0] <= at - 1:
                times.popleft()
            if len(times) >= self._limit:
                return False
            times.append(at)
            return True
