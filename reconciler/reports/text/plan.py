"""The plan for people: what happens to which number, why, and what it costs."""

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.model.recorded import Entry
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.fields import field_changes
from reconciler.reports.beside import Beside
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.text import acts, fields, forwarding, totals
from reconciler.reports.text import review as of_review
from reconciler.reports.text.paint import PLAIN, Paint
from reconciler.reports.text.review import Flags

SYMBOL: dict[Action, str] = {
    Action.ADD: "+",
    Action.CHANGE: "~",
    Action.MOVE: ">",
    Action.REMOVE: "-",
    Action.FORGET: ".",
    Action.NOTE: "*",
    Action.RESEND: "!",
}
MOST_LETTERS = 80
"""Of a longer description the beginning stands beside its number."""


def render(plan: Plan, beside: Beside, paint: Paint = PLAIN) -> str:
    """Answer the plan: flags first, then the changes, then what refuses it, counts, cost and digest."""
    review = beside.review
    flags = of_review.flags_of(review)
    blocks = [
        _compared(beside, paint),
        of_review.first(flags, paint),
        *_changes(plan.changes, beside, flags, paint),
        of_review.affected(review, flags, paint),
        of_review.transitions(plan, beside.zone),
        of_review.exceptions(review),
        _summary(plan, beside, paint),
    ]
    return "\n\n".join(filter(None, ("\n".join(block) for block in blocks))) + "\n"


def _changes(changes: Iterable[Change], beside: Beside, flags: Flags, paint: Paint) -> Iterator[list[str]]:
    """Yield the lines of the changes: first of all numbers of which the same is to be told, then what that is."""
    alike: dict[tuple[Action, tuple[str, ...]], list[str]] = {}
    for change in changes:
        told = tuple(_told(change, beside, flags, paint))
        alike.setdefault((change.action, told), []).append(_head(change, paint))
    for (_, told), heads in alike.items():
        yield [*heads, *(f"    {line}" for line in told)]


def _head(change: Change, paint: Paint) -> str:
    """Answer the line that names a number: how it is described, and where it is declared."""
    entry = change.after or change.before
    description = shortened(entry.description, MOST_LETTERS) if entry is not None and entry.description else ""
    place = f"{harmless(change.source.file)}:{change.source.line}" if change.source else acts.UNDECLARED
    number = f"{_colour(change.action, paint, SYMBOL[change.action])} {paint.strong(str(change.number_code))}"
    return "  ".join(filter(None, (number, description, paint.faint(place))))


def _told(change: Change, beside: Beside, flags: Flags, paint: Paint) -> Iterator[str]:
    """Yield what is told of a change besides its number."""
    yield from _what(change, paint)
    yield from of_review.until(change, beside.zone)
    yield from of_review.later(change, beside.zone)
    yield from of_review.effect(change.number_code, beside.review, flags, paint)
    for name in change.missing_secrets:
        yield paint.changed(acts.without(name))
    if change.number_code in beside.pending:
        yield paint.faint(acts.NOT_CAUSED)


def _what(change: Change, paint: Paint) -> Iterator[str]:
    before, after = change.before, change.after
    match change.action:
        case Action.ADD:
            yield forwarding.render(_payload(after))
            yield from forwarding.details(_payload(after))
        case Action.REMOVE:
            yield from acts.open_question(before)
            yield f"{acts.DELETED}; it was {forwarding.render(_payload(before))}"
        case Action.FORGET:
            yield from acts.open_question(before)
            yield f"{acts.STAYS}:"
            yield f"{forwarding.render(_payload(before))}"
        case Action.RESEND:
            yield acts.why_again(before)
            yield from _fields(change, paint)
        case Action.NOTE:
            yield acts.RECORD_ONLY
            yield from _fields(change, paint)
        case Action.CHANGE | Action.MOVE:
            yield from _fields(change, paint)


def _payload(entry: Entry | None) -> dict[str, Any] | None:
    return entry.payload if entry else None


def _fields(change: Change, paint: Paint) -> Iterator[str]:
    for field in field_changes(change):
        yield fields.line(field, paint)


def _compared(beside: Beside, paint: Paint) -> Iterator[str]:
    """Yield, before anything else, that this plan says nothing of what is applied, where that is so."""
    if beside.compared_with is not None:
        words = totals.not_the_record(harmless(beside.compared_with))
        yield paint.changed(f"{words[0].upper()}{words[1:]}, which could not be reached.")


def _summary(plan: Plan, beside: Beside, paint: Paint) -> Iterator[str]:
    yield from map(paint.changed, totals.not_compared(plan))
    yield from map(paint.changed, filter(None, [totals.busy(plan)]))
    yield from map(paint.bad, filter(None, [totals.held_back(plan)]))
    yield from filter(None, [totals.unselected(plan)])
    base = totals.against(plan, beside)
    if not plan.changes and plan.unselected:
        yield f"Nothing to do of what was selected, in {base}."
        return
    if not plan.changes:
        yield f"Nothing to do: {totals.some(plan.unchanged)} as recorded in {base}."
        return
    yield from map(paint.changed, totals.unordered(beside.order))
    for sentence in beside.brakes.protection:
        yield paint.bad(f"Apply will refuse: {sentence}")
    for sentence in beside.brakes.limits:
        yield paint.bad(f"Apply will refuse unless this digest is approved: {sentence}")
    yield paint.strong(f"Plan: {totals.counted(plan)}; {plan.unchanged} unchanged.")
    yield from filter(None, [totals.not_caused(plan, beside)])
    yield f"{totals.cost(beside)} Against {base}."
    yield f"Digest: {plan.digest}"


def _colour(action: Action, paint: Paint, text: str) -> str:
    match action:
        case Action.ADD:
            return paint.good(text)
        case Action.REMOVE:
            return paint.bad(text)
        case Action.MOVE:
            return paint.moved(text)
        case Action.CHANGE | Action.RESEND:
            return paint.changed(text)
        case Action.FORGET | Action.NOTE:
            return paint.faint(text)
