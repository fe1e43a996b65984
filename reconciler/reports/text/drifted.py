"""What drift comes to in words, for every report that people read."""

from collections.abc import Sequence

from reconciler.planner.drift import Drift, Result, Settlement, Way, counts, unread_yet

MOST_TYPED = 10
"""So many numbers go onto a command line; more are told by the first of them."""
NAMES: dict[Result, str] = {
    Result.IN_SYNC: "in sync",
    Result.DRIFTED: "drifted",
    Result.GONE: "gone",
    Result.UNEXPECTED: "unexpected",
    Result.OPEN: "open",
    Result.NOT_READ: "not read",
}
MEANINGS: dict[Result, str] = {
    Result.DRIFTED: "the provider has something else",
    Result.GONE: "the provider has no forwarding any more",
    Result.UNEXPECTED: "no forwarding is recorded, and the provider has one",
}
HINTS: dict[Way | None, str] = {
    None: "`drift --accept` takes what the provider has into the record; `drift --restore` marks the numbers to be sent"
    " again.",
    Way.ACCEPT: "Put the items below in place of the numbers' own; until then `plan` shows these numbers as changes.",
    Way.RESTORE: "The next `plan` shows the marked numbers as resend, and `apply` sends them if nobody has changed them"
    " again.",
}


def summary(drifts: Sequence[Drift]) -> str:
    """Answer the counts as one sentence."""
    counted = counts(drifts)
    partly = sum(drift.result is Result.IN_SYNC and bool(drift.not_shown) for drift in drifts)
    words = [f"{count} {NAMES[result]}{_partly(result, partly)}" for result, count in counted.items() if count]
    return f"{', '.join(words) or 'the record has no numbers'}."


def _partly(result: Result, partly: int) -> str:
    if result is not Result.IN_SYNC or not partly:
        return ""
    return f" ({partly} of them as far as the provider shows them)"


def settled(settlement: Settlement | None) -> str:
    """Answer what was done about a difference."""
    match settlement:
        case None:
            return ""
        case Settlement(done=True, way=Way.ACCEPT):
            return "accepted: it is in the record now"
        case Settlement(done=True, why=why):
            return why or "marked: the next apply sends it again"
        case Settlement(way=Way.ACCEPT, why=why):
            return f"not accepted: {why}"
        case Settlement(why=why):
            return f"not marked: {why}"


def unread(drift: Drift) -> str:
    """Answer why a number was not read."""
    return f"not read: {drift.detail}" if drift.stopped else f"could not be read: {drift.detail}"


def going_on(drifts: Sequence[Drift]) -> str:
    """Answer how to read what the run's end left; empty where it left nothing."""
    left = unread_yet(drifts)
    if not left:
        return ""
    if len(left) <= MOST_TYPED:
        return f"Go on with the same options and: reconciler drift {' '.join(map(str, left))}"
    return f"Go on with the same command and --from {left[0]}: {len(left)} numbers are left."


def hint(drifts: Sequence[Drift]) -> str:
    """Answer what to do next about differences; empty where there are none, or none was settled."""
    different = [drift for drift in drifts if drift.result in MEANINGS]
    if not different:
        return ""
    ways = [drift.settlement.way for drift in different if drift.settlement is not None and drift.settlement.done]
    is_asked = any(drift.settlement is not None for drift in different)
    return HINTS[ways[0]] if ways else "" if is_asked else HINTS[None]
