"""A workflow or a composite action as its file has it: jobs, steps, and which of them were executed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
KNOWN_STEP = {"name", "id", "if", "uses", "with", "run", "env", "shell", "working-directory", "continue-on-error"}
KNOWN_JOB = {
    "needs",
    "if",
    "runs-on",
    "timeout-minutes",
    "permissions",
    "outputs",
    "steps",
    "environment",
    "concurrency",
    "env",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `place` names it in words: the file, the job, and its name."""

    place: str
    data: Mapping[str, Any]

    @property
    def run(self) -> str | None:
        found: str | None = self.data.get("run")
        return found

    @property
    def uses(self) -> str:
        return str(self.data.get("uses", "")).split("@")[0]

    @property
    def id(self) -> str | None:
        found: str | None = self.data.get("id")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job with its steps in order."""

    name: str
    data: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        found = self.data.get("needs", [])
        return (found,) if isinstance(found, str) else tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A file below .github/workflows."""

    name: str
    default_shell: str
    inputs: frozenset[str]
    jobs: Mapping[str, Job]


@dataclass(slots=True)
class Executed:
    """The places of the `run:` steps that were executed."""

    places: set[str] = field(default_factory=set)


def read(path: Path) -> dict[str, Any]:
    """Read a file of YAML as plain values."""
    value: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return value


def workflow(name: str) -> Workflow:
    """Answer one of the project's workflows; a key that the harness does not know is an error."""
    data = read(ROOT / ".github" / "workflows" / f"{name}.yml")
    triggers = data["on"]
    dispatch = (triggers.get("workflow_dispatch") or {}) if isinstance(triggers, dict) else {}
    jobs = {}
    for job_name, job in data["jobs"].items():
        unknown = set(job) - KNOWN_JOB
        assert not unknown, f"{name}.yml, job {job_name}: {unknown}"
        jobs[job_name] = Job(name=job_name, data=job, steps=_steps(job["steps"], f"{name}.yml, job {job_name}"))
    shell = data["defaults"]["run"]["shell"]
    return Workflow(name=name, default_shell=shell, inputs=frozenset(dispatch.get("inputs", {})), jobs=jobs)


def composite() -> tuple[dict[str, Any], tuple[Step, ...]]:
    """Answer the action at the project's root: its file, and its steps."""
    data = read(ROOT / "action.yml")
    return data, _steps(data["runs"]["steps"], "action.yml")


def run_places() -> set[str]:
    """Answer the place of every `run:` step of our pipelines."""
    steps = [step for name in ("plan", "apply", "drift") for job in workflow(name).jobs.values() for step in job.steps]
    return {step.place for step in (*steps, *composite()[1]) if step.run is not None}


def _steps(steps: list[dict[str, Any]], where: str) -> tuple[Step, ...]:
    for step in steps:
        unknown = set(step) - KNOWN_STEP
        assert not unknown, f"{where}: {unknown}"
    return tuple(
        Step(place=f"{where}, step {index}: {step.get('name') or step.get('uses')}", data=step)
        for index, step in enumerate(steps, start=1)
    )
