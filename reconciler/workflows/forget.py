"""Forget: take numbers out of the record by hand, without a call to anybody."""

from collections.abc import Sequence
from pathlib import Path

from reconciler.errors import ReconcilerError, RefusedError
from reconciler.model.identifiers import Lineage, NumberCode
from reconciler.model.outcome import Applied
from reconciler.model.recorded import Recorded
from reconciler.planner.change import Action, Change
from reconciler.state.lock import hold
from reconciler.state.record import Ledger
from reconciler.workflows.ending import ended, left_behind
from reconciler.workflows.show import settings_of
from reconciler.workflows.surroundings import Surroundings

BY_HAND = "forgotten by hand"


def forget(
    numbers: Sequence[NumberCode], folder: Path, surroundings: Surroundings, state_url: str | None
) -> str | None:
    """Take numbers out of the record; answer what could not be tidied up behind it, if anything.

    All of them or none: a number that is not recorded, or is protected, is an error before anything is written.
    """
    settings = settings_of(folder, surroundings)
    backend = surroundings.backend(settings, state_url)
    run = surroundings.run("forget", None)
    holder = surroundings.holder(run, settings.state.lock_seconds)
    with hold(
        backend, holder, clock=surroundings.monotonic, sleep=surroundings.sleep, alive=surroundings.alive
    ) as lease:
        ledger = Ledger(backend=backend, run=run, now=surroundings.now)
        recorded = ledger.open(new_lineage=lambda: Lineage(surroundings.new_id()), new_key=surroundings.new_key)
        changes = [_change(code, recorded) for code in dict.fromkeys(numbers)]
        ledger.begin()
        ledger.note(changes, [Applied(number_code=change.number_code, detail=BY_HAND) for change in changes])
        error, untidy = ended(ledger)
    # The numbers are forgotten by now, whatever could not be written behind that.
    return left_behind(error or untidy, lease)


def _change(code: NumberCode, recorded: Recorded) -> Change:
    entry = recorded.numbers.get(code)
    if entry is None:
        raise ReconcilerError(
            f"{code} is not in the record. Nothing was forgotten.", advice="`reconciler show` lists what is."
        )
    if entry.protected:
        raise RefusedError(
            f"{code} is protected, and the mark is lifted by an apply alone. Nothing was forgotten.",
            advice=f"Declare `protected: false` for {code}, apply it, and forget the number then.",
        )
    return Change(
        number_code=code, application=entry.application, action=Action.FORGET, before=entry, after=None, source=None
    )
