"""What the record knows of test calls: which have no end, how many were made of late, which numbers are not proven."""

from dataclasses import replace
from datetime import timedelta

from support.record import AT, CREATED, entry, intent, run_of, settled, started
from support.strategies import CODES

from reconciler.model.identifiers import RunId
from reconciler.model.recorded import Entry, OpenCall
from reconciler.model.verdict import Evidence, Expected, Expecting, Inconclusive, VerdictWord, Verified
from reconciler.planner.change import Action
from reconciler.state.callbook import CallBook
from reconciler.state.journal import Called, Dialling, JournalEntry, Judged, Over
from reconciler.state.memory import MemoryBackend
from reconciler.state.record import Ledger, read_record
from reconciler.state.replay import replay

ONE = CODES[0]
RUN = RunId("run-2")
APPLIED: list[JournalEntry] = [
    CREATED,
    started(),
    intent(ONE, None, entry(ONE), action=Action.ADD),
    settled(ONE, "applied"),
]


def dialling(external_id: str = "call-1", *, after: timedelta = timedelta()) -> Dialling:
    return Dialling(run=RUN, number_code=ONE, external_id=external_id, targets=("74992223344",), at=AT + after)


def judged(verdict: VerdictWord) -> Judged:
    return Judged(run=RUN, number_code=ONE, verdict=verdict, at=AT)


def known(*more: JournalEntry) -> Entry:
    return replay(None, [*APPLIED, *more]).numbers[ONE]


def test_a_call_that_is_about_to_be_dialled_is_open_until_it_is_over() -> None:
    open_call = OpenCall(external_id="call-1", number_code=ONE, run=RUN, since=AT, targets=("74992223344",))
    called = Called(run=RUN, external_id="call-1", call_session_id=7, at=AT)
    over = Over(run=RUN, external_id="call-1", at=AT)
    assert replay(None, [CREATED, dialling()]).calls == {"call-1": open_call}
    assert replay(None, [CREATED, dialling(), called]).calls == {"call-1": replace(open_call, call_session_id=7)}
    assert replay(None, [CREATED, dialling(), called, over]).calls == {}
    assert replay(None, [CREATED, called, over]).calls == {}, "what was never announced is passed over"


def test_the_calls_of_a_day_are_counted_and_older_ones_forgotten() -> None:
    hours = [timedelta(hours=hour) for hour in (0, 1, 23, 24, 25)]
    lines: list[JournalEntry] = [
        CREATED,
        *(dialling(f"call-{index}", after=after) for index, after in enumerate(hours)),
    ]
    assert replay(None, lines).dialled == tuple(AT + after for after in hours[2:])


def test_an_applied_number_is_not_proven_until_it_is_verified() -> None:
    assert known().unproven
    assert known(judged("failed")).unproven
    assert known(judged("inconclusive")).unproven
    assert not known(judged("verified")).unproven


def test_another_change_has_to_be_proven_again_and_a_note_has_not() -> None:
    before = known(judged("verified"))
    after = replace(entry(ONE, 2), description="Sales")
    change: list[JournalEntry] = [
        started("run-3"),
        intent(ONE, before, after, run="run-3"),
        settled(ONE, "applied", run="run-3"),
    ]
    assert known(judged("verified"), *change).unproven
    note: list[JournalEntry] = [
        started("run-3"),
        intent(ONE, before, replace(before, description="Sales"), action=Action.NOTE, run="run-3"),
        settled(ONE, "applied", run="run-3"),
    ]
    assert not known(judged("verified"), *note).unproven
    assert known(intent(ONE, known(), after, action=Action.NOTE), settled(ONE, "applied")).unproven


def test_what_was_imported_changed_nothing_and_needs_no_proof() -> None:
    imported = replace(started(), run=replace(run_of(), verb="import"))
    lines: list[JournalEntry] = [
        CREATED,
        imported,
        intent(ONE, None, entry(ONE), action=Action.ADD),
        settled(ONE, "applied"),
    ]
    assert not replay(None, lines).numbers[ONE].unproven


def test_entries_are_the_same_whether_they_are_proven_or_not() -> None:
    assert known().same_as(known(judged("verified")))


def test_the_book_writes_each_step_durably() -> None:
    backend = MemoryBackend()
    ledger = Ledger(backend=backend, run=run_of("run-2"), now=lambda: AT)
    ledger.open(new_lineage=lambda: CREATED.lineage, new_key=bytes)
    book = CallBook(ledger=ledger, run=RUN, now=lambda: AT)
    book.dialling(ONE, "call-1", ["74992223344"])
    assert read_record(backend).calls["call-1"].call_session_id is None
    book.called("call-1", 7)
    assert read_record(backend).calls["call-1"].call_session_id == 7
    expected = Expected(expecting=Expecting.ANSWER)
    verdict = Verified(number_code=ONE, expected=expected, detail="", evidence=Evidence(external_id="call-1"))
    book.judged(verdict, is_over=False)
    assert list(read_record(backend).calls) == ["call-1"], "a verdict does not end the call"
    book.over("call-1")
    assert read_record(backend).calls == {}
    book.dialling(ONE, "call-2", [])
    before = read_record(backend).serial
    second = Inconclusive(number_code=ONE, expected=expected, detail="why", evidence=Evidence(external_id="call-2"))
    book.judged(second, is_over=True)
    assert (read_record(backend).calls, read_record(backend).serial) == ({}, before + 2)
