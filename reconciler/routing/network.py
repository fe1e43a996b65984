"""All numbers with what forwards their calls: the base, and the overrides that hold for a time."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import pairwise

from reconciler.model.desired import Desired, Window
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.routing.entries import own_number, periods_of, targets_of
from reconciler.routing.schedules import Schedules

_NOT_DECLARED = -1
MOST_FOLLOWED = 70
"""A call is followed through so many of our own numbers; SIP itself lets no call pass more (RFC 3261, 8.1.1.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """What forwards the calls of one number: `base` (None: not known) whenever no window holds.

    `windows` are in the order of time and do not overlap.
    """

    base: Payload | None
    windows: tuple[Window, ...] = ()

    def __iter__(self) -> Iterator[Payload]:
        """Every forwarding that holds at some time."""
        if self.base is not None:
            yield self.base
        for window in self.windows:
            yield window.forwarding

    def holding(self, moment: datetime) -> tuple[Payload | None, Window | None]:
        """Answer what forwards calls at a moment, and the override that it is, if it is one."""
        if self.windows:
            index = bisect_right(self.windows, moment, key=_start)
            if index and moment < self.windows[index - 1].end:
                window = self.windows[index - 1]
                return window.forwarding, window
        return self.base, None

    def since(self, moment: datetime) -> Iterator[Payload]:
        """Yield every forwarding that holds at a moment or later."""
        if self.base is not None:
            yield self.base
        for window in self.windows:
            if window.end > moment:
                yield window.forwarding

    def turns_after(self, moment: datetime) -> Iterator[datetime]:
        """Yield when an override begins or ends after a moment."""
        for window in self.windows:
            if window.start > moment:
                yield window.start
            if window.end > moment:
                yield window.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The numbers of a desired or recorded state, and the zone by whose clocks periods are read.

    Nothing is read or computed before it is asked for; what was is remembered in `schedules`.
    """

    stages: Mapping[NumberCode, Stages]
    zone: tzinfo
    schedules: Schedules = field(default_factory=Schedules, compare=False, repr=False)

    def holding(self, code: NumberCode, moment: datetime) -> tuple[Payload | None, Window | None]:
        """Answer what forwards the calls of a number at a moment, and the override that it is, if it is one."""
        return self.stages[code].holding(moment)

    def holds(self, text: str, moment: datetime) -> bool:
        """Tell whether a period is active at a moment."""
        return self.schedules.holds(text, moment, self.zone)

    def own(self, target: str) -> NumberCode | None:
        """Answer the number of ours that a call is forwarded to, None if the place is another's."""
        code = own_number(target)
        return code if code in self.stages else None

    def onward(self, payload: Payload) -> Iterator[NumberCode]:
        """Yield the numbers of ours to which a forwarding may send a call, in order; one can come twice."""
        for target in targets_of(payload):
            code = self.own(target)
            if code is not None:
                yield code

    def followed(self, code: NumberCode) -> tuple[NumberCode, ...]:
        """Answer the numbers through which a call to a number is followed: itself, and the nearest ones behind it."""
        found = {code: None}
        waiting = [code]
        for here in waiting:
            for payload in self.stages[here]:
                for there in self.onward(payload):
                    if there not in found:
                        if len(found) == MOST_FOLLOWED:
                            return tuple(found)
                        found[there] = None
                        waiting.append(there)
        return tuple(found)


def network_of(desired: Desired, zone: tzinfo) -> Network:
    """Answer the network of what is desired, overrides included."""
    stages = {code: Stages(base=number.forwarding, windows=number.windows) for code, number in desired.numbers.items()}
    return Network(stages=stages, zone=zone)


def network_recorded(recorded: Recorded, zone: tzinfo, *, since: datetime) -> Network:
    """Answer the network of what is recorded as applied, with the overrides to come that were approved with it.

    `since` is the present moment: what was to happen before it and is not recorded has not happened.
    """
    stages = {code: stages_of(entry, since) for code, entry in recorded.numbers.items()}
    return Network(stages=stages, zone=zone)


def network_applied(recorded: Recorded, zone: tzinfo) -> Network:
    """Answer the network of what was last applied, as long as nothing else is: overrides to come have to be applied."""
    return Network(stages={code: Stages(base=entry.payload) for code, entry in recorded.numbers.items()}, zone=zone)


def stages_of(entry: Entry, since: datetime) -> Stages:
    """Answer what forwards the calls of a recorded number from a moment on."""
    coming = [item for item in entry.later if item.at > since]
    if not coming or entry.payload is None:
        return Stages(base=entry.payload)
    base = coming[-1].payload
    starts = [(since, entry.payload, ""), *((item.at, item.payload, item.reason or "") for item in coming)]
    windows = tuple(
        Window(start=start, end=end, forwarding=payload, reason=reason, override=_NOT_DECLARED)
        for (start, payload, reason), (end, _, _) in pairwise(starts)
        if payload != base
    )
    return Stages(base=base, windows=windows)


def unreadable(network: Network, code: NumberCode) -> tuple[str, ...]:
    """Answer the periods of a number that cannot be read; they count as never active, for want of better knowledge."""
    texts = dict.fromkeys(text for payload in network.stages[code] for text in periods_of(payload))
    return tuple(text for text in texts if network.schedules.period(text) is None)


def _start(window: Window) -> datetime:
    return window.start
