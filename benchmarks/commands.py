"""The commands that are measured over one generated folder, each with what its output must say."""

import json
import subprocess
import sys
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
    planned = {
        r"^Plan: (?:.*, )?(\d+) to add\b": case.added,
        r"^Plan: (?:.*, )?(\d+) to change\b": case.changed,
        r"^Plan: .*\b(\d+) unchanged": case.numbers - case.added - case.changed,
    }
    return [
        Command(name=NOTHING, words=[sys.executable, "-c", "pass"], says={".": 0}),
        Command(name=HELP, words=[_beside("reconciler"), "--help"], says={"^Commands:": 1}),
        _floor(READ, "read", case),
        _floor(SCAN, "scan", case),
        _floor(PARSE, "parse", case),
        Command(
            name=VALIDATE, words=reconciler("validate"), says={r"^(\d+) numbers declared; no errors": case.numbers}
        ),
        Command(name=PLAN, words=reconciler("plan"), says=planned),
        Command(
            name=PLAN_ALL, words=reconciler("plan", record="nothing"), says={r"^Plan: (\d+) to add\b": case.numbers}
        ),
        _octodns(OCTODNS, "octodns", case),
        _octodns(OCTODNS_SHORT, "octodns-short", case),
    ]


def reconciler(verb: str, *, record: str = "record") -> list[str]:
    """Answer the words of a command over a case's folder and a record in it."""
    return [_beside("reconciler"), "--directory", "desired-state", "--state", f"file:{record}", verb]


def _octodns(name: str, folder: str, case: Case) -> Command:
    words = [_beside("octodns-sync"), "--config-file", str(Path(folder, "config.yaml"))]
    says = {
        r"Summary: .*\bCreates=(\d+)": case.added,
        r"Summary: .*\bUpdates=(\d+)": case.changed,
        r"Summary: .*\bDeletes=(\d+)": 0,
    }
    return Command(name=name, words=words, says=says)


def _floor(name: str, kind: str, case: Case) -> Command:
    words = [sys.executable, str(HERE / "floors.py"), kind, "desired-state"]
    return Command(name=name, words=words, says={r"^(\d+) files, ": case.files})


def _beside(program: str) -> str:
    """Answer a program of the environment that runs us, whatever the path of the shell says."""
    return str(Path(sys.executable).with_name(program))
