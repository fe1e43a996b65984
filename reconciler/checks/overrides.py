"""Asks whether an override is over, so that its lines only stand in the way of whoever reads the file."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from reconciler.model.desired import Override
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding, OverrideSpot
from reconciler.periods.moments import shown


def findings(overrides: Sequence[Override], *, at: datetime, zone: tzinfo) -> Iterator[Finding]:
    """Yield the overrides that ended at a moment or before it, with the lines to delete."""
    for index, override in enumerate(overrides):
        if override.end <= at:
            first, last = override.source.line, override.last_line
            lines = f"line {first}" if first >= last else f"lines {first}-{last}"
            until = f"{shown(override.end, zone)} ({zone})"
            detail = (
                f"It holds until {until}. Once that is past, its numbers are back to what they declare themselves:"
                f" delete {lines} of {override.source.file}; git remembers them."
            )
            yield Finding(code=Code.EXPIRED_OVERRIDE, detail=detail, spot=OverrideSpot(index=index))
