"""Exceptions for what an import finds and the policy denies: what is there stays, named, and shows in every plan."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from reconciler.checks.policy import denied_targets
from reconciler.loader.excepting import with_exceptions
from reconciler.loader.files import read_text, shown
from reconciler.loader.folder import load
from reconciler.loader.levels import SETTINGS_FILE
from reconciler.loader.writing import rewrite, write_new
from reconciler.model.identifiers import NumberCode
from reconciler.model.settings import PolicyException

NAME = "as found"
REASON = "It was there at the import, and nobody has judged it yet."


def except_denied(folder: Path, environ: Mapping[str, str], numbers: Collection[NumberCode]) -> list[str]:
    """Write an exception for each destination of some numbers that the policy denies; answer the files written.

    What other numbers of the folder lead to was not found by the import, and nobody has allowed it.
    """
    readable = load(folder, environ).readable
    found = {code: number for code, number in readable.numbers.items() if code in numbers}
    denied = denied_targets(replace(readable, numbers=found))
    if not denied:
        return []
    exceptions = [PolicyException(name=f"{NAME}: {target}", target=target, reason=REASON) for target in denied]
    path = folder / SETTINGS_FILE
    text, problems = read_text(path) if path.exists() else (None, [])
    if problems:
        return []  # the settings cannot be read, which is told of the folder as a whole
    after = with_exceptions(text, exceptions)
    if text is None:
        write_new(path, after)
    else:
        rewrite(path, after)
    return [shown(path)]
