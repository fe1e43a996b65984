"""Pull: the whole record as one file, for another backend or for keeping."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reconciler.state.lock import describe
from reconciler.state.moving import whole
from reconciler.state.parcel import Parcel, packed
from reconciler.workflows.show import open_record
from reconciler.workflows.surroundings import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """A record as it was at one moment, and who is writing to it, if anybody is: what comes next is not in it."""

    parcel: Parcel
    address: str
    at_work: str | None

    def contents(self) -> Iterator[bytes]:
        """Yield the file's contents."""
        return packed(self.parcel)


def pull(folder: Path, surroundings: Surroundings, state_url: str | None) -> Pulled:
    """Read the whole record; this changes nothing and needs no lock."""
    backend = open_record(folder, surroundings, state_url)
    parcel = whole(backend)
    holder = backend.holder()
    return Pulled(parcel=parcel, address=backend.address, at_work=describe(holder) if holder else None)
