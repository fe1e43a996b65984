"""What is done for one number, in words that every report shares."""

from collections.abc import Iterator

from reconciler.model.recorded import Entry
from reconciler.planner.change import Action
from reconciler.reports.harmless import harmless

VERB: dict[Action, str] = {
    Action.ADD: "to add",
    Action.CHANGE: "to change",
    Action.MOVE: "to move",
    Action.REMOVE: "to remove",
    Action.FORGET: "to forget",
    Action.NOTE: "to note",
    Action.RESEND: "to send again",
}
DELETED = "its forwarding is deleted (on_removal: reset)"
STAYS = "its forwarding stays at the provider (on_removal: keep); only the record forgets it"
RECORD_ONLY = "nothing is sent now; only the record changes"
NOT_CAUSED = "not caused by this branch: the base asks for it too"
UNDECLARED = "no longer declared"


def open_question(before: Entry | None) -> Iterator[str]:
    """Yield that nobody knows what is forwarded now, where that is so."""
    if before is not None and before.unknown is not None:
        since = before.unknown.since.isoformat(timespec="seconds")
        yield f"nobody knows whether its last call, of {since}, took effect; the forwarding below may be another"


def why_again(before: Entry | None) -> str:
    """Answer why a number is sent again."""
    if before is not None and before.unknown is not None:
        since = before.unknown.since.isoformat(timespec="seconds")
        return f"nobody knows whether the call of {since} took effect; it is read back and sent again if need be"
    return "the provider has something else; the drift check was told to restore it"


def without(name: str) -> str:
    """Answer what it means that the variable of a secret is not set."""
    return f"not compared: the variable {harmless(name)} is not set here; without it apply does not try this number"
