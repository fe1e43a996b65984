"""A period that is looked at for doubts, and how one of them becomes a finding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from reconciler.periods.findings import Finding, Kind
from reconciler.periods.mistakes import Edit, applied
from reconciler.periods.nodes import Period, Range, Scale
from reconciler.periods.parser import read
from reconciler.periods.quoting import braced
from reconciler.periods.scales import Unit
from reconciler.periods.sets import count_of, values_of

LONGEST = 2_000
"""A longer text is not written anew for each doubt about it."""
LISTED = 24
"""So many values at most are offered as a list; more would be harder to read than what they replace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A text with its period, the zone by whose clocks it is evaluated, and the moment that is asked about."""

    text: str
    period: Period
    zone: tzinfo
    at: datetime

    @property
    def today(self) -> date:
        """The day of the moment in the zone."""
        return self.at.astimezone(self.zone).date()

    def finding(self, kind: Kind, detail: str, place: tuple[int, int], edits: Iterable[Edit] | None = None) -> Finding:
        """Make a finding; with edits it offers the text in which they are made."""
        replacement = None
        if edits is not None and len(self.text) <= LONGEST:
            replacement = applied(self.text, list(edits))
        if replacement is not None and read(replacement).period is None:
            replacement = None
        return Finding(kind=kind, detail=detail, start=place[0], end=place[1], replacement=replacement)

    def of(self, scale: Scale) -> str:
        """Answer a scale as it was written, by its short name, for a sentence."""
        return braced(scale.name, self.items(scale))

    def all_of(self, scales: Iterable[Scale]) -> str:
        """Answer several scales as they were written, for a sentence."""
        return " ".join(self.of(scale) for scale in scales)

    def items(self, scale: Scale) -> str:
        """Answer what stands in the braces of a scale, without needless spaces."""
        return " ".join(as_written(item) for item in scale.ranges)


def as_written(item: Range) -> str:
    """Answer a range in the words of its writer."""
    return "-".join(item.written) if item.is_dashed else item.written[0]


def is_numeric(scale: Scale) -> bool:
    """Tell whether weekdays are written as numbers, of which nobody knows the days."""
    return scale.name is Unit.WEEKDAY and any(word.isdigit() for item in scale.ranges for word in item.written)


def within(scale: Scale, items: str) -> Edit:
    """Answer the edit that puts other items into the braces of a scale."""
    return Edit(start=scale.ranges[0].start, end=scale.ranges[-1].end, text=items)


def listed(scale: Scale) -> str | None:
    """Answer the values of a scale as a list without ranges, or None if there are too many to read."""
    if sum(count_of(scale.name, item) for item in scale.ranges) > LISTED:
        return None
    return " ".join(dict.fromkeys(word for item in scale.ranges for word in values_of(scale.name, item)))
