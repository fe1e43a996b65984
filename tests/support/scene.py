"""One run of torture: the provider, the repository with the desired state, what applies it, and the laws."""

import random
import signal
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from support.company import APPLICATIONS, KEYS, SECRETS, State, files_of, needing_calls, world_after
from support.folder import write
from support.home import Home, near
from support.outlet import Outlet, served
from support.small_disk import SmallDisk, small_disk
from support.tally import Tally
from support.watched import WRITES, CountingLog, Ended, Program

from reconciler.emulator.account import Account, Application
from reconciler.emulator.app import create_app
from reconciler.emulator.faults import Faults
from reconciler.emulator.log import Call
from reconciler.emulator.profile import PROFILES, LeftOut
from reconciler.loader.folder import load
from reconciler.model.recorded import Recorded
from reconciler.model.secrets import fingerprint, resolved_payload
from reconciler.planner.change import CALLS_PROVIDER, Change, Plan
from reconciler.planner.planning import make_plan
from reconciler.state.address import open_backend
from reconciler.state.backend import Backend
from reconciler.state.objects import WINDOW
from reconciler.state.record import read_record

MOST_PROCESSES = 14
"""More than these in a row would mean that the runs do not come to an end."""

WELL = frozenset({0, 1, 5})
"""The exits of an apply that nobody interrupts: done, nothing done, done in part."""
LOCKED = 4
STOPPED = frozenset({128 + signal.SIGTERM, 128 + signal.SIGINT, -signal.SIGTERM, -signal.SIGINT, -signal.SIGKILL})
OK = 200

SLOW = {"kind": "delay", "seconds": 0.02, "rate": 0.5}
PROFILE = {
    "documented": PROFILES["documented"],
    # Whether a Set clears what it leaves out decides what the provider has; without a limit the runs are short.
    "contrary": replace(PROFILES["contrary"], left_out_fields=LeftOut.CLEARED, rate_limit=None),
}


def window(backend: str, *, sent: int, concurrency: int, applications: int) -> int:
    """Answer how many calls a process may have had between their durable intents and their durable outcomes.

    Over git a window is the whole plan, of which only what was sent can be sent again. In object storage it is 64, in
    a folder or a database the concurrency, for each application.
    """
    match backend:
        case "git":
            return sent
        case "s3":
            return min(sent, WINDOW)
        case _:
            return min(sent, concurrency * applications)


def spoiling(dice: random.Random, at: datetime) -> list[dict[str, Any]]:
    """Draw the rules by which the provider goes wrong; `at` is the moment at which it begins."""
    soon = format_datetime(at + timedelta(seconds=dice.randint(2, 8)), usegmt=True)
    rules: list[dict[str, Any]] = [
        {"kind": "status", "status": 429, "rate": 0.004},
        {"kind": "status", "status": 429, "retry_after": dice.choice([0, 1]), "rate": 0.004},
        {"kind": "status", "status": 429, "retry_after": soon, "rate": 0.002},
        {"kind": "status", "status": 500, "rate": 0.01},
        {"kind": "status", "status": 503, "after_effect": True, "rate": 0.01},
        {"kind": "html", "status": 502, "rate": 0.01},
        {"kind": "html", "status": 502, "after_effect": True, "rate": 0.005},
        {"kind": "drop-before", "rate": 0.015},
        {"kind": "drop-after", "rate": 0.015},
        {"kind": "garbage", "rate": 0.01},
        {"kind": "status", "status": OK, "body": "it works", "rate": 0.01},
        {"kind": "delay", "seconds": 0.5, "times": 3, "rate": 0.1},
    ]
    return [rule for rule in rules if dice.random() < 0.6]


