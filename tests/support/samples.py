"""The samples beside the loader's tests: wrong files and what is told of them, right ones and what they mean.

`wrong/001-duplicate-key.yaml` is a file, or without ending a folder; `.txt` beside it holds its diagnostics. In
`right`, `.json` holds the numbers that it means, and its overrides, expectations and settings where it has any.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.folder import AT, fresh_folder, write

from reconciler.loader.folder import Loaded, load
from reconciler.model.desired import DesiredNumber, Expectation, Override, Window
from reconciler.model.diagnostics import Diagnostic
from reconciler.workflows.reading import checked

ROOT = Path(__file__).parents[1] / "loader" / "samples"
ENVIRON = {"EXOLVE_API_KEY": "example-key-of-nobody-01"}
"""The environment that samples are read in; one of them has this key in its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample: its number and name, and where it stands."""

    name: str
    path: Path

    @property
    def files(self) -> dict[str, bytes]:
        """The bytes of its files, by their names below the folder that is loaded."""
        if self.path.is_file():
            return {self.path.name: self.path.read_bytes()}
        files = (file for file in sorted(self.path.rglob("*")) if file.is_file())
        return {str(file.relative_to(self.path)): file.read_bytes() for file in files}

    def beside(self, ending: str) -> Path:
        """Answer the file with what is expected of it."""
        return self.path.parent / f"{self.name}{ending}"

    def read(self) -> Loaded:
        """Read it alone as `validate` does at a fixed moment, in a folder that is the current one."""
        with laid_out(self):
            return checked(load(Path(), ENVIRON), AT)


def samples(kind: str) -> list[Sample]:
    """Answer the samples of a kind, `wrong` or `right`, in order."""
    paths = (path for path in sorted((ROOT / kind).iterdir()) if path.is_dir() or path.suffix == ".yaml")
    return [Sample(name=path.name.removesuffix(".yaml"), path=path) for path in paths]


@contextmanager
def laid_out(sample: Sample) -> Iterator[Path]:
    """Write a sample's files into a fresh folder and make it the current one."""
    before = Path.cwd()
    with fresh_folder() as folder:
        write(folder, sample.files)
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def told(sample: Sample, diagnostics: Iterable[Diagnostic]) -> str:
    """Answer diagnostics as the sample's `.txt` holds them: `place severity code`, and below it the detail.

    The place is `line:column`; the file is named where it is one of several, or none of them.
    """
    return "".join(f"{heading(sample, item)}\n    {item.detail}\n" for item in diagnostics)


def heading(sample: Sample, item: Diagnostic) -> str:
    """Answer the first line about one diagnostic."""
    place = str(item.source).removeprefix(f"{sample.path.name}:")
    return f"{place} {item.severity.value} {item.code.value}"


def meaning(loaded: Loaded) -> str:
    """Answer what a folder means as the sample's `.json` holds it: everything of every number, and the settings set."""
    assert loaded.desired is not None
    answer: dict[str, Any] = {"numbers": [_number(number) for number in loaded.desired.numbers.values()]}
    if loaded.desired.overrides:
        answer["overrides"] = [_override(override) for override in loaded.desired.overrides]
    if loaded.desired.expectations:
        answer["expectations"] = [_expectation(expectation) for expectation in loaded.desired.expectations]
    settings = loaded.settings.model_dump(mode="json", exclude_unset=True)
    if settings:
        answer["settings"] = settings
    return _visible(json.dumps(answer, ensure_ascii=False, indent=2)) + "\n"


def _override(override: Override) -> dict[str, Any]:
    return {
        "numbers": override.numbers,
        "from": override.start.isoformat(),
        "until": override.end.isoformat(),
        "reason": override.reason,
    }


def _expectation(expectation: Expectation) -> dict[str, Any]:
    return {
        "call": expectation.call,
        "at": expectation.at.isoformat(),
        "expect": expectation.expect,
        "written": expectation.written,
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "from": window.start.isoformat(),
        "until": window.end.isoformat(),
        "payload": window.forwarding,
        "override": window.override,
    }


def _number(number: DesiredNumber) -> dict[str, Any]:
    windows = {"windows": [_window(window) for window in number.windows]} if number.windows else {}
    return {
        "payload": number.payload(),
        "application": number.application,
        "description": number.description,
        "labels": number.labels,
        "protected": number.protected,
        "on_removal": number.on_removal,
        "weight": number.weight,
        "verify": number.verify,
        **windows,
    }


def _visible(text: str) -> str:
    """Write characters that no screen shows as JSON's escapes, so that a review sees them."""
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)
