"""History: every run, and each of its numbers once, however the journal was folded since."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from support.record import AT, CREATED, LINEAGE, entry, intent, run_of, settled, started, stories
from support.strategies import CODES

from reconciler.model.outcome import Applied
from reconciler.planner.change import Action, Change
from reconciler.state.backend import Position
from reconciler.state.chronicle import chronicle
from reconciler.state.file import FileBackend
from reconciler.state.journal import Ended, Intent, JournalEntry, Judged, Settled, Started, encoded
from reconciler.state.record import LONG_JOURNAL, Ledger, history_of

A, B = CODES[:2]


@given(stories())
def test_every_run_and_every_number_of_it_is_told_once(runs: Sequence[Sequence[JournalEntry]]) -> None:
    lines = [line for run in runs for line in run]
    told = chronicle(lines)
    assert [run.id for run in told] == [line.run.id for line in lines if isinstance(line, Started)]
    for run in told:
        mine = [line for line in lines if isinstance(line, Intent | Settled) and line.run == run.id]
        assert {deed.number_code for deed in run.deeds} == {line.number_code for line in mine}
        assert len(run.deeds) == len({deed.number_code for deed in run.deeds})
        for deed in run.deeds:
            last = [line for line in mine if line.number_code == deed.number_code][-1]
            assert deed.outcome == (last.outcome if isinstance(last, Settled) else None)
        judged = [line for line in lines if isinstance(line, Judged) and line.run == run.id]
        assert [(item.number_code, item.verdict) for item in run.verdicts] == [
            (line.number_code, line.verdict) for line in judged
        ]
        assert (run.ended is not None) is any(isinstance(line, Ended) and line.run == run.id for line in lines)


def test_what_a_rescue_file_tells_again_is_told_once() -> None:
    lines: list[JournalEntry] = [
        CREATED,
        started(),
        intent(A, None, entry(A)),
        started(),
        intent(A, None, entry(A)),
        settled(A, "applied"),
    ]
    (run,) = chronicle(lines)
    assert [(deed.number_code, deed.outcome) for deed in run.deeds] == [(A, "applied")]


def test_lines_of_a_run_that_never_began_are_passed_over() -> None:
    assert chronicle([CREATED, intent(A, None, entry(A)), settled(A, "applied"), Ended(run=run_of().id, at=AT)]) == ()


def test_a_folded_journal_tells_the_same_history(tmp_path: Path) -> None:
    backend = FileBackend(tmp_path / "state")
    backend.append([encoded(CREATED)], after=Position(backend.head()))
    for number in range(3):
        ledger = Ledger(backend=backend, run=run_of(f"run-{number}"), now=lambda: AT)
        ledger.open(new_lineage=lambda: LINEAGE, new_key=bytes)
        ledger.begin()
        codes = [type(A)(A + index) for index in range(LONG_JOURNAL // 2)]
        before = [None if number == 0 else entry(code, number - 1) for code in codes]
        changes = [
            Change(
                number_code=code,
                application=entry(code).application,
                action=Action.CHANGE,
                before=was,
                after=entry(code, number),
            )
            for code, was in zip(codes, before, strict=True)
        ]
        ledger.write([], changes)
        ledger.write([Applied(number_code=code) for code in codes], [])
        ledger.end()
        told = chronicle(history_of(backend))
        ledger.tidy()
        assert backend.read().entries == (), "it was folded"
        assert chronicle(history_of(backend)) == told
        assert len(told) == number + 1
        assert all(deed.outcome == "applied" for run in told for deed in run.deeds)
