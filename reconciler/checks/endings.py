"""Where a call ends that rings nobody: at which number on its way, through which override, and what to do there."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from reconciler.checks.darkness import Dark
from reconciler.checks.outlook import Outlook
from reconciler.model.desired import Window
from reconciler.model.diagnostics import Source, quoted
from reconciler.model.findings import NumberSpot, OverrideSpot
from reconciler.model.forwarding import ForwardingType
from reconciler.model.identifiers import NumberCode
from reconciler.periods.pattern import DAY
from reconciler.routing.fates import Fate
from reconciler.routing.trace import Hop, hops, trace

ADD = "Add an entry without a period that takes the calls which no other one takes"
FIRST = "At the first of these moments"


class Ending(NamedTuple):
    """Where a call to `code` ends at the first moment at which it rings nobody.

    `at` is a number on its way, of which `silent` tells that it forwards nowhere, and `drop` which entry drops the
    call. `window` is the override that holds there; with `within` no other moments are dark than such at which it does.
    """

    code: NumberCode
    at: NumberCode
    silent: bool = False
    drop: int | None = None
    window: Window | None = None
    within: Window | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether it needs no words: none of the number's entries counts, as the times say already."""
        return self.at == self.code and self.drop is None and self.window is self.within

    @property
    def spot(self) -> NumberSpot | OverrideSpot:
        """Answer where it is told: at the override where all dark moments are within it, else at the number."""
        if self.within is None:
            return NumberSpot(number_code=self.code)
        return OverrideSpot(index=self.within.override)


def ending_of(code: NumberCode, dark: Dark, outlook: Outlook) -> Ending:
    """Answer where a call ends at the first moment of those at which it is dark."""
    stages = outlook.stages[code]
    if code not in outlook.links and len(stages) == 1 and not any(step.drops for step in stages[0].steps):
        return Ending(code, code)  # most numbers, whose calls nobody has to follow
    second = _first(dark, outlook)
    moment = datetime.combine(outlook.first, time(), outlook.network.zone) + timedelta(seconds=second)
    story = trace(outlook.network, code, moment)
    hop = next(filter(_ends, hops(story)), None)
    if hop is None:
        return Ending(code, code)  # the clocks skip that moment
    windows = [_holding(one, outlook) for one in (hop, story)]
    return Ending(
        code,
        hop.number_code,
        silent=hop.kind is ForwardingType.UNDEFINED,
        drop=next((look.position for look in hop.looks if look.fate is Fate.DROPS), None),
        window=windows[0],
        within=next((window for window in windows if window is not None and _is_within(dark, window, outlook)), None),
    )


def _ends(hop: Hop) -> bool:
    """Tell whether a call goes on from there to nobody."""
    if hop.kind is not ForwardingType.NUMBER:
        return hop.kind is ForwardingType.UNDEFINED
    return all(look.fate is not Fate.USED for look in hop.looks)


def _first(dark: Dark, outlook: Outlook) -> int:
    """Answer the first dark second that is not past, counted from the first midnight; else the first one."""
    now = outlook.second_of(outlook.at)
    today = [
        max(start, now)
        for days, pattern in dark
        if days & 1
        for start, end in zip(pattern[::2], pattern[1::2], strict=True)
        if end > now
    ]
    later = [_day(days & ~1) * DAY + pattern[0] for days, pattern in dark if days > 1]
    return min([*today, *later] or [pattern[0] for _, pattern in dark])


def _holding(hop: Hop, outlook: Outlook) -> Window | None:
    """Answer the override that holds at a hop, if it rings others, or at other times, than the number itself."""
    if hop.window is None:
        return None
    base, *windows = outlook.stages[hop.number_code]
    held = next((stage for stage in windows if stage.window is hop.window), base)
    return hop.window if (held.kind, held.order, held.steps) != (base.kind, base.order, base.steps) else None


def _is_within(dark: Dark, window: Window, outlook: Outlook) -> bool:
    """Tell whether all dark moments are such at which an override holds."""
    first = min(_day(days) * DAY + pattern[0] for days, pattern in dark)
    last = max((days.bit_length() - 1) * DAY + pattern[-1] for days, pattern in dark)
    return outlook.second_of(window.start) <= first and last <= outlook.second_of(window.end)


def _day(days: int) -> int:
    """Answer the first of some days."""
    return (days & -days).bit_length() - 1


def advice(ending: Ending, sources: Mapping[NumberCode, Source]) -> str:
    """Answer where a call ends, if that is not plain, and what to do there, in whole sentences."""
    if ending.is_plain:
        return f"{ADD}."
    held, leave = "", ""
    if ending.window is not None and ending.window is ending.within:
        leave = f"leave {ending.at} out of the override, "
    elif ending.window is not None:
        held = f" while the override {quoted(ending.window.reason)} holds"
    if ending.drop is not None:
        whose = "" if ending.at == ending.code else f" of {_named(ending.at, sources)}"
        return (
            f"{FIRST} entry {ending.drop}{whose} drops the call{held}: {leave}let that entry ring somebody, or take it"
            " away."
        )
    if ending.at == ending.code:
        return f"The first of these moments come{held}. {ADD}."
    where = f"{FIRST} the call ends at {_named(ending.at, sources)}"
    if ending.silent:
        return (
            f"{where}, which forwards nowhere{held}: {leave}give it somewhere to ring, or let the calls go elsewhere."
        )
    return (
        f"{where}, none of whose entries counts then{held}: {leave}add one without a period there, or let somebody else"
        " be rung after it, under 'redirect_type: sequential'."
    )


def _named(code: NumberCode, sources: Mapping[NumberCode, Source]) -> str:
    return f"{code} ({sources[code]})" if code in sources else str(code)
