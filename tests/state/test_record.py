"""The record over a box: created by the first write, written by one run at a time, compacted when it is long."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from support.applying import change, code
from support.record import CREATED, entry, intent, run_of, settled, started
from support.strategies import CODES
from support.time import BEGIN, Clock

from reconciler.errors import ConflictError, DamagedError, NewerFormatError
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.outcome import Applied, Failed, NotTried, OutcomeUnknown
from reconciler.model.recorded import NOTHING_RECORDED, Recorded, Restore
from reconciler.planner.change import Action
from reconciler.planner.drift import DONE, Resolution, Way
from reconciler.state.chronicle import chronicle
from reconciler.state.journal import Created, Ended, Intent, JournalEntry, Settled, Started, encoded
from reconciler.state.memory import Box, MemoryBackend
from reconciler.state.record import LONG_JOURNAL, Ledger, history_of, read_record
from reconciler.state.snapshot import Snapshot, encoded_snapshot

KEY = bytes(range(32))


def ledger_of(backend: MemoryBackend, name: str = "run-1") -> Ledger:
    return Ledger(backend=backend, run=run_of(name), now=Clock().now)


def opened(backend: MemoryBackend, name: str = "run-1") -> tuple[Ledger, Recorded]:
    ledger = ledger_of(backend, name)
    return ledger, ledger.open(new_lineage=lambda: Lineage(f"lineage of {name}"), new_key=lambda count: KEY[:count])


def kinds(backend: MemoryBackend) -> list[str]:
    return [line.kind for line in history_of(backend)]


def applied(ledger: Ledger, indexes: Iterable[int]) -> None:
    changes = [change(index, Action.ADD) for index in indexes]
    ledger.write([], changes)
    ledger.write([Applied(number_code=item.number_code) for item in changes], [])


def test_reading_a_record_that_does_not_exist_finds_nothing_and_makes_nothing() -> None:
    box = Box()
    assert read_record(MemoryBackend(box)) == NOTHING_RECORDED
    assert box.writes == 0


def test_opening_writes_nothing_and_answers_the_record_to_be() -> None:
    box = Box()
    _, recorded = opened(MemoryBackend(box))
    assert recorded == Recorded(lineage=Lineage("lineage of run-1"), serial=0, hmac_key=KEY, numbers={})
    assert box.writes == 0


def test_the_first_write_creates_the_record() -> None:
    backend = MemoryBackend()
    ledger, recorded = opened(backend)
    ledger.begin()
    assert kinds(backend) == ["created", "started"]
    found = read_record(backend)
    assert (found.lineage, found.hmac_key, found.serial) == (recorded.lineage, KEY, 2)


def test_a_record_that_exists_is_opened_as_it_is() -> None:
    backend = MemoryBackend()
    first, _ = opened(backend)
    first.begin()
    applied(first, [1])
    first.end()
    second, recorded = opened(backend, "run-2")
    second.begin()
    assert recorded.lineage == "lineage of run-1"
    assert list(recorded.numbers) == [code(1)]
    assert kinds(backend) == ["created", "started", "intent", "outcome", "ended", "started"]


def test_an_append_holds_outcomes_first_and_then_intents() -> None:
    backend = MemoryBackend()
    ledger, _ = opened(backend)
    ledger.begin()
    ledger.write([], [change(1)])
    ledger.write([Failed(number_code=code(1), detail="broken.", may_have_happened=True)], [change(2)])
    lines = list(history_of(backend))[2:]
    assert [type(line) for line in lines] == [Intent, Settled, Intent]
    assert lines[1] == Settled(
        run=ledger.run.id,
        number_code=code(1),
        outcome="failed",
        detail="broken.",
        may_have_happened=True,
        at=BEGIN,
    )


def test_every_outcome_is_written_in_its_own_word() -> None:
    backend = MemoryBackend()
    ledger, _ = opened(backend)
    ledger.write(
        [
            Applied(number_code=code(1)),
            Failed(number_code=code(2), detail="no."),
            OutcomeUnknown(number_code=code(3), detail="lost."),
            NotTried(number_code=code(4), detail="stopped."),
        ],
        [],
    )
    lines = [line for line in history_of(backend) if isinstance(line, Settled)]
    assert [line.outcome for line in lines] == ["applied", "failed", "unknown", "not-tried"]
    assert not any(line.may_have_happened for line in lines)


@pytest.mark.parametrize("method", ["write", "note"])
def test_writing_nothing_writes_nothing(method: str) -> None:
    box = Box()
    ledger, _ = opened(MemoryBackend(box))
    getattr(ledger, method)([], [])
    assert box.writes == 0


def test_changes_of_the_record_alone_stand_in_one_append_with_their_outcomes() -> None:
    box = Box()
    ledger, _ = opened(MemoryBackend(box))
    ledger.note([change(1, Action.ADD), change(2, Action.ADD)], [Applied(number_code=code(n)) for n in (1, 2)])
    assert box.writes == 1
    assert sorted(read_record(MemoryBackend(box)).numbers) == [code(1), code(2)]


def test_a_second_writer_is_refused_once_somebody_else_has_written() -> None:
    box = Box()
    first, _ = opened(MemoryBackend(box))
    second, _ = opened(MemoryBackend(box), "run-2")
    second.begin()
    for attempt in (first.begin, lambda: first.write([], [change(1)]), first.end):
        with pytest.raises(ConflictError):
            attempt()
    assert [type(line) for line in history_of(MemoryBackend(box))] == [Created, Started]


def test_of_two_runs_that_would_create_the_record_one_is_refused() -> None:
    box = Box()
    first, _ = opened(MemoryBackend(box))
    second, _ = opened(MemoryBackend(box), "run-2")
    first.begin()
    with pytest.raises(ConflictError):
        second.begin()
    assert read_record(MemoryBackend(box)).lineage == "lineage of run-1"


def test_a_short_journal_is_left_as_it_is_at_the_end_of_a_run() -> None:
    box = Box()
    ledger, _ = opened(MemoryBackend(box))
    ledger.begin()
    applied(ledger, [1])
    ledger.end()
    assert box.snapshot is None
    assert isinstance(list(history_of(MemoryBackend(box)))[-1], Ended)


def grown(box: Box) -> Ledger:
    """Answer the ledger of a run that has written just enough for its end to compact the journal."""
    ledger, _ = opened(MemoryBackend(box))
    ledger.begin()
    while len(box.entries) < LONG_JOURNAL:
        applied(ledger, [1, 2, 3])
    return ledger


def test_a_long_journal_is_folded_into_the_snapshot_at_the_end_of_a_run_and_says_the_same() -> None:
    box = Box()
    ledger = grown(box)
    before = read_record(MemoryBackend(box))
    ledger.end()
    ledger.tidy()
    after = read_record(MemoryBackend(box))
    assert box.snapshot is not None
    assert box.entries == []
    assert (after.numbers, after.lineage, after.hmac_key) == (before.numbers, before.lineage, before.hmac_key)
    assert after.serial == before.serial + 1
    assert len(list(history_of(MemoryBackend(box)))) == after.serial


def test_a_run_may_go_on_after_a_compaction_and_the_serial_goes_on_too() -> None:
    box = Box()
    ledger = grown(box)
    ledger.end()
    serial = read_record(MemoryBackend(box)).serial
    again, _ = opened(MemoryBackend(box), "run-2")
    again.begin()
    again.write([], [change(1)])
    found = read_record(MemoryBackend(box))
    assert found.serial == serial + 2
    assert found.numbers[code(1)].unknown is not None
    assert found.numbers[code(2)].unknown is None


def test_a_journal_with_fewer_entries_than_the_record_has_numbers_is_not_folded_yet() -> None:
    box = Box(
        snapshot=encoded_snapshot(
            Snapshot(
                lineage=Lineage("old"),
                serial=1000,
                hmac_key="",
                numbers={NumberCode(index): entry(NumberCode(index)) for index in range(1, LONG_JOURNAL + 50)},
            )
        )
    )
    ledger = grown(box)
    ledger.end()
    assert len(box.entries) > LONG_JOURNAL


def test_a_compaction_is_refused_to_a_writer_that_comes_too_late() -> None:
    box = Box()
    ledger = grown(box)
    other, _ = opened(MemoryBackend(box), "run-2")
    other.begin()
    with pytest.raises(ConflictError):
        ledger.tidy()
    assert box.snapshot is None


def test_a_journal_without_its_first_entry_is_damaged() -> None:
    backend = MemoryBackend(Box(entries=[encoded(started()), encoded(settled(CODES[0], "applied"))]))
    with pytest.raises(DamagedError, match="its first entry, which tells its lineage, is missing"):
        read_record(backend)


def test_a_record_of_a_newer_version_is_refused_before_anything_is_written() -> None:
    box = Box(entries=[encoded(CREATED).replace(b'"format_version":1', b'"format_version":2')])
    with pytest.raises(NewerFormatError):
        opened(MemoryBackend(box))
    assert box.writes == 0


def test_a_number_in_flight_when_the_run_was_killed_is_unknown_to_the_next() -> None:
    lines: list[JournalEntry] = [CREATED, started(), intent(CODES[0], None, entry(CODES[0]), action=Action.ADD)]
    _, recorded = opened(MemoryBackend(Box(entries=[encoded(line) for line in lines])), "run-2")
    unknown = recorded.numbers[CODES[0]].unknown
    assert unknown is not None
    assert unknown.run == "run-1"


@pytest.mark.parametrize("way", Way)
def test_what_is_done_about_a_drift_is_one_append_of_an_intent_and_its_outcome(way: Way) -> None:
    backend = MemoryBackend()
    ledger, _ = opened(backend)
    ledger.begin()
    applied(ledger, [0])
    before = read_record(backend).numbers[code(0)]
    after = replace(before, restore=Restore(live="ab"))
    appends = backend.head()
    ledger.resolve([Resolution(number_code=code(0), way=way, before=before, after=after)])
    assert backend.head() != appends
    assert kinds(backend)[-2:] == ["intent", "outcome"]
    deed = chronicle(history_of(backend))[-1].deeds[-1]
    assert (deed.action, deed.outcome, deed.detail) == (way.value, "applied", DONE[way])
    ledger.resolve([])
    assert kinds(backend)[-2:] == ["intent", "outcome"]