class MeddlingLog(CountingLog):
    """A log that changes numbers at the provider when they are looked at for the first time, before the answer."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.to_come: dict[int, Any] = {}
        self.done: dict[int, Any] = {}
        self._account = account

    def received(self, *, time: float, method: str, application: str | None, number: int | None, body: str) -> int:
        forwarding = self.to_come.pop(number, None) if number is not None and application is not None else None
        if forwarding is not None and number is not None and method == "GetAttributes":
            self._account.forward(number, forwarding)
            self.done[number] = forwarding
        return super().received(time=time, method=method, application=application, number=number, body=body)


class Scene:
    """One run, drawn from its seed."""

    def __init__(self, seed: int, folder: Path, disk: SmallDisk | None, home: Home) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - dice, not a secret
        self.home = home
        self.backend = home.kind
        self.disk = disk
        profile = "contrary" if self.dice.random() < 0.3 else "documented"
        self.concurrency = self.dice.choice([2, 4, 8, 8])
        # A lock whose process is gone must not be waited for: the long time would not pass in a test.
        self.lock_seconds = self.dice.choice([3, 600])
        self.account = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
        self.log = MeddlingLog(self.account)
        rules = spoiling(self.dice, datetime.now(UTC)) if self.dice.random() < 0.7 else []
        faults = Faults.parse({"seed": seed, "rules": [*rules, SLOW]})
        self.app = create_app(self.account, profile=PROFILE[profile], faults=faults, log=self.log)
        place = disk.folder if disk else folder
        self.remote = (place if self.backend == "git" else folder) / "remote.git"
        self.repository = a_repository(folder / "clone", remote=self.remote)
        self.state: State = {}
        self.needing: set[int] = set()
        self.sent_before = 0
        self.seen = 0
        self.world: dict[int, Any] = {}
        self.tally = Tally(seed=seed, backend=self.backend, profile=profile)

    @contextmanager
    def serving(self) -> Iterator[tuple[Outlet, Program]]:
        """Serve the provider while the block runs, and answer the program that is to call it."""
        with served(self.app) as outlet:
            variables = {**environ(outlet.url, self.home.far_url), **self.home.far_environ}
            yield outlet, Program(folder=self.repository, environ=variables)

    def declare(self, state: State) -> None:
        """Commit another desired state; what the one before never came to send needs no call any more."""
        needing = needing_calls(self.state, state)
        sent = {call.number for call in self.log.changing()[self.sent_before :]}
        self.tally.changes += len(needing) - len(needing & self.needing - sent)
        self.needing, self.sent_before = needing, len(self.log.changing())
        self.world = world_after(self.world, self.state, state)
        self.state = state
        self.tally.numbers = max(self.tally.numbers, len(state))
        self.write()

    def write(self, **apply: Any) -> None:
        """Write and commit what is declared, with these settings of `apply`."""
        settings = {
            "apply": {"concurrency": self.concurrency, "calls_per_second": 0, **apply},
            "state": {"lock_seconds": self.lock_seconds},
            "limits": {"changes_share": 1, "removals_share": 1},
        }
        write(self.repository / "desired-state", files_of(self.dice, self.state, settings))
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "--allow-empty", "-m", "another desired state")

    def planned(self) -> tuple[Backend, Recorded, Plan]:
        """Answer the record and what a plan would find now."""
        backend = open_backend(self.home.url, directory=self.repository)
        recorded = read_record(backend)
        hmacs = {name: fingerprint(recorded.hmac_key, value) for name, value in SECRETS.items()}
        desired = load(self.repository / "desired-state").desired
        assert desired is not None
        return backend, recorded, make_plan(desired, recorded, datetime.now(UTC), fingerprints=hmacs)

    def pending(self) -> list[Change]:
        """Answer the changes that wait for a call."""
        return [change for change in self.planned()[2].changes if change.action in CALLS_PROVIDER]

    def happened(self, words: str, *, trouble: str | None = None) -> None:
        """Note for the line of this run, and for the table, what was done to it."""
        self.tally.happened.append(words)
        if trouble is not None:
            self.tally.troubles[trouble] += 1

    def see(self, ended: Ended, *, sent_before: int, allowed: Collection[int] = WELL) -> None:
        """Check what must hold after every process, and count the window of one that could not record it."""
        self.tally.processes += 1
        assert ended.code in allowed, f"exit {ended.code}\n{ended.words}"
        # A signal may come before the program can take it: then Python itself tells of it.
        assert ended.code in STOPPED or "Traceback" not in ended.words, ended.words
        calls = self.log.changing()[sent_before:]
        lost = self.window_of(calls, backend=self.backend)
        if ended.code == -signal.SIGKILL:
            self.tally.lost_to_kills += lost
        elif "\nerror: " in f"\n{ended.words}" and ended.code != LOCKED:
            self.tally.lost_to_records += lost
        elif ended.code in STOPPED:
            self.tally.lost_to_looks += self.spoiled_looks()
        self.seen = len(self.log.calls())
        self.check_record()

    def spoiled_looks(self) -> int:
        """Answer of how many numbers the process that was just seen to its end may not have been able to look again."""
        own = self.log.calls()[self.seen :]
        set_by_it = {call.number for call in own if call.method in WRITES}
        return len({call.number for call in own if call.method not in WRITES and spoiled(call)} & set_by_it)

    def window_of(self, calls: Collection[Call], *, backend: str) -> int:
        """Answer how many of these calls of one process can have been under way at once, as a backend counts that."""
        return window(
            backend,
            sent=len({call.number for call in calls}),
            concurrency=self.concurrency,
            applications=len({call.application for call in calls}),
        )

    def check_record(self) -> None:
        """See that nothing is recorded as applied, without a mark of doubt, that the provider does not have."""
        stored = self.stored()
        for code, entry in self.planned()[1].numbers.items():
            if entry.unknown is None and entry.payload is not None and code not in self.foreign():
                body = resolved_payload(entry.payload, SECRETS)
                assert stored[code] == {key: value for key, value in body.items() if key != "number_code"}, code

    def approved(self) -> tuple[str, ...]:
        """Answer the words that apply exactly the plan of this moment, whatever guards it meets."""
        return ("apply", "--approve", self.planned()[2].digest)

    def meddle(self, codes: Iterable[int]) -> None:
        """Let somebody change these numbers in the web cabinet just before they are looked at."""
        for code in codes:
            data = {"url": f"https://somebody.example.com/{self.dice.randrange(10**9)}"}
            self.log.to_come[code] = {"call_forwarding_type": 3, "call_forwarding_ipcr": data}

    def foreign(self) -> Mapping[int, Any]:
        """Answer the numbers that somebody else has changed at the provider, with what was set."""
        return self.log.done

    def settle_foreign(self, program: Program) -> None:
        """Let the settings allow to overwrite what somebody else has set, until everything is applied."""
        self.log.to_come.clear()
        if self.log.done:
            self.write(on_foreign_change="overwrite")
            self.finish(program)
            self.log.done.clear()
            self.write()

    def stored(self) -> dict[int, Any]:
        """Answer what the provider has of each number."""
        return {one.code: one.forwarding and one.forwarding.as_sent() for one in self.account.numbers()}

    def finish(self, program: Program) -> None:
        """Apply until everything is done; faults may leave numbers for the next time."""
        for _ in range(MOST_PROCESSES):
            before = len(self.log.changing())
            ended = program.run(self.approved(), log=self.log)
            self.see(ended, sent_before=before)
            if ended.code == 0:
                return
        raise AssertionError("the runs do not come to an end")

    def tallied(self) -> Tally:
        """Answer what the run has come to by now."""
        calls = self.log.changing()
        self.tally.calls = len(calls)
        self.tally.faults = Counter(kind for call in calls if (kind := spoiled(call)))
        return self.tally

    def check(self) -> None:
        """See that provider, record and desired state are one, and that little was sent twice."""
        assert self.stored() == self.world
        backend, recorded, plan = self.planned()
        assert {code: entry.payload for code, entry in recorded.numbers.items()} == {
            code: number.body for code, number in self.state.items()
        }
        assert [code for code, entry in recorded.numbers.items() if entry.unknown is not None] == []
        assert plan.changes == ()
        assert backend.holder() is None
        assert self.tallied().beyond <= self.tally.bound


def spoiled(call: Call) -> str | None:
    """Tell by which fault a call was not answered as it should be; None if it was."""
    if call.fault and not call.fault.startswith("delay"):
        return call.fault
    return "cut off when the port was closed" if call.status is None else None


@contextmanager
def a_scene(seed: int, folder: Path, home: Home | str) -> Iterator[Scene]:
    """Make a run; a record of this machine (`home` is its kind) is on a small disk where there can be one."""
    if isinstance(home, Home):
        yield Scene(seed, folder, None, home)
        return
    with small_disk(folder / "disk") as disk:
        if isinstance(disk, str):
            scene = Scene(seed, folder, None, near(home, folder))
            scene.tally.left_out.append(f"a disk that is full or read-only ({disk})")
        else:
            scene = Scene(seed, folder, disk, near(home, disk.folder))
        yield scene


def environ(url: str, state_url: str) -> Mapping[str, str]:
    """Answer the environment of a process that calls this provider."""
    keys = {APPLICATIONS[name]: key for name, key in KEYS.items()}
    return {"EXOLVE_BASE_URL": url, "RECONCILER_STATE": state_url, **keys, **SECRETS}


def a_repository(folder: Path, *, remote: Path) -> Path:
    """Make a repository with a bare remote, as a pipeline's clone has one."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    git(folder, "remote", "add", "origin", f"file://{remote}")
    git(folder, "config", "user.name", "Olga")
    git(folder, "config", "user.email", "olga@example.com")
    (folder / ".gitignore").write_text(".reconciler/\n")
    return folder


def git(folder: Path, *arguments: str) -> None:
    """Run git in a repository."""
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
