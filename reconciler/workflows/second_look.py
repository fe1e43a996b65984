"""The second look at what was applied a moment ago and differs: what we sent may show late."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Entry
from reconciler.planner.drift import DIFFERENCES, Drift, Knowledge, Settlement, Sight, Unread, Way, drift_of
from reconciler.workflows.sighting import Sights
from reconciler.workflows.surroundings import Surroundings

JUST_NOW = timedelta(minutes=1)
SECOND_LOOK = 1.0
"""What was applied since then and differs is looked at again after so many seconds."""
DOUBTFUL = "it was applied a moment ago, which may show late, and a second look failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen of some numbers; `doubts` are of those whose second look failed, so that the first one stands."""

    sights: Mapping[NumberCode, Sight]
    doubts: Mapping[NumberCode, Unread] = field(default_factory=dict)

    @property
    def certain(self) -> Mapping[NumberCode, Sight]:
        """What may be settled: of a number in doubt, that nobody could look."""
        return {**self.sights, **self.doubts}

    def told(self, drift: Drift, way: Way | None) -> Drift:
        """Answer a drift with the doubt about it, if there is one: it is told and not settled."""
        doubt = self.doubts.get(drift.number_code)
        if doubt is None:
            return drift
        why = f"{DOUBTFUL}: {doubt.why}"
        if way is None:
            return replace(drift, detail="; ".join(filter(None, (drift.detail, why))))
        return replace(drift, stopped=doubt.stopped, settlement=Settlement(way=way, done=False, why=why))


def looked_again(
    batch: Mapping[NumberCode, Sight],
    entries: Mapping[NumberCode, Entry],
    knowledge: Knowledge,
    surroundings: Surroundings,
    sights: Sights,
) -> Looked:
    """Look again at what differs and was applied a moment ago."""
    since = surroundings.now() - JUST_NOW
    recent = [code for code in batch if (at := entries[code].applied_at) is not None and at > since]
    found = (drift_of(code, entries[code], batch[code], knowledge) for code in recent)
    doubtful = [drift.number_code for drift in found if drift.result in DIFFERENCES]
    if not doubtful:
        return Looked(sights=batch)
    surroundings.stop.wait(SECOND_LOOK)
    again = dict(sights.of([(code, entries[code].application) for code in doubtful]))
    doubts = {code: sight for code, sight in again.items() if isinstance(sight, Unread)}
    seen = {code: sight for code, sight in again.items() if code not in doubts}
    return Looked(sights={**batch, **seen}, doubts=doubts)
