"""The YAML files of a folder, and their text."""

import codecs
import os
import stat
from pathlib import Path

from reconciler.errors import ConfigurationError
from reconciler.loader.encoding import cyrillic, wide
from reconciler.loader.position import Place, position
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic

ENDINGS = frozenset({".yaml", ".yml"})
BEGINNING = Place(1, 1)

MOST_BYTES = 64 << 20
"""A file may have so many bytes; a hundred numbers need some 60,000."""
LOST = "Its numbers would count as no longer declared."


def yaml_files(folder: Path) -> tuple[list[Path], list[Diagnostic]]:
    """Answer the YAML files below a folder in a stable order, and what below it cannot be read.

    Hidden files and folders are left out.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"the folder '{folder}' with the desired state is not there.",
            advice="Name the folder with --directory DIR or RECONCILER_DIRECTORY.",
        )
    files: list[Path] = []
    problems: list[Diagnostic] = []
    root = os.path.realpath(folder)
    waiting = [folder]
    while waiting:
        base = waiting.pop()
        try:
            entries = _entries(base)
        except OSError as error:
            problems.append(_unreadable(base, f"The folder cannot be read: {error.strerror}. {LOST} Make it readable."))
            continue
        folders = []
        for entry in entries:
            path = Path(entry.path)
            trouble = _trouble(entry, root)
            if trouble:
                problems.append(_unreadable(path, trouble))
            elif entry.is_dir():
                folders.append(path)
            elif _is_yaml(entry):
                files.append(path)
        waiting += reversed(folders)
    return files, problems


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _is_yaml(entry: os.DirEntry[str]) -> bool:
    return Path(entry.name).suffix.lower() in ENDINGS


def _trouble(entry: os.DirEntry[str], root: str) -> str | None:
    """Answer why what stands in an entry would be overlooked, or must not be read, or None."""
    try:
        is_folder, is_file = entry.is_dir(), entry.is_file()
    except OSError as error:
        return f"It cannot be read: {error.strerror}. {LOST} Take it away, or put the files there themselves."
    if entry.is_symlink() and is_folder:
        return f"It is a link to a folder, which only a later version follows. {LOST} Put the files there themselves."
    if entry.is_symlink() and not Path(entry.path).exists():
        return f"It is a link to what is not there. {LOST} Take it away, or put the files there themselves."
    if _is_yaml(entry) and entry.is_symlink() and not _is_below(root, entry.path):
        return (
            "It is a link that leads out of the folder: with such a link, whoever proposes a change could have any file"
            " of this machine read, and quoted in messages. Put the file there itself."
        )
    if _is_yaml(entry) and is_folder:
        return f"Its name is a YAML file's, and it is a folder, which is not looked into. {LOST} Give it another name."
    if _is_yaml(entry) and not is_file:
        return f"Its name is a YAML file's, and it is no file. {LOST} Take it away, or put the file there itself."
    return None


def _is_below(root: str, path: str) -> bool:
    return os.path.commonpath([root, os.path.realpath(path)]) == root


def _unreadable(path: Path, detail: str) -> Diagnostic:
    return diagnostic(Code.UNREADABLE_FILE, detail, Source(file=shown(path), line=1, column=1))


def changed(path: Path) -> Diagnostic:
    """Answer the diagnostic about a file that somebody wrote to while it was read."""
    return _unreadable(path, "It was changed while it was read, so what is told about it could be wrong. Run it again.")


def shown(path: Path) -> str:
    """Answer a path as messages show it: relative to the current folder."""
    return os.path.relpath(path)


def read_text(path: Path) -> tuple[str | None, list[Diagnostic]]:
    """Answer a file's text without a byte-order mark, or None and why not."""
    try:
        content = _content(path)
    except OSError as error:
        return None, [_unreadable(path, f"It cannot be read: {error.strerror}. {LOST} Make it readable.")]
    if content is None:
        return None, [_unreadable(path, f"It is no file any more, as it was a moment ago. {LOST} Run it again.")]
    if len(content) > MOST_BYTES:
        detail = f"It has more than {MOST_BYTES >> 20} MiB, which nobody reviews. Make several files of it."
        return None, [_unreadable(path, detail)]
    encoding = wide(content)
    if encoding is not None:
        return None, [_guessed(path, f"This looks like {encoding}")]
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(), []
    except UnicodeDecodeError as error:
        return None, [_undecoded(path, content, error.start)]


def _content(path: Path) -> bytes | None:
    """Answer a file's bytes, or enough of them to tell that they are too many; None where it is no file.

    What was a file when the folder was listed may be a pipe by now, and to open one would wait for its writer.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a path would be opened once more
        return file.read(MOST_BYTES + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def _undecoded(path: Path, content: bytes, start: int) -> Diagnostic:
    """Answer the diagnostic about a byte that is not UTF-8."""
    line = content[content.rfind(b"\n", 0, start) + 1 :].partition(b"\n")[0]
    encoding = cyrillic(line)
    looks = f" and looks like {encoding}" if encoding else ""
    before = content[:start].decode()
    return _guessed(path, f"Byte 0x{content[start]:02X} here is not UTF-8{looks}", position(before, len(before)))


def _guessed(path: Path, what: str, place: Place = BEGINNING) -> Diagnostic:
    detail = f"{what}, so the text would be guessed at. Save the file as UTF-8."
    return diagnostic(Code.UNREADABLE_FILE, detail, Source(file=shown(path), line=place.line, column=place.column))
