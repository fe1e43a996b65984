"""Applies started together, as processes over real sockets: one proceeds, the others name it, and a dead one's lock."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from support.company import KEYS
from support.scene import a_repository, environ, git
from support.shell import CODES
from support.watched import CountingLog, Program, Running, waited_for

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.server import running
from reconciler.state.address import open_backend
from reconciler.state.backend import Holder

TEN = 10
LOCK_SECONDS = 3
APPLY = ("apply", "--yes")
URL = "https://github.com/acme/phones/actions/runs/"


@dataclass(slots=True)
class Held:
    """A provider that holds its first call until it is let go, and a repository whose numbers wait to be added."""

    program: Program
    log: CountingLog
    repository: Path
    state_url: str
    let_go: threading.Event

    def start(self, name: str) -> Running:
        """Start an apply of a pipeline's run with this name."""
        run = {"GITHUB_ACTOR": f"olga-{name}", "GITHUB_RUN_ID": name, "GITHUB_REPOSITORY": "acme/phones"}
        return self.program.with_environ(run).start(APPLY, log=self.log, name=name)


@contextmanager
def held(tmp_path: Path, state_url: str) -> Iterator[Held]:
    let_go = threading.Event()

    async def wait(_seconds: float) -> None:
        await asyncio.to_thread(let_go.wait)

    log = CountingLog()
    account = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
    faults = Faults.parse({"rules": [{"kind": "delay", "seconds": 1, "times": 1, "method": "SetCallForwarding"}]})
    repository = a_repository(tmp_path / "clone", remote=tmp_path / "remote.git")
    _declare(repository)
    with running(create_app(account, faults=faults, log=log, sleep=wait)) as url:
        program = Program(folder=repository, environ=environ(url, state_url))
        try:
            yield Held(program, log, repository, state_url, let_go)
        finally:
            let_go.set()


def _declare(repository: Path) -> None:
    entry = {"redirect_number": "74992223344", "timeout": 20}
    data = {"redirect_type": 1, "call_control": [entry]}
    numbers = [{"number_code": code, "application": "main", "call_forwarding_number": data} for code in CODES[:5]]
    applications = {"main": {"api_key_env": "EXOLVE_API_KEY"}, "second": {"api_key_env": "EXOLVE_SECOND_API_KEY"}}
    settings = {
        "applications": applications,
        "apply": {"concurrency": 2, "calls_per_second": 0},
        "state": {"lock_seconds": LOCK_SECONDS},
    }
    folder = repository / "desired-state"
    folder.mkdir()
    (folder / "settings.yaml").write_text(json.dumps({"settings": settings}))
    (folder / "numbers.yaml").write_text(json.dumps({"numbers": numbers}))
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "numbers")


@pytest.fixture(autouse=True)
def _no_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.mark.parametrize("state_url", ["file:.reconciler/state", "git:reconciler-state"])
def test_of_ten_applies_at_once_one_proceeds_and_nine_name_it(tmp_path: Path, state_url: str) -> None:
    with held(tmp_path, state_url) as scene:
        processes = {str(number): scene.start(str(number)) for number in range(TEN)}
        try:
            waited_for(lambda: sum(process.ended() for process in processes.values()) == TEN - 1)
            (winner,) = (name for name, process in processes.items() if not process.ended())
            scene.let_go.set()
            ended = {name: process.wait() for name, process in processes.items()}
        finally:
            for process in processes.values():
                process.stop()
        assert ended.pop(winner).code == 0
        for other in ended.values():
            assert other.code == 4, other.words
            assert f"Another run is writing to the record {state_url}: olga-{winner} on " in other.words
            assert f"{URL}{winner}) since 20" in other.words
            assert "reconciler state unlock " in other.words
        assert len(scene.log.changing()) == 5, "each number was sent once, by the one"


@pytest.mark.parametrize("state_url", ["file:.reconciler/state", "git:reconciler-state"])
def test_a_killed_holders_lock_is_taken_over_after_its_time_to_live_and_not_before(
    tmp_path: Path, state_url: str
) -> None:
    with held(tmp_path, state_url) as scene:
        _killed(scene)
        began = time.monotonic()
        next_one = scene.start("next")
        ended = next_one.wait()
        assert ended.code == 0, ended.words
        assert time.monotonic() - began >= LOCK_SECONDS
        assert open_backend(state_url, directory=scene.repository).holder() is None


def test_a_dead_runs_lock_is_removed_by_its_id_and_the_next_run_need_not_wait(tmp_path: Path) -> None:
    state_url = "file:.reconciler/state"
    with held(tmp_path, state_url) as scene:
        _killed(scene)
        holder = open_backend(state_url, directory=scene.repository).holder()
        assert holder is not None
        unlock = scene.program.run(["state", "unlock", holder.id], log=scene.log)
        assert (unlock.code, "Removed: olga-first on runner-9" in unlock.words) == (0, True)
        assert scene.program.run(APPLY, log=scene.log).code == 0


def _killed(scene: Held) -> None:
    """Kill an apply in the middle, and let its lock be that of another machine, whose processes nobody can see here."""
    first = scene.start("first")
    try:
        waited_for(lambda: bool(scene.log.changing()))
    finally:
        first.stop()
    scene.let_go.set()
    scene.log.settle()
    backend = open_backend(scene.state_url, directory=scene.repository)
    dead = backend.holder()
    assert dead is not None
    backend.release(dead)
    assert backend.acquire(_elsewhere(dead), replacing=None)


def _elsewhere(holder: Holder) -> Holder:
    return replace(holder, host="runner-9")
