"""The calls received, for tests to assert on and people to read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it arrived and how it was answered; it never holds the Authorization header."""

    sequence: int
    time: float
    method: str
    application: str | None
    number: int | None
    body: str
    # None until the call is answered, and for ever when the connection was closed instead.
    status: int | None = None
    # What the answer was, for an error: its text.
    answer: str = ""
    fault: str = ""


class CallLog:
    """Keeps the last calls in the order in which they arrived. Safe for several threads."""

    def __init__(self, *, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._calls: dict[int, Call] = {}
        self._last = 0

    def received(self, *, time: float, method: str, application: str | None, number: int | None, body: str) -> int:
        """Note a call on its arrival and give it its sequence number."""
        with self._lock:
            self._last += 1
            self._calls[self._last] = Call(
                sequence=self._last, time=time, method=method, application=application, number=number, body=body
            )
            if len(self._calls) > self._capacity:
                del self._calls[next(iter(self._calls))]
            return self._last

    def answered(self, sequence: int, *, status: int | None, answer: str = "", fault: str = "") -> None:
        """Note how a call was answered; one that was cleared meanwhile stays cleared."""
        with self._lock:
            if call := self._calls.get(sequence):
                self._calls[sequence] = replace(call, status=status, answer=answer, fault=fault)

    def calls(self, method: str | None = None) -> list[Call]:
        """List the calls, of one method or of all."""
        with self._lock:
            return [call for call in self._calls.values() if method in {None, call.method}]

    def clear(self) -> None:
        """Forget the calls; sequence numbers go on."""
        with self._lock:
            self._calls.clear()
