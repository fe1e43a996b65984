"""Part of a plan: the changes that a SELECTOR names (a number, label:NAME, application:NAME or a file)."""

from collections.abc import Sequence
from dataclasses import replace

from reconciler.errors import UsageError
from reconciler.planner.change import Change, Plan
from reconciler.planner.digest import digest_of

FILE_ENDINGS = (".yaml", ".yml")


def select(plan: Plan, selectors: Sequence[str]) -> Plan:
    """Answer the plan with only the changes that one of the selectors names; no selector means all of it."""
    if not selectors:
        return plan
    for selector in selectors:
        _check(selector)
    changes = tuple(change for change in plan.changes if any(_matches(change, selector) for selector in selectors))
    return replace(plan, changes=changes, digest=digest_of(changes))


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
    kind, _, name = selector.partition(":")
    entries = [entry for entry in (change.before, change.after) if entry is not None]
    if kind == "label":
        return any(name in entry.labels for entry in entries)
    if kind == "application":
        return any(name == entry.application for entry in entries)
    if selector.isdigit():
        return str(change.number_code) == selector
    return change.source is not None and change.source.file == selector.removeprefix("./")
