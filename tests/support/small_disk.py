"""A small disk in memory that a test can fill, and make one that can only be read; it needs the right to mount."""

import errno
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 24
CHUNK = bytes(1 << 16)
PATIENCE = 10.0
# Lazily: a process that was killed a moment ago may still be on its way out.
UNMOUNT = 'cat; umount --lazy "$1"'


class SmallDisk:
    """A mounted disk; `folder` is where its files are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no page free."""
        with self._ballast.open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(CHUNK)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Give the space back."""
        self._ballast.unlink()

    def make_read_only(self) -> bool:
        """Let nobody write any more; false if somebody was writing each time that it was tried."""
        latest = time.monotonic() + PATIENCE
        while time.monotonic() < latest:
            if _mount("-o", "remount,ro", str(self.folder)) is None:
                return True
        return False

    def make_writable(self) -> None:
        """Let everybody write again."""
        why_not = _mount("-o", "remount,rw", str(self.folder))
        if why_not is not None:
            raise OSError(why_not)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | str]:
    """Mount a small disk at a folder while the block runs; where that is not possible, answer why."""
    folder.mkdir()
    why_not = _mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=700", "tmpfs", str(folder))
    if why_not is not None:
        yield why_not
        return
    # Its pipe closes also when the tests are killed, so that no disk stays mounted.
    keeper = subprocess.Popen(["sh", "-c", UNMOUNT, "keeper", folder], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield SmallDisk(folder)
    finally:
        keeper.communicate()
        assert keeper.returncode == 0, f"{folder} could not be unmounted"


def _mount(*arguments: str) -> str | None:
    """Mount; answer why it was not possible, if it was not."""
    try:
        done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        return "there is no mount on this machine"
    return None if done.returncode == 0 else done.stderr.strip()
