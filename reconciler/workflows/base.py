"""The base of a branch: what a folder declares as of a revision, to tell what the branch itself changes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from reconciler.loader.at_revision import write_files_of
from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Severity
from reconciler.model.recorded import Recorded
from reconciler.workflows.reading import read
from reconciler.workflows.surroundings import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a revision declares; `desired` is None where that cannot be told, and `why` says why."""

    revision: str
    desired: Desired | None
    why: str = ""


def base_of(folder: Path, revision: str, surroundings: Surroundings, at: datetime) -> Base:
    """Read a folder as of a revision; one that it does not have yet declares nothing."""
    with TemporaryDirectory(prefix="reconciler-base-") as scratch:
        place = Path(scratch)
        modules = write_files_of(folder, revision, place)
        if modules is None:
            return Base(revision=revision, desired=Desired(numbers={}))
        if modules:
            why = f"has files in a repository of their own, the submodule {modules[0]!r}"
            return Base(revision=revision, desired=None, why=why)
        loaded = read(place, surroundings, at)
    mistakes = sum(item.severity is Severity.ERROR for item in loaded.diagnostics)
    why = f"has {mistakes} error{'' if mistakes == 1 else 's'} in its files" if mistakes else ""
    return Base(revision=revision, desired=loaded.desired, why=why)


def as_if_applied(desired: Desired, at: datetime) -> Recorded:
    """Answer what would be recorded if a desired state had been applied, for where no record can be reached.

    Nothing is known of any secret's value, so that none of them is compared.
    """
    numbers = {code: number.entry({}, at) for code, number in sorted(desired.numbers.items())}
    return Recorded(lineage=None, serial=0, hmac_key=b"", numbers=numbers)
