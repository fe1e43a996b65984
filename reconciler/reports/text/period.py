"""One period for people: what is wrong or doubtful about it, whether it is active and until when, and its week."""

import textwrap
from collections.abc import Iterator

from reconciler.model.diagnostics import Source
from reconciler.periods.asking import Answer
from reconciler.periods.findings import Finding
from reconciler.periods.tokens import SPACES
from reconciler.reports.harmless import harmless
from reconciler.reports.text import excerpt
from reconciler.reports.text.paint import PLAIN, Paint

WIDTH = 100
INDENT = "    "
YEAR = 366
LONGEST = 200
"""Of a longer text only the beginning is shown, except around a finding."""
LONGEST_OFFER = 2_000
"""A longer text to write instead is not shown: one that is cut off would be no period."""


def render(answer: Answer, *, paint: Paint = PLAIN) -> str:
    """Answer all that can be told, with the zone it was computed in."""
    shown = harmless(answer.text[:LONGEST]) + ("…" if len(answer.text) > LONGEST else "")
    told = [paint.strong(shown if answer.text.strip(SPACES) else "(empty: always active)")]
    for finding in answer.findings:
        told += _finding(answer.text, finding, paint)
    if answer.findings:
        told.append(paint.strong(_count(answer)))
    if answer.suggestion is not None and len(answer.suggestion) <= LONGEST_OFFER:
        told.append(f"Better: {paint.good(harmless(answer.suggestion) or '(empty)')}")
    told += _refused(answer, paint) if answer.is_refused else _active(answer, paint)
    return "\n".join(told) + "\n"


def _finding(text: str, finding: Finding, paint: Paint) -> Iterator[str]:
    colour = paint.bad if finding.kind.is_error else paint.changed
    severity = colour("error" if finding.kind.is_error else "warning")
    column = finding.start + 1
    place = paint.strong(f"column {column}")
    yield f"{place}: {severity}: {finding.kind.summary} {paint.faint(f'[{finding.kind.value}]')}"
    yield from excerpt.render(Source(file="", line=1, column=column), text, width=WIDTH, paint=paint, colour=colour)
    yield textwrap.fill(
        harmless(finding.detail),
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(answer: Answer) -> str:
    word = "error" if answer.is_refused else "warning"
    count = len(answer.findings)
    return f"{count} {word}{'s' if count != 1 else ''}."


def _refused(answer: Answer, paint: Paint) -> Iterator[str]:
    yield f"{paint.bad('Refused')}: when it would be active nobody can tell. Zone: {answer.zone}."


def _active(answer: Answer, paint: Paint) -> Iterator[str]:
    state = paint.good("active") if answer.is_active else paint.changed("not active")
    stays = "for years" if answer.days_ahead > YEAR else f"for the next {answer.days_ahead} days"
    until = f"until {answer.until:%a %Y-%m-%d %H:%M:%S}" if answer.until else f"and stays so {stays}"
    yield f"Zone {answer.zone}, at {answer.at:%a %Y-%m-%d %H:%M:%S %z}: {state}, {until}."
    yield f"The week from {answer.today}:"
    yield from (INDENT + line for line in answer.week or ("never",))
