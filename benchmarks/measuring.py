"""What one process costs: CPU seconds of user and system, and its largest memory."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

OURS = ("RECONCILER_", "EXOLVE_", "UIS_", "COVERAGE_")
"""Variables of the surroundings that would make a command do something else than what is measured."""

SHOWN = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line and how to tell by its output that it did its work."""

    name: str
    words: Sequence[str]
    did: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run of a command cost, its children that it waited for included."""

    seconds: float
    elapsed: float
    megabytes: float


def cost_of(command: Command, folder: Path) -> Cost:
    """Run a command in a folder; a command that did not do its work ends everything.

    The kernel counts the memory of whoever starts a process as the process's own, so whoever measures must be small:
    that is why folders are generated in processes of their own, and why nothing here imports the program.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command.words, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode != 0 or not command.did(text):
        line = " ".join(command.words)
        raise SystemExit(f"not done, exit {process.returncode}: {line}\n{text[-SHOWN:]}")
    return Cost(seconds=usage.ru_utime + usage.ru_stime, elapsed=elapsed, megabytes=usage.ru_maxrss / 1024)
