"""Save a plan to a file, for `apply` to do exactly it."""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.loader.revision import revision_of
from reconciler.model.desired import Desired
from reconciler.model.identifiers import NumberCode
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import SHORTEST
from reconciler.planner.change import Plan
from reconciler.planner.filling import unfilled
from reconciler.planner.saved import Saved, packed
from reconciler.workflows.plan import Planned
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
        protected=_protected(made.plan, made.loaded.desired, made.recorded),
    )
    content = packed(saved)
    _refuse_secrets(content, [*surroundings.secrets(settings).items(), *surroundings.keys(settings).items()])
    try:
        _write(_place(file), content)
    except OSError as error:
        raise ConfigurationError(f"'{file}' cannot be written: {error.strerror}.") from error


def _protected(plan: Plan, desired: Desired | None, recorded: Recorded) -> tuple[NumberCode, ...]:
    """Answer the recorded numbers that the files protect, and neither the record nor the plan does yet."""
    if desired is None:
        return ()
    changed = {change.number_code for change in plan.changes}
    return tuple(
        code
        for code, number in sorted(desired.numbers.items())
        if number.protected
        and code not in changed
        and code in recorded.numbers
        and not recorded.numbers[code].protected
    )


def _refuse_secrets(content: bytes, values: Iterable[tuple[str, str]]) -> None:
    """Refuse to write the value of a secret, which stands in the files where a reference should."""
    for name, value in values:
        if len(value) >= SHORTEST and _as_in_json(value) in content:
            raise ConfigurationError(
                f"the value of the secret '{name}' stands in the plan, and so in the files of the folder; the plan was"
                " not saved.",
                advice="Write a reference such as ${NAME} in its place, and give it a new value: it is in git now.",
            )


def _as_in_json(value: str) -> bytes:
    return value.encode(errors="surrogateescape").replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _place(file: Path) -> Path:
    """Answer where a file is to be put: where a link leads, so that the link stays.

    What is no file, such as /dev/null or a pipe, would be gone if a file took its place.
    """
    if file.exists() and not file.is_file():
        raise ConfigurationError(
            f"'{file}' is there and is no file; nothing takes its place, and the plan was not saved.",
            advice="Name a file of its own for the saved plan.",
        )
    return Path(os.path.realpath(file))


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
