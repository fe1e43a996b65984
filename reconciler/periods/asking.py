"""Everything that can be told of one period at one moment: findings, whether and until when it is active, a week."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from reconciler.periods.evaluation import active_intervals, is_active, patterns
from reconciler.periods.findings import Finding
from reconciler.periods.misgivings import findings_of
from reconciler.periods.nodes import Period
from reconciler.periods.parser import read
from reconciler.periods.weekly import lines

AHEAD = (2, 60, 800, 3_300)
"""So many days ahead the next change is looked for, step by step: a 29 February is nine years off at most."""
NEAR = AHEAD[:2]
LONG = 1_000
"""In a period of more alternatives, which nobody writes, the next change is looked for nearby alone."""
WEEK = 7
STEPS = 50
"""No period has more doubts one behind the other; and if it had, its form would stay as it is then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be told of a period; `is_active`, `until` and `week` are None where the text is refused.

    `suggestion` is the text to write instead, all mistakes and as many doubts as possible taken out, if there is one.
    `until` is the moment at which the period begins or ends to be active, None if that is not within `days_ahead`.
    """

    text: str
    findings: tuple[Finding, ...]
    suggestion: str | None
    zone: tzinfo
    at: datetime
    today: date
    days_ahead: int = AHEAD[-1]
    is_active: bool | None = None
    until: datetime | None = None
    week: tuple[str, ...] | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether the text is no period."""
        return self.is_active is None


def ask(text: str, *, zone: tzinfo, at: datetime) -> Answer:
    """Answer everything about a text at an aware moment."""
    local = at.astimezone(zone)
    today = local.date()
    refused = Answer(
        text=text,
        findings=findings_of(text, zone=zone, at=at),
        suggestion=suggested(text, zone=zone, at=at),
        zone=zone,
        at=local,
        today=today,
    )
    period = read(text).period
    if period is None:
        return refused
    return replace(
        refused,
        is_active=is_active(period, at, zone),
        days_ahead=_ahead(period)[-1],
        until=next_change(period, at, zone),
        week=lines(
            [(today + timedelta(days=day), pattern) for day, pattern in enumerate(patterns(period, today, WEEK))]
        ),
    )


def next_change(period: Period, at: datetime, zone: tzinfo) -> datetime | None:
    """Answer the first moment after one at which a period is active and was not, or the other way round."""
    for days in _ahead(period):
        end = at + timedelta(days=days)
        first = next(active_intervals(period, at, end, zone), None)
        if first is None:
            continue
        change = first.end if first.start <= at else first.start
        if change < end:
            return change.astimezone(zone)
    return None


def _ahead(period: Period) -> tuple[int, ...]:
    return AHEAD if len(period.subs) <= LONG else NEAR


def suggested(text: str, *, zone: tzinfo, at: datetime) -> str | None:
    """Answer what a text becomes when each finding is followed that offers a text, or None if none does."""
    current = text
    for _ in range(STEPS):
        found = findings_of(current, zone=zone, at=at)
        better = next((item.replacement for item in found if item.replacement is not None), None)
        if better is None or better == current:
            break
        current = better
    return current if current != text else None
