"""Part of a plan: the changes that a SELECTOR names (a number, label:NAME, application:NAME or a file)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reconciler.errors import UsageError
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Source
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.planner.change import Change, Plan
from reconciler.planner.digest import digest_of
from reconciler.planner.transitions import Transition

FILE_ENDINGS = (".yaml", ".yml")


def select(plan: Plan, selectors: Sequence[str], desired: Desired) -> Plan:
    """Answer the plan with only what one of the selectors names: changes, and transitions to come. None means all."""
    if not selectors:
        return plan
    for selector in selectors:
        _check(selector)
    changes = tuple(change for change in plan.changes if any(_matches(change, selector) for selector in selectors))
    unselected = plan.unselected + len(plan.changes) - len(changes)
    transitions = tuple(_of_selected(plan.transitions, selectors, desired))
    return replace(
        plan, changes=changes, digest=digest_of(changes), unselected=unselected, transitions=transitions, beyond=0
    )


def _of_selected(found: Iterable[Transition], selectors: Sequence[str], desired: Desired) -> Iterator[Transition]:
    """Yield transitions with only those of their numbers that one of the selectors names."""
    for item in found:
        numbers = tuple(code for code in item.numbers if _declares(code, selectors, desired))
        if numbers:
            yield replace(item, numbers=numbers)


def _declares(code: NumberCode, selectors: Sequence[str], desired: Desired) -> bool:
    number = desired.numbers.get(code)
    holders = () if number is None else (number,)
    return any(_fits(selector, code, holders, desired.sources.get(code)) for selector in selectors)


def refuse_unmatched(selectors: Sequence[str], desired: Desired, recorded: Recorded) -> None:
    """Refuse a selector that no declared or recorded number has: a misspelt one would quietly do nothing."""
    for selector in selectors:
        _check(selector)
        declared = (
            _fits(selector, number.number_code, (number,), desired.sources.get(number.number_code))
            for number in desired.numbers.values()
        )
        known = (_fits(selector, code, (entry,), None) for code, entry in recorded.numbers.items())
        if not any(declared) and not any(known):
            raise UsageError(
                f"no declared or recorded number is selected by '{selector}'.",
                advice="A file is written as the plan names it, from the current folder.",
            )


def _check(selector: str) -> None:
    kind, colon, name = selector.partition(":")
    if selector.isascii() and selector.isdigit():
        return
    if colon and name and kind in {"label", "application"}:
        return
    if selector.endswith(FILE_ENDINGS):
        return
    raise UsageError(
        f"'{selector}' selects nothing.",
        advice="A selector is a number, label:NAME, application:NAME, or a file as the plan names it.",
    )


def _matches(change: Change, selector: str) -> bool:
    entries = [entry for entry in (change.before, change.after) if entry is not None]
    return _fits(selector, change.number_code, entries, change.source)


def _fits(selector: str, code: NumberCode, holders: Iterable[Entry | DesiredNumber], source: Source | None) -> bool:
    kind, _, name = selector.partition(":")
    if kind == "label":
        return any(name in holder.labels for holder in holders)
    if kind == "application":
        return any(name == holder.application for holder in holders)
    if selector.isdigit():
        return str(code) == selector
    return source is not None and source.file == selector.removeprefix("./")
