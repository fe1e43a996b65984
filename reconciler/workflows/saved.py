"""Saved plans: write one to a file, and apply exactly what a file says, without the folder that it was made from."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from reconciler.errors import ConfigurationError, SavedPlanError
from reconciler.loader.revision import revision_of
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import SHORTEST, fingerprint
from reconciler.planner.budget import budget_of
from reconciler.planner.change import Plan
from reconciler.planner.filling import filled, unfilled
from reconciler.planner.order import order_of
from reconciler.planner.saved import Saved, packed, unpacked
from reconciler.planner.staleness import as_planned, fitted
from reconciler.workflows.apply import Apply, Options, under_lock
from reconciler.workflows.plan import Planned, judged
from reconciler.workflows.refusing import refuse_foreign, refuse_late, refuse_rotated, refuse_stale
from reconciler.workflows.surroundings import Surroundings


def save(made: Planned, file: Path, folder: Path, surroundings: Surroundings) -> None:
    """Write a plan to a file, whole or not at all, that its owner alone can read; nothing where there is no plan."""
    if made.plan is None or made.recorded is None:
        return
    settings = made.loaded.settings
    saved = Saved(
        plan=made.plan if made.recorded.hmac_key else unfilled(made.plan),
        settings=settings,
        revision=revision_of(folder),
        exceptions=made.review.exceptions,
    )
    content = packed(saved)
    _refuse_secrets(content, [*surroundings.secrets(settings).items(), *surroundings.keys(settings).items()])
    try:
        _write(file, content)
    except OSError as error:
        raise ConfigurationError(f"'{file}' cannot be written: {error.strerror}.") from error


def _refuse_secrets(content: bytes, values: Iterable[tuple[str, str]]) -> None:
    """Refuse to write the value of a secret, which stands in the files where a reference should."""
    for name, value in values:
        if len(value) >= SHORTEST and value.encode() in content:
            raise ConfigurationError(
                f"the value of the secret '{name}' stands in the plan, and so in the files of the folder; the plan was"
                " not saved.",
                advice="Write a reference such as ${NAME} in its place, and give it a new value: it is in git now.",
            )


def _write(file: Path, content: bytes) -> None:
    """Put a file in the place of another durably; who reads it at any moment finds the old one or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


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
        refuse_foreign(saved.plan, held.recorded)
        plan = _filled(saved, held.recorded, surroundings)
        fits = fitted(plan, held.recorded)
        refuse_stale(fits.stale)
        base = as_planned(plan, held.recorded)
        found = judged(plan, _desired(plan, saved), base)
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


def _desired(plan: Plan, saved: Saved) -> Desired:
    """Answer as much of the desired state as judging a plan asks for: what its numbers become, and the settings."""
    numbers = {
        change.number_code: DesiredNumber(
            number_code=change.number_code,
            application=change.after.application,
            forwarding=change.after.payload,
            protected=change.after.protected,
        )
        for change in plan.changes
        if change.after is not None and change.after.payload is not None
    }
    return Desired(numbers=numbers, settings=saved.settings)
