"""How a record stands, for people."""

from reconciler.model.standing import Lock, Standing
from reconciler.reports.harmless import harmless


def render(standing: Standing) -> str:
    """Answer the standing, a line a fact."""
    facts = {
        "backend": standing.backend,
        "lineage": standing.lineage or "none: there is no record yet",
        "serial": standing.serial,
        "format": standing.format_version,
        "numbers": standing.numbers,
        "lock": _lock(standing.lock) if standing.lock else "free",
    }
    return "".join(f"{name + ':':<9}{harmless(str(value))}\n" for name, value in facts.items())


def _lock(lock: Lock) -> str:
    url = f", {lock.run_url}" if lock.run_url else ""
    return f"held by {lock.owner} on {lock.host}{url} since {lock.since.isoformat(timespec='seconds')}, id {lock.id}"
