"""What a plan means for callers, for people: what to look at first, who is rung when, overrides, exceptions."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import islice

from reconciler.model.identifiers import NumberCode
from reconciler.periods.moments import shown
from reconciler.planner.change import Change, Plan
from reconciler.planner.flags import Flag, Flagged
from reconciler.planner.review import Effect, InUse, Review
from reconciler.planner.transitions import Transition
from reconciler.reports.harmless import harmless
from reconciler.reports.text import behaviour, forwarding
from reconciler.reports.text.paint import Paint
from reconciler.routing.behaviour import Behaviour, is_dark

MOST_FLAGS = 50
"""So many flagged numbers are named above a plan; all of them stand beside their changes."""
MOST_TRANSITIONS = 20
NAMED = 5
"""So many numbers are named where a list could be long."""


def first(review: Review, paint: Paint) -> Iterator[str]:
    """Yield what to look at before anything else, the darkest first."""
    flagged = [
        (list(Flag).index(item.flag), code, item) for code, effect in review.effects.items() for item in effect.flags
    ]
    flagged.sort(key=lambda row: row[:2])
    if not flagged:
        return
    yield paint.strong("Look at these first:")
    for _, code, item in flagged[:MOST_FLAGS]:
        words = f"{code} {_flag(item)}"
        yield f"  {paint.bad(words) if item.flag in {Flag.GOES_DARK, Flag.LOOP_OPENED} else paint.changed(words)}"
    if len(flagged) > MOST_FLAGS:
        yield f"  … and {len(flagged) - MOST_FLAGS} more, beside the changes below"


def effect(code: NumberCode, review: Review, paint: Paint) -> Iterator[str]:
    """Yield what changes for those who call a number: when, and from what to what."""
    found = review.effects.get(code)
    if found is None or not found.told.lines:
        return
    yield "for callers:"
    yield from _lines(found, paint)


def affected(review: Review, paint: Paint) -> Iterator[str]:
    """Yield the numbers that do not change now and whose calls do: by an override to come, or further on."""
    if not review.affected:
        return
    yield paint.strong("Changes for those who call other numbers, by an override to come or by the changes above:")
    for code in islice(review.affected, MOST_FLAGS):
        yield f"  {paint.strong(str(code))}"
        yield from (f"  {line}" for line in _lines(review.effects[code], paint))
    if len(review.affected) > MOST_FLAGS:
        yield f"  … and {len(review.affected) - MOST_FLAGS} other numbers"


def until(change: Change, zone: tzinfo) -> Iterator[str]:
    """Yield which override holds for a changed number, and what follows it when."""
    if change.override is not None:
        yield f"by the override '{harmless(change.override)}'"
    following = change.following
    if following is None:
        return
    when, then = shown(following.at, zone), forwarding.render(following.forwarding)
    if change.override is not None and not following.begins:
        yield f"until {when}, then back to: {then}"
    else:
        yield f"until {when}, then '{harmless(following.reason)}': {then}"


def transitions(plan: Plan, zone: tzinfo) -> Iterator[str]:
    """Yield what overrides will do by themselves within the horizon."""
    if not plan.transitions:
        return
    yield f"Overrides that begin or end by themselves (`apply --due` carries them out), in {harmless(str(zone))}:"
    for item in plan.transitions[:MOST_TRANSITIONS]:
        yield f"  {_transition(item, zone)}"
    if len(plan.transitions) > MOST_TRANSITIONS:
        yield f"  … and {len(plan.transitions) - MOST_TRANSITIONS} more"


def exceptions(review: Review) -> Iterator[str]:
    """Yield the exceptions to the policy that allow something, and for which numbers."""
    if not review.exceptions:
        return
    yield "Exceptions to the policy in use:"
    for item in review.exceptions:
        yield f"  {_exception(item)}"


def _lines(found: Effect, paint: Paint) -> Iterator[str]:
    for line in found.told.lines:
        yield f"  {harmless(line.when)}: {_change(line.before, line.after, paint)}"
    if found.told.more:
        yield f"  … and at {found.told.more} other times"


def _change(before: Behaviour, after: Behaviour, paint: Paint) -> str:
    words = behaviour.change(before, after)
    return paint.bad(words) if is_dark(after) and not is_dark(before) else words


def _flag(item: Flagged) -> str:
    about = harmless(", ".join(item.about))
    match item.flag:
        case Flag.GOES_DARK:
            return f"goes dark: {about}"
        case Flag.NEW_DESTINATION:
            return f"rings what no recorded number rings: {about}"
        case Flag.NEW_COUNTRY:
            return f"rings a country that no recorded number rings: {about}"
        case Flag.LOOP_OPENED:
            return f"would be in a loop: {' → '.join((*item.about, item.about[0]))}"
        case Flag.PROTECTED:
            return f"is protected, and is touched ({about})"


def _transition(item: Transition, zone: tzinfo) -> str:
    verb = "begins" if item.begins else "ends"
    then = f": {forwarding.render(item.forwarding)}" if item.forwarding is not None else ""
    return f"{shown(item.at, zone)} {verb} '{harmless(item.reason)}' for {named(item.numbers)}{then}"


def _exception(item: InUse) -> str:
    exception = item.exception
    return (
        f"'{harmless(exception.name)}' allows {harmless(exception.target)} for {named(item.numbers)}:"
        f" {harmless(exception.reason)}"
    )


def named(numbers: Sequence[NumberCode]) -> str:
    """Answer the first of some numbers, and how many others there are."""
    first = ", ".join(map(str, numbers[:NAMED]))
    return first if len(numbers) <= NAMED else f"{first} and {len(numbers) - NAMED} others"
