"""The rescue file: what a run could not record is kept, and brought in unless something newer is known."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from support.record import AT, CREATED, LINEAGE, entry, intent, run_of, settled, started
from support.strategies import CODES

from reconciler.errors import ConfigurationError, ForeignLineageError
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.outcome import Applied, Failed, Outcome, OutcomeUnknown
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Action, Change
from reconciler.state.backend import Position
from reconciler.state.journal import JournalEntry, encoded
from reconciler.state.memory import MemoryBackend
from reconciler.state.record import Ledger, read_record
from reconciler.state.rescue import Rescue, paired, read, save, still_needed, written

A, B, C = CODES[:3]


def change(code: NumberCode) -> Change:
    after = entry(code, 2)
    return Change(
        number_code=code, application=after.application, action=Action.CHANGE, before=entry(code), after=after
    )


def ledger_of(backend: MemoryBackend, name: str) -> Ledger:
    return Ledger(backend=backend, run=run_of(name), now=lambda: AT)


def opened(ledger: Ledger) -> Recorded:
    return ledger.open(new_lineage=lambda: LINEAGE, new_key=bytes)


def stranded(backend: MemoryBackend, outcomes: Sequence[Outcome]) -> Rescue:
    """Answer what a run has to rescue that sent two numbers and could write nothing more."""
    backend.append([encoded(item) for item in recorded_before()], after=Position(backend.head()))
    ledger = ledger_of(backend, "run-1")
    opened(ledger)
    ledger.begin()
    ledger.write([], [change(A), change(B)])
    return ledger.rescue(outcomes)


def recorded_before() -> list[JournalEntry]:
    numbers = (A, B)
    lines: list[JournalEntry] = [CREATED, started("run-0")]
    for code in numbers:
        lines += [
            intent(code, None, entry(code), action=Action.ADD, run="run-0"),
            settled(code, "applied", run="run-0"),
        ]
    return lines


DONE: list[Outcome] = [Applied(number_code=A), Failed(number_code=B, detail="refused")]


def test_outcomes_that_could_not_be_written_are_brought_in_from_the_file(tmp_path: Path) -> None:
    backend = MemoryBackend()
    rescue = stranded(backend, DONE)
    assert all(known.unknown is not None for known in read_record(backend).numbers.values())
    path = save(rescue, [tmp_path])
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    found = read(path)
    assert found == rescue
    later = ledger_of(backend, "push-1")
    assert later.bring_in(found, opened(later)) == [A, B]
    numbers = read_record(backend).numbers
    assert [known.unknown for known in numbers.values()] == [None, None]
    assert (numbers[A].payload, numbers[B].payload) == (entry(A, 2).payload, entry(B).payload)
    assert numbers[A].revision == "abc"
    again = ledger_of(backend, "push-2")
    assert again.bring_in(found, opened(again)) == [], "the record knows it by now"
    assert read_record(backend).numbers == numbers


def test_what_a_later_run_has_dealt_with_is_left_out() -> None:
    backend = MemoryBackend()
    rescue = stranded(backend, DONE)
    other = ledger_of(backend, "run-2")
    known = opened(other).numbers[A]
    other.begin()
    again = Change(number_code=A, application=known.application, action=Action.RESEND, before=known, after=entry(A, 3))
    other.write([], [again])
    other.write([OutcomeUnknown(number_code=A, detail="no answer")], [])
    last = ledger_of(backend, "push-1")
    assert last.bring_in(rescue, opened(last)) == [B]
    mark = read_record(backend).numbers[A].unknown
    assert mark is not None
    assert mark.run == "run-2"


def test_a_number_that_was_never_about_to_be_sent_is_not_rescued() -> None:
    assert list(paired([intent(A, None, entry(A))], [settled(B, "not-tried")])) == []


def test_the_file_of_another_record_is_refused() -> None:
    backend = MemoryBackend()
    rescue = stranded(backend, DONE)
    foreign = Rescue(lineage=Lineage("another"), run=rescue.run, at=rescue.at, entries=rescue.entries)
    ledger = ledger_of(backend, "push-1")
    with pytest.raises(ForeignLineageError, match="the rescue file is of the record another"):
        ledger.bring_in(foreign, opened(ledger))


def test_an_unknown_number_is_not_needed() -> None:
    rescue = Rescue(lineage=LINEAGE, run=run_of(), at=AT, entries=(intent(C, None, entry(C)), settled(C, "applied")))
    assert still_needed(rescue, read_record(MemoryBackend())) == ()


def test_the_first_folder_that_takes_the_file_has_it(tmp_path: Path) -> None:
    rescue = Rescue(lineage=LINEAGE, run=run_of(), at=AT, entries=())
    assert save(rescue, [tmp_path / "missing", tmp_path]) == tmp_path / "reconciler-rescue-run-1.jsonl"
    assert save(rescue, [tmp_path / "missing"]) is None


@pytest.mark.parametrize("spoiled", [b"", b"{}\n", b"not json\n", b'{"kind":"rescue"}\n'])
def test_another_file_is_refused_with_words(tmp_path: Path, spoiled: bytes) -> None:
    path = tmp_path / "rescue.jsonl"
    path.write_bytes(spoiled)
    with pytest.raises(ConfigurationError, match="is no rescue file of an apply"):
        read(path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read(tmp_path / "missing.jsonl")


def test_a_torn_file_is_refused(tmp_path: Path) -> None:
    rescue = Rescue(lineage=LINEAGE, run=run_of(), at=AT, entries=(intent(C, None, entry(C)), settled(C, "applied")))
    path = tmp_path / "rescue.jsonl"
    path.write_bytes(written(rescue)[:-20])
    with pytest.raises(ConfigurationError):
        read(path)
