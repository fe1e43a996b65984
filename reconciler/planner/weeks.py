"""Each number's week as a grid: who is rung on which day at which time, old beside new. Pure.

A week is seven days by the clocks on the wall, beginning with that of the plan's moment. Its rows are the stretches
between all moments at which something turns on any of its days, before or after the plan: a usual number has three.
Where they would be very many, as with a schedule of seconds, the rows are the hours, and a cell tells of several.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TypeAlias

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, OpenCall, Recorded
from reconciler.periods.pattern import DAY
from reconciler.planner.before_after import before_and_after
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.ways import Way, ways_around
from reconciler.routing.behaviour import Behaviour, is_dark
from reconciler.routing.network import Network, Stages
from reconciler.routing.slices import Part
from reconciler.routing.timeline import days_of

DAYS = 7
MOST_ROWS = 24
"""Where more rows would be needed, they are the hours."""
MOST_TOLD = 4
"""Of so many behaviours within one cell the first are kept."""
HOUR = 3_600
Span: TypeAlias = tuple[int, int]
"""Seconds of a day by the clocks on the wall; the last is not part of it."""
Parts: TypeAlias = tuple[Part, ...] | None
"""A day of one side; None where that side has nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What becomes of calls within one row on one day: everything that does, in order, mostly one thing.

    A side that has nothing to tell is empty. `changed` tells that at some second within, both sides differ, and
    `goes_dark` that at some second nobody is rung any more.
    """

    old: tuple[Behaviour, ...]
    new: tuple[Behaviour, ...]
    changed: bool
    goes_dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day, a cell for each row of its week; `clocks_put` is by how much the clocks are put forward on it."""

    date: date
    cells: tuple[Cell, ...]
    clocks_put: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One number's week, and the ways that calls can take around it.

    `has_old` is false where nobody knows what was before, as with a number that is added; `has_new` where nothing comes
    after, as with one that is removed. Where both are told and no cell is changed, callers notice nothing that week.
    `recorded` is what is recorded of the number, None where nothing is; `open_call` a test call without an end.
    """

    rows: tuple[Span, ...]
    days: tuple[Day, ...]
    has_old: bool
    has_new: bool
    ways: tuple[Way, ...] = ()
    recorded: Entry | None = None
    open_call: OpenCall | None = None


def weeks_of(
    plan: Plan, recorded: Recorded, zone: tzinfo, *, affected: Iterable[NumberCode] = ()
) -> Mapping[NumberCode, Week]:
    """Answer the week of each number of a plan, and of `affected` ones, which have no change of their own."""
    changed = {change.number_code: change for change in plan.changes}
    codes = sorted({*changed, *affected})
    if not codes:
        return {}
    first = plan.at.astimezone(zone).date()
    old, new = (_from_midnight(network, plan.at, first, zone) for network in before_and_after(plan, recorded, zone))
    frame = _Frame(first, zone)
    added = {code for code, change in changed.items() if change.before is None}
    ways = ways_around(old, new, codes, added=added)
    weeks = ((code, frame.week(code, changed.get(code), (old, new))) for code in codes)
    calls = {call.number_code: call for call in recorded.calls.values()}
    return {
        code: replace(week, ways=ways[code], recorded=recorded.numbers.get(code), open_call=calls.get(code))
        for code, week in weeks
    }


def _from_midnight(network: Network, at: datetime, first: date, zone: tzinfo) -> Network:
    """Answer a network in which what holds at the plan's moment has held since the midnight before.

    What is recorded says nothing of the hours that have passed, and the first column must not tell the future there.
    """
    midnight = datetime.combine(first, time(), zone)
    stages = {code: _held_since(found, at, midnight) for code, found in network.stages.items()}
    return replace(network, stages=stages)


def _held_since(stages: Stages, at: datetime, midnight: datetime) -> Stages:
    if not stages.windows or stages.windows[0].start != at:
        return stages
    return replace(stages, windows=(replace(stages.windows[0], start=midnight), *stages.windows[1:]))


class _Frame:
    """The days of the week, the same for all numbers, and how the clocks are put on them."""

    def __init__(self, first: date, zone: tzinfo) -> None:
        self._first = first
        self._dates = tuple(first + timedelta(days=index) for index in range(DAYS))
        self._put = tuple(_clocks_put(day, zone) for day in self._dates)

    def week(self, code: NumberCode, change: Change | None, networks: Sequence[Network]) -> Week:
        """Answer the week of one number; `change` is None for one that has none of its own."""
        has_old, has_new = _sides(change)
        # A number of which nothing is recorded may be in neither network.
        old, new = (
            [parts for _, parts in days_of(network, code, self._first, DAYS)]
            if is_told and code in network.stages
            else [None] * DAYS
            for network, is_told in zip(networks, (has_old, has_new), strict=True)
        )
        rows = rows_of(parts for parts in (*old, *new) if parts is not None)
        columns: dict[tuple[int, int], tuple[Cell, ...]] = {}
        days = []
        for day, put, before, after in zip(self._dates, self._put, old, new, strict=True):
            # Equal days are one object, and so are their columns.
            key = (id(before), id(after))
            if key not in columns:
                columns[key] = tuple(column(rows, before, after))
            days.append(Day(date=day, cells=columns[key], clocks_put=put))
        return Week(rows=rows, days=tuple(days), has_old=old[0] is not None, has_new=new[0] is not None)


def _sides(change: Change | None) -> tuple[bool, bool]:
    """Tell whether anything is told of before, and of after."""
    if change is None:
        return True, True
    before = change.before
    return before is not None and before.payload is not None, change.action is not Action.REMOVE


def _clocks_put(day: date, zone: tzinfo) -> timedelta:
    begin, end = (datetime.combine(day + timedelta(days=extra), time(), zone).utcoffset() for extra in (0, 1))
    return (end or timedelta()) - (begin or timedelta())


def rows_of(days: Iterable[tuple[Part, ...]]) -> tuple[Span, ...]:
    """Answer the stretches between all boundaries of some days; the hours, if they are very many."""
    bounds = {0, DAY}
    seen: set[int] = set()
    for parts in days:
        if id(parts) in seen:
            continue
        seen.add(id(parts))
        for part in parts:
            bounds.add(part.last)
            if len(bounds) > MOST_ROWS + 1:
                return tuple((begin, begin + HOUR) for begin in range(0, DAY, HOUR))
    return tuple(pairwise(sorted(bounds)))


def column(rows: Iterable[Span], old: Parts, new: Parts) -> Iterable[Cell]:
    """Yield the cells of one day."""
    for span in rows:
        before, after = _within(old, span), _within(new, span)
        differing = {pair for pair in _side_by_side(before, after, span) if pair[0] != pair[1]}
        goes_dark = any(is_dark(then) and not is_dark(until_now) for until_now, then in differing)
        yield Cell(old=_distinct(before), new=_distinct(after), changed=bool(differing), goes_dark=goes_dark)


def _within(parts: Parts, span: Span) -> Sequence[Part]:
    """Answer the parts of a day that reach into a span."""
    if parts is None:
        return ()
    first = bisect_right(parts, span[0], key=_end)
    last = bisect_right(parts, span[1] - 1, key=_begin)
    return parts[first:last]


def _distinct(parts: Sequence[Part]) -> tuple[Behaviour, ...]:
    found: dict[Behaviour, None] = {}
    for part in parts:
        found.setdefault(part.behaviour)
        if len(found) == MOST_TOLD:
            break
    return tuple(found)


def _side_by_side(old: Sequence[Part], new: Sequence[Part], span: Span) -> Iterator[tuple[Behaviour, Behaviour]]:
    """Yield what holds on both sides at the same seconds of a span; nothing where a side has nothing to tell."""
    left = right = 0
    while left < len(old) and right < len(new):
        yield old[left].behaviour, new[right].behaviour
        end = min(old[left].last, new[right].last, span[1])
        left += old[left].last <= end
        right += new[right].last <= end
        if end == span[1]:
            break


def _begin(part: Part) -> int:
    return part.first


def _end(part: Part) -> int:
    return part.last
