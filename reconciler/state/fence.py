"""What every backend refuses in the same words: a writer that comes too late, and an entry that is no line."""

from collections.abc import Sequence

from reconciler.errors import ConflictError


def conflict(address: str) -> ConflictError:
    """Tell a writer that the box has moved since it was read."""
    return ConflictError(
        f"Somebody else wrote to the record {address} after this run had read it, so nothing of this write was kept.",
        advice="Run the command again: it reads what is there now.",
    )


def check_lines(entries: Sequence[bytes]) -> None:
    """Refuse an entry that holds a line feed; a mistake of this program, never of its user."""
    for entry in entries:
        if b"\n" in entry:
            raise ValueError("An entry of the journal is one line and holds no line feed.")
