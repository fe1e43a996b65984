"""What the files ask for: one frozen value a number, and where each was declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from reconciler.model.diagnostics import Source
from reconciler.model.findings import NumberSpot, OverrideSpot
from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.recorded import Entry, Later, OnRemoval
from reconciler.model.secrets import referenced
from reconciler.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time in which an override holds for a number: from `start` (inclusive) until `end` (exclusive), both aware.

    `forwarding` is the whole payload that holds then, the override's object merged over the number's own. `override`
    is its index in `Desired.overrides`.
    """

    start: datetime
    end: datetime
    forwarding: Payload
    reason: str
    override: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredNumber:
    """The desired forwarding of one number, with names resolved, defaults merged and integers as numbers.

    `forwarding` holds whenever no window does; `windows` are in the order of time and do not overlap.
    """

    number_code: NumberCode
    application: ApplicationName
    forwarding: Payload
    description: str | None = None
    labels: tuple[str, ...] = ()
    protected: bool = False
    on_removal: OnRemoval = OnRemoval.KEEP
    weight: int = 1
    verify: bool = False
    windows: tuple[Window, ...] = ()

    def payload(self) -> Payload:
        """Answer exactly what is recorded and, with the secrets' values put in, what is sent."""
        return self.forwarding

    def window_at(self, moment: datetime) -> Window | None:
        """Answer the override that holds at a moment, if one does."""
        return next((window for window in self.windows if window.start <= moment < window.end), None)

    def holding_at(self, moment: datetime) -> "DesiredNumber":
        """Answer the number as it is to be at a moment: its forwarding is that of the override that holds then."""
        window = self.window_at(moment)
        return self if window is None else replace(self, forwarding=window.forwarding)

    def later_than(self, moment: datetime) -> tuple[Later, ...]:
        """Answer what overrides make of the number after a moment; one that changes nothing is left out."""
        if not self.windows:
            return ()
        found: list[Later] = []
        forwarding = self.holding_at(moment).forwarding
        for turn in sorted({turn for window in self.windows for turn in (window.start, window.end) if turn > moment}):
            window = self.window_at(turn)
            following = window.forwarding if window else self.forwarding
            if following != forwarding:
                reason = window.reason if window else None
                found.append(Later(at=turn.astimezone(UTC), payload=dict(following), reason=reason))
            forwarding = following
        return tuple(found)

    def entry(self, fingerprints: Mapping[str, str], at: datetime | None = None) -> Entry:
        """Answer what the record says of this number once it is applied at a moment (None: overrides left aside).

        `fingerprints` maps the names of secrets that are at hand to their HMACs; a name without one is left out.
        """
        forwarding = self.forwarding if at is None else self.holding_at(at).forwarding
        return Entry(
            payload=dict(forwarding),
            application=self.application,
            protected=self.protected,
            on_removal=self.on_removal,
            weight=self.weight,
            labels=self.labels,
            description=self.description,
            later=() if at is None else self.later_than(at),
            secrets={name: fingerprints[name] for name in referenced(forwarding) if name in fingerprints},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One declared override: its numbers, its time, why, and the lines of its file that declare it."""

    numbers: tuple[NumberCode, ...]
    start: datetime
    end: datetime
    reason: str
    source: Source
    last_line: int


class Special(StrEnum):
    """What an expectation can name instead of the numbers that are rung."""

    NOBODY = "nobody"
    DROPPED = "dropped"
    URL = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A call test: what a call to a number at a moment is expected to come to.

    `expect` is a special answer, or the numbers and SIP IDs that are rung (in order, where the order means something);
    `written` are the same as they were written, "@names" kept.
    """

    call: NumberCode
    at: datetime
    expect: Special | tuple[str, ...]
    written: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """Everything that a folder declares.

    `contacts` and `schedules` are the names and what they stand for. `periods` maps each text of a period that stands
    in a number or an override, and not as a name, to where it stands.
    """

    numbers: Mapping[NumberCode, DesiredNumber]
    settings: Settings = field(default_factory=Settings)
    sources: Mapping[NumberCode, Source] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    contacts: Mapping[str, str] = field(default_factory=dict)
    schedules: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, tuple[NumberSpot | OverrideSpot, ...]] = field(default_factory=dict)

    def holding_at(self, moment: datetime) -> "Desired":
        """Answer what is desired at a moment: each number with the override that holds then."""
        within = {code: number.holding_at(moment) for code, number in self.numbers.items() if number.windows}
        return replace(self, numbers={**self.numbers, **within}) if within else self
