"""The commands that are measured over one generated folder, each with what its output must say."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import Command

HERE = Path(__file__).parent
NOTHING = "python -c pass"
HELP = "reconciler --help"
VALIDATE = "reconciler validate"
PLAN = "reconciler plan"
PLAN_ALL = "reconciler plan, nothing recorded"
OCTODNS = "octodns-sync, 20 lines a record"
OCTODNS_SHORT = "octodns-sync, 4 lines a record"
READ = "floor: read and SHA-256"
SCAN = "floor: read and tokens in C"
PARSE = "floor: read and events in C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A generated folder and what is in it."""

    folder: Path
    numbers: int
    changed: int
    added: int
    files: int
    lines: int
    bytes: int


def make_case(folder: Path, *, numbers: int, periods: int, seed: int) -> Case:
    """Generate a folder with its record and what octoDNS needs, in a process of its own."""
    options = [f"--numbers={numbers}", f"--periods={periods}", f"--seed={seed}", "--record", "--octodns"]
    words = [sys.executable, str(HERE / "generate.py"), str(folder), *options]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE)
    return Case(folder=folder, **json.loads(done.stdout))


def commands_of(case: Case) -> list[Command]:
    """Answer what is measured, in the order of the table."""
    return [
        Command(name=NOTHING, words=[sys.executable, "-c", "pass"], did=lambda text: not text),
        Command(name=HELP, words=[_beside("reconciler"), "--help"], did=lambda text: "Commands:" in text),
        _floor(READ, "read", case),
        _floor(SCAN, "scan", case),
        _floor(PARSE, "parse", case),
        Command(
            name=VALIDATE,
            words=reconciler("validate"),
            did=lambda text: f"{case.numbers} numbers declared; no errors." in text,
        ),
        Command(name=PLAN, words=reconciler("plan"), did=lambda text: _planned(text, case)),
        Command(
            name=PLAN_ALL,
            words=reconciler("plan", record="nothing"),
            did=lambda text: _count(text, r"(\d+) to add") == case.numbers,
        ),
        _octodns(OCTODNS, "octodns", case),
        _octodns(OCTODNS_SHORT, "octodns-short", case),
    ]


def reconciler(verb: str, *, record: str = "record") -> list[str]:
    """Answer the words of a command over a case's folder and a record in it."""
    return [_beside("reconciler"), "--directory", "desired-state", "--state", f"file:{record}", verb]


def _octodns(name: str, folder: str, case: Case) -> Command:
    words = [_beside("octodns-sync"), "--config-file", str(Path(folder, "config.yaml"))]
    return Command(name=name, words=words, did=lambda text: _synchronised(text, case))


def _floor(name: str, kind: str, case: Case) -> Command:
    words = [sys.executable, str(HERE / "floors.py"), kind, "desired-state"]
    return Command(name=name, words=words, did=lambda text: text.startswith(f"{case.files} files, "))


def _planned(text: str, case: Case) -> bool:
    counts = [_count(text, rf"(\d+) {word}") for word in ("to add", "to change", "unchanged")]
    return counts == [case.added, case.changed, case.numbers - case.added - case.changed]


def _synchronised(text: str, case: Case) -> bool:
    counts = [_count(text, rf"Summary: .*{word}=(\d+)") for word in ("Creates", "Updates", "Deletes")]
    return counts == [case.added, case.changed, 0]


def _count(text: str, pattern: str) -> int:
    found: Sequence[str] = re.findall(pattern, text)
    return sum(map(int, found))


def _beside(program: str) -> str:
    """Answer a program of the environment that runs us, whatever the path of the shell says."""
    return str(Path(sys.executable).with_name(program))
