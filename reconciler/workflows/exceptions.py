"""Exceptions for what an import finds and the policy denies: what is there stays, named, and shows in every plan."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from reconciler.checks.policy import denied_targets
from reconciler.errors import ConfigurationError
from reconciler.loader.excepting import pasting, with_exceptions
from reconciler.loader.files import read_text, shown
from reconciler.loader.levels import SETTINGS_FILE
from reconciler.loader.writing import rewrite, write_new
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.settings import PolicyException

NAME = "as found"
REASON = "It was there at the import, and nobody has judged it yet."


def exceptions_for(desired: Desired, numbers: Iterable[DesiredNumber]) -> list[PolicyException]:
    """Answer an exception for each destination of some numbers that the policy denies.

    What other numbers of the folder lead to was not found by the import, and nobody has allowed it; nor has anybody
    what overrides make of a number.
    """
    found = {number.number_code: replace(number, windows=()) for number in numbers}
    denied = denied_targets(replace(desired, numbers=found))
    return [PolicyException(name=f"{NAME}: {target}", target=target, reason=REASON) for target in denied]


def write_exceptions(folder: Path, exceptions: Sequence[PolicyException]) -> list[str]:
    """Write exceptions into the settings; answer the files written. ConfigurationError where that cannot be done."""
    path = folder / SETTINGS_FILE
    text, problems = read_text(path) if path.exists() else (None, [])
    if problems or not exceptions:
        return []  # settings that cannot be read are told of the folder as a whole
    after = with_exceptions(text, exceptions)
    try:
        if text is None:
            write_new(path, after)
        else:
            rewrite(path, after)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{error.message} The import writes exceptions there for what the provider has and the policy denies, for"
            " the folder would not pass `validate` without them. So nothing was imported.",
            advice=pasting(exceptions),
        ) from error
    return [shown(path)]
