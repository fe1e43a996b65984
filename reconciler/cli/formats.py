"""Which formats a report is wanted in, and where each goes: the n-th --output belongs to the n-th --format."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A format, and the file that it goes to; None is stdout."""

    form: str
    file: Path | None = None


def wanted_of(forms: Sequence[str], files: Sequence[Path]) -> tuple[Wanted, ...]:
    """Answer the formats with their files; only the last may be without one, and then goes to stdout.

    Without any format it is text.
    """
    every = list(forms) or ["text"]
    if len(files) > len(every):
        raise click.UsageError(
            f"--output is given {_times(len(files))} and --format {_times(len(forms))}: the n-th file is for the n-th"
            " format."
        )
    if len(files) < len(every) - 1:
        raise click.UsageError(
            f"--format is given {_times(len(every))} and --output {_times(len(files))}: only the last format can go to"
            " stdout, so that each other one needs a file."
        )
    if len(set(files)) < len(files):
        raise click.UsageError("two formats cannot go to the same file.")
    return tuple(
        Wanted(form=form, file=files[index] if index < len(files) else None) for index, form in enumerate(every)
    )


def _times(count: int) -> str:
    return {0: "not", 1: "once", 2: "twice"}.get(count, f"{count} times")
