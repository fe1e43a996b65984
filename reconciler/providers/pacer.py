"""How calls of one application are spread over time, and when it is given up: pure values, changed by what happens."""

import math
from dataclasses import dataclass, replace

RECOVERY = 4.0
"""Seconds in which a pace that was slowed down doubles, until it is what the settings allow."""
BURST = 1.0
"""Seconds in which further answers 429 belong to calls that were in flight when the pace was slowed down."""
SLOWEST = 0.2
"""Calls a second below which no answer slows the pace; Retry-After pauses it beside that."""
FEWEST = 10
"""Where settings set no limit, the pace that is halved is taken to be at least so many calls a second."""
FAST = 1000.0
"""Where settings set no limit, a pace that has recovered to so many calls a second is none any more."""
MARGIN = 1.001
"""Starts are this much further apart than the rate wants, so that rounding never puts one too many into a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Evenly spaced starts, at most `rate` a second (0: no limit), and slower for a while where the provider wants it.

    Times are seconds of one monotonic clock. `free_at` is when the next call may start, `paused_until` how long the
    provider asked to wait. `slowed_to` (0: never slowed) is the pace at `slowed_at`. `counted` and `before` are the
    calls of the second that began at `second`, and of the one before it: what a pace without a limit was.
    """

    rate: float
    free_at: float = float("-inf")
    paused_until: float = float("-inf")
    slowed_to: float = 0.0
    slowed_at: float = float("-inf")
    second: float = float("-inf")
    counted: int = 0
    before: int = 0

    def at(self, now: float) -> float:
        """Answer the calls a second that are allowed at a moment; 0 means no limit."""
        if not self.slowed_to:
            return self.rate
        pace = self.slowed_to * math.exp2(min((now - self.slowed_at) / RECOVERY, 64.0))
        if self.rate:
            return min(self.rate, pace)
        return pace if pace < FAST else 0.0

    def reserve(self, now: float) -> "tuple[Pace, float]":
        """Take the next start; answer the pace after it and how many seconds to wait for it."""
        start = max(now, self.free_at, self.paused_until)
        allowed = self.at(start)
        free_at = start + MARGIN / allowed if allowed else self.free_at
        taken = self._counting(start)
        return replace(taken, free_at=free_at), start - now

    def throttled(self, now: float, asked: float | None) -> "Pace":
        """Answer the pace after a 429: half of what it was, and paused as long as the provider asks (seconds)."""
        paused = replace(self, paused_until=max(self.paused_until, now + (asked or 0.0)))
        if now - self.slowed_at < BURST:
            return paused
        half = (self.at(now) or max(self.counted, self.before, FEWEST)) / 2
        least = min(SLOWEST, self.rate) if self.rate else SLOWEST
        return replace(paused, slowed_to=max(half, least), slowed_at=max(now, paused.paused_until))

    def _counting(self, start: float) -> "Pace":
        if self.rate:
            return self
        if start - self.second < 1:
            return replace(self, counted=self.counted + 1)
        before = self.counted if start - self.second < 2 else 0  # noqa: PLR2004 - the second before this one
        return replace(self, second=start, counted=1, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """Stops an application when everything fails: `most` calls in a row that came to nothing after all their tries.

    Once open it stays open, for the run: `reason` tells why in a sentence.
    """

    most: int
    failures: int = 0
    reason: str = ""

    def succeeded(self) -> "Circuit":
        """Answer the circuit after a call that was answered, whatever the answer said of its number."""
        return replace(self, failures=0) if self.failures else self

    def failed(self, words: str) -> "Circuit":
        """Answer the circuit after a call that was given up."""
        failures = self.failures + 1
        reason = f"{failures} calls in a row failed after all their tries, the last one: {words}"
        return replace(self, failures=failures, reason=self.reason or (reason if failures >= self.most else ""))

    def opened(self, reason: str) -> "Circuit":
        """Answer the circuit where the provider itself says that there is no use in trying."""
        return replace(self, reason=self.reason or reason)
