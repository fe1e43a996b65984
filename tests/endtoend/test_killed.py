"""Applies killed at random instants and run again: nothing is lost, and little is sent twice.

Each run is drawn from its seed: numbers, changes, faults of the provider, instants. A process is `reconciler apply`
as people start it; the provider is the emulator on a loopback socket. `RECONCILER_KILL_RUNS=50` runs all of them, and
`-s` prints a line for each.
"""

import os
import random
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.company import (
    APPLICATIONS,
    KEYS,
    SECRETS,
    State,
    Step,
    changed,
    files_of,
    grown,
    needing_calls,
    world_after,
)
from support.folder import write
from support.watched import CountingLog, Moment, Program

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.profile import PROFILES, LeftOut
from reconciler.emulator.server import running
from reconciler.loader.folder import load
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import fingerprint
from reconciler.planner.change import CALLS_PROVIDER, Plan
from reconciler.planner.planning import make_plan
from reconciler.state.address import open_backend
from reconciler.state.backend import Backend
from reconciler.state.record import read_record

RUNS = int(os.environ.get("RECONCILER_KILL_RUNS", "8"))
CONCURRENCY = 4
MOST_PROCESSES = 12
"""More than these for one state would mean that the runs do not come to an end."""

GRACEFUL = {128 + signal.SIGTERM, 128 + signal.SIGINT, -signal.SIGTERM, -signal.SIGINT}
SPOILING = [
    {"kind": "status", "status": 429, "retry_after": 0, "rate": 0.04},
    {"kind": "status", "status": 500, "rate": 0.02},
    {"kind": "status", "status": 503, "after_effect": True, "rate": 0.02},
    {"kind": "drop-before", "rate": 0.03},
    {"kind": "drop-after", "rate": 0.03},
]
SLOW = {"kind": "delay", "seconds": 0.02, "rate": 0.5}
STEPS = {Step.STAY: 3, Step.CHANGE: 5, Step.DESCRIBE: 1, Step.MOVE: 1, Step.REMOVE: 1}
BODIES_ALONE = {Step.STAY: 2, Step.CHANGE: 1}
PROFILE = {
    "documented": PROFILES["documented"],
    # Whether a Set clears what it leaves out decides what the provider has; without a limit the runs are short.
    "contrary": replace(PROFILES["contrary"], left_out_fields=LeftOut.CLEARED, rate_limit=None),
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one run came to, to be printed."""

    seed: int
    backend: str
    numbers: int
    changes: int = 0
    processes: int = 0
    moments: list[str] = field(default_factory=list)
    lost: int = 0
    """The windows of the killed processes: numbers whose calls they could not record."""

    def line(self, *, faults: int, calls: int) -> str:
        beyond, bound = calls - self.changes, self.lost + faults
        return (
            f"{self.seed:4}  {self.backend:4} {self.numbers:7} {self.changes:7} {self.processes:9} {faults:6}"
            f" {calls:5} {beyond:6} {bound:5}  {' '.join(self.moments)}"
        )


HEADER = "seed  box  numbers changes processes faults calls beyond bound  ended at (c: calls, w: writes, +: and git)"


@pytest.fixture(scope="module", autouse=True)
def _header() -> None:
    print(f"\n{HEADER}")  # noqa: T201 - the table that -s shows


@pytest.fixture(autouse=True)
def _no_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


class Scene:
    """One run: the provider, the repository with the desired state, and the processes that apply it."""

    def __init__(self, seed: int, tmp_path: Path) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - dice, not a secret
        self.backend = "git" if seed % 2 else "file"
        self.state_url = "git:reconciler-state" if seed % 2 else "file:.reconciler/state"
        self.account = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
        self.log = CountingLog()
        rules: list[dict[str, Any]] = [*(SPOILING if self.dice.random() < 0.6 else []), SLOW]
        profile = PROFILE["contrary" if self.dice.random() < 0.3 else "documented"]
        faults = Faults.parse({"seed": seed, "rules": rules})
        self.app = create_app(self.account, profile=profile, faults=faults, log=self.log)
        self.settings = {
            "apply": {"concurrency": CONCURRENCY, "calls_per_second": 0},
            # A lock whose process is gone must not be waited for: the long time would not pass in a test.
            "state": {"lock_seconds": self.dice.choice([2, 600])},
            "limits": {"changes_share": 1, "removals_share": 1},
        }
        self.repository = _repository(tmp_path)
        self.folder = self.repository / "desired-state"
        self.state: State = {}
        self.needing: set[int] = set()
        self.sent_before = 0
        self.world: dict[int, Any] = {}
        self.tally = Tally(seed=seed, backend=self.backend, numbers=0)

    def declare(self, state: State) -> None:
        """Commit another desired state; what the one before never came to send needs no call any more."""
        needing = needing_calls(self.state, state)
        sent = {call.number for call in self.log.changing()[self.sent_before :]}
        self.tally.changes += len(needing) - len(needing & self.needing - sent)
        self.needing, self.sent_before = needing, len(self.log.changing())
        self.world = world_after(self.world, self.state, state)
        self.state = state
        self.tally.numbers = max(self.tally.numbers, len(state))
        write(self.folder, files_of(self.dice, state, self.settings))
        _git(self.repository, "add", ".")
        _git(self.repository, "commit", "-q", "-m", "another desired state")

    def planned(self) -> tuple[Backend, Recorded, Plan]:
        """Answer the record and what a plan would find now."""
        backend = open_backend(self.state_url, directory=self.repository)
        recorded = read_record(backend)
        hmacs = {name: fingerprint(recorded.hmac_key, value) for name, value in SECRETS.items()}
        desired = load(self.folder).desired
        assert desired is not None
        return backend, recorded, make_plan(desired, recorded, datetime.now(UTC), fingerprints=hmacs)

    def end_one(self, program: Program, *, parts: int) -> None:
        """Apply, and end the process at a moment that the dice choose."""
        pending = sum(change.action in CALLS_PROVIDER for change in self.planned()[2].changes)
        if not pending:
            return
        flush = 0.4 if self.backend == "git" else 0.02
        moment = Moment.drawn(self.dice, pending=pending, parts=parts, flush=flush)
        before = len(self.log.changing())
        ended = program.run(["apply", "--yes"], log=self.log, moment=moment)
        self.tally.processes += 1
        self.tally.moments.append(str(moment))
        assert ended.code in {0, 5, -signal.SIGKILL, *GRACEFUL}, ended.words
        if ended.code == -signal.SIGKILL:
            sent = len({call.number for call in self.log.changing()[before:]})
            # Over git a window is the whole plan; of that, only what was sent can be sent again.
            self.tally.lost += sent if self.backend == "git" else min(sent, CONCURRENCY)

    def finish(self, program: Program) -> None:
        """Apply until everything is done; faults may leave numbers for the next time."""
        for _ in range(MOST_PROCESSES):
            ended = program.run(["apply", "--yes"], log=self.log)
            self.tally.processes += 1
            if ended.code == 0:
                return
            assert ended.code == 5, ended.words
        pytest.fail("the runs do not come to an end")

    def check(self) -> None:
        """See that provider, record and desired state are one, and count what was sent."""
        assert {number.code: number.forwarding for number in self.account.numbers()}.keys() == self.world.keys()
        stored = {one.code: one.forwarding and one.forwarding.as_sent() for one in self.account.numbers()}
        assert stored == self.world
        backend, recorded, plan = self.planned()
        assert {code: entry.payload for code, entry in recorded.numbers.items()} == {
            code: number.body for code, number in self.state.items()
        }
        assert [code for code, entry in recorded.numbers.items() if entry.unknown is not None] == []
        assert plan.changes == ()
        assert backend.holder() is None
        calls = self.log.changing()
        faults = sum(bool(call.fault) and not call.fault.startswith("delay") for call in calls)
        print(self.tally.line(faults=faults, calls=len(calls)))  # noqa: T201 - the table that -s shows
        assert len(calls) - self.tally.changes <= self.tally.lost + faults


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_killed_apply_is_run_again_and_sends_little_twice(seed: int, tmp_path: Path) -> None:
    """Provider and record come to equal what is desired; calls beyond one a change: lost windows and faults."""
    scene = Scene(seed, tmp_path)
    dice = scene.dice
    with running(scene.app) as url:
        program = Program(folder=scene.repository, environ=_environ(url, scene.state_url))
        first = grown(dice, dice.randint(20, 60))
        scene.declare(first)
        second = first
        if dice.random() < 0.7:
            scene.finish(program)
            second, moved = changed(dice, first, steps=STEPS, added=dice.randint(0, 8))
            for code in moved:
                scene.account.register(code, "second")
            scene.declare(second)
        kills = dice.randint(1, 4)
        edited_at = dice.randint(1, 4)
        for index in range(kills):
            if index == edited_at:
                scene.declare(changed(dice, second, steps=BODIES_ALONE)[0])
            scene.end_one(program, parts=kills - index)
        scene.finish(program)
    scene.check()


def _environ(url: str, state_url: str) -> Mapping[str, str]:
    keys = {APPLICATIONS[name]: key for name, key in KEYS.items()}
    return {"EXOLVE_BASE_URL": url, "RECONCILER_STATE": state_url, **keys, **SECRETS}


def _repository(tmp_path: Path) -> Path:
    """Make a repository with a bare remote, as a pipeline's clone has one."""
    remote, repository = tmp_path / "remote.git", tmp_path / "clone"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(repository)], check=True)
    _git(repository, "remote", "add", "origin", f"file://{remote}")
    _git(repository, "config", "user.name", "Olga")
    _git(repository, "config", "user.email", "olga@example.com")
    (repository / ".gitignore").write_text(".reconciler/\n")
    return repository


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
