"""A company that keeps its numbers on GitHub: the forge, the provider, and what people do there."""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from support.actions.machine import Machine
from support.actions.runs import Event, Forge, Run
from support.actions.scratch import MAY_PUSH, Scratch, git
from support.actions.workflow import ROOT
from support.emulated import MAIN_KEY, UIS_KEY, Emulated, emulated, fault
from support.github import REPOSITORY, GitHubWorld, github
from support.shell import CODES, number
from support.watched import waited_for

SETTINGS = """\
settings:
  applications:
    main: {api_key_env: EXOLVE_API_KEY}
  limits: {changes: 3, changes_share: 1}
  apply: {calls_per_second: 0}
"""
VERIFYING = f"""{SETTINGS}\
  verify: {{enabled: true, report_seconds: 5, call: {{virtual_phone_number: "74993720692"}}}}
"""
SECRETS = {"EXOLVE_API_KEY": MAIN_KEY, "UIS_ACCESS_TOKEN": UIS_KEY}
ENVIRONMENTS = ("production", "production-override")
APPLY_AT = """\
import sys
from datetime import datetime
from pathlib import Path

from reconciler.cli.interruption import Interruption
from reconciler.cli.wiring import surroundings
from reconciler.workflows.apply import Options, applying

options = Options(at=datetime.fromisoformat(sys.argv[1]), state_url="git:reconciler-state")
with applying(Path("desired-state"), surroundings(Interruption()), options) as apply:
    for outcome in apply.run():
        print(outcome)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The forge and the provider, and what people do."""

    forge: Forge
    emulator: Emulated

    @property
    def world(self) -> GitHubWorld:
        return self.forge.world

    @property
    def scratch(self) -> Scratch:
        return self.forge.scratch

    def pushed(self, files: Mapping[str, str], message: str = "Numbers") -> Run:
        """Push to main, and let the workflow run."""
        return self.apply(self.scratch.push("main", files, message))

    def apply(self, commit: str, **inputs: str) -> Run:
        """Let the workflow run for a push to main, or by hand where there are inputs."""
        return self.forge.run(
            "apply", Event(name="workflow_dispatch" if inputs else "push", commit=commit, inputs=inputs)
        )

    def scheduled(self, workflow: str) -> Run:
        """Let a schedule run a workflow."""
        return self.forge.run(workflow, Event(name="schedule", commit=self.scratch.head()))

    def proposed(self, pull: int, branch: str, files: Mapping[str, str], *, is_fork: bool = False) -> Run:
        """Push to the branch of a pull request, and let the workflow run."""
        return self.forge.run("plan", self.proposal(pull, branch, files, is_fork=is_fork))

    def proposal(self, pull: int, branch: str, files: Mapping[str, str], *, is_fork: bool = False) -> Event:
        """Push to the branch of a pull request; answer the event."""
        self.scratch.push(branch, files, f"What {branch} wants")
        merge, base = self.scratch.pull_request(pull, branch)
        head = {
            "ref": branch,
            "sha": self.scratch.head(branch),
            "repo": {"full_name": "mallory/calls" if is_fork else REPOSITORY},
        }
        payload = {"pull_request": {"number": pull, "head": head, "base": {"ref": "main", "sha": base}}}
        ref = f"refs/pull/{pull}/merge"
        return Event(name="pull_request", commit=merge, ref=ref, base="main", payload=payload, is_fork=is_fork)

    def merged(self, pull: int, branch: str) -> Run:
        """Merge a pull request, and let the workflow run."""
        commit = self.scratch.merge(branch)
        self.world.merge(pull, commit)
        return self.apply(commit)

    def applied_at(self, at: datetime) -> None:
        """Apply main as a run at another moment would have done."""
        clone = self.scratch.clone
        environment = {**self.forge.machine.environment, **SECRETS, MAY_PUSH: "1"}
        command = [sys.executable, "-c", APPLY_AT, at.isoformat()]
        done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def applying_meanwhile(self, code: int) -> threading.Thread:
        """Let somebody apply their clone, and be in the midst of a number until somebody waits for them."""
        meanwhile, stop = self.forge.machine.meanwhile / "under-way", threading.Event()
        meanwhile.touch()
        self.emulator.faults.replace({"rules": [fault("delay", code, seconds=60, times=1)]})
        environment = {**self.forge.machine.environment, **SECRETS, MAY_PUSH: "1"}
        command = [sys.executable, "-m", "reconciler", "--state", "git:reconciler-state", "apply", "--yes"]
        process = subprocess.Popen(command, cwd=self.scratch.clone, env=environment, stdout=subprocess.DEVNULL)

        def wait() -> None:
            process.wait()
            meanwhile.unlink()
            stop.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        waited_for(lambda: stop.is_set() or code in self.emulator.numbers_sent())
        return waiting

    def records(self) -> int:
        """Answer how many commits the record's branch has."""
        if not self.scratch.head("reconciler-state"):
            return 0
        return int(git(self.scratch.origin, "rev-list", "--count", "reconciler-state"))

    def timeouts(self) -> list[int]:
        """Answer how long each number is let ring now, in the order of numbers."""
        found = [self.emulator.forwarding(code) for code in CODES]
        return [one["call_forwarding_number"]["call_control"][0]["timeout"] for one in found if one]


def numbers(*timeouts: int, **more: Any) -> dict[str, str]:
    """Write the file of so many numbers, each with how long it is let ring."""
    declared = [number(code, timeout=timeout, **more) for code, timeout in zip(CODES, timeouts, strict=False)]
    return {"desired-state/numbers.yaml": json.dumps({"numbers": declared})}


@contextmanager
def stage(settings: str = SETTINGS) -> Iterator[Stage]:
    """Open a stage with an empty repository, for the length of a block; no secret may have been told in it."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        world = stack.enter_context(github())
        emulator = stack.enter_context(emulated(sleep=_until(folder / "meanwhile" / "go-on")))
        installed = {path: (ROOT / path).read_text() for path in ("requirements/runtime.txt", "pyproject.toml")}
        files = {"desired-state/settings.yaml": settings, **installed}
        machine = Machine.make(
            folder,
            {
                "EXOLVE_BASE_URL": emulator.url,
                "UIS_BASE_URL": f"{emulator.url}/v4.0",
                "UIS_DATA_URL": f"{emulator.url}/v2.0",
            },
        )
        forge = Forge(
            folder=folder,
            scratch=Scratch.make(folder, files),
            world=world,
            machine=machine,
            secrets={environment: dict(SECRETS) for environment in ENVIRONMENTS},
        )
        yield Stage(forge=forge, emulator=emulator)
        _nothing_told(forge)


def _until(file: Path) -> Callable[[float], Awaitable[None]]:
    """Answer a sleep that ends when a file is there, whatever the clock says."""

    async def sleep(seconds: float) -> None:
        while seconds and not file.exists():  # noqa: ASYNC110, ASYNC240 - a script makes it
            await asyncio.sleep(0.02)

    return sleep


def _nothing_told(forge: Forge) -> None:
    """Make sure that no log, summary, file, comment or issue has a secret in it."""
    texts = [*forge.told, json.dumps([forge.world.comments, forge.world.issues])]
    files = [path for part in ("jobs", "artifacts") for path in (forge.folder / part).rglob("*") if path.is_file()]
    texts += [path.read_text(encoding="utf-8", errors="replace") for path in files if ".git" not in path.parts]
    for secret in (*SECRETS.values(), *forge.world.tokens):
        assert not any(secret in text for text in texts)
