"""What is done about a difference in the record: its live value accepted, or the number marked to be sent again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from reconciler.loader.redeclaring import Style, item_of, names_of, undeclarable
from reconciler.model.desired import Desired
from reconciler.model.forwarding import Payload, texts_of
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry
from reconciler.model.settings import applications_of
from reconciler.planner.accepting import Refused, accepted
from reconciler.planner.drift import (
    DIFFERENCES,
    Drift,
    Knowledge,
    Resolution,
    Result,
    Seen,
    Settlement,
    Sight,
    Way,
    mark_of,
)
from reconciler.providers.redaction import Redaction
from reconciler.workflows.fitting import Fitting

REVEALING = "its live value holds an API key, or a secret outside of a URL, which must not get into the record"
UNDECLARED = "the folder does not declare it, so no plan would send it again"
ALREADY = "marked already"
BEFORE = "accepted before, and not declared yet"

Settled: TypeAlias = tuple[Drift, Resolution | None]


@dataclass(slots=True, kw_only=True)
class Settler:
    """Settles the differences of one run in one way; `keys` are the API keys, which must get into no file."""

    way: Way
    desired: Desired
    knowledge: Knowledge
    keys: tuple[str, ...] = field(repr=False)
    at: datetime
    _redact: Redaction = field(init=False)
    _style: Style = field(init=False)
    _fitting: Fitting = field(init=False)

    def __post_init__(self) -> None:
        settings = self.desired.settings
        self._redact = Redaction([*self.knowledge.secrets.values(), *self.keys])
        self._style = Style(
            names=names_of(self.desired.contacts),
            schedules=names_of(self.desired.schedules),
            on_removal=settings.on_removal,
            with_application=len(applications_of(settings)) > 1,
        )
        self._fitting = Fitting(desired=self.desired, at=self.at)

    def settle(self, drift: Drift, entry: Entry, sights: Mapping[NumberCode, Sight]) -> Settled:
        """Answer a drift with what is done about it, and what is to be written for that, if anything."""
        seen = sights[drift.number_code]
        if drift.result is Result.IN_SYNC and self.way is Way.ACCEPT and entry.payload is not None:
            return self._again(drift, entry, entry.payload), None
        if drift.result not in DIFFERENCES or not isinstance(seen, Seen):
            return drift, None
        match self.way:
            case Way.ACCEPT:
                return self._accept(drift, entry, seen)
            case Way.RESTORE:
                return self._restore(drift, entry, seen)
            case _:
                assert_never(self.way)

    def unsettled(self, drift: Drift, why: str) -> Drift:
        """Answer a drift about which nothing could be done after all."""
        if drift.result not in DIFFERENCES or drift.settlement is None or not drift.settlement.done:
            return drift
        return replace(drift, settlement=Settlement(way=self.way, done=False, why=why))

    def _accept(self, drift: Drift, entry: Entry, seen: Seen) -> Settled:
        after = accepted(entry, seen, self.knowledge)
        if isinstance(after, Refused) or after.payload is None:
            return self._left(drift, after.why if isinstance(after, Refused) else "")
        number = self.desired.numbers.get(drift.number_code)
        window = number.window_at(self.at) if number else None
        if window is not None:
            return self._left(
                drift,
                f"until {window.end.isoformat(timespec='minutes')} the override '{window.reason}' decides what it does:"
                " change that, or accept the live value when it has ended",
            )
        reason = undeclarable(after.payload, entry.payload)
        if reason:
            return self._left(drift, reason)
        item = item_of(entry, after.payload, self._style, number)
        if any(self._redact(text) != text for text in texts_of(item)):
            return self._left(drift, REVEALING)
        reason = self._fitting.refused(entry, drift.number_code, after.payload)
        if reason:
            return self._left(drift, reason)
        return self._done(drift, entry, after, Settlement(way=self.way, done=True, declaration=item))

    def _again(self, drift: Drift, entry: Entry, payload: Payload) -> Drift:
        """Answer an accepted number with what to declare, as long as the folder does not declare that."""
        number = self.desired.numbers.get(drift.number_code)
        if not entry.accepted or (number is not None and number.forwarding == payload):
            return drift
        self._fitting.take(entry, drift.number_code, payload)
        item = item_of(entry, payload, self._style, number)
        return replace(drift, settlement=Settlement(way=self.way, done=True, why=BEFORE, declaration=item))

    def _restore(self, drift: Drift, entry: Entry, seen: Seen) -> Settled:
        if drift.number_code not in self.desired.numbers:
            return self._left(drift, UNDECLARED)
        mark = mark_of(seen, self.knowledge)
        settlement = Settlement(way=self.way, done=True)
        if entry.restore == mark:
            return replace(drift, settlement=replace(settlement, why=ALREADY)), None
        return self._done(replace(drift, detail=""), entry, replace(entry, restore=mark), settlement)

    def _done(self, drift: Drift, before: Entry, after: Entry, settlement: Settlement) -> Settled:
        resolution = Resolution(number_code=drift.number_code, way=self.way, before=before, after=after)
        return replace(drift, settlement=settlement), resolution

    def _left(self, drift: Drift, why: str) -> Settled:
        return replace(drift, settlement=Settlement(way=self.way, done=False, why=why)), None
