"""Applies started together, as processes over real sockets: one proceeds, the others name it, and a dead one's lock."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from support.company import KEYS
from support.home import KINDS, Home, in_database, in_storage, near
from support.scene import a_repository, environ, git
from support.shell import CODES
from support.watched import CountingLog, Program, Running, waited_for

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.server import running
from reconciler.state.address import open_backend
from reconciler.state.backend import Backend, Holder

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
    home: Home
    let_go: threading.Event

    def start(self, name: str) -> Running:
        """Start an apply of a pipeline's run with this name."""
        run = {"GITHUB_ACTOR": f"olga-{name}", "GITHUB_RUN_ID": name, "GITHUB_REPOSITORY": "acme/phones"}
        return self.program.with_environ(run).start(APPLY, log=self.log, name=name)


@contextmanager
def held(tmp_path: Path, home: Home) -> Iterator[Held]:
    let_go = threading.Event()

    async def wait(_seconds: float) -> None:
        await asyncio.to_thread(let_go.wait)

    log = CountingLog()
    account = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
    faults = Faults.parse({"rules": [{"kind": "delay", "seconds": 1, "times": 1, "method": "SetCallForwarding"}]})
    repository = a_repository(tmp_path / "clone", remote=tmp_path / "remote.git")
    _declare(repository)
    with running(create_app(account, faults=faults, log=log, sleep=wait)) as url:
        program = Program(folder=repository, environ={**environ(url, home.far_url), **home.far_environ})
        try:
            yield Held(program, log, repository, home, let_go)
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


@pytest.fixture
def home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Answer where the record is: `request.param` is the kind of place."""
    with ExitStack() as stack:
        match request.param:
            case "s3":
                found = stack.enter_context(in_storage(request.getfixturevalue("s3")))
            case "postgresql":
                found = stack.enter_context(in_database(request.getfixturevalue("postgres")))
            case kind:
                found = near(kind, Path())  # of the repository in which the processes run
        for name, value in found.environ.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.mark.parametrize("home", KINDS, indirect=True)
def test_of_ten_applies_at_once_one_proceeds_and_nine_name_it(tmp_path: Path, home: Home) -> None:
    with held(tmp_path, home) as scene:
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
            assert f"Another run is writing to the record {home.far_url}: olga-{winner} on " in other.words
            assert f"{URL}{winner}) since 20" in other.words
            assert "reconciler state unlock " in other.words
        assert len(scene.log.changing()) == 5, "each number was sent once, by the one"


# In a database a lock is proven by its holder's session, which ends with the holder.
@pytest.mark.parametrize("home", [kind for kind in KINDS if kind != "postgresql"], indirect=True)
def test_a_killed_holders_lock_is_taken_over_after_its_time_to_live_and_not_before(tmp_path: Path, home: Home) -> None:
    with held(tmp_path, home) as scene:
        _killed(scene)
        began = time.monotonic()
        next_one = scene.start("next")
        ended = next_one.wait()
        assert ended.code == 0, ended.words
        assert time.monotonic() - began >= LOCK_SECONDS
        assert _opened(scene).holder() is None


@pytest.mark.parametrize("home", ["file"], indirect=True)
def test_a_dead_runs_lock_is_removed_by_its_id_and_the_next_run_need_not_wait(tmp_path: Path, home: Home) -> None:
    with held(tmp_path, home) as scene:
        _killed(scene)
        holder = _opened(scene).holder()
        assert holder is not None
        unlock = scene.program.run(["state", "unlock", holder.id], log=scene.log)
        assert (unlock.code, "Removed: olga-first on runner-9" in unlock.words) == (0, True)
        assert scene.program.run(APPLY, log=scene.log).code == 0


def _opened(scene: Held) -> Backend:
    return open_backend(scene.home.url, directory=scene.repository)


def _killed(scene: Held) -> None:
    """Kill an apply in the middle, and let its lock be that of another machine, whose processes nobody can see here."""
    first = scene.start("first")
    try:
        waited_for(lambda: bool(scene.log.changing()))
    finally:
        first.stop()
    scene.let_go.set()
    scene.log.settle()
    backend = _opened(scene)
    dead = backend.holder()
    assert dead is not None
    backend.release(dead)
    assert backend.acquire(_elsewhere(dead), replacing=None)


def _elsewhere(holder: Holder) -> Holder:
    return replace(holder, host="runner-9")
