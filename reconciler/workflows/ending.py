"""The end of a run that writes: that it ended is written, and a long journal tidied up."""

from reconciler.errors import StateError
from reconciler.state.lock import Lease
from reconciler.state.record import Ledger


def ended(ledger: Ledger) -> tuple[StateError | None, StateError | None]:
    """Write that the run ended, and tidy up; answer what kept it from the one, and from the other, if anything did."""
    try:
        ledger.end()
    except StateError as error:
        return error, None
    try:
        ledger.tidy()
    except StateError as error:
        return None, error
    return None, None


def left_behind(untidy: StateError | None, lease: Lease | None) -> str | None:
    """Answer what could not be tidied up behind a run that is all recorded, if anything: worth a warning alone."""
    trouble = untidy or (lease.left_behind if lease is not None else None)
    return trouble.message if trouble else None
