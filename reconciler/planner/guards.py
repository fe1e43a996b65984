"""The brakes: whether a plan changes more than settings allow, with the arithmetic of each refusal.

Pure: the plan is shown first, then these refuse. `--approve DIGEST` passes the limits for that plan alone; only an
applied `protected: false` lifts a number's protection. What an override will do is counted when it is merged, and not
again when it is due: the record keeps that it was approved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reconciler.model.forwarding import Payload, data_of
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import Limits
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.flags import Flag, Flagged, forwardings

GUARDED = {
    Flag.GOES_DARK: "would ring nobody at times at which somebody is rung now",
    Flag.LOOP_OPENED: "would be in a loop, which ends no call and costs money",
    Flag.NEW_COUNTRY: "would ring a country that no recorded number rings",
}
"""The flags that nobody may miss: each refuses the plan, and is approved with its digest."""

NAMED = 5
"""So many numbers are named where there may be many."""

TOUCHES = frozenset({Action.CHANGE, Action.MOVE, Action.REMOVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brakes:
    """What refuses a plan, a sentence each: `limits` can be approved for this plan, `protection` never."""

    limits: tuple[str, ...] = ()
    protection: tuple[str, ...] = ()


def brakes_of(
    plan: Plan,
    limits: Limits,
    *,
    recorded: int,
    silenced: Iterable[NumberCode] = (),
    flagged: Iterable[tuple[Flagged, NumberCode]] = (),
) -> Brakes:
    """Answer what refuses the plan; `recorded` is how many numbers the record holds.

    `silenced` are protected numbers that would never be answered any more, by whichever change. `flagged` are the
    flags that nobody has approved yet.
    """
    return Brakes(
        limits=(
            *_emptied(plan, recorded),
            *_amounts(plan, limits),
            *_shares(plan, limits, recorded),
            *_flagged(plan, flagged),
        ),
        protection=(*_protected(plan), *_silenced(plan, silenced)),
    )


def _emptied(plan: Plan, recorded: int) -> Iterator[str]:
    """Refuse a folder that declares nothing: it is more often the wrong folder than meant."""
    counts = plan.counts()
    gone = counts[Action.FORGET] + counts[Action.REMOVE]
    if recorded and gone == recorded and gone == len(plan.changes):
        yield (
            f"the desired state declares no number at all, and the record holds {recorded}: {counts[Action.REMOVE]}"
            f" would be removed and {counts[Action.FORGET]} forgotten. Is --directory the right folder?"
        )


def _flagged(plan: Plan, flagged: Iterable[tuple[Flagged, NumberCode]]) -> Iterator[str]:
    """Refuse what a reviewer must not miss, a sentence for each flag.

    A removal is counted by limits of its own: that a number which is taken away rings nobody is what was asked for.
    """
    removed = {change.number_code for change in plan.changes if change.action is Action.REMOVE}
    found: dict[Flag, list[NumberCode]] = {}
    for item, code in flagged:
        if item.flag in GUARDED and not (item.flag is Flag.GOES_DARK and code in removed):
            found.setdefault(item.flag, []).append(code)
    for flag, what in GUARDED.items():
        if codes := found.get(flag):
            others = f" and {len(codes) - NAMED} others" if len(codes) > NAMED else ""
            first = ", ".join(map(str, codes[:NAMED]))
            yield f"{flag.value}: {len(codes)} of the numbers {what} ({first}{others}); 0 are allowed unless approved."


def _protected(plan: Plan) -> Iterator[str]:
    """Only the record's mark counts: a `protected: false` in the same plan has not been applied yet."""
    for change in plan.changes:
        if _is_protected(change) and _silences(change):
            what = "be taken away" if change.after is None else "ring nobody"
            yield (
                f"{change.number_code} is protected and would {what} ({change.action.value}). Declare it with"
                " `protected: false`, its forwarding unchanged, and apply that first."
            )


def _silenced(plan: Plan, silenced: Iterable[NumberCode]) -> Iterator[str]:
    """Yield the protected numbers that fall silent by their schedules, or by a number that their calls come to."""
    told = {change.number_code for change in plan.changes if _is_protected(change) and _silences(change)}
    own = {change.number_code for change in plan.changes if change.action in TOUCHES}
    for code in silenced:
        if code in told:
            continue
        if code in own:
            yield (
                f"{code} is protected, and at no moment that this plan looks ahead to would anybody be rung any more."
                " Give it an entry whose period holds, or none; or declare it with `protected: false`, its forwarding"
                " unchanged, and apply that first."
            )
        else:
            yield (
                f"{code} is protected and would never be answered any more, because of a change to a number that its"
                " calls are forwarded to. Forward it elsewhere first, and apply that."
            )


def _is_protected(change: Change) -> bool:
    return change.before is not None and change.before.protected


def _silences(change: Change) -> bool:
    """Tell whether after a change, or for a time later, nobody would be rung, or it would be out of our hands."""
    if change.after is None or change.after.payload is None:
        return True
    return any(map(_rings_nobody, forwardings(change.after)))


def _rings_nobody(payload: Payload) -> bool:
    data = data_of(payload)
    return not data or not any(entry["active"] for entry in data.get("call_control", [{"active": True}]))


def _touches(change: Change) -> bool:
    """Tell whether a change counts: what overrides will do counts at once, and what is only due no more.

    Sending again counts where it sends something that was never sent before.
    """
    if change.is_due:
        return False
    if change.before is not None and change.alters_later:
        return True
    if change.action is not Action.RESEND or change.before is None or change.after is None:
        return change.action in TOUCHES
    unknown = change.before.unknown
    sent = [(change.before.payload, change.before.application)]
    sent += [(unknown.payload, unknown.application)] if unknown else []
    return (change.after.payload, change.after.application) not in sent and change.before.payload is not None


def _amounts(plan: Plan, limits: Limits) -> Iterator[str]:
    touched = [change for change in plan.changes if _touches(change)]
    removed = [change for change in touched if change.action is Action.REMOVE]
    weight = sum(change.before.weight for change in touched if change.before is not None)
    for name, found, limit in (
        ("changes", len(touched), limits.changes),
        ("removals", len(removed), limits.removals),
        ("weight", weight, limits.weight),
    ):
        if limit is not None and found > limit:
            yield f"limits.{name}: the plan has {found}, {limit} are allowed."


def _shares(plan: Plan, limits: Limits, recorded: int) -> Iterator[str]:
    if recorded < limits.minimum_numbers:
        return
    counts = plan.counts()
    for name, found, share in (
        ("changes_share", sum(map(_touches, plan.changes)), limits.changes_share),
        ("removals_share", counts[Action.REMOVE], limits.removals_share),
    ):
        allowed = int(Decimal(str(share)) * recorded)  # as it was written: in binary, 0.29 of 100 is less than 29
        if found > allowed:
            yield (
                f"limits.{name}: {found} of {recorded} recorded numbers is {found / recorded:.0%},"
                f" and {share:.0%} ({allowed}) are allowed."
            )
