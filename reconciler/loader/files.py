"""The YAML files of a folder, and their text."""

import codecs
import os
from collections.abc import Iterator
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic

ENDINGS = frozenset({".yaml", ".yml"})


def yaml_files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files below a folder in a stable order; hidden files and folders are left out."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"the folder '{folder}' with the desired state is not there.",
            advice="Name the folder with --directory DIR or RECONCILER_DIRECTORY.",
        )
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(base, name)
            if path.suffix in ENDINGS and not name.startswith("."):
                yield path


def shown(path: Path) -> str:
    """Answer a path as messages show it: relative to the current folder."""
    return os.path.relpath(path)


def read_text(path: Path) -> tuple[str | None, list[Diagnostic]]:
    """Answer a file's text without a byte-order mark, or None and why not."""
    file = shown(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        source = Source(file=file, line=1, column=1)
        return None, [diagnostic(Code.UNREADABLE_FILE, f"It cannot be read: {error.strerror}.", source)]
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(), []
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        detail = (
            f"Byte 0x{content[error.start]:02X} here is not UTF-8, so the text would be guessed at. Save the file as"
            " UTF-8."
        )
        return None, [diagnostic(Code.UNREADABLE_FILE, detail, Source(file=file, line=line, column=column))]
