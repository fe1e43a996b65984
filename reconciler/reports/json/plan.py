"""The plan for machines."""

from collections.abc import Container, Iterable
from typing import Any

from reconciler.model.diagnostics import Diagnostic
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Later
from reconciler.planner.budget import Budget
from reconciler.planner.change import Change, Plan
from reconciler.planner.fields import FieldChange, field_changes
from reconciler.planner.guards import Brakes
from reconciler.planner.order import Order
from reconciler.planner.review import NO_EFFECT, NOTHING_TO_REVIEW, InUse, Review
from reconciler.planner.transitions import Next, Transition
from reconciler.reports.json.values import diagnostic, dumped
from reconciler.reports.text import behaviour

NO_PLAN: dict[str, Any] = {
    "digest": None,
    "compared_with": None,
    "base": None,
    "changes": [],
    "counts": {},
    "budget": None,
    "refused_by": {"limits": [], "protection": []},
    "valid_until": None,
    "affected": [],
    "transitions": [],
    "transitions_beyond": 0,
    "exceptions": [],
    "not_compared": {},
    "busy": [],
    "unselected": 0,
    "held_back": [],
    "levels": [],
    "unordered": [],
}
"""What stands where files with mistakes allow no plan: the keys are those of every plan."""


def render(
    plan: Plan | None,
    *,
    budget: Budget | None = None,
    brakes: Brakes | None = None,
    review: Review = NOTHING_TO_REVIEW,
    order: Order | None = None,
    pending: Container[NumberCode] = (),
    compared_with: str | None = None,
    diagnostics: Iterable[Diagnostic] = (),
    error: str | None = None,
) -> str:
    """Answer the plan, or (None) why there is none; secrets stand in it as references."""
    found = [diagnostic(item) for item in diagnostics]
    if plan is None:
        return dumped({**NO_PLAN, "diagnostics": found, "error": error})
    return dumped(
        {
            "digest": plan.digest,
            "compared_with": compared_with,
            "base": {"lineage": plan.base.lineage, "serial": plan.base.serial},
            "changes": [
                {
                    **_change(change),
                    **_effect(change.number_code, review),
                    "caused_by_branch": change.number_code not in pending,
                }
                for change in plan.changes
            ],
            "counts": {**{action.value: count for action, count in plan.counts().items()}, "unchanged": plan.unchanged},
            "budget": {"calls": budget.calls, "looks": budget.looks, "seconds": round(budget.seconds, 1)}
            if budget
            else None,
            "refused_by": {
                "limits": list(brakes.limits) if brakes else [],
                "protection": list(brakes.protection) if brakes else [],
            },
            "valid_until": plan.valid_until,
            "affected": [{"number_code": code, **_effect(code, review)} for code in review.affected],
            "transitions": [_transition(item) for item in plan.transitions],
            "transitions_beyond": plan.beyond,
            "exceptions": [_exception(item) for item in review.exceptions],
            "not_compared": {name: list(numbers) for name, numbers in plan.not_compared.items()},
            "busy": list(plan.busy),
            "unselected": plan.unselected,
            "held_back": list(plan.held_back),
            "levels": [list(level) for level in order.levels] if order else [],
            "unordered": [list(part) for part in order.unordered] if order else [],
            "diagnostics": found,
        }
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "number_code": change.number_code,
        "application": change.application,
        "action": change.action.value,
        "before": _payload(change.before),
        "after": _payload(change.after),
        "fields": [_field(field) for field in field_changes(change)],
        "missing_secrets": list(change.missing_secrets),
        "override": change.override,
        "following": _following(change.following),
        "later": {
            "before": _later(change.approved),
            "after": _later(change.after.later) if change.after else [],
        },
        "is_due": change.is_due,
        "file": change.source.file if change.source else None,
        "line": change.source.line if change.source else None,
    }


def _effect(code: NumberCode, review: Review) -> dict[str, Any]:
    """Answer a number's flags, and what changes for its callers in words."""
    effect = review.effects.get(code, NO_EFFECT)
    lines = effect.told.lines
    unclear = behaviour.unclear_names(side for line in lines for side in (line.before, line.after))
    sides = [behaviour.sides(line.before, line.after, unclear) for line in lines]
    return {
        "flags": [{"flag": item.flag.value, "about": list(item.about)} for item in effect.flags],
        "behaviour": [
            {"when": line.when, "before": before, "after": after}
            for line, (before, after) in zip(lines, sides, strict=True)
        ],
        "more_behaviour": effect.told.more,
    }


def _later(items: Iterable[Later]) -> list[dict[str, Any]]:
    return [{"at": item.at, "reason": item.reason, "after": item.payload} for item in items]


def _following(following: Next | None) -> dict[str, Any] | None:
    if following is None:
        return None
    return {"at": following.at, "reason": following.reason, "after": following.forwarding}


def _transition(item: Transition) -> dict[str, Any]:
    named = {"at": item.at, "begins": item.begins, "reason": item.reason, "numbers": list(item.numbers)}
    return {**named, "after": item.forwarding}


def _exception(item: InUse) -> dict[str, Any]:
    exception = item.exception
    named = {"name": exception.name, "target": exception.target, "reason": exception.reason}
    return {**named, "numbers": list(item.numbers)}


def _payload(entry: Entry | None) -> dict[str, Any] | None:
    return entry.payload if entry else None


def _field(field: FieldChange) -> dict[str, Any]:
    return {"path": field.name, "before": field.before, "after": field.after}
