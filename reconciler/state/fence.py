"""What every backend refuses in the same words: a writer that comes too late, and an entry that is no line."""

from collections.abc import Sequence

from reconciler.errors import ConflictError, LockLostError
from reconciler.state.backend import Backend, Position


def conflict(address: str) -> ConflictError:
    """Tell a writer that the box has moved since it was read."""
    return ConflictError(
        f"Somebody else wrote to the record {address} after this run had read it, so nothing of this write was kept.",
        advice="Run the command again: it reads what is there now.",
    )


def lock_changed(address: str) -> LockLostError:
    """Tell a holder that the lock was written to while it was renewed, and is still its own."""
    return LockLostError(
        f"The lock of the record {address} was changed by somebody while this run renewed it.",
        advice="Nothing more was sent. Make sure that one run is at work, then plan and apply again.",
    )


def still_at(backend: Backend, after: Position) -> Position:
    """Answer the position where nothing is to be written; ConflictError when the box is not there any more."""
    if backend.head() != after:
        raise conflict(backend.address)
    return after


def check_lines(entries: Sequence[bytes]) -> None:
    """Refuse an entry that holds a line feed; a mistake of this program, never of its user."""
    for entry in entries:
        if b"\n" in entry:
            raise ValueError("An entry of the journal is one line and holds no line feed.")
