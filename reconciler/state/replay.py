"""The journal told again: from a snapshot and the entries since, what is recorded now. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from reconciler.errors import DamagedError
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.recorded import NOTHING_RECORDED, Entry, OpenCall, Recorded, Unknown
from reconciler.planner.change import CALLS_PROVIDER, Action
from reconciler.planner.drift import Way
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
    Run,
    Settled,
    Started,
)
from reconciler.state.snapshot import Snapshot

A_DAY = timedelta(days=1)
TAKEN_IN = "import"
"""The verb of runs that changed nothing at the provider: what they recorded needs no proof."""


def replay(snapshot: Snapshot | None, entries: Iterable[JournalEntry]) -> Recorded:
    """Answer the record. A call whose outcome was never written leaves an unknown mark on its number."""
    tale = _Tale(snapshot)
    for entry in entries:
        tale.hear(entry)
    return tale.recorded()


class _Tale:
    def __init__(self, snapshot: Snapshot | None) -> None:
        self._lineage = snapshot.lineage if snapshot else None
        self._hmac_key = snapshot.hmac_key if snapshot else ""
        self._serial = snapshot.serial if snapshot else 0
        self._numbers: dict[NumberCode, Entry] = dict(snapshot.numbers) if snapshot else {}
        self._flying: dict[NumberCode, Intent] = {}
        self._runs: dict[RunId, Run] = {}
        self._calls = {call.external_id: call for call in snapshot.calls} if snapshot else {}
        self._dialled = list(snapshot.dialled) if snapshot else []

    def hear(self, entry: JournalEntry) -> None:
        self._serial += 1
        match entry:
            case Created():
                if self._lineage is not None:
                    raise DamagedError(
                        "the record is damaged: it was created twice.",
                        advice="Bring it back from a backup, or move it away and make a new one with import.",
                    )
                self._lineage, self._hmac_key = entry.lineage, entry.hmac_key
            case Keyed():
                self._hmac_key = entry.hmac_key
            case Started():
                self._runs[entry.run.id] = entry.run
            case Intent():
                self._land(entry.number_code)  # an earlier call, if its outcome was never written
                self._forget_mark(entry)
                self._flying[entry.number_code] = entry
            case Settled():
                self._settle(entry)
            case Ended():
                pass
            case Dialling() | Called() | Over() | Judged():
                self._hear_of_call(entry)

    def _hear_of_call(self, entry: Dialling | Called | Over | Judged) -> None:
        match entry:
            case Dialling():
                self._calls[entry.external_id] = OpenCall(
                    external_id=entry.external_id,
                    number_code=entry.number_code,
                    run=entry.run,
                    since=entry.at,
                    targets=entry.targets,
                )
                self._dialled = [*(at for at in self._dialled if entry.at - at < A_DAY), entry.at]
            case Called():
                call = self._calls.get(entry.external_id)
                if call is not None:
                    self._calls[entry.external_id] = replace(call, call_session_id=entry.call_session_id)
            case Over():
                self._calls.pop(entry.external_id, None)
            case Judged():
                known = self._numbers.get(entry.number_code)
                if known is not None and entry.verdict == "verified":
                    self._numbers[entry.number_code] = replace(known, unproven=False)

    def _forget_mark(self, intent: Intent) -> None:
        """Take back the mark of this same call: a rescue file tells it again, with its outcome."""
        known = self._numbers.get(intent.number_code)
        if known is None or known.unknown is None or known.unknown.run != intent.run:
            return
        if intent.before is None:
            del self._numbers[intent.number_code]
        else:
            self._numbers[intent.number_code] = intent.before

    def _settle(self, entry: Settled) -> None:
        intent = self._flying.get(entry.number_code)
        if intent is None or intent.run != entry.run:
            return  # this run was not about to send anything, so it has changed nothing; another's call stays unknown
        del self._flying[entry.number_code]
        if entry.outcome == "applied":
            self._apply(intent, entry)
        elif entry.outcome == "unknown" or entry.may_have_happened:
            self._numbers[entry.number_code] = marked(intent)

    def _apply(self, intent: Intent, entry: Settled) -> None:
        if intent.after is None:
            self._numbers.pop(intent.number_code, None)
            return
        run = self._runs.get(entry.run)
        if intent.action == Way.RESTORE:
            # What is recorded stays as it is: only the next plan is told to send it again.
            known = self._numbers.get(intent.number_code, intent.after)
            self._numbers[intent.number_code] = replace(known, restore=intent.after.restore)
            return
        when, revision = entry.at, run.revision if run is not None else None
        unproven = run is None or run.verb != TAKEN_IN
        accepted = intent.action == Way.ACCEPT
        if accepted:
            revision = None  # no commit has declared it yet
        if intent.action == Action.NOTE and intent.before is not None:
            when, revision = intent.before.applied_at or when, intent.before.revision
            known = self._numbers.get(intent.number_code, intent.before)
            unproven, accepted = known.unproven, known.accepted
        self._numbers[intent.number_code] = replace(
            intent.after,
            unknown=None,
            restore=None,
            unproven=unproven,
            accepted=accepted,
            applied_at=when,
            revision=revision,
        )

    def _land(self, number_code: NumberCode) -> None:
        intent = self._flying.pop(number_code, None)
        if intent is not None and intent.action in CALLS_PROVIDER:
            self._numbers[number_code] = marked(intent)

    def recorded(self) -> Recorded:
        for number_code in list(self._flying):
            self._land(number_code)
        if self._lineage is None:
            return NOTHING_RECORDED
        return Recorded(
            lineage=self._lineage,
            serial=self._serial,
            hmac_key=bytes.fromhex(self._hmac_key),
            numbers=self._numbers,
            calls=self._calls,
            dialled=tuple(self._dialled),
        )


def marked(intent: Intent) -> Entry:
    """Answer what is recorded of a number whose last call nobody knows the outcome of."""
    known = intent.before or replace(intent.after or _blank(intent), payload=None, later=(), secrets={})
    sent = intent.after.payload if intent.after else None
    before = known.unknown.all_sent() if known.unknown is not None else ()
    return replace(
        known,
        unknown=Unknown(
            payload=sent,
            application=intent.application,
            run=intent.run,
            since=intent.at,
            earlier=tuple(payload for index, payload in enumerate(before) if payload not in (sent, *before[:index])),
        ),
    )


def _blank(intent: Intent) -> Entry:
    return Entry(payload=None, application=intent.application)
