"""The journal told as history: every run with what it did to which number, from the first one on. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from reconciler.model.history import Deed, PastRun, PastVerdict
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.state.journal import (
    Called,
    Created,
    Dialling,
    Ended,
    Intent,
    JournalEntry,
    Judged,
    Keyed,
    Over,
    Settled,
    Started,
)


def chronicle(entries: Iterable[JournalEntry]) -> tuple[PastRun, ...]:
    """Answer the runs in the order in which they began; each number of a run stands in it once."""
    tale = _Tale()
    for entry in entries:
        tale.hear(entry)
    return tuple(
        replace(run, deeds=tuple(tale.deeds[run.id].values()), verdicts=tuple(tale.verdicts[run.id]))
        for run in tale.runs.values()
    )


class _Tale:
    def __init__(self) -> None:
        self.runs: dict[RunId, PastRun] = {}
        self.deeds: dict[RunId, dict[NumberCode, Deed]] = {}
        self.verdicts: dict[RunId, list[PastVerdict]] = {}

    def hear(self, entry: JournalEntry) -> None:
        match entry:
            case Created() | Keyed() | Dialling() | Called() | Over():
                pass
            case Started():
                self._begin(entry)
            case Intent():
                self._put(
                    entry.run,
                    Deed(
                        number_code=entry.number_code,
                        application=entry.application,
                        action=entry.action,
                        before=entry.before,
                        after=entry.after,
                        at=entry.at,
                    ),
                )
            case Settled():
                self._settle(entry)
            case Judged():
                if entry.run in self.runs:
                    self.verdicts[entry.run].append(
                        PastVerdict(
                            number_code=entry.number_code, verdict=entry.verdict, detail=entry.detail, at=entry.at
                        )
                    )
            case Ended():
                if entry.run in self.runs:
                    self.runs[entry.run] = replace(self.runs[entry.run], ended=entry.at)

    def _begin(self, entry: Started) -> None:
        run = entry.run
        if run.id in self.runs:
            return  # a rescue file tells again what is known of its run
        self.deeds[run.id] = {}
        self.verdicts[run.id] = []
        self.runs[run.id] = PastRun(
            id=run.id,
            verb=run.verb,
            owner=run.owner,
            host=run.host,
            run_url=run.run_url,
            revision=run.revision,
            digest=run.digest,
            started=entry.at,
            ended=None,
            deeds=(),
        )

    def _settle(self, entry: Settled) -> None:
        deeds = self.deeds.get(entry.run, {})
        known = deeds.get(entry.number_code) or Deed(
            number_code=entry.number_code, application=None, action=None, before=None, after=None, at=entry.at
        )
        self._put(entry.run, replace(known, outcome=entry.outcome, detail=entry.detail))

    def _put(self, run: RunId, deed: Deed) -> None:
        if run in self.deeds:
            self.deeds[run][deed.number_code] = deed
