"""What a plan means for callers, for people: what to look at first, who is rung when, overrides, exceptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Later
from reconciler.periods.moments import shown
from reconciler.planner.change import Change, Plan
from reconciler.planner.flags import Flag, Flagged
from reconciler.planner.review import Effect, InUse, Review
from reconciler.planner.transitions import Transition
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.text import behaviour, forwarding
from reconciler.reports.text.paint import Paint
from reconciler.routing.behaviour import is_dark

MOST_FLAGS = 50
"""So many flags are told above a plan; the others stand beside their changes."""
FLAGGED = 10
"""So many numbers of one flag are named above a plan; of more, it stands beside the changes of all of them."""
MOST_TRANSITIONS = 20
NAMED = 5
"""So many numbers are named where a list could be long."""
MOST_LETTERS = 160
"""Of a longer reason the beginning is told."""
ORDER = {flag: place for place, flag in enumerate(Flag)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """The flags of a review: those told above the plan, and by number those not told there, or not of all numbers."""

    above: tuple[tuple[Flagged, tuple[NumberCode, ...]], ...]
    beside: Mapping[NumberCode, tuple[Flagged, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """What changes for callers at some time, in words; `goes_dark` where nobody is rung any more."""

    when: str
    before: str
    after: str
    goes_dark: bool


def flags_of(review: Review) -> Flags:
    """Answer the flags, the worst first; what is the same of many numbers is one."""
    shared: dict[Flagged, list[NumberCode]] = {}
    for code, effect in review.effects.items():
        for item in effect.flags:
            shared.setdefault(item, []).append(code)
    every = sorted(
        ((item, tuple(sorted(codes))) for item, codes in shared.items()), key=lambda row: (ORDER[row[0].flag], row[1])
    )
    beside: dict[NumberCode, tuple[Flagged, ...]] = {}
    for place, (item, codes) in enumerate(every):
        for code in codes if place >= MOST_FLAGS or len(codes) > FLAGGED else ():
            beside[code] = (*beside.get(code, ()), item)
    return Flags(above=tuple(every[:MOST_FLAGS]), beside=beside)


def first(flags: Flags, paint: Paint) -> Iterator[str]:
    """Yield what to look at before anything else."""
    if not flags.above:
        return
    yield paint.strong("Look at these first:")
    for item, codes in flags.above:
        yield f"  {_painted(item, f'{named(codes, FLAGGED)} {flag_words(item, is_one=len(codes) == 1)}', paint)}"
    if flags.beside:
        yield f"  {others(flags)}"


def others(flags: Flags) -> str:
    """Answer where the flags stand that are not told above."""
    count = len(flags.beside)
    return f"… those of {count} number{'s' if count > 1 else ''} stand beside their changes below"


def effect(code: NumberCode, review: Review, flags: Flags, paint: Paint) -> Iterator[str]:
    """Yield what changes for those who call a number: when, and from what to what; and flags not told above."""
    yield from (_painted(item, flag_words(item, is_one=True), paint) for item in flags.beside.get(code, ()))
    found = review.effects.get(code)
    if found is None or not found.told.lines:
        return
    yield "for callers:"
    yield from _lines(found, paint)


def affected(review: Review, flags: Flags, paint: Paint) -> Iterator[str]:
    """Yield the numbers that do not change themselves and whose calls do, further on."""
    alike = _alike(review, flags, paint)
    if not alike:
        return
    yield paint.strong("For callers of these numbers something changes too, by the changes above:")
    for told, codes in islice(alike.items(), MOST_FLAGS):
        yield f"  {paint.strong(named(codes, MOST_FLAGS))}"
        yield from (f"  {line}" for line in told)
    left_out = sum(map(len, islice(alike.values(), MOST_FLAGS, None)))
    if left_out:
        yield f"  … and {left_out} other numbers"


def _alike(review: Review, flags: Flags, paint: Paint) -> dict[tuple[str, ...], list[NumberCode]]:
    """Answer what is to be told of numbers without a change of their own, each with all of which it is."""
    alike: dict[tuple[str, ...], list[NumberCode]] = {}
    for code in review.affected:
        told = (
            *(_painted(item, flag_words(item, is_one=True), paint) for item in flags.beside.get(code, ())),
            *_lines(review.effects[code], paint),
        )
        if told:
            alike.setdefault(told, []).append(code)
    return alike


def until(change: Change, zone: tzinfo) -> Iterator[str]:
    """Yield which override holds for a changed number, and what follows it when."""
    if change.override is not None:
        yield f"by the override '{_reason(change.override)}'"
    following = change.following
    if following is None:
        return
    when, then = shown(following.at, zone), forwarding.render(following.forwarding)
    if change.override is not None and not following.begins:
        yield f"until {when}, then back to: {then}"
    else:
        yield f"until {when}, then '{_reason(following.reason)}': {then}"


def later(change: Change, zone: tzinfo) -> Iterator[str]:
    """Yield what is to follow a change that was not approved to, and what no longer is."""
    before, after = change.approved, change.after.later if change.after is not None else ()
    for item in after:
        if item not in before and not _is_told(item, change):
            why = f" '{_reason(item.reason)}'" if item.reason else ""
            yield f"from {shown(item.at, zone)}{why}: {forwarding.render(item.payload)}"
    if change.after is not None:
        for item in before:
            if item not in after:
                yield f"no longer from {shown(item.at, zone)}: {forwarding.render(item.payload)}"


def _is_told(item: Later, change: Change) -> bool:
    """Tell whether something that is to follow stands already behind `until`."""
    return change.following is not None and change.following.at == item.at


def transitions(plan: Plan, zone: tzinfo) -> Iterator[str]:
    """Yield what overrides will do by themselves within the horizon."""
    if not plan.transitions:
        yield from beyond(plan)
        return
    yield f"Overrides that begin or end by themselves (`apply --due` carries them out), in {harmless(str(zone))}:"
    for item in plan.transitions[:MOST_TRANSITIONS]:
        yield f"  {transition(item, zone)}"
    if len(plan.transitions) > MOST_TRANSITIONS:
        yield f"  … and {len(plan.transitions) - MOST_TRANSITIONS} more"
    yield from beyond(plan)


def beyond(plan: Plan) -> Iterator[str]:
    """Yield how many overrides begin later than the plan looks ahead, if any."""
    if plan.beyond:
        begin = "1 override begins" if plan.beyond == 1 else f"{plan.beyond} overrides begin"
        yield f"{begin} later than this plan looks ahead (`horizon_days`), and what that changes is not told here."


def exceptions(review: Review) -> Iterator[str]:
    """Yield the exceptions to the policy that allow something, and for which numbers."""
    if not review.exceptions:
        return
    yield "Exceptions to the policy in use:"
    for item in review.exceptions:
        yield f"  {exception(item)}"


def _lines(found: Effect, paint: Paint) -> Iterator[str]:
    for line in told_lines(found):
        words = behaviour.ARROW.join((line.before, line.after))
        yield f"  {line.when}: {paint.bad(words) if line.goes_dark else words}"
    if found.told.more:
        yield f"  {other_times(found)}"


def told_lines(found: Effect) -> Iterator[ToldLine]:
    """Yield what changes for callers in words: when, and from what to what."""
    told = found.told.lines
    unclear = behaviour.unclear_names(side for line in told for side in (line.before, line.after))
    for line in told:
        before, after = behaviour.sides(line.before, line.after, unclear)
        goes_dark = is_dark(line.after) and not is_dark(line.before)
        yield ToldLine(when=harmless(line.when), before=before, after=after, goes_dark=goes_dark)


def other_times(found: Effect) -> str:
    """Answer at how many times more something changes."""
    return f"… and at {found.told.more} other times"


def _painted(item: Flagged, words: str, paint: Paint) -> str:
    return paint.bad(words) if item.flag in {Flag.GOES_DARK, Flag.LOOP_OPENED} else paint.changed(words)


def flag_words(item: Flagged, *, is_one: bool) -> str:
    """Answer a flag in words, to be read behind its number or numbers."""
    about = harmless(", ".join(item.about))
    rings = "rings" if is_one else "ring"
    match item.flag:
        case Flag.GOES_DARK:
            return f"{'goes' if is_one else 'go'} dark: {about}"
        case Flag.LOOP_OPENED:
            return f"would be in a loop: {' → '.join((*item.about, item.about[0]))}"
        case Flag.PROTECTED:
            be = "is" if is_one else "are"
            return f"{be} protected, and {be} touched ({about})"
        case Flag.NEW_COUNTRY:
            return f"{rings} a country that no recorded number rings: {about}"
        case Flag.NEW_DESTINATION:
            return f"{rings} what no recorded number rings: {about}"


def transition(item: Transition, zone: tzinfo) -> str:
    """Answer what an override does by itself at one moment."""
    verb = "begins" if item.begins else "ends"
    then = f": {forwarding.render(item.forwarding)}" if item.forwarding is not None else ""
    return f"{shown(item.at, zone)} {verb} '{_reason(item.reason)}' for {named(item.numbers)}{then}"


def exception(item: InUse) -> str:
    """Answer what an exception allows, for which numbers and why."""
    exception = item.exception
    return (
        f"'{_reason(exception.name)}' allows {harmless(exception.target)} for {named(item.numbers)}:"
        f" {_reason(exception.reason)}"
    )


def named(numbers: Sequence[NumberCode], most: int = NAMED) -> str:
    """Answer the first of some numbers, and how many others there are."""
    first = ", ".join(map(str, numbers[:most]))
    others = len(numbers) - most
    return first if others <= 0 else f"{first} and {others} other{'s' if others > 1 else ''}"


def _reason(text: str) -> str:
    return shortened(text, MOST_LETTERS)
