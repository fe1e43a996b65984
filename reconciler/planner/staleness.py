"""Whether a planned change still fits the record: number by number, so that a failed apply is simply rerun. Pure."""

from dataclasses import dataclass, replace
from enum import Enum

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.planner.change import CALLS_PROVIDER, Change, Plan


class Fit(Enum):
    """How the recorded entry stands to a planned change."""

    READY = "the record is as the plan saw it"
    UNCLEAR = "this very change was sent, and nobody knows whether it took effect"
    DONE = "the record is already as the plan wants it"
    STALE = "the record has become something else"


def fit_of(change: Change, entry: Entry | None) -> Fit:
    """Answer whether to send the change, to send it again, to skip it, or to refuse it."""
    if _same(change.before, entry):
        return Fit.READY
    if _same(change.after, entry):
        return Fit.DONE
    return Fit.UNCLEAR if entry is not None and _is_unclear(change, entry) else Fit.STALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The changes of a plan as they stand to the record: to be sent, done already, and no longer fitting.

    One that was sent before without an answer is to be sent with the record's mark as what was before, so that what
    the provider may have by now is known.
    """

    ready: tuple[Change, ...] = ()
    done: tuple[Change, ...] = ()
    stale: tuple[Change, ...] = ()


def fitted(plan: Plan, recorded: Recorded) -> Fitted:
    """Answer how every change of a plan stands to the record."""
    found: dict[Fit, list[Change]] = {fit: [] for fit in Fit}
    ready: list[Change] = []
    for change in plan.changes:
        entry = recorded.numbers.get(change.number_code)
        fit = fit_of(change, entry)
        found[fit].append(change)
        if fit in {Fit.READY, Fit.UNCLEAR}:
            ready.append(change if fit is Fit.READY else replace(change, before=entry))
    return Fitted(ready=tuple(ready), done=tuple(found[Fit.DONE]), stale=tuple(found[Fit.STALE]))


def as_planned(plan: Plan, recorded: Recorded) -> Recorded:
    """Answer the record as if nothing of a plan had been applied yet, so that its brakes count what they counted."""
    numbers: dict[NumberCode, Entry] = dict(recorded.numbers)
    for change in plan.changes:
        if change.before is None:
            numbers.pop(change.number_code, None)
        else:
            numbers[change.number_code] = change.before
    return replace(recorded, numbers=dict(sorted(numbers.items())))


def _is_unclear(change: Change, entry: Entry) -> bool:
    """Tell whether the record is as it was but for the mark of a call for this very change."""
    mark, after, before = entry.unknown, change.after, change.before
    if mark is None or change.action not in CALLS_PROVIDER or mark.application != change.application:
        return False
    wanted = after.payload if after is not None else None
    if before is None:
        if after is None:
            return False
        before = replace(after, payload=None, later=(), secrets={})
    sent = (wanted, *(before.unknown.all_sent() if before.unknown is not None else ()))
    if mark.payload != wanted or any(payload not in sent for payload in mark.earlier):
        return False
    return replace(entry, unknown=None).same_as(replace(before, unknown=None))


def _same(left: Entry | None, right: Entry | None) -> bool:
    return right is None if left is None else left.same_as(right)
