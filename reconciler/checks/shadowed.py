"""Asks whether an entry can ever be used, or whether earlier ones come first whenever its period holds."""

from collections.abc import Iterator

from reconciler.checks.coverage import CYCLE_YEARS, Coverage, Covering
from reconciler.checks.destinations import spot_of
from reconciler.checks.outlook import Outlook
from reconciler.checks.stages import Stage, Step
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.findings import Finding
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, RedirectType
from reconciler.routing.entries import entries_of

PATH = (DATA_OBJECT[ForwardingType.NUMBER], "call_control")
MOST_BEFORE = 64
"""An entry is compared with so many earlier ones, and with the first of those that always hold."""
MOST_NAMED = 4
"""So many of the entries that come first are named."""


def findings(outlook: Outlook) -> Iterator[Finding]:
    """Yield the entries before which another one always comes.

    Of single redirection the first entry that counts is used; a sequence ends at one that drops the call. At once all
    are rung. What the loader tells of entries without periods is not told again.
    """
    coverage = Coverage(outlook.network.schedules, outlook.first)
    told = set()
    for code, stages in outlook.stages.items():
        for stage in stages:
            if not stage.steps[1:] or (stage.window is not None and stage.steps == stages[0].steps):
                continue
            for index, covering in _shadowed(stage, coverage):
                own = stage.steps[index].own
                goes_round = own is not None and own in outlook.circles_even_by_reserve.get(code, ())
                detail = f"{_why(stage, index, covering)} {_change(goes_round=goes_round)}"
                spot = spot_of(code, stage.window, (*PATH, index))
                if (detail, spot) not in told:
                    told.add((detail, spot))
                    yield Finding(code=Code.SHADOWED_ENTRY, detail=detail, spot=spot)


def _shadowed(stage: Stage, coverage: Coverage) -> Iterator[tuple[int, Covering]]:
    """Yield the indices of entries that are never used, each with those that come first."""
    if stage.order is RedirectType.PARALLEL:
        return
    is_single = stage.order is RedirectType.SINGLE
    before: list[int] = []
    told_by_loader = False
    for index, step in enumerate(stage.steps):
        if before and not (told_by_loader and _rings_always(step)):
            covering = coverage.covering(step.text, [stage.steps[other].text for other in before])
            if covering is not None:
                yield index, covering._replace(used=tuple(before[other] for other in covering.used))
        told_by_loader = told_by_loader or (is_single and _rings_always(step))
        if is_single or step.drops:
            if any(not stage.steps[other].text for other in before):
                continue  # one that always holds comes before all that follow, whatever else does
            if not step.text:
                before = [index]
            elif len(before) < MOST_BEFORE:
                before.append(index)


def _rings_always(step: Step) -> bool:
    return not step.drops and not step.text.strip()


def _why(stage: Stage, index: int, covering: Covering) -> str:
    earlier = [_named(stage, other) for other in covering.used[:MOST_NAMED]]
    if len(covering.used) > MOST_NAMED:
        earlier.append(f"{len(covering.used) - MOST_NAMED} more")
    first = earlier[0] if len(earlier) == 1 else f"one of {', '.join(earlier[:-1])} and {earlier[-1]}"
    if stage.order is RedirectType.SINGLE:
        why = "a single redirection uses the first entry of the list whose period holds (assumed; not documented)"
    else:
        why = "the call is dropped there, and entries behind that are not reached"
    when = "" if covering.for_ever else f" in the coming {CYCLE_YEARS} years"
    return f"E{_named(stage, index)[1:]} is not used at any moment{when}: {first} always comes first, and {why}."


def _change(*, goes_round: bool) -> str:
    """Answer what to do; to use an entry that leads back would let calls go round in a loop."""
    if goes_round:
        return "Take it away: calls that it took could come back to this number, in a loop."
    return "Move it up, give the earlier one a narrower period, or take it away."


def _named(stage: Stage, index: int) -> str:
    entry = entries_of(stage.payload)[index]
    name = entry.get("name") or entry.get("redirect_number") or ""
    return f"entry {index + 1} ({quoted(name)})" if name else f"entry {index + 1}"
