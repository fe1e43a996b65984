"""Asks whether a call can come back to a number that it has been to, and whether the schedules ever let it."""

from collections.abc import Iterator
from datetime import datetime

from reconciler.checks.destinations import spot_of
from reconciler.checks.outlook import Outlook
from reconciler.model.desired import Desired, Window
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.findings import Finding, Key
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload
from reconciler.model.identifiers import NumberCode
from reconciler.periods.moments import shown_with_day
from reconciler.routing.entries import Entry, entries_of, period_of, reached, reserve_of, target_of
from reconciler.routing.graph import FoundLoop, loops
from reconciler.routing.network import Network
from reconciler.routing.openings import SURELY, recipe_of

MOST_SHOWN = 8
"""Of a longer way round only the beginning and the end are shown."""
ENTRIES = (DATA_OBJECT[ForwardingType.NUMBER], "call_control")
RESERVE: tuple[Key, ...] = (DATA_OBJECT[ForwardingType.URL], "reserve")
COST = "Each round is one more forwarded call that has to be paid; when the provider cuts it off is not documented."


def findings(desired: Desired, outlook: Outlook) -> Iterator[Finding]:
    """Yield the loops; one with a period that cannot be read is left out, for nobody knows when it is open."""
    for loop in loops(outlook.network, at=outlook.at):
        if outlook.unreadable.isdisjoint(loop.path):
            begun = _from_its_reserve(loop.path, outlook) if loop.by_reserve else _from_an_override(loop, outlook)
            yield _finding(begun, loop, desired, outlook)


def _finding(path: tuple[NumberCode, ...], loop: FoundLoop, desired: Desired, outlook: Outlook) -> Finding:
    code, following = path[0], path[1 % len(path)]
    way, window = _way(outlook, code, following, loop)
    detail = f"{_round(path)}: {_what(loop, window, outlook)} {_change(path, loop, desired)}"
    if loop.more:
        detail += " More loops like this one go through the same numbers."
    return Finding(code=_code(loop), detail=detail, spot=spot_of(code, window, way))


def _code(loop: FoundLoop) -> Code:
    if loop.opens is None:
        return Code.CLOSED_LOOP
    return Code.RESERVE_LOOP if loop.by_reserve else Code.FORWARDING_LOOP


def _what(loop: FoundLoop, window: Window | None, outlook: Outlook) -> str:
    """Answer what becomes of a call, when, and what that costs."""
    if loop.opens is None:
        return _closed(loop, outlook)
    when = "" if loop.by_reserve else ", at every moment"
    if not loop.always:
        zone = outlook.network.zone
        first = shown_with_day(loop.opens, zone)
        since = "as they do now" if loop.opens <= outlook.at else f"for the first time on {first}"
        when = f" whenever the schedules let it, {since} ({zone})"
        if window is not None:
            held = f"{shown_with_day(window.start, zone)} – {shown_with_day(window.end, zone)}"
            when = f" while the override {quoted(window.reason)} holds, {held}, {since} ({zone})"
    if loop.by_reserve:
        return f"while the URL is unavailable, a call goes to the reserve and comes back{when}. {COST}"
    return f"a call comes back to where it was{when}. {COST}"


def _closed(loop: FoundLoop, outlook: Outlook) -> str:
    """Answer why no call goes round, and what would let one."""
    if loop.perhaps is None:
        lets, would = "no schedule ever lets", "period"
        if _has_turning_override(loop.path, outlook):
            lets, would = "neither the schedules nor the dates of the overrides ever let", "period or date"
        return (
            f"the numbers forward to each other, and {lets} a call go all the way round. One changed {would} would, and"
            " then each round has to be paid."
        )
    zone = outlook.network.zone
    first = "now" if loop.perhaps <= outlook.at else f"on {shown_with_day(loop.perhaps, zone)} ({zone})"
    unavailable = " and the URL is unavailable" if loop.by_reserve else ""
    return (
        "the numbers forward to each other. No call goes all the way round if, of several entries that count under"
        " 'redirect_type: single', the first is used; which one the provider uses is not documented. If another is"
        f"{unavailable}, a call comes back to where it was, for the first time {first}, and each round has to be paid."
    )


