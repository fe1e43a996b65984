"""One field that differs, for people: its old and its new value."""

from collections.abc import Sequence

from reconciler.planner.fields import FieldChange
from reconciler.reports.harmless import harmless
from reconciler.reports.text import forwarding
from reconciler.reports.text.paint import Paint


def line(field: FieldChange, paint: Paint) -> str:
    """Answer a field's line; of a secret only that it is another."""
    name = harmless(field.name)
    if field.path[0] == "secrets":
        return f"secret changed: {harmless(field.path[-1])}"
    if field.before is None:
        return f"{name}: {paint.good(value(field.after))} {paint.faint('(new)')}"
    if field.after is None:
        return f"{name}: {paint.bad(value(field.before))} {paint.faint('(taken out)')}"
    return f"{name}: {paint.bad(value(field.before))} → {paint.good(value(field.after))}"


def value(found: object) -> str:
    """Answer a value of a payload on one line."""
    if isinstance(found, dict) and "timeout" in found:
        return harmless(forwarding.entry(found))
    if isinstance(found, dict):
        return harmless(", ".join(f"{key} {item}" for key, item in found.items()))
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, Sequence) and not isinstance(found, str):
        return harmless("[" + ", ".join(str(item) for item in found) + "]")
    return harmless(str(found))
