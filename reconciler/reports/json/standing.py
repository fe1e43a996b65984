"""How a record stands, for machines."""

from dataclasses import asdict

from reconciler.model.standing import Standing
from reconciler.reports.json.values import dumped


def render(standing: Standing) -> str:
    """Answer the standing."""
    facts = asdict(standing)
    return dumped(
        {
            **{name: facts[name] for name in ("backend", "lineage", "serial", "numbers", "lock", "open_calls")},
            "format": standing.format_version,
        }
    )
