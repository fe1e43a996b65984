"""What is known of a number's last change: whether a test call has proven it, and what else the record says of it."""

from collections.abc import Iterator
from datetime import tzinfo

from reconciler.model.recorded import Entry, OpenCall
from reconciler.periods.moments import shown
from reconciler.reports.harmless import harmless

UNPROVEN = "The last change that was applied to this number has not been proven by a test call yet."
PROVEN = "No applied change of this number waits for a test call."
NEVER_APPLIED = "Nothing was ever applied to this number, so there is nothing that a test call could prove."
ACCEPTED = "What is recorded was taken over from the provider by reconciler drift --accept"
RESTORE = "The drift check was told to bring it back: the next apply sends it again."


def lines(entry: Entry | None, call: OpenCall | None, zone: tzinfo) -> Iterator[str]:
    """Yield what is known of a number; `call` is a test call of it that nobody has seen the end of."""
    yield _proof(entry, zone)
    if call is not None:
        yield f"A test call was started at {shown(call.since, zone)}, and nobody has seen its end."
    if entry is None:
        return
    if entry.applied_at is not None:
        revision = f"revision {harmless(entry.revision)}" if entry.revision else "no revision"
        yield f"Last recorded at {shown(entry.applied_at, zone)}, from {revision}."
    if entry.restore is not None:
        yield RESTORE


def _proof(entry: Entry | None, zone: tzinfo) -> str:
    if entry is not None and entry.unknown is not None:
        since = shown(entry.unknown.since, zone)
        return f"Nobody knows whether the call of {since} took effect, so nothing is proven of this number."
    if entry is None or entry.payload is None:
        return NEVER_APPLIED
    if entry.accepted:
        return f"{ACCEPTED}, and no test call has proven it yet." if entry.unproven else f"{ACCEPTED}. {PROVEN}"
    return UNPROVEN if entry.unproven else PROVEN
