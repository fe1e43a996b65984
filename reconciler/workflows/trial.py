"""A trial of an import: what it would declare is written beside a copy of the folder, read, and checked.

Nobody should have to mend files that were written a moment ago, so that what the provider has and validation refuses
is known before anything is written.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reconciler.loader.files import shown, yaml_files
from reconciler.loader.folder import load
from reconciler.model.diagnostics import Code, Diagnostic, Severity
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.settings import PolicyException
from reconciler.workflows.exceptions import exceptions_for, write_exceptions
from reconciler.workflows.reading import read
from reconciler.workflows.surroundings import Surroundings

DIGITS = re.compile(r"[0-9]+", re.ASCII)

Items = Mapping[NumberCode, tuple[ApplicationName, Mapping[str, Any]]]
"""The item of `numbers` for each number, and its application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a trial came to: why some numbers are refused, and the exceptions to the policy that the others need."""

    refused: Mapping[NumberCode, str]
    exceptions: tuple[PolicyException, ...]


def try_out(folder: Path, items: Items, surroundings: Surroundings) -> Trial:
    """Find out which of some items validation would refuse, were they declared beside what the folder has, and why.

    What one of them breaks may depend on another, as in a circle of calls: so it is tried again without those.
    """
    before = read(folder, surroundings, surroundings.now()).diagnostics if folder.exists() else ()
    known = frozenset((item.code, item.detail) for item in before)
    reasons: dict[NumberCode, str] = {}
    while rest := {code: item for code, item in items.items() if code not in reasons}:
        tried = _tried(folder, rest, surroundings, known)
        if not tried.refused:
            return replace(tried, refused=reasons)
        reasons |= tried.refused
    return Trial(refused=reasons, exceptions=())


def _tried(folder: Path, items: Items, surroundings: Surroundings, known: frozenset[tuple[Code, str]]) -> Trial:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "desired-state"
        _copied(folder, copy)
        lines = _written(Path(tempfile.mkdtemp(prefix="trial-", dir=copy)), items)
        readable = load(copy, surroundings.environ).readable
        exceptions = exceptions_for(readable, (item for code, item in readable.numbers.items() if code in items))
        write_exceptions(copy, exceptions)
        found = read(copy, surroundings, surroundings.now()).diagnostics
        reasons: dict[NumberCode, str] = {}
        for item in (item for item in found if item.severity is Severity.ERROR):
            own = lines.get((item.source.file, item.source.line))
            is_known = own is None and (item.code, item.detail) in known
            codes = [own] if own is not None else _named(item, items)
            reasons |= {code: _reason(item, scratch) for code in codes if code not in reasons and not is_known}
        return Trial(refused=reasons, exceptions=tuple(exceptions))


def _named(item: Diagnostic, items: Items) -> list[NumberCode]:
    """Answer the numbers that a new mistake in a file of the folder names: without them it would not be there.

    A circle of calls may be told of a number that the folder has, and closed by one that it lacks.
    """
    return [code for code in map(NumberCode, map(int, DIGITS.findall(item.detail))) if code in items]


def _copied(folder: Path, copy: Path) -> None:
    copy.mkdir()
    for path in yaml_files(folder)[0] if folder.exists() else ():
        target = copy / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _written(folder: Path, items: Items) -> dict[tuple[str, int], NumberCode]:
    """Write the items in JSON, which is YAML, one on a line; answer which number stands in which line."""
    lines: dict[tuple[str, int], NumberCode] = {}
    path = folder / "numbers.yaml"
    texts = ['{"numbers": [']
    for code, (application, item) in items.items():
        texts.append(f"{json.dumps({**item, 'application': application})},")
        lines[shown(path), len(texts)] = code
    path.write_text("\n".join([*texts, "]}"]), encoding="utf-8")
    return lines


def _reason(item: Diagnostic, scratch: str) -> str:
    words = f"it cannot be declared: {item.code.summary} [{item.code.value}]"
    # A detail may name a file, and this one is gone in a moment.
    return words if Path(scratch).name in item.detail else f"{words}: {item.detail}"
