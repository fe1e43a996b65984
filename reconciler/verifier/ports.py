"""What the verifier needs of the world: a line to call by, a book to write in, a lock that still holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import Leg, Verdict
from reconciler.model.vnumber_call import VnumberCall


class Line(Protocol):
    """Makes requests with all their tries; raises ProviderError for what they came to."""

    def pause(self) -> float:
        """Answer how many seconds are to pass before the next call is started."""
        ...

    def start(self, call: VnumberCall) -> int:
        """Start a call, once, and without waiting for anything; answer its session.

        NoAnswerError: nobody knows whether it was started. ThrottledError: it was not, and may be later.
        """
        ...

    def release(self, session: int) -> bool:
        """End a call, also when the run was asked to stop; tell whether it was running."""
        ...

    def legs(self, session: int, *, contact: str, since: datetime, within: float | None = None) -> tuple[Leg, ...]:
        """Answer the legs of a call as far as they are reported by now; `within` bounds one look, in seconds."""
        ...

    def sessions(self, external_id: str, *, since: datetime) -> tuple[int, ...]:
        """Answer the sessions of calls with our identifier, as far as they are reported by now."""
        ...


class Book(Protocol):
    """Writes durably; raises StateError when it cannot, and then nobody may be dialled any more."""

    def dialling(self, code: NumberCode, external_id: str, targets: Sequence[str]) -> None:
        """Write that a call is about to be started."""
        ...

    def called(self, external_id: str, session: int) -> None:
        """Write the session of a call that was started."""
        ...

    def over(self, external_id: str) -> None:
        """Write that a call is over, or never was."""
        ...

    def judged(self, verdict: Verdict, *, is_over: bool) -> None:
        """Write the verdict on a call that was made or tried, and with `is_over` that it is over, both at once."""
        ...


class Lease(Protocol):
    """The lock that this run holds."""

    def check(self) -> None:
        """Raise LockLostError when the lock is not ours any more."""
        ...
