"""The plan for people: what happens to which number, why, and what it costs."""

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.model.recorded import Entry
from reconciler.planner.budget import Budget
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.fields import field_changes
from reconciler.reports.beside import Beside
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.text import fields, forwarding
from reconciler.reports.text import review as of_review
from reconciler.reports.text.paint import PLAIN, Paint
from reconciler.reports.text.review import Flags, named

SYMBOL: dict[Action, str] = {
    Action.ADD: "+",
    Action.CHANGE: "~",
    Action.MOVE: ">",
    Action.REMOVE: "-",
    Action.FORGET: ".",
    Action.NOTE: "*",
    Action.RESEND: "!",
}
VERB: dict[Action, str] = {
    Action.ADD: "to add",
    Action.CHANGE: "to change",
    Action.MOVE: "to move",
    Action.REMOVE: "to remove",
    Action.FORGET: "to forget",
    Action.NOTE: "to note",
    Action.RESEND: "to send again",
}
MOST_LETTERS = 80
"""Of a longer description the beginning stands beside its number."""


def render(plan: Plan, beside: Beside, paint: Paint = PLAIN) -> str:
    """Answer the plan: flags first, then the changes, then what refuses it, counts, cost and digest."""
    review = beside.review
    flags = of_review.flags_of(review)
    blocks = [
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
    place = f"{harmless(change.source.file)}:{change.source.line}" if change.source else "no longer declared"
    number = f"{_colour(change.action, paint, SYMBOL[change.action])} {paint.strong(str(change.number_code))}"
    return "  ".join(filter(None, (number, description, paint.faint(place))))


def _told(change: Change, beside: Beside, flags: Flags, paint: Paint) -> Iterator[str]:
    """Yield what is told of a change besides its number."""
    yield from _what(change, paint)
    yield from of_review.until(change, beside.zone)
    yield from of_review.later(change, beside.zone)
    yield from of_review.effect(change.number_code, beside.review, flags, paint)
    for name in change.missing_secrets:
        words = f"not compared: the variable {name} is not set here; without it apply does not try this number"
        yield paint.changed(words)


def _what(change: Change, paint: Paint) -> Iterator[str]:
    before, after = change.before, change.after
    match change.action:
        case Action.ADD:
            yield forwarding.render(_payload(after))
            yield from forwarding.details(_payload(after))
        case Action.REMOVE:
            yield from _open_question(before)
            yield f"its forwarding is deleted (on_removal: reset); it was {forwarding.render(_payload(before))}"
        case Action.FORGET:
            yield from _open_question(before)
            yield "its forwarding stays at the provider (on_removal: keep); only the record forgets it:"
            yield f"{forwarding.render(_payload(before))}"
        case Action.RESEND:
            yield _why_again(before)
            yield from _fields(change, paint)
        case Action.NOTE:
            yield "nothing is sent now; only the record changes"
            yield from _fields(change, paint)
        case Action.CHANGE | Action.MOVE:
            yield from _fields(change, paint)


def _payload(entry: Entry | None) -> dict[str, Any] | None:
    return entry.payload if entry else None


def _open_question(before: Entry | None) -> Iterator[str]:
    if before is not None and before.unknown is not None:
        since = before.unknown.since.isoformat(timespec="seconds")
        yield f"nobody knows whether its last call, of {since}, took effect; the forwarding below may be another"


def _why_again(before: Entry | None) -> str:
    if before is not None and before.unknown is not None:
        since = before.unknown.since.isoformat(timespec="seconds")
        return f"nobody knows whether the call of {since} took effect; it is read back and sent again if need be"
    return "the provider has something else; the drift check was told to restore it"


def _fields(change: Change, paint: Paint) -> Iterator[str]:
    for field in field_changes(change):
        yield fields.line(field, paint)


def _summary(plan: Plan, beside: Beside, paint: Paint) -> Iterator[str]:
    for name, numbers in plan.not_compared.items():
        refer = "refers" if len(numbers) == 1 else "refer"
        yield paint.changed(f"Not compared: {name} is not set, and {_some(len(numbers))} {refer} to it.")
    if plan.busy:
        yield paint.changed(f"Being applied by another run right now, and left out: {_some(len(plan.busy))}.")
    record = f"serial {plan.base.serial}" if plan.base.serial else "no record yet"
    base = f"{beside.address} ({record})"
    if plan.held_back:
        held = f"{named(plan.held_back)} {'is' if len(plan.held_back) == 1 else 'are'}"
        words = f"{held} not as overrides want it now, and left alone here, since something was edited there too."
        yield paint.bad(f"{words} Run `reconciler apply`, which does both.")
    if plan.unselected:
        others = f"{plan.unselected} other change{'s' if plan.unselected != 1 else ''}"
        yield f"Not selected, and left as they are: {others}."
    if not plan.changes and plan.unselected:
        yield f"Nothing to do of what was selected, in {base}."
        return
    if not plan.changes:
        yield f"Nothing to do: {_some(plan.unchanged)} as recorded in {base}."
        return
    for part in beside.order.unordered:
        words = (
            f"No order is safe: {named(part)} forward calls to each other before and after in another way, and while"
            " they are sent a call may go round between them. Forward one of them elsewhere first, and apply that."
        )
        yield paint.changed(words)
    for sentence in beside.brakes.protection:
        yield paint.bad(f"Apply will refuse: {sentence}")
    for sentence in beside.brakes.limits:
        yield paint.bad(f"Apply will refuse unless this digest is approved: {sentence}")
    counts = [f"{count} {VERB[action]}" for action, count in plan.counts().items() if count]
    yield paint.strong(f"Plan: {', '.join(counts)}; {plan.unchanged} unchanged.")
    steps = len(beside.order.levels)
    order = f" In {steps} steps, so that no call leads to a number that is not ready." if steps > 1 else ""
    yield f"{_calls(beside.budget)}.{order} Against {base}."
    yield f"Digest: {plan.digest}"


def _calls(budget: Budget) -> str:
    if not budget.calls:
        return "No calls"
    seconds = max(1, round(budget.seconds))
    minutes = 120
    duration = f"{seconds} s" if seconds < minutes else f"{round(seconds / 60)} min"
    looks = f" ({budget.looks} of them look{'s' if budget.looks == 1 else ''} before and after)" if budget.looks else ""
    return f"{budget.calls} call{'s' if budget.calls != 1 else ''}{looks}, about {duration}"


def _some(count: int) -> str:
    return f"{count} number{'s' if count != 1 else ''}"


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
