"""What one process costs: CPU seconds of user and system, and its largest memory."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

OURS = ("RECONCILER_", "EXOLVE_", "UIS_", "COVERAGE_")
"""Variables of the surroundings that would make a command do something else than what is measured."""

SHOWN = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line and what its output must say.

    `says` maps a pattern to the sum, over all lines of the output, of the numbers that its group finds; a pattern
    without a group counts lines.
    """

    name: str
    words: Sequence[str]
    says: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run of a command cost, its children that it waited for included."""

    seconds: float
    elapsed: float
    megabytes: float


def cost_of(command: Command, folder: Path) -> Cost:
    """Run a command in a folder; a command that did not do its work ends everything.

    The kernel counts the memory of whoever starts a process as the process's own, so whoever measures must be small:
    folders are generated in processes of their own, outputs are read line by line, and nothing here imports the
    program.
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
        said = _said(output, command.says)
        if process.returncode != 0 or said != command.says:
            output.seek(max(0, output.seek(0, os.SEEK_END) - SHOWN))
            end = output.read().decode(errors="replace")
            line = " ".join(command.words)
            raise SystemExit(f"{line}\nended with {process.returncode} and said {said}, not {command.says}:\n{end}")
    return Cost(seconds=usage.ru_utime + usage.ru_stime, elapsed=elapsed, megabytes=usage.ru_maxrss / 1024)


def _said(output: IO[bytes], patterns: Iterable[str]) -> dict[str, int]:
    said = dict.fromkeys(patterns, 0)
    output.seek(0)
    for line in output:
        text = line.decode(errors="replace")
        for pattern in said:
            if found := re.search(pattern, text):
                said[pattern] += int(found[1]) if found.groups() else 1
    return said
