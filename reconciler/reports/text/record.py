"""What is recorded, for people."""

from collections.abc import Iterator

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry, Recorded
from reconciler.reports.harmless import harmless, shortened
from reconciler.reports.text import forwarding
from reconciler.reports.text.paint import PLAIN, Paint

MOST_LETTERS = 160
"""Of a longer reason the beginning is told."""


def render(recorded: Recorded, *, number: NumberCode | None = None, paint: Paint = PLAIN) -> str:
    """Answer every recorded number on a line, or all that is recorded of one."""
    if number is not None:
        return "\n".join(_whole(number, recorded.numbers[number], paint)) + "\n"
    lines = [_line(code, entry, paint) for code, entry in sorted(recorded.numbers.items())]
    return "\n".join([*lines, f"{len(lines)} number{'s' if len(lines) != 1 else ''} recorded."]) + "\n"


def _line(code: NumberCode, entry: Entry, paint: Paint) -> str:
    mark = paint.changed(" (outcome of its last call unknown)") if entry.unknown else ""
    description = harmless(entry.description) if entry.description else ""
    return "  ".join(filter(None, (paint.strong(str(code)), description, forwarding.render(entry.payload)))) + mark


def _whole(code: NumberCode, entry: Entry, paint: Paint) -> Iterator[str]:
    yield paint.strong(str(code)) + (f"  {harmless(entry.description)}" if entry.description else "")
    yield f"    {forwarding.render(entry.payload)}"
    yield from (f"    {line}" for line in forwarding.details(entry.payload))
    for item in entry.later:
        why = f" '{shortened(item.reason, MOST_LETTERS)}'" if item.reason else ""
        yield f"    from {item.at.isoformat(timespec='seconds')}{why}: {forwarding.render(item.payload)}"
    yield f"    application: {harmless(entry.application)}"
    if entry.labels:
        yield f"    labels: {harmless(', '.join(entry.labels))}"
    yield f"    on_removal: {entry.on_removal.value}, protected: {str(entry.protected).lower()}, weight: {entry.weight}"
    if entry.secrets:
        yield f"    secrets: {', '.join(entry.secrets)} (values are not kept)"
    if entry.applied_at:
        revision = harmless(entry.revision or "no revision")
        yield f"    applied: {entry.applied_at.isoformat(timespec='seconds')} from {revision}"
    if entry.unknown:
        since = entry.unknown.since.isoformat(timespec="seconds")
        yield f"    unknown: nobody knows whether the call of {since} took effect"
    if entry.restore:
        yield "    restore: the drift check was told to bring it back; the next apply sends it again"
