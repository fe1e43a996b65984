"""Apply a saved plan: exactly what its file says, without the folder that it was made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from reconciler.errors import SavedPlanError
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import fingerprint
from reconciler.planner.budget import budget_of
from reconciler.planner.change import Plan
from reconciler.planner.filling import filled
from reconciler.planner.order import order_of
from reconciler.planner.saved import Saved, unpacked
from reconciler.planner.staleness import as_planned, fitted
from reconciler.workflows.apply import Apply, Options, under_lock
from reconciler.workflows.plan import judged
from reconciler.workflows.refusing import refuse_foreign, refuse_late, refuse_rotated, refuse_stale
from reconciler.workflows.surroundings import Surroundings


def read_saved(file: Path) -> Saved:
    """Read a saved plan; SavedPlanError when it is none, or is damaged, or a newer version's."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SavedPlanError(
            f"the saved plan '{file}' cannot be read: {error.strerror}.",
            advice="Name the file that `reconciler plan --out FILE` wrote.",
        ) from error
    try:
        return unpacked(content)
    except SavedPlanError as error:
        raise type(error)(f"'{file}': {error.message}", advice=error.advice) from error


@contextmanager
def applying_saved(file: Path, surroundings: Surroundings, options: Options) -> Iterator[Apply]:
    """Hold a saved plan against its record under the lock, for a block in which it may be approved and run.

    What does not fit is refused here, before anybody is asked. The brakes are worked out anew against the record, as
    it was before this plan, so that they say the same when an apply that failed halfway is run again.
    """
    saved = read_saved(file)
    refuse_late(saved.plan, options.at)
    settings = saved.settings
    backend = surroundings.backend(settings, options.state_url)
    run = replace(surroundings.run("apply", saved.revision), digest=saved.plan.digest)
    with under_lock(backend, run, settings, surroundings, options) as held:
        refuse_late(saved.plan, max(options.at, surroundings.now()))  # to wait for the lock may have taken long
        refuse_foreign(saved.plan, held.recorded)
        plan = _filled(saved, held.recorded, surroundings)
        fits = fitted(plan, held.recorded)
        refuse_stale(fits.stale)
        base = as_planned(plan, held.recorded)
        found = judged(plan, _desired(plan, saved, base), base)
        yield Apply(
            settings=settings,
            address=backend.address,
            plan=plan,
            budget=budget_of(fits.ready, settings.apply),
            brakes=found.brakes,
            review=replace(found.review, exceptions=saved.exceptions),
            order=order_of(fits.ready, held.recorded),
            held=held,
        )


def _filled(saved: Saved, recorded: Recorded, surroundings: Surroundings) -> Plan:
    """Answer the plan with the secrets that are at hand here; refuse it where one is another than was planned."""
    values = surroundings.secrets(saved.settings)
    fingerprints = {name: fingerprint(recorded.hmac_key, value) for name, value in values.items()}
    changes = [filled(change, fingerprints, recorded.numbers.get(change.number_code)) for change in saved.plan.changes]
    plan = replace(saved.plan, changes=tuple(changes))
    refuse_rotated(fitted(plan, recorded).ready, fingerprints)
    return plan


def _desired(plan: Plan, saved: Saved, recorded: Recorded) -> Desired:
    """Answer as much of the desired state as judging a plan asks for: what its numbers become, and the settings.

    Besides there are the numbers that it leaves as they are recorded, and that are to be protected.
    """
    entries = {code: recorded.numbers[code] for code in saved.protected if code in recorded.numbers}
    left = {code: replace(entry, protected=True) for code, entry in entries.items()}
    become = {change.number_code: change.after for change in plan.changes if change.after is not None}
    numbers = {
        code: DesiredNumber(
            number_code=code, application=entry.application, forwarding=entry.payload, protected=entry.protected
        )
        for code, entry in (left | become).items()
        if entry.payload is not None
    }
    return Desired(numbers=numbers, settings=saved.settings)
