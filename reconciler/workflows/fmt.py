"""Fmt: every YAML file of the folder in the canonical layout."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.loader.excerpts import with_excerpts
from reconciler.loader.files import changed, read_text, shown, yaml_files
from reconciler.loader.layout.canonical import LayoutError, laid_out
from reconciler.loader.writing import rewrite
from reconciler.model.diagnostics import Diagnostic

OUR_FAULT = (
    "would not say the same in another layout, and was left as it is. That is a fault of reconciler; please report it"
    " with the file."
)


class Fate(Enum):
    """What became of a file."""

    KEPT = "it was in the layout already"
    REWRITTEN = "it is now, or would be without `check`"
    LEFT = "it could not be brought into it, and is as it was"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One file and its fate; one that was left has diagnostics of its YAML, or trouble with writing it."""

    file: str
    fate: Fate
    diagnostics: tuple[Diagnostic, ...] = ()
    trouble: str = ""


def lay_out(folder: Path, *, check: bool) -> Iterator[Laid]:
    """Rewrite the files one after the other and yield what became of each; with `check` nothing is written."""
    files, problems = yaml_files(folder)
    for problem in problems:
        yield Laid(file=problem.source.file, fate=Fate.LEFT, diagnostics=(problem,))
    for path in files:
        yield _lay_out(path, check=check)


def _lay_out(path: Path, *, check: bool) -> Laid:
    file = shown(path)
    text, problems = read_text(path)
    if text is None:
        return _left(file, problems)
    try:
        after, problems = laid_out(text, file)
        if after is None:
            return _left(file, with_excerpts(problems, {file: text}))
        content = path.read_bytes()
        if content == after.encode():
            return Laid(file=file, fate=Fate.KEPT)
        if content.removeprefix(codecs.BOM_UTF8) != text.encode():
            return _left(file, [changed(path)])
        if not check:
            rewrite(path, after)
    except LayoutError:
        return Laid(file=file, fate=Fate.LEFT, trouble=f"'{file}' {OUR_FAULT}")
    except ConfigurationError as error:
        return Laid(file=file, fate=Fate.LEFT, trouble=error.sentence)
    return Laid(file=file, fate=Fate.REWRITTEN)


def _left(file: str, problems: Iterable[Diagnostic]) -> Laid:
    return Laid(file=file, fate=Fate.LEFT, diagnostics=tuple(problems))
