"""The changed numbers as data for a page: what is told of each, with words, grids and ways in tables beside."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, assert_never

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry
from reconciler.planner.change import Action, Change, Plan
from reconciler.planner.fields import FieldChange, field_changes
from reconciler.planner.flags import Flag, Flagged
from reconciler.planner.review import NO_EFFECT, Effect
from reconciler.planner.weeks import Week
from reconciler.reports.beside import Beside
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.html import standing
from reconciler.reports.html.drawing import Drawing
from reconciler.reports.html.grids import Grids, heads
from reconciler.reports.html.page import place
from reconciler.reports.html.tables import Words
from reconciler.reports.text import acts, behaviour, fields, forwarding
from reconciler.reports.text import review as of_review
from reconciler.reports.text.paint import PLAIN
from reconciler.routing.behaviour import is_dark

MOST_LETTERS = 80
"""Of a longer description the beginning stands in the list."""
MOST_OF_A_LABEL = 40
MOST_FIELDS = 60
"""Of more fields of one number the first are told."""
BAD = frozenset({Flag.GOES_DARK, Flag.LOOP_OPENED})
THROUGH = "affected"
"""What stands in place of an action for a number that has no change of its own."""
FLAG = {
    Flag.GOES_DARK: "goes dark",
    Flag.LOOP_OPENED: "loop",
    Flag.PROTECTED: "protected",
    Flag.NEW_COUNTRY: "new country",
    Flag.NEW_DESTINATION: "new destination",
}


def data_of_plan(plan: Plan, beside: Beside, weeks: Mapping[NumberCode, Week]) -> dict[str, Any]:
    """Answer everything that the scripts of a page show of a plan."""
    return _Rows(plan, beside, weeks).data()


class _Rows:
    def __init__(self, plan: Plan, beside: Beside, weeks: Mapping[NumberCode, Week]) -> None:
        self._plan = plan
        self._beside = beside
        self._weeks = weeks
        self._words = Words()
        self._grids = Grids(self._words)
        changed = frozenset(change.number_code for change in plan.changes)
        names = {code: _description(week.recorded) for code, week in weeks.items()}
        names |= {change.number_code: _description(change.after or change.before) for change in plan.changes}
        self._drawing = Drawing(names, changed)

    def data(self) -> dict[str, Any]:
        rows = [self._changed(change) for change in self._plan.changes]
        rows += [self._affected(code) for code in self._beside.review.affected]
        some = next(iter(self._weeks.values()), None)
        return {
            "rows": rows,
            "days": heads(some.days) if some else [],
            "zone": harmless(str(self._beside.zone)),
            "grids": self._grids.values(),
            **self._drawing.values(),
            "words": self._words.values(),
        }

    def _changed(self, change: Change) -> dict[str, Any]:
        entry = change.after or change.before
        shown = [*islice(field_changes(change), MOST_FIELDS + 1)]
        told = {
            "action": change.action.value,
            "about": _description(entry),
            "labels": _labels(entry),
            "place": place(change.source) if change.source else acts.UNDECLARED,
            "what": [self._words.place(line) for line in _what(change)],
            "fields": [self._field(field) for field in shown[:MOST_FIELDS]] if _shows_fields(change) else [],
            "moreFields": len(shown) > MOST_FIELDS and _shows_fields(change),
            "follows": [self._words.place(line) for line in self._follows(change)],
            "verified": self._standing(change.number_code, change.before),
            "pending": change.number_code in self._beside.pending,
        }
        # What there is nothing to tell of is left out.
        return {**self._common(change.number_code), **{name: value for name, value in told.items() if value != []}}

    def _affected(self, code: NumberCode) -> dict[str, Any]:
        words = "it does not change itself; what changes for its callers comes by other numbers of this plan"
        entry = self._weeks[code].recorded if code in self._weeks else None
        told = {"about": _description(entry), "labels": _labels(entry), "place": ""}
        known = self._standing(code, entry)
        what = [self._words.place(words)]
        return {**self._common(code), **told, "action": THROUGH, "what": what, "verified": known}

    def _common(self, code: NumberCode) -> dict[str, Any]:
        """Answer what is told of every number, with a change of its own or without."""
        effect = self._beside.review.effects.get(code, NO_EFFECT)
        told: dict[str, Any] = {"number": str(code)}
        if effect.flags:
            told["flags"] = [self._flag(item) for item in effect.flags]
        if effect.told.lines:
            told["callers"] = list(self._callers(effect))
            told["moreCallers"] = effect.told.more
        week = self._weeks.get(code)
        if week is not None:
            told["grid"] = self._grids.place(week)
            told["ways"] = [self._drawing.place(way) for way in week.ways]
        return told

    def _standing(self, code: NumberCode, entry: Entry | None) -> list[int]:
        call = self._weeks[code].open_call if code in self._weeks else None
        return [self._words.place(line) for line in standing.lines(entry, call, self._beside.zone)]

    def _flag(self, item: Flagged) -> tuple[str, int, bool]:
        words = of_review.flag_words(item, is_one=True)
        return FLAG[item.flag], self._words.place(words), item.flag in BAD

    def _callers(self, effect: Effect) -> Iterator[tuple[int, int, int, bool]]:
        lines = effect.told.lines
        unclear = behaviour.unclear_names(side for line in lines for side in (line.before, line.after))
        for line in lines:
            before, after = behaviour.sides(line.before, line.after, unclear)
            goes_dark = is_dark(line.after) and not is_dark(line.before)
            yield self._words.place(line.when), self._words.place(before), self._words.place(after), goes_dark

    def _field(self, field: FieldChange) -> tuple[int, int | None, int | None]:
        """Answer a field's name and both its values; of a secret only that it is another."""
        if field.path[0] == "secrets":
            return self._words.place(fields.line(field, PLAIN)), None, None
        before, after = (
            None if side is None else self._words.place(fields.value(side)) for side in (field.before, field.after)
        )
        return self._words.place(field.name), before, after

    def _follows(self, change: Change) -> Iterator[str]:
        yield from of_review.until(change, self._beside.zone)
        yield from of_review.later(change, self._beside.zone)
        yield from map(acts.without, change.missing_secrets)


def _description(entry: Entry | None) -> str:
    return shortened(entry.description, MOST_LETTERS) if entry is not None and entry.description else ""


def _labels(entry: Entry | None) -> list[str]:
    return [shortened(label, MOST_OF_A_LABEL) for label in (entry.labels if entry is not None else ())]


def _shows_fields(change: Change) -> bool:
    return change.action in {Action.CHANGE, Action.MOVE, Action.NOTE, Action.RESEND}


def _what(change: Change) -> Iterator[str]:
    """Yield what is done for a number, and what its forwarding is or was where no fields tell it."""
    before, after = change.before, change.after
    match change.action:
        case Action.ADD:
            yield forwarding.render(after.payload if after else None)
            yield from forwarding.details(after.payload if after else None)
        case Action.REMOVE:
            yield from acts.open_question(before)
            yield f"{acts.DELETED}; it was {forwarding.render(before.payload if before else None)}"
        case Action.FORGET:
            yield from acts.open_question(before)
            yield f"{acts.STAYS}: {forwarding.render(before.payload if before else None)}"
        case Action.RESEND:
            yield acts.why_again(before)
        case Action.NOTE:
            yield acts.RECORD_ONLY
        case Action.MOVE:
            yield f"it moves to the application {change.application}, and is sent with that one's key"
        case Action.CHANGE:
            return
        case _:
            assert_never(change.action)
