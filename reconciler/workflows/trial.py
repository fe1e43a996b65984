"""A trial of an import: what it would declare is written beside a copy of the folder, read, and checked.

Nobody should have to mend files that were written a moment ago, so that what the provider has and validation refuses
is known before anything is written.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reconciler.loader.files import shown, yaml_files
from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.workflows.exceptions import except_denied
from reconciler.workflows.reading import read
from reconciler.workflows.surroundings import Surroundings

FOLDER = "trial-of-import"

Items = Mapping[NumberCode, tuple[ApplicationName, Mapping[str, Any]]]
"""The item of `numbers` for each number, and its application."""


def refused(folder: Path, items: Items, surroundings: Surroundings) -> dict[NumberCode, str]:
    """Answer which of some items validation would refuse, were they declared beside what the folder has, and why.

    What one of them breaks may depend on another, as in a circle of calls: so it is tried again without those.
    """
    reasons: dict[NumberCode, str] = {}
    while rest := {code: item for code, item in items.items() if code not in reasons}:
        more = _tried(folder, rest, surroundings)
        if not more:
            break
        reasons |= more
    return reasons


def _tried(folder: Path, items: Items, surroundings: Surroundings) -> dict[NumberCode, str]:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "desired-state"
        _copied(folder, copy)
        lines = _written(copy / FOLDER, items)
        except_denied(copy, surroundings.environ, items.keys())
        found = read(copy, surroundings, surroundings.now()).diagnostics
        wrong = [item for item in found if item.severity is Severity.ERROR]
        reasons: dict[NumberCode, str] = {}
        for item in wrong:
            code = lines.get((item.source.file, item.source.line))
            if code is not None:
                reasons.setdefault(code, _reason(item, scratch))
        return reasons


def _copied(folder: Path, copy: Path) -> None:
    copy.mkdir()
    for path in yaml_files(folder)[0] if folder.exists() else ():
        target = copy / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _written(folder: Path, items: Items) -> dict[tuple[str, int], NumberCode]:
    """Write the items in JSON, which is YAML, one on a line; answer which number stands in which line."""
    folder.mkdir()
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
    return words if Path(scratch).name in item.detail or FOLDER in item.detail else f"{words}: {item.detail}"
