"""Push: bring what an apply could not write to the record, and left in a rescue file, into the record."""

from dataclasses import dataclass
from pathlib import Path

from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.state import rescue
from reconciler.state.lock import hold
from reconciler.state.record import Ledger
from reconciler.workflows.show import open_record, settings_of
from reconciler.workflows.surroundings import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The numbers whose outcomes were brought in, and those of which the record knows something newer."""

    brought: tuple[NumberCode, ...]
    outdated: tuple[NumberCode, ...]


def push_rescue(file: Path, folder: Path, surroundings: Surroundings, state_url: str | None) -> Pushed:
    """Bring a rescue file into the record, under its lock; pushing it again changes nothing."""
    found = rescue.read(file)
    backend = open_record(folder, surroundings, state_url)
    run = surroundings.run("push", None)
    holder = surroundings.holder(run, settings_of(folder, surroundings).state.lock_seconds)
    with hold(backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive):
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        brought = tuple(ledger.bring_in(found, recorded))
    return Pushed(brought=brought, outdated=tuple(code for code in found.numbers() if code not in brought))
