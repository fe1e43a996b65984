"""Push: bring a file into the record: a whole record that was pulled, or what an apply left in a rescue file."""

from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.state import rescue
from reconciler.state.backend import Backend
from reconciler.state.lock import hold
from reconciler.state.moving import Moved, bring
from reconciler.state.parcel import HEAD, unpacked
from reconciler.state.record import Ledger
from reconciler.workflows.show import settings_of
from reconciler.workflows.surroundings import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The numbers whose outcomes were brought in, and those of which the record knows something newer."""

    brought: tuple[NumberCode, ...]
    outdated: tuple[NumberCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedRecord:
    """What became of a whole record; `missing` is how many of its oldest entries its history lacks."""

    address: str
    lineage: Lineage
    moved: Moved
    missing: int


def push(file: Path, folder: Path, surroundings: Surroundings, state_url: str | None) -> Pushed | PushedRecord:
    """Bring a file into the record, under its lock; pushing it again changes nothing."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"'{file}' cannot be read: {error.strerror}.") from error
    settings = settings_of(folder, surroundings)
    backend = surroundings.backend(settings, state_url)
    push_one = _push_record if data.startswith(HEAD) else _push_rescue
    return push_one(data, file, backend, surroundings, settings.state.lock_seconds)


def _push_record(data: bytes, file: Path, backend: Backend, surroundings: Surroundings, seconds: float) -> PushedRecord:
    parcel = unpacked(data, where=str(file))
    holder = surroundings.holder(surroundings.run("push", None), seconds)
    with hold(backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive):
        moved = bring(parcel, backend)
    return PushedRecord(address=backend.address, lineage=parcel.lineage, moved=moved, missing=parcel.missing)


def _push_rescue(data: bytes, file: Path, backend: Backend, surroundings: Surroundings, seconds: float) -> Pushed:
    found = rescue.parsed(data, file)
    run = surroundings.run("push", None)
    holder = surroundings.holder(run, seconds)
    with hold(backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive):
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        brought = tuple(ledger.bring_in(found, recorded))
    return Pushed(brought=brought, outdated=tuple(code for code in found.numbers() if code not in brought))