def _change(path: tuple[NumberCode, ...], loop: FoundLoop, desired: Desired) -> str:
    """Answer what to write instead, and where else it can be done."""
    others = [f"{code} in {desired.sources[code]}" for code in path[1:MOST_SHOWN] if code in desired.sources]
    elsewhere = f", or change another number on the way ({', '.join(others)})" if others else ""
    if loop.by_reserve:
        return f"Write a reserve for {path[0]} that is not on the way{elsewhere}."
    return f"Let {path[0]} ring somebody who is not on the way{elsewhere}."


def _round(path: tuple[NumberCode, ...]) -> str:
    names = [str(code) for code in (*path, path[0])]
    if len(names) > MOST_SHOWN:
        names[MOST_SHOWN - 2 : -1] = [f"… ({len(names) - MOST_SHOWN + 1} more)"]
    return " → ".join(names)


def _from_its_reserve(path: tuple[NumberCode, ...], outlook: Outlook) -> tuple[NumberCode, ...]:
    """Answer the same way round, from the number on whose reserve leads along it."""
    network = outlook.network
    for index, code in enumerate(path):
        following = path[(index + 1) % len(path)]
        if any(_is_reserve(network, payload, following) for payload in network.stages[code]):
            return path[index:] + path[:index]
    return path


def _from_an_override(loop: FoundLoop, outlook: Outlook) -> tuple[NumberCode, ...]:
    """Answer the way round from the number that only an override leads along it when the loop opens, if one does."""
    path = loop.path
    for index, code in enumerate(path):
        if _opener(outlook.network, code, path[(index + 1) % len(path)], loop) is not None:
            return path[index:] + path[:index]
    return path


def _opener(network: Network, code: NumberCode, following: NumberCode, loop: FoundLoop) -> Window | None:
    """Answer the override without which no call would go on from a number to the next when the loop opens."""
    if loop.opens is None:
        return None
    window = network.holding(code, loop.opens)[1]
    base = network.stages[code].base
    return None if base is not None and _leads(network, base, following, loop.opens) else window


def _leads(network: Network, payload: Payload, following: NumberCode, moment: datetime) -> bool:
    """Tell whether a forwarding leads to a number at a moment."""
    used = reached(payload, lambda text: network.holds(text, moment))
    return _is_reserve(network, payload, following) or any(_is_to(network, entry, following) for entry in used)


def _has_turning_override(path: tuple[NumberCode, ...], outlook: Outlook) -> bool:
    """Tell whether an override of now or later leads along a way round at other times than its number's base does."""
    network = outlook.network
    for index, code in enumerate(path):
        following = path[(index + 1) % len(path)]
        if len({recipe_of(network, each, following, SURELY) for each in network.stages[code].since(outlook.at)}) > 1:
            return True
    return False


def _way(
    outlook: Outlook, code: NumberCode, following: NumberCode, loop: FoundLoop
) -> tuple[tuple[Key, ...], Window | None]:
    """Answer the path of the field that leads from one number to the next, and the override in which it stands."""
    network, stages = outlook.network, outlook.network.stages[code]
    ahead = (window for window in stages.windows if window.end > outlook.at)
    for window in (_opener(network, code, following, loop), None, *ahead):
        payload = stages.base if window is None else window.forwarding
        if payload and (found := _field(network, payload, following, loop)):
            return found, window
    return (), None


def _field(network: Network, payload: Payload, following: NumberCode, loop: FoundLoop) -> tuple[Key, ...] | None:
    """Answer the field of a forwarding that leads to a number, if possible the one that does when the loop opens."""
    if _is_reserve(network, payload, following):
        return RESERVE
    opens = loop.opens
    used = reached(payload, lambda text: network.holds(text, opens)) if opens else ()
    leading = [
        (not any(entry is other for other in used), bool(period_of(entry)), index)
        for index, entry in enumerate(entries_of(payload))
        if _is_to(network, entry, following)
    ]
    return (*ENTRIES, min(leading)[2], "redirect_number") if leading else None


def _is_to(network: Network, entry: Entry, following: NumberCode) -> bool:
    target = target_of(entry)
    return target is not None and network.own(target) == following


def _is_reserve(network: Network, payload: Payload, following: NumberCode) -> bool:
    reserve = reserve_of(payload)
    return reserve is not None and network.own(reserve) == following
