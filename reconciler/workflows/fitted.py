"""This project's own pipelines, fitted to another repository: its folder, its branch, its keys, its reconciler."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import reconciler
from reconciler.errors import ConfigurationError

DEPENDENCIES = "requirements/reconciler-dependencies.txt"
PROGRAM = "requirements/reconciler.txt"
FOLDER = "desired-state"
BRANCH = "main"
KEY, SECOND_KEY, SECRET = "EXOLVE_API_KEY", "EXOLVE_RETAIL_API_KEY", "EVENTS_KEY"
"""The variables of the example company: of its API keys, and of what its URLs refer to."""
DIRECTORY = "RECONCILER_DIRECTORY"
OUR_VARIABLE = re.compile(
    r"^(?P<about>(?: +#.*\n)*)"
    rf"(?P<line> +(?P<name>{KEY}|{SECOND_KEY}|{SECRET}): \$\{{\{{ secrets\.(?P=name) \}}\}}.*\n)",
    re.MULTILINE,
)
NO_ENVIRONMENT = re.compile(r"^(?P<indent> *)env:(?: #.*)?\n(?:(?P=indent) +#.*\n)*(?!(?P=indent) )", re.MULTILINE)
"""An `env:` that has lost all of its variables, with the comments that were about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What another repository has in the place of ours. `keys` are the variables of API keys."""

    folder: str
    branch: str
    keys: Sequence[str]
    secrets: Sequence[str]


def ours(path: str) -> str:
    """Answer a file of this project: the one that travels in the wheel, or the one of a checkout."""
    package = Path(reconciler.__file__).parent
    for root in (package / "scaffold", package.parent):
        file = root / path
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise ConfigurationError(f"this installation of reconciler lacks '{path}'.", advice="Install it again.")


def github(text: str, fit: Fit) -> str:
    """Answer a workflow of GitHub for another repository."""
    text = _variables(_elsewhere(text, fit), fit)
    if fit.branch != BRANCH:
        text = text.replace(f"branches: [{BRANCH}]", f'branches: ["{fit.branch}"]')
        text = text.replace(f"refs/heads/{BRANCH}'", f"refs/heads/{fit.branch}'")
        text = re.sub(rf"\borigin {BRANCH}\b", f"origin {fit.branch}", text)
        text = re.sub(rf"\b{BRANCH} (?=has moved on\b|still wants\b)", f"{fit.branch} ", text)
    if fit.folder == FOLDER:
        return text
    return _with_variable(text, "env", before="jobs", line=f"  {DIRECTORY}: {fit.folder}\n")


def gitlab(text: str, fit: Fit) -> str:
    """Answer the pipeline of GitLab for another repository; its variables are the project's."""
    text = _elsewhere(text, fit).replace("copy it to .gitlab-ci.yml and read", "read")
    if fit.folder == FOLDER:
        return text
    return _with_variable(text, "variables", before="default", line=f"  {DIRECTORY}: {fit.folder}\n")


def _with_variable(text: str, section: str, *, before: str, line: str) -> str:
    """Answer a pipeline with one variable more, in its section of them or in a new one before another section."""
    if f"\n{section}:\n" in text:
        return text.replace(f"\n{section}:\n", f"\n{section}:\n{line}", 1)
    return text.replace(f"\n{before}:\n", f"\n{section}:\n{line}\n{before}:\n", 1)


def _elsewhere(text: str, fit: Fit) -> str:
    """Answer a pipeline that installs reconciler from where it came, and looks at another folder."""
    text = text.replace("--require-hashes -r requirements/runtime.txt", f"--require-hashes -r {DEPENDENCIES}")
    text = text.replace("pip install --no-deps .", f"pip install --no-deps -r {PROGRAM}")
    text = re.sub(r"(?<![\w/.-])docs/(\w+\.md)", r"docs/\1 of reconciler", text)
    return text.replace(FOLDER, fit.folder)


def _variables(text: str, fit: Fit) -> str:
    """Answer a workflow that is given the repository's own keys and secrets, in the place of the example's."""
    ours = {KEY: fit.keys, SECOND_KEY: (), SECRET: fit.secrets}

    def theirs(found: re.Match[str]) -> str:
        lines = [found["line"].replace(found["name"], name) for name in ours[found["name"]]]
        return "".join([found["about"], *lines]) if lines else ""

    return NO_ENVIRONMENT.sub("", OUR_VARIABLE.sub(theirs, text))
