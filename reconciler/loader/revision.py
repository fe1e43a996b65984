"""Which revision the files of a folder come from."""

import subprocess
from pathlib import Path

# Without the optional lock of the index: who commits meanwhile would meet it, and a kill would leave it behind.
GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")
SECONDS = 20


def revision_of(folder: Path) -> str | None:
    """Answer the commit that the folder is at, "+changes" added if files differ from it; None outside git."""
    commit = git(folder, "rev-parse", "--verify", "HEAD")
    if not commit:
        return None
    changes = git(folder, "status", "--porcelain", "--untracked-files=normal", "--", ".")
    return f"{commit}+changes" if changes else commit


def git(folder: Path, *arguments: str) -> str | None:
    """Answer what git says of a folder, its line end taken off; None where it refuses, or there is no git."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and a folder of the user's own
            [*GIT, "-C", str(folder), *arguments], capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None  # no git, no revision: what is recorded then says so
    return done.stdout.strip() if done.returncode == 0 else None
