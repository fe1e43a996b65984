"""How a record stands, for people."""

from collections.abc import Sequence

from reconciler.model.identifiers import NumberCode
from reconciler.model.standing import Lock, Standing
from reconciler.reports.harmless import harmless
from reconciler.reports.text.review import named


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
    if standing.open_calls:
        which = ", ".join(standing.open_calls)
        many = f"{len(standing.open_calls)} test call{'' if len(standing.open_calls) == 1 else 's'}"
        facts["calls"] = f"{many} without an end, which the next verify ends: {which}"
    return "".join(f"{name + ':':<9}{harmless(str(value))}\n" for name, value in facts.items())


def pushed(brought: Sequence[NumberCode], outdated: Sequence[NumberCode]) -> str:
    """Answer what became of a rescue file."""
    lines = []
    if brought:
        lines.append(f"Brought into the record: {_outcomes(brought)} ({named(brought)}).")
    if outdated:
        lines.append(f"Left out, since the record knows something newer: {_outcomes(outdated)} ({named(outdated)}).")
    return "\n".join([*lines, "The file is of no more use, and can be deleted."])


def _outcomes(numbers: Sequence[NumberCode]) -> str:
    return f"{len(numbers)} outcome{'s' if len(numbers) > 1 else ''}"


def _lock(lock: Lock) -> str:
    url = f", {lock.run_url}" if lock.run_url else ""
    return f"held by {lock.owner} on {lock.host}{url} since {lock.since.isoformat(timespec='seconds')}, id {lock.id}"
