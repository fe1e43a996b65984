"""What is recorded, for machines; the record's own key is not shown."""

from typing import Any

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.reports.json.values import dumped


def render(recorded: Recorded, *, number: NumberCode | None = None) -> str:
    """Answer every recorded number, or one."""
    chosen = recorded.numbers if number is None else {number: recorded.numbers[number]}
    return dumped(
        {
            "lineage": recorded.lineage,
            "serial": recorded.serial,
            "numbers": [_number(code, entry) for code, entry in sorted(chosen.items())],
        }
    )


def _number(code: NumberCode, entry: Entry) -> dict[str, Any]:
    return {
        "number_code": code,
        "application": entry.application,
        "payload": entry.payload,
        "description": entry.description,
        "labels": list(entry.labels),
        "protected": entry.protected,
        "on_removal": entry.on_removal.value,
        "weight": entry.weight,
        "later": [{"at": item.at, "reason": item.reason, "payload": item.payload} for item in entry.later],
        "secrets": sorted(entry.secrets),
        "unknown": None if entry.unknown is None else {"since": entry.unknown.since, "payload": entry.unknown.payload},
        "restore": entry.restore is not None,
        "applied_at": entry.applied_at,
        "revision": entry.revision,
    }
