"""Steps on a disk that survive a power cut, and the words for what a disk refuses."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reconciler.errors import StateError

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


@contextmanager
def telling(folder: Path, *, verb: str) -> Iterator[None]:
    """Translate what the operating system refuses into a sentence about the record in this folder."""
    try:
        yield
    except OSError as exc:
        reason, advice = _explain(exc)
        at = f" ({exc.filename})" if isinstance(exc.filename, str) and exc.filename != str(folder) else ""
        raise StateError(f"The record in the folder {folder} cannot be {verb}: {reason}{at}.", advice=advice) from exc


def _explain(exc: OSError) -> tuple[str, str]:
    """Say what went wrong and what to do about it."""
    match exc.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "no space is left on its disk", "Free some space and run again; nothing of this write was counted."
        case errno.EACCES | errno.EPERM:
            return (
                "this user has no permission for it",
                "Run as the user who owns the folder, or let the folder belong to this user.",
            )
        case errno.EROFS:
            return "its disk can only be read", "Mount the disk for writing, or choose another state URL."
        case errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
            return (
                "there is a file where a folder is needed, or a folder where a file is needed",
                "Move it away, or choose another state URL.",
            )
        case _:
            words = exc.strerror or str(exc)
            return f"the operating system says “{words}”", "Look after the disk, then run the command again."


def make_folders(folder: Path) -> None:
    """Make a folder and the missing ones above it, readable by their owner alone."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        with suppress(FileExistsError):  # Another run may make it at the same moment.
            made.mkdir(mode=_FOLDER_MODE)
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read(path: Path) -> bytes | None:
    """Read a file; None when there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def read_part(path: Path, *, start: int, length: int) -> bytes | None:
    """Read some bytes of a file; None when there is no file."""
    opened = open_if_there(path)
    if opened is None:
        return None
    try:
        return os.pread(opened, length, start)
    finally:
        os.close(opened)


def size(path: Path) -> int:
    """Answer a file's length; 0 when there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def holds_anything(folder: Path) -> bool:
    """Tell whether there is at least one name in a folder; no when there is no folder."""
    try:
        with os.scandir(folder) as names:
            return next(names, None) is not None
    except FileNotFoundError:
        return False


def open_if_there(path: Path) -> int | None:
    """Open a file for reading; None when there is none."""
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None


def open_for_change(path: Path) -> int:
    """Open a file for writing, made if it is missing, readable by its owner alone."""
    return os.open(path, os.O_RDWR | os.O_CREAT, _FILE_MODE)


def write_at(path: Path, data: bytes, *, offset: int) -> None:
    """Let a file end with these bytes from this offset on, durably; a write that fails leaves what stood before it."""
    is_new = not path.exists()
    opened = open_for_change(path)
    try:
        if os.fstat(opened).st_size != offset:
            os.ftruncate(opened, offset)
        try:
            _write_all(opened, data, offset=offset)
            os.fsync(opened)
        except OSError:
            # If even this fails, the rest of the write is a torn end, which the next reader recognises.
            with suppress(OSError):
                os.ftruncate(opened, offset)
                os.fsync(opened)
            raise
    finally:
        os.close(opened)
    if is_new:
        sync_folder(path.parent)


def cut(path: Path, *, length: int) -> None:
    """Shorten a file durably; nothing happens when it is as long as that."""
    if size(path) != length:
        write_at(path, b"", offset=length)


def replace(path: Path, data: bytes) -> None:
    """Put a file in place of another, durably: at any instant there is the old one or the new one."""
    beside = path.with_name(f"{path.name}.new")
    try:
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
        try:
            _write_all(opened, data, offset=0)
            os.fsync(opened)
        finally:
            os.close(opened)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


def move(path: Path, target: Path) -> None:
    """Move a file into another folder durably; a file that stands there already is never overwritten."""
    make_folders(target.parent)
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    path.rename(target)
    sync_folder(target.parent)
    sync_folder(path.parent)


def _write_all(opened: int, data: bytes, *, offset: int) -> None:
    """Write until everything is written: a nearly full disk takes a part and refuses the rest."""
    view = memoryview(data)
    while view:
        written = os.pwrite(opened, view, offset)
        view = view[written:]
        offset += written
