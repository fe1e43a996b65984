"""What the applier needs of the world: a provider to call, a ledger to write to, a lease that still holds."""

from collections.abc import Iterable
from typing import Protocol

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.outcome import Outcome
from reconciler.planner.change import Change


class Provider(Protocol):
    """Makes one call with all its tries; raises ProviderError for what it came to. Threads may share it."""

    def set_call_forwarding(self, application: ApplicationName, payload: Payload) -> None:
        """Set a number's forwarding (references still in the payload)."""
        ...

    def delete_call_forwarding(self, application: ApplicationName, number_code: NumberCode) -> None:
        """Take a number's forwarding away."""
        ...

    def get_attributes(
        self, application: ApplicationName, number_code: NumberCode, *, to_the_end: bool = False
    ) -> Payload:
        """Answer the forwarding that the provider has now (type 0: none).

        With `to_the_end` also when the run was asked to stop: it belongs to a call that was made.
        """
        ...


class Ledger(Protocol):
    """Writes durably; raises StateError when it cannot, and then nothing more may be sent."""

    def write(self, outcomes: Iterable[Outcome], intents: Iterable[Change]) -> None:
        """Write, in one append, what became of some calls and which are about to be sent."""
        ...


class Lease(Protocol):
    """The lock that this run holds."""

    def check(self) -> None:
        """Raise LockLostError when the lock is not ours any more."""
        ...
