"""When a way from one number to the next is open, and when several ways are open at once.

A way is told by a recipe: the entries of a forwarding, in order, that lead along it or keep a call from going on to
later ones. What a recipe comes to on a day is exact algebra of the day's patterns.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from reconciler.model.forwarding import Payload, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.periods.clock import real_spans
from reconciler.periods.pattern import ALWAYS, NEVER, Pattern, both, union, without
from reconciler.routing.calendar import chunks
from reconciler.routing.entries import entries_of, is_drop, order_of, period_of, reserve_of, target_of
from reconciler.routing.network import Network

ONE_DAY = timedelta(days=1)


class Reading(NamedTuple):
    """Which ways count beside those that a call surely takes.

    `by_reserve`: those of reserves, which are open while a URL is unavailable. `by_any`: of several entries that count
    under single redirection any may be used, since the provider does not document which is.
    """

    by_reserve: bool = False
    by_any: bool = False


class Step(NamedTuple):
    """An entry with its period (blank: always): whether it leads along the way, and whether it hides later ones."""

    text: str
    leads: bool
    hides: bool


Recipe: TypeAlias = tuple[Step, ...]
OPEN: Recipe = (Step("", leads=True, hides=False),)
"""The recipe of a way that is always open."""


SURELY = Reading()
EVEN_BY_RESERVE = Reading(by_reserve=True)
IF_ANY_IS_USED = Reading(by_any=True)
IF_ANY_EVEN_BY_RESERVE = Reading(by_reserve=True, by_any=True)


def recipe_of(network: Network, payload: Payload, to: NumberCode, reading: Reading) -> Recipe | None:
    """Answer when a forwarding leads to a number, None for never."""
    reserve = reserve_of(payload)
    if reserve is not None:
        return OPEN if reading.by_reserve and network.own(reserve) == to else None
    return recipe(_steps(network, payload, to, reading))


def recipe(entries: Iterable[Step]) -> Recipe | None:
    """Answer the recipe of entries in order, None if none of them ever leads along the way."""
    steps: list[Step] = []
    useful = 0
    for step in entries:
        if step.leads and not step.text and not steps:
            return OPEN
        steps.append(step)
        if step.leads:
            useful = len(steps)
        if step.hides and not step.text:
            break
    return tuple(steps[:useful]) or None


def _steps(network: Network, payload: Payload, to: NumberCode, reading: Reading) -> Iterator[Step]:
    """Yield the entries that matter; one whose period cannot be read never counts."""
    order = order_of(payload)
    is_first_used = order is RedirectType.SINGLE and not reading.by_any
    for entry in entries_of(payload):
        text = period_of(entry)
        target = target_of(entry)
        leads = target is not None and network.own(target) == to
        hides = is_first_used or (order is RedirectType.SEQUENTIAL and is_drop(entry))
        if leads or hides:
            period = network.schedules.period(text)
            if period is not None:
                yield Step(text if period.subs else "", leads, hides)


def opened(recipe: Recipe, patterns: Mapping[str, Pattern]) -> Pattern:
    """Answer the seconds of a day at which a way is open, given the patterns of the periods."""
    found = hidden = NEVER
    for step in recipe:
        pattern = patterns[step.text] if step.text else ALWAYS
        if step.leads:
            found = union(found, without(pattern, hidden))
        if step.hides:
            hidden = union(hidden, pattern)
    return found


@dataclass(slots=True, kw_only=True, eq=False)
class Openings:
    """Answers when ways are open at once; the same question is worked out once."""

    network: Network
    _known: dict[tuple[frozenset[Recipe], datetime, datetime | None], datetime | None] = field(default_factory=dict)

    def first(self, recipes: frozenset[Recipe], start: datetime, end: datetime | None) -> datetime | None:
        """Answer the first moment of a span (without an end: ever after) at which all are open, or None."""
        key = recipes, start, end
        if key not in self._known:
            self._known[key] = self._first(recipes - {OPEN}, start, end)
        return self._known[key]

    def _first(self, recipes: frozenset[Recipe], start: datetime, end: datetime | None) -> datetime | None:
        if not recipes:
            return start
        texts = tuple(sorted({step.text for recipe in recipes for step in recipe if step.text}))
        if not _common(map(_leads, recipes), {text: self.network.schedules.ever(text) for text in texts}):
            return None
        best: tuple[datetime, date] | None = None
        for day, pattern in self._days(recipes, texts, start, end):
            if best is not None and day - best[1] > ONE_DAY:
                break
            moment = min(self._moments(day, pattern, start, end), default=None)
            if moment is not None and (best is None or moment < best[0]):
                best = moment, day
        return best and best[0]

    def _days(
        self, recipes: frozenset[Recipe], texts: tuple[str, ...], start: datetime, end: datetime | None
    ) -> Iterator[tuple[date, Pattern]]:
        """Yield, in order, days with seconds at which all ways are open by the clocks on the wall."""
        schedules = self.network.schedules
        periods = [period for text in texts if (period := schedules.period(text))]
        for first, days in chunks(start.astimezone(self.network.zone), end, periods):
            columns = [schedules.patterns(text, first, days) for text in texts]
            keys = list(zip(*(map(id, column) for column in columns), strict=True))
            rows = dict(zip(keys, zip(*columns, strict=True), strict=True))
            known = {key: _common(recipes, dict(zip(texts, row, strict=True))) for key, row in rows.items()}
            if any(known.values()):
                for index, key in enumerate(keys):
                    if known[key]:
                        yield first + timedelta(days=index), known[key]

    def _moments(self, day: date, pattern: Pattern, start: datetime, end: datetime | None) -> Iterator[datetime]:
        """Yield the moments at which the clocks begin to show the seconds of a pattern, within a span."""
        for first, last in zip(pattern[::2], pattern[1::2], strict=True):
            for begin, stop in real_spans(day, first, last, self.network.zone):
                moment = max(begin, start)
                if moment < stop and (end is None or moment < end):
                    yield moment


def _leads(recipe: Recipe) -> Recipe:
    """Answer the same way without what hides anything: it is open whenever the recipe is, and perhaps more often."""
    return tuple(step._replace(hides=False) for step in recipe if step.leads)


def _common(recipes: Iterable[Recipe], patterns: Mapping[str, Pattern]) -> Pattern:
    """Answer when all are open."""
    found = ALWAYS
    for recipe in recipes:
        found = both(found, opened(recipe, patterns))
        if not found:
            break
    return found
