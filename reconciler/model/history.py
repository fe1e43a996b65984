"""What was done to numbers, by which run: the values that the record's history is told as."""

from dataclasses import dataclass
from datetime import datetime

from reconciler.model.identifiers import ApplicationName, Digest, NumberCode, RunId
from reconciler.model.outcome import OutcomeWord
from reconciler.model.recorded import Entry
from reconciler.model.verdict import VerdictWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one run did to one number.

    `action` is None where the run only said that it did nothing. `outcome` is None where it ended before an outcome was
    written: then nobody knew whether the call was made. `before` and `after` are the number's recorded entries.
    """

    number_code: NumberCode
    application: ApplicationName | None
    action: str | None
    before: Entry | None
    after: Entry | None
    at: datetime
    outcome: OutcomeWord | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVerdict:
    """What one run's test call to a number came to, or why there was none."""

    number_code: NumberCode
    verdict: VerdictWord
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run of a verb that writes, with its deeds as they began; `ended` is None if it never came to its end.

    `verdicts` are those of its test calls.
    """

    id: RunId
    verb: str
    owner: str
    host: str
    run_url: str | None
    revision: str | None
    digest: Digest | None
    started: datetime
    ended: datetime | None
    deeds: tuple[Deed, ...]
    verdicts: tuple[PastVerdict, ...] = ()
