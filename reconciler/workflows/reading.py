"""A folder read and checked: what the loader finds in files, and what the checks find in what the files mean."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reconciler.checks.every import findings
from reconciler.loader.folder import Loaded, load
from reconciler.model.diagnostics import has_errors
from reconciler.workflows.surroundings import Surroundings
from reconciler.workflows.zones import zone_of


def read(folder: Path, surroundings: Surroundings, at: datetime) -> Loaded:
    """Read a folder and check it as it is at a moment; `desired` is None when there is an error of either kind."""
    return checked(load(folder, surroundings.environ), at)


def checked(loaded: Loaded, at: datetime) -> Loaded:
    """Answer what was loaded with what the checks find in it, each finding at its place."""
    found = findings(loaded.readable, at=at, zone=zone_of(loaded.settings), complete=loaded.complete)
    placed = loaded.placing.placed(found)
    if not placed:
        return loaded
    together = sorted({*loaded.diagnostics, *placed}, key=lambda item: (item.source, item.code.value, item.detail))
    desired = None if has_errors(placed) else loaded.desired
    return replace(loaded, desired=desired, diagnostics=tuple(together))
