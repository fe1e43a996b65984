"""Runs of workflows: jobs in the order of their needs, environments that ask somebody, runs that are made again."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.actions.expressions import Scope, condition, inserted, text_of, valued
from support.actions.job import JobRun, Result, looked_up
from support.actions.machine import Machine
from support.actions.scratch import MAY_PUSH, Scratch
from support.actions.uses import Around
from support.actions.workflow import ROOT, Job, Step, Workflow, composite, workflow
from support.github import BOT, REPOSITORY, GitHubWorld, Token

CHECKOUT = {"uses": "actions/checkout@0", "with": {"fetch-depth": 2, "persist-credentials": True}}
VARIABLES = {"RECONCILER_APPLY": "on", "RECONCILER_RUNNER": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What set a workflow off."""

    name: str
    commit: str
    ref: str = "refs/heads/main"
    base: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    is_fork: bool = False


@dataclass(slots=True, kw_only=True)
class Forge:
    """GitHub with its runners: `secrets` by environment ("" is the repository), `reviewed` asks before it lets in."""

    folder: Path
    scratch: Scratch
    world: GitHubWorld
    machine: Machine
    variables: dict[str, str] = field(default_factory=lambda: dict(VARIABLES))
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)
    executed: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: itertools.count(100))

    def run(self, name: str, event: Event) -> "Run":
        """Let an event set a workflow off; answer the run as far as it goes by itself."""
        run = Run(id=str(next(self._ids)), workflow=workflow(name), event=event, forge=self)
        run.go_on()
        return run

    def act(self, event: Event, inputs: Mapping[str, str], permissions: Mapping[str, str]) -> "Run":
        """Run the project's own action in a job that another repository would have."""
        data, steps = composite()
        checkout = Step(place="a workflow of somebody else, checkout", data=CHECKOUT)
        outputs = {name: one["value"] for name, one in data["outputs"].items()}
        job = Job(name="theirs", data={"permissions": permissions, "outputs": outputs}, steps=(checkout, *steps))
        assert set(inputs) <= set(data["inputs"])
        of_action = {name: one["default"] for name, one in data["inputs"].items()} | dict(inputs)
        theirs = Workflow(name="theirs", default_shell="none", inputs=frozenset(), jobs={"theirs": job})
        run = Run(id=str(next(self._ids)), workflow=theirs, event=event, forge=self, action=of_action)
        run.go_on()
        return run


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of a workflow; `results` are its jobs."""

    id: str
    workflow: Workflow
    event: Event
    forge: Forge
    action: Mapping[str, str] = field(default_factory=dict)
    attempt: int = 1
    results: dict[str, Result] = field(default_factory=dict)
    everything: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """Run the jobs that can be run."""
        for name, job in self.workflow.jobs.items():
            waits = any(self.results[need].result == "waiting" for need in job.needs)
            if not waits and (name not in self.results or self.results[name].result == "waiting"):
                result = self._job(job)
                self.results[name] = result
                self.everything += [result.log, result.summary]
                self.forge.told += [result.log, result.summary]

    def approve(self, environment: str) -> None:
        """Let somebody let the run in."""
        self.forge.world.approve(self.id, environment)
        self.go_on()

    def again(self) -> None:
        """Re-run the failed jobs, and what was skipped behind them."""
        self.attempt += 1
        self.results = {name: result for name, result in self.results.items() if result.result == "success"}
        self.go_on()

    @property
    def result(self) -> str:
        """Answer what the run comes to."""
        found = {result.result for result in self.results.values()}
        return next(word for word in ("waiting", "failure", "success", "skipped") if word in found)

    def artifact(self, name: str) -> Path:
        """Answer the folder of an artifact."""
        return self.forge.folder / "artifacts" / self.id / name

    def _job(self, job: Job) -> Result:
        contexts = self._contexts(job)
        needs = [self.results[need].result for need in job.needs]
        status = {"always": True, "success": all(one == "success" for one in needs), "cancelled": False}
        status["failure"] = "failure" in needs
        scope = Scope(look=lambda path: looked_up(contexts, path), status=status.__getitem__)
        if not condition(job.data.get("if"), scope):
            return Result(result="skipped")
        environment = text_of(valued(job.data.get("environment"), scope))
        runner = text_of(valued(job.data.get("runs-on", "theirs"), scope))
        group = inserted(job.data.get("concurrency", {}).get("group", ""), scope)
        if environment in self.forge.reviewed and not self._is_let_in(environment):
            return Result(result="waiting", environment=environment, runner=runner, group=group)
        contexts["secrets"] = {**contexts["secrets"], **self._secrets(environment)}
        if self.action:
            contexts["inputs"] = {name: valued(value, scope) for name, value in self.action.items()}
        result = self._job_run(job, contexts).go()
        result.environment, result.runner, result.group = environment, runner, group
        return result

    def _job_run(self, job: Job, contexts: Mapping[str, Any]) -> JobRun:
        folder = self.forge.folder / "jobs" / f"{self.id}-{self.attempt}-{job.name}"
        around = Around(
            scratch=self.forge.scratch,
            workspace=folder / "workspace",
            temporary=folder / "temporary",
            artifacts=self.forge.folder / "artifacts" / self.id,
            commit=self.event.commit,
            branch=self.event.ref.removeprefix("refs/heads/") if self.event.ref.startswith("refs/heads/") else None,
        )
        around.workspace.mkdir(parents=True)
        around.temporary.mkdir()
        event = around.temporary / "event.json"
        event.write_text(json.dumps(self.event.payload))
        return JobRun(
            job=job,
            machine=self.forge.machine,
            around=around,
            contexts=contexts,
            default_shell=self.workflow.default_shell,
            variables=self._variables(around, event, self._permissions(job)),
            executed=self.forge.executed,
        )

    def _variables(self, around: Around, event: Path, permissions: Mapping[str, str]) -> dict[str, str]:
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_ACTOR": "olga",
            "GITHUB_API_URL": self.forge.world.url,
            "GITHUB_BASE_REF": self.event.base,
            "GITHUB_EVENT_NAME": self.event.name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REF": self.event.ref,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ATTEMPT": str(self.attempt),
            "GITHUB_RUN_ID": self.id,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_SHA": self.event.commit,
            "GITHUB_WORKFLOW": self.workflow.name,
            "GITHUB_WORKSPACE": str(around.workspace),
            "RUNNER_TEMP": str(around.temporary),
            MAY_PUSH: "1" if permissions.get("contents") == "write" else "0",
        }

    def _contexts(self, job: Job) -> dict[str, Any]:
        token = f"ghs_{self.id}{job.name}7Kq9"
        self.forge.world.tokens[token] = Token(login=BOT, permissions=dict(self._permissions(job)))
        needed = {need: self.workflow.jobs[need] for need in job.needs}
        needs = {
            need: {
                "result": self.results[need].result,
                "outputs": dict.fromkeys(of_job.data.get("outputs", {})) | self.results[need].outputs,
            }
            for need, of_job in needed.items()
        }
        return {
            "github": {
                "event": self.event.payload,
                "event_name": self.event.name,
                "ref": self.event.ref,
                "base_ref": self.event.base,
                "sha": self.event.commit,
                "repository": REPOSITORY,
                "run_attempt": self.attempt,
                "run_id": self.id,
                "token": token,
            },
            "needs": needs,
            "vars": self.forge.variables,
            "secrets": self._secrets(""),
            "inputs": {name: self.event.inputs.get(name) for name in self.workflow.inputs},
        }

    def _permissions(self, job: Job) -> Mapping[str, str]:
        """Answer what the job's token may: all that the job asks for, and in a fork's pull request only to read."""
        asked: Mapping[str, str] = job.data["permissions"]
        return dict.fromkeys(asked, "read") if self.event.is_fork else asked

    def _secrets(self, environment: str) -> Mapping[str, str]:
        return {} if self.event.is_fork else self.forge.secrets.get(environment, {})

    def _is_let_in(self, environment: str) -> bool:
        answers = self.forge.world.approvals.get(self.id, [])
        return any({"name": environment} in answer["environments"] for answer in answers)
