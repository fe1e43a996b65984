"""Unlock: remove the lock of a run that a person knows to be dead."""

from pathlib import Path

from reconciler.model.identifiers import RunId
from reconciler.state.lock import describe, unlock
from reconciler.workflows.show import open_record
from reconciler.workflows.surroundings import Surroundings


def unlock_record(folder: Path, surroundings: Surroundings, state_url: str | None, run: RunId) -> str:
    """Remove the lock with exactly this id; answer whose it was."""
    return describe(unlock(open_record(folder, surroundings, state_url), run))
