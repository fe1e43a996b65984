"""How a record stands, for machines."""

from dataclasses import asdict

from reconciler.model.standing import Standing
from reconciler.reports.json.values import dumped


def render(standing: Standing) -> str:
    """Answer the standing."""
    facts = asdict(standing)
    facts["format"] = facts.pop("format_version")
    return dumped(facts)
