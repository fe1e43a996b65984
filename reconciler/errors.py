"""Every exception that this program raises on purpose.

    ReconcilerError                 trouble in the world, told in whole sentences; exit 1
    ├── ConfigurationError          something needed to start is missing or wrong (a key, a variable, an extra)
    ├── UsageError                  the command line asks for something that cannot be; exit 64
    ├── RefusedError                refused before anything was sent; exit 4
    │   ├── LockHeldError           another run holds the record's lock
    │   ├── NotApprovedError        nobody said yes
    │   └── StalePlanError          the plan no longer fits the record, or is not the approved one
    ├── StateError                  the record cannot be read or written
    │   ├── ConflictError           somebody else wrote to the record: this writer must stop
    │   ├── DamagedError            the record is there and is not what we wrote
    │   ├── NewerFormatError        a newer version wrote the record
    │   └── ForeignLineageError     this is another record than the one expected
    ├── SavedPlanError              a file is no saved plan, or one that this program cannot use
    │   ├── DamagedPlanError        it was a saved plan, and is not as it was written
    │   └── NewerPlanError          a newer version wrote the saved plan
    ├── LockLostError               the lock was taken over while this run held it
    └── ProviderError               one call to a provider did not succeed; the applier makes an outcome of it
        ├── CallRefusedError        the provider understood and refused: never tried again
        │   └── CallOverError           the call that was to be ended is over already
        ├── ServiceRefusedError     refused for every call of the run: the account, a component, a limit of the day
        ├── UnauthorizedError       the application's key is bad: its other numbers are not tried
        ├── WrongAddressError       the base URL is wrong: the whole run stops
        ├── ThrottledError          refused for now, as too many a minute: nothing was done, and later it may be
        ├── CallFailedError         busy or broken after all tries (429, 5xx, no connection)
        ├── NoAnswerError           sent, and no usable answer came: the outcome is not known
        └── StoppedError            the run was asked to stop before this call was sent
            └── CircuitOpenError    everything of its application failed, which was given up for this run

Mistakes in files are diagnostics and never raised; one number's refusal is an outcome. Only the cli turns
these into words on a terminal and an exit code.
"""


class ReconcilerError(Exception):
    """Trouble in the world: `message` says what is wrong and why it matters, `advice` what to do about it."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    @property
    def sentence(self) -> str:
        """All of it as one text, where there are no lines to part what is wrong from what to do."""
        if not self.advice:
            return self.message
        stop = "" if self.message.endswith((".", "!", "?", ":")) else "."
        return f"{self.message}{stop} {self.advice}"


class ConfigurationError(ReconcilerError):
    """Something the command needs in order to start is missing or wrong."""


class UsageError(ReconcilerError):
    """The command line asks for something that cannot be."""


class RefusedError(ReconcilerError):
    """Refused before anything was sent."""


class LockHeldError(RefusedError):
    """Another run holds the record's lock and is alive."""


class NotApprovedError(RefusedError):
    """The plan was shown and nobody approved it."""


class StalePlanError(RefusedError):
    """The plan was made against another state of the record, or is not the plan that was approved."""


class StateError(ReconcilerError):
    """The record cannot be read or written."""


class ConflictError(StateError):
    """The record has moved since it was read; this writer must read again or stop."""


class DamagedError(StateError):
    """The record holds something that this program did not write."""


class NewerFormatError(StateError):
    """The record was written by a newer version of this program."""


class ForeignLineageError(StateError):
    """This record has another lineage than the plan or command expects."""


class SavedPlanError(ReconcilerError):
    """A file that should be a saved plan is none, or cannot be read."""


class DamagedPlanError(SavedPlanError):
    """A saved plan is not as it was written."""


class NewerPlanError(SavedPlanError):
    """A newer version of this program wrote the saved plan."""


class LockLostError(ReconcilerError):
    """Another run took the lock over; nothing more may be sent."""


class ProviderError(ReconcilerError):
    """One call to a provider did not succeed.

    `may_have_happened` is true when a try of this call may have taken effect although no success was confirmed.
    """

    def __init__(self, message: str, *, advice: str = "", may_have_happened: bool = False) -> None:
        super().__init__(message, advice=advice)
        self.may_have_happened = may_have_happened


class CallRefusedError(ProviderError):
    """The provider understood the call and refused it; trying again would not help."""


class CallOverError(CallRefusedError):
    """The call that was to be ended is over already."""


class ServiceRefusedError(ProviderError):
    """The provider refuses this call and would refuse every other of the run: none of them is tried."""


class UnauthorizedError(ProviderError):
    """The provider does not accept this application's API key."""


class WrongAddressError(ProviderError):
    """Nothing of the provider's answers at this address: the base URL is wrong."""


class CallFailedError(ProviderError):
    """The provider was busy, broken or out of reach for as long as we tried."""


class ThrottledError(ProviderError):
    """The provider takes no more requests for `seconds`; this one was not done."""

    def __init__(self, message: str, *, advice: str = "", seconds: float) -> None:
        super().__init__(message, advice=advice)
        self.seconds = seconds


class NoAnswerError(ProviderError):
    """The call was sent and no usable answer came; nobody knows whether it took effect."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message, advice=advice, may_have_happened=True)


class StoppedError(ProviderError):
    """The run was asked to stop before this call was sent."""


class CircuitOpenError(StoppedError):
    """Everything of the call's application failed, so that it was given up for this run."""
