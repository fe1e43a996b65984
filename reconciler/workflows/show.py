"""Show: what is recorded, and how the record itself stands."""

from pathlib import Path

from reconciler.loader.folder import load
from reconciler.model.recorded import Recorded
from reconciler.model.settings import Settings
from reconciler.model.standing import Lock, Standing
from reconciler.state.backend import Backend, Holder
from reconciler.state.journal import FORMAT_VERSION
from reconciler.state.record import read_record
from reconciler.workflows.surroundings import Surroundings


def open_record(folder: Path, surroundings: Surroundings, state_url: str | None) -> Backend:
    """Open the record of a folder."""
    return surroundings.backend(settings_of(folder, surroundings), state_url)


def settings_of(folder: Path, surroundings: Surroundings) -> Settings:
    """Answer the settings of a folder; one that is not there has the default ones."""
    return load(folder, surroundings.environ).settings if folder.is_dir() else Settings()


def recorded_state(folder: Path, surroundings: Surroundings, state_url: str | None) -> Recorded:
    """Answer what is recorded."""
    return read_record(open_record(folder, surroundings, state_url))


def standing(folder: Path, surroundings: Surroundings, state_url: str | None) -> Standing:
    """Answer how the record stands."""
    backend = open_record(folder, surroundings, state_url)
    recorded = read_record(backend)
    holder = backend.holder()
    return Standing(
        backend=backend.address,
        lineage=recorded.lineage,
        serial=recorded.serial,
        format_version=FORMAT_VERSION,
        numbers=len(recorded.numbers),
        lock=_lock(holder) if holder else None,
        open_calls=tuple(recorded.calls),
        has_key=recorded.lineage is None or bool(recorded.hmac_key),
    )


def _lock(holder: Holder) -> Lock:
    return Lock(id=holder.id, owner=holder.owner, host=holder.host, run_url=holder.run_url, since=holder.since)
