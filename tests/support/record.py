"""Journals of whole runs, drawn and told: what a record goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from support.strategies import CODES, recorded_entries

from reconciler.model.identifiers import ApplicationName, Lineage, NumberCode, RunId
from reconciler.model.outcome import WORD, OutcomeWord
from reconciler.model.recorded import Entry, Recorded
from reconciler.model.verdict import WORD as VERDICTS
from reconciler.planner.change import Action
from reconciler.state import snapshot
from reconciler.state.journal import (
    Called,
    Created,
    Dialling,
    Ended,
    Intent,
    JournalEntry,
    Judged,
    Over,
    Run,
    Settled,
    Started,
)
from reconciler.state.snapshot import Snapshot

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
MAIN = ApplicationName("main")
LINEAGE = Lineage("a-lineage")
CREATED = Created(lineage=LINEAGE, hmac_key="00ff", at=AT)


def run_of(name: str = "run-1", *, revision: str | None = "abc") -> Run:
    return Run(id=RunId(name), verb="apply", owner="tester", host="here", revision=revision)


def started(name: str = "run-1", *, revision: str | None = "abc", at: datetime = AT) -> Started:
    return Started(run=run_of(name, revision=revision), at=at)


def payload(code: NumberCode, port: int = 1) -> dict[str, object]:
    return {
        "number_code": code,
        "call_forwarding_type": 4,
        "call_forwarding_static": {"static_ip": "192.0.2.1", "port": port},
    }


def entry(code: NumberCode, port: int = 1, application: ApplicationName = MAIN) -> Entry:
    return Entry(payload=payload(code, port), application=application)


def intent(
    code: NumberCode,
    before: Entry | None,
    after: Entry | None,
    *,
    action: Action = Action.CHANGE,
    run: str = "run-1",
    at: datetime = AT,
) -> Intent:
    application = (after or before or entry(code)).application
    return Intent(
        run=RunId(run), number_code=code, application=application, action=action, before=before, after=after, at=at
    )


def settled(
    code: NumberCode, outcome: OutcomeWord, *, happened: bool = False, run: str = "run-1", at: datetime = AT
) -> Settled:
    return Settled(run=RunId(run), number_code=code, outcome=outcome, may_have_happened=happened, at=at)


def snapshot_of(recorded: Recorded) -> Snapshot:
    assert recorded.lineage is not None
    return snapshot.snapshot_of(recorded, recorded.lineage)


@st.composite
def stories(draw: st.DrawFn) -> list[list[JournalEntry]]:
    """Draw the runs of a record, each the entries of one run; a run may end in the middle, as one that is killed."""
    told: dict[NumberCode, Entry] = {}
    runs: list[list[JournalEntry]] = []
    for number in range(draw(st.integers(1, 4))):
        name = f"run-{number}"
        at = AT + timedelta(hours=number)
        lines: list[JournalEntry] = [] if number else [CREATED]
        lines.append(started(name, revision=f"revision-{number}", at=at))
        codes = draw(st.lists(st.sampled_from(CODES[:4]), unique=True, max_size=4))
        for code in codes:
            lines += draw(_changes(code, told.get(code), name, at))
            _remember(told, lines, code)
        for code in draw(st.lists(st.sampled_from(CODES[:3]), max_size=2, unique=True)):
            lines += draw(_test_call(code, name, at))
        if draw(st.booleans()):
            lines.append(Ended(run=RunId(name), at=at))
        runs.append(lines)
    return runs


@st.composite
def _changes(draw: st.DrawFn, code: NumberCode, before: Entry | None, run: str, at: datetime) -> list[JournalEntry]:
    fresh = draw(recorded_entries(code))
    after: Entry | None = replace(fresh, unknown=None, restore=None, applied_at=None, revision=None)
    action = Action.ADD if before is None else draw(st.sampled_from(Action))
    if action in {Action.REMOVE, Action.FORGET}:
        after = None
    lines: list[JournalEntry] = []
    if draw(st.integers(0, 9)):  # now and then an outcome comes without an intent: nothing was to be sent
        lines.append(intent(code, before, after, action=action, run=run, at=at))
    ends: list[Settled | None] = [settled(code, name, run=run, at=at) for name in WORD.values()]
    ends += [settled(code, "failed", happened=True, run=run, at=at), None]
    end = draw(st.sampled_from(ends)) if lines else settled(code, "not-tried", run=run, at=at)
    return [*lines, *filter(None, [end])]


@st.composite
def _test_call(draw: st.DrawFn, code: NumberCode, run: str, at: datetime) -> list[JournalEntry]:
    """Draw what a run tells of one test call, as far as it came."""
    id_, external_id = RunId(run), f"{run}-{code}"
    lines: list[JournalEntry] = [
        Dialling(run=id_, number_code=code, external_id=external_id, targets=("74992223344",), at=at),
        Called(run=id_, external_id=external_id, call_session_id=code % 1000, at=at),
        Over(run=id_, external_id=external_id, at=at),
    ]
    verdict = draw(st.sampled_from(list(VERDICTS.values())))
    judged = Judged(run=id_, number_code=code, verdict=verdict, detail="why", external_id=external_id, at=at)
    return [*lines[: draw(st.integers(0, 3))], *([judged] if draw(st.booleans()) else [])]


def _remember(told: dict[NumberCode, Entry], lines: Sequence[JournalEntry], code: NumberCode) -> None:
    """Keep roughly what the next run would plan against; what exactly is the replay's to say."""
    last = lines[-1]
    begun = next((line for line in reversed(lines) if isinstance(line, Intent) and line.number_code == code), None)
    if isinstance(last, Settled) and last.outcome == "applied" and begun is not None:
        if begun.after is None:
            told.pop(code, None)
        else:
            told[code] = begun.after


def prefixes(lines: Sequence[JournalEntry]) -> Iterator[Sequence[JournalEntry]]:
    for length in range(len(lines) + 1):
        yield lines[:length]
