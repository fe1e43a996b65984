"""What was done to the numbers, for machines."""

from collections.abc import Iterable, Sequence
from typing import Any

from reconciler.model.history import Deed, PastRun
from reconciler.model.recorded import Entry
from reconciler.planner.fields import entry_changes
from reconciler.reports.json.values import dumped


def render(runs: Sequence[PastRun], *, error: str | None = None) -> str:
    """Answer the runs, the newest first, or (with `error`) why there are none to tell."""
    return dumped({"runs": [_run(run) for run in runs], "error": error})


def _run(run: PastRun) -> dict[str, Any]:
    return {
        "run": run.id,
        "verb": run.verb,
        "owner": run.owner,
        "host": run.host,
        "run_url": run.run_url,
        "revision": run.revision,
        "digest": run.digest,
        "started": run.started,
        "ended": run.ended,
        "numbers": _deeds(run.deeds),
        "verdicts": [
            {"number_code": item.number_code, "verdict": item.verdict, "detail": item.detail, "at": item.at}
            for item in run.verdicts
        ],
    }


def _deeds(deeds: Iterable[Deed]) -> list[dict[str, Any]]:
    return [
        {
            "number_code": deed.number_code,
            "application": deed.application,
            "action": deed.action,
            "outcome": deed.outcome or "unknown",
            "outcome_written": deed.outcome is not None,
            "detail": deed.detail,
            "at": deed.at,
            "before": _payload(deed.before),
            "after": _payload(deed.after),
            "fields": [
                {"path": field.name, "before": field.before, "after": field.after}
                for field in entry_changes(deed.before, deed.after)
            ],
        }
        for deed in deeds
    ]


def _payload(entry: Entry | None) -> dict[str, Any] | None:
    return entry.payload if entry else None
