"""How long and how often a call is tried: full jitter over a doubling bound, within a budget of time."""

import random
from dataclasses import dataclass

import tenacity

from reconciler.errors import ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long and how often a call is tried; seconds. `longest_wait` bounds what Retry-After may ask."""

    tries: int = 5
    total: float = 90.0
    first_wait: float = 0.5
    longest_wait: float = 60.0
    connect: float = 10.0
    answer: float = 30.0

    def is_over(self, state: tenacity.RetryCallState) -> bool:
        """Tell whether to give up: tried often enough, or the waiting would take too long."""
        asked = asked_wait(state) or 0.0
        return (
            state.attempt_number >= self.tries
            or asked > self.longest_wait
            or state.idle_for + state.upcoming_sleep >= self.total
        )

    def wait(self, state: tenacity.RetryCallState, randomness: random.Random) -> float:
        """Answer the seconds before the next try: random below the bound, and never less than the provider asks for."""
        bound = min(self.first_wait * 2 ** (state.attempt_number - 1), self.longest_wait)
        return max(randomness.uniform(0, bound), asked_wait(state) or 0.0)


class AgainError(Exception):
    """The call may succeed a little later; `error` is what it comes to if it does not.

    `wait` is how many seconds the provider asks to wait, if it does, and `is_throttled` that it speaks of all calls.
    """

    def __init__(self, error: ProviderError, wait: float | None = None, *, is_throttled: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait
        self.is_throttled = is_throttled


def asked_wait(state: tenacity.RetryCallState) -> float | None:
    """Answer the seconds that the last try was asked to wait, if it was."""
    error = state.outcome.exception() if state.outcome else None
    return error.wait if isinstance(error, AgainError) else None
