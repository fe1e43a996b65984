"""What drift comes to in words, for every report that people read."""

from collections.abc import Iterator, Sequence

from reconciler.model.identifiers import NumberCode
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


def summary(drifts: Sequence[Drift], start: NumberCode | None = None) -> str:
    """Answer the counts as one sentence; `start` is the number from which on numbers were chosen, if one was named."""
    if not drifts:
        none = f"no number was chosen: the record has none from {start} on"
        return f"{none if start is not None else 'the record has no numbers'}."
    counted = counts(drifts)
    partly = sum(drift.result is Result.IN_SYNC and bool(drift.not_shown) for drift in drifts)
    words = [f"{count} {NAMES[result]}{_partly(result, partly)}" for result, count in counted.items() if count]
    return f"{', '.join(words)}."


def _partly(result: Result, partly: int) -> str:
    if result is not Result.IN_SYNC or not partly:
        return ""
    return f" ({partly} of them as far as the provider shows them)"


def settled(settlement: Settlement | None) -> str:
    """Answer what was done about a difference."""
    match settlement:
        case None:
            return ""
        case Settlement(done=True, way=Way.ACCEPT, why=why):
            return why or "accepted: it is in the record now"
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
    settlements = [drift.settlement for drift in drifts if drift.result in MEANINGS or drift.settlement is not None]
    if not settlements:
        return ""
    ways = [settlement.way for settlement in settlements if settlement is not None and settlement.done]
    is_asked = any(settlement is not None for settlement in settlements)
    return HINTS[ways[0]] if ways else "" if is_asked else HINTS[None]


def alike(drifts: Sequence[Drift]) -> Iterator[tuple[Result, str, list[NumberCode]]]:
    """Yield what is told of numbers without a difference, each with all numbers of which it is told."""
    found: dict[tuple[Result, str], list[NumberCode]] = {}
    for drift in drifts:
        for words in filter(None, _reasons(drift)):
            found.setdefault((drift.result, words), []).append(drift.number_code)
    yield from ((result, words, codes) for (result, words), codes in found.items())


def _reasons(drift: Drift) -> tuple[str, ...]:
    match drift.result:
        case Result.NOT_READ:
            return (unread(drift),)
        case Result.OPEN:
            return (drift.detail,)
        case Result.IN_SYNC:
            return (not_shown(drift), drift.detail, settled(drift.settlement))
        case _:
            return ()


def not_shown(drift: Drift) -> str:
    """Answer which fields the provider does not show; empty where it shows all."""
    return f"not shown: {', '.join(drift.not_shown)}" if drift.not_shown else ""
