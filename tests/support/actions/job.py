"""One job on a runner: its steps in order, with the files and variables that GitHub's own runner gives them."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.actions.expressions import ExpressionError, Scope, condition, inserted, valued
from support.actions.machine import Machine
from support.actions.uses import USES, Around
from support.actions.workflow import Job, Step

SUMMARY_LIMIT = 1024 * 1024
OUTPUT_FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")
PATIENCE = 240.0


@dataclass(slots=True, kw_only=True)
class Ran:
    """What became of one step; `conclusion` differs from `outcome` where a failure is to be passed over."""

    place: str
    outcome: str
    conclusion: str
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Result:
    """What became of one job: success, failure, skipped, or waiting for somebody to let it into its environment."""

    result: str
    outputs: dict[str, str] = field(default_factory=dict)
    steps: list[Ran] = field(default_factory=list)
    summary: str = ""
    runner: str = ""
    environment: str = ""
    group: str = ""

    @property
    def log(self) -> str:
        return "\n".join(step.log for step in self.steps)

    def step(self, name: str) -> Ran:
        """Answer a step by its name."""
        return next(step for step in self.steps if step.place.endswith(f": {name}"))


@dataclass(slots=True, kw_only=True)
class JobRun:
    """A job under way. `contexts` are those that are the same for all of its steps."""

    job: Job
    machine: Machine
    around: Around
    contexts: Mapping[str, Any]
    default_shell: str
    variables: Mapping[str, str]
    executed: set[str]
    _ran: list[Ran] = field(default_factory=list)
    _of_id: dict[str, Ran] = field(default_factory=dict)
    _summary: str = ""
    _env: dict[str, str] = field(default_factory=dict)

    def go(self) -> Result:
        """Run the steps; answer what became of the job."""
        for step in self.job.steps:
            ran = self._step(step)
            self._ran.append(ran)
            if step.id is not None:
                self._of_id[step.id] = ran
        failed = any(ran.conclusion == "failure" for ran in self._ran)
        scope = self._scope()
        outputs = {name: inserted(text, scope) for name, text in self.job.data.get("outputs", {}).items()}
        result = "failure" if failed else "success"
        return Result(result=result, outputs=outputs, steps=self._ran, summary=self._summary)

    def _scope(self) -> Scope:
        return Scope(look=self._look, status=self._status)

    def _status(self, name: str) -> bool:
        failed = any(ran.conclusion == "failure" for ran in self._ran)
        return {"always": True, "success": not failed, "failure": failed, "cancelled": False}[name]

    def _look(self, path: tuple[str, ...]) -> Any:
        if path[0] != "steps":
            return looked_up(self.contexts, path)
        _, id_, *rest = path
        if id_ not in {step.id for step in self.job.steps}:
            raise ExpressionError(f"no step of this job has the id {id_!r}")
        ran = self._of_id.get(id_)
        match rest:
            case ["outcome"]:
                return ran.outcome if ran else None
            case ["outputs", name]:
                return ran.outputs.get(name) if ran else None
            case _:
                raise ExpressionError(f"{'.'.join(path)} is not known")

    def _step(self, step: Step) -> Ran:
        scope = self._scope()
        if not condition(step.data.get("if"), scope):
            return Ran(place=step.place, outcome="skipped", conclusion="skipped")
        if step.run is None:
            given = {name: valued(value, scope) for name, value in step.data.get("with", {}).items()}
            error = USES[step.uses](self.around, given)
            outcome, ran = ("failure" if error else "success"), Ran(place=step.place, outcome="", conclusion="")
            ran.log = error
        else:
            assert "${{" not in step.run, f"{step.place}: a value is put into the text of a script"
            self.executed.add(step.place)
            outcome, ran = self._run(step, step.run, scope)
        passed_over = bool(valued(step.data.get("continue-on-error", False), scope))
        ran.outcome, ran.conclusion = outcome, "success" if passed_over else outcome
        return ran

    def _run(self, step: Step, script: str, scope: Scope) -> tuple[str, Ran]:
        files = {name: self.around.temporary / f"{len(self._ran)}-{name}" for name in OUTPUT_FILES}
        for file in files.values():
            file.write_text("")
        source = self.around.temporary / f"{len(self._ran)}.sh"
        source.write_text(script)
        own = {name: inserted(str(value), scope) for name, value in step.data.get("env", {}).items()}
        done = subprocess.run(
            step.data.get("shell", self.default_shell).replace("{0}", str(source)).split(),
            cwd=self.around.workspace / step.data.get("working-directory", "."),
            env={**self.machine.environment, **self.variables, **self._env, **own}
            | {name: str(file) for name, file in files.items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        assert len(summary.encode()) <= SUMMARY_LIMIT, f"{step.place}: GitHub would show nothing of such a summary"
        self._summary += summary
        self._env.update(_pairs(files["GITHUB_ENV"]))
        assert not files["GITHUB_PATH"].read_text(), "nothing of ours needs this yet"
        ran = Ran(place=step.place, outcome="", conclusion="", log=done.stdout, outputs=_pairs(files["GITHUB_OUTPUT"]))
        return ("success" if done.returncode == 0 else "failure"), ran


def looked_up(contexts: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Answer a path of the contexts; what GitHub does not have is an error, but for what an event may lack."""
    value: Any = contexts
    for name in path:
        if not isinstance(value, Mapping):
            return None
        if name not in value:
            if path[:2] == ("github", "event") or path[0] == "secrets":
                return None
            raise ExpressionError(f"{'.'.join(path)} is not known")
        value = value[name]
    return value


def _pairs(file: Path) -> dict[str, str]:
    """Read a file of NAME=VALUE lines."""
    pairs = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        assert sign, f"{line!r} is no output"
        pairs[name] = value
    return pairs
