"""History: what was done when, by whom, from which revision. Calls nobody and writes nothing."""

from dataclasses import replace
from pathlib import Path

from reconciler.errors import ReconcilerError
from reconciler.model.history import PastRun
from reconciler.model.identifiers import NumberCode
from reconciler.state.chronicle import chronicle
from reconciler.state.record import history_of
from reconciler.workflows.show import open_record
from reconciler.workflows.surroundings import Surroundings


def history(
    folder: Path, surroundings: Surroundings, state_url: str | None, number: NumberCode | None = None
) -> tuple[PastRun, ...]:
    """Answer every run, the newest first; of a number, only the runs that did something to it, with that alone."""
    runs = tuple(reversed(chronicle(history_of(open_record(folder, surroundings, state_url)))))
    if number is None:
        return runs
    found = tuple(_of_one(run, number) for run in runs if _is_about(run, number))
    if not found:
        raise ReconcilerError(
            f"{number} never was in this record.", advice="`reconciler show` lists the numbers that are."
        )
    return found


def _is_about(run: PastRun, number: NumberCode) -> bool:
    return number in {*(deed.number_code for deed in run.deeds), *(verdict.number_code for verdict in run.verdicts)}


def _of_one(run: PastRun, number: NumberCode) -> PastRun:
    return replace(
        run,
        deeds=tuple(deed for deed in run.deeds if deed.number_code == number),
        verdicts=tuple(verdict for verdict in run.verdicts if verdict.number_code == number),
    )
