"""How a record stands, for people."""

from collections.abc import Sequence

from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.standing import Lock, Standing
from reconciler.reports.harmless import harmless
from reconciler.reports.text.review import named

KEY_LOST = (
    "the key of secrets' fingerprints is lost. The next apply makes a new one, and sends every number with a secret"
    " once again, because nobody can tell whether its value is still the same"
)


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
    if not standing.has_key:
        facts["key"] = KEY_LOST
    return "".join(f"{name + ':':<9}{harmless(str(value))}\n" for name, value in facts.items())


def pushed(brought: Sequence[NumberCode], outdated: Sequence[NumberCode]) -> str:
    """Answer what became of a rescue file."""
    lines = []
    if brought:
        lines.append(f"Brought into the record: {_outcomes(brought)} ({named(brought)}).")
    if outdated:
        lines.append(f"Left out, since the record knows something newer: {_outcomes(outdated)} ({named(outdated)}).")
    return "\n".join([*lines, "The file is of no more use, and can be deleted."])


def pulled(*, address: str, serial: int, lineage: Lineage, missing: int, at_work: str | None) -> str:
    """Answer what a pull read."""
    lines = [f"Pulled {address}: serial {serial} of the lineage {lineage}."]
    if missing:
        lines.append(_without_beginning(missing))
    if at_work:
        lines.append(f"A run is writing to it, and what it writes from now on is not in the file: {harmless(at_work)}.")
    return "\n".join(lines)


def pushed_record(*, address: str, lineage: Lineage, before: int, after: int, missing: int) -> str:
    """Answer what a push of a whole record wrote."""
    if before == after:
        return f"{address} is at serial {after} of the lineage {lineage} already; nothing was written."
    lines = [f"Wrote serial {before + 1} to {after} of the lineage {lineage} to {address}."]
    if missing:
        lines.append(_without_beginning(missing))
    lines.append(
        "If this moves the record: name it in `settings.state.url` (and in RECONCILER_STATE and --state, wherever a"
        " pipeline sets them), all in one change, then move the old one away: two records of which each is written to"
        " cannot be put together again."
    )
    return "\n".join(lines)


def forgotten(numbers: Sequence[NumberCode]) -> str:
    """Answer which numbers are in the record no more."""
    many = f"{len(numbers)} number{'' if len(numbers) == 1 else 's'}"
    return f"Forgotten: {many} ({named(numbers)}). Their forwarding at the provider stays as it is."


def _without_beginning(missing: int) -> str:
    return f"Its history lacks the {missing} oldest entries; what is recorded now is whole."


def _outcomes(numbers: Sequence[NumberCode]) -> str:
    return f"{len(numbers)} outcome{'s' if len(numbers) > 1 else ''}"


def _lock(lock: Lock) -> str:
    url = f", {lock.run_url}" if lock.run_url else ""
    return f"held by {lock.owner} on {lock.host}{url} since {lock.since.isoformat(timespec='seconds')}, id {lock.id}"
