"""Where `reconciler plan` spends its time, by cProfile, grouped by module.

cProfile charges every call of a Python function, so small functions look dearer than they are, and work inside C
libraries cheaper. What C functions take is counted with the module that calls them.
"""

import pstats
import subprocess
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from commands import Case, reconciler

Place: TypeAlias = tuple[str, int, str]
Timing: TypeAlias = tuple[int, int, float, float]
Stats: TypeAlias = Mapping[Place, tuple[int, int, float, float, Mapping[Place, Timing]]]

MODULES, FUNCTIONS = 15, 20
IN_C = "~"
IMPORTING = "<frozen importlib"
ROOTS = (*(Path(sysconfig.get_path(name)) for name in ("purelib", "stdlib")), Path(__file__).resolve().parents[1])
"""Libraries, the standard library, and we: in this order, since each of them may lie within the next."""


def profile(case: Case) -> str:
    """Run a plan under the profiler; answer the tables."""
    file = case.folder / "plan.profile"
    words = [sys.executable, "-m", "cProfile", "-o", str(file), "-m", "reconciler", *reconciler("plan")[1:]]
    subprocess.run(words, cwd=case.folder, check=True, stdout=subprocess.DEVNULL)
    stats: Stats = vars(pstats.Stats(str(file)))["stats"]
    title = f"## Where a plan of {case.numbers:,} numbers spends its time\n"
    return "\n".join([title, _modules(stats), _functions(stats)])


def _modules(stats: Stats) -> str:
    own: dict[str, float] = defaultdict(float)
    for place, (_, _, seconds, _, callers) in stats.items():
        if place[0] == IN_C and callers:
            for caller, (_, _, share, _) in callers.items():
                own[module_of(caller)] += share
        else:
            own[module_of(place)] += seconds
    whole = sum(own.values())
    lines = [f"{seconds:8.2f} {seconds / whole:6.1%}  {name}" for name, seconds in _largest(own)[:MODULES]]
    return "\n".join(
        [" seconds   share  module", f"{whole:8.2f} 100.0%  all, with the profiler's own cost", *lines, ""]
    )


def _functions(stats: Stats) -> str:
    own = {_name(place): seconds for place, (_, _, seconds, _, _) in stats.items()}
    whole = {_name(place): seconds for place, (_, _, _, seconds, _) in stats.items()}
    parts = []
    for title, seconds in (("own time", own), ("with what it calls", whole)):
        lines = [f"{taken:8.2f}  {name}" for name, taken in _largest(seconds)[:FUNCTIONS]]
        parts.append("\n".join([f" seconds  function ({title})", *lines, ""]))
    return "\n".join(parts)


def module_of(place: Place) -> str:
    """Answer the module a function is counted with: our own one by one, a library as a whole."""
    file = place[0]
    if file.startswith(IMPORTING):
        return "importing modules"
    name = dotted(file)
    return name if name.startswith("reconciler.") else name.partition(".")[0]


def dotted(file: str) -> str:
    """Answer the module that a file holds."""
    path = Path(file)
    for root in ROOTS:
        if path.is_relative_to(root):
            return ".".join(path.relative_to(root).with_suffix("").parts)
    return file


def _name(place: Place) -> str:
    return place[2] if place[0] == IN_C else f"{dotted(place[0])}:{place[1]} {place[2]}"


def _largest(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda item: -item[1])
