"""Init: what a new repository needs. What is there already is left as it is, so it can be run again at any time."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import ConfigurationError, UsageError
from reconciler.loader.beginning import example_text, settings_text
from reconciler.loader.files import yaml_files
from reconciler.loader.schema import schema
from reconciler.model.settings import Settings, applications_of
from reconciler.reports.json.values import written
from reconciler.workflows.first_settings import RECORD, first_settings
from reconciler.workflows.fitted import DEPENDENCIES, PROGRAM, Fit, github, gitlab, ours
from reconciler.workflows.installed import UNKNOWN, Installed, installed
from reconciler.workflows.repository import Host, Repository, look
from reconciler.workflows.surroundings import Surroundings

FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*", re.ASCII)
"""A folder that a workflow can name without quotes, and a pattern of its paths without a star of its own."""
SCHEMA = "desired-state.schema.json"
WORKFLOWS = ("plan", "apply", "drift")
IGNORED = ("/.reconciler/", "*.plan")
LINE_ENDS = """\
root = true

[*]
charset = utf-8
end_of_line = lf
insert_final_newline = true
trim_trailing_whitespace = true

[*.{yaml,yml,json}]
indent_style = space
indent_size = 2
"""
NO_GIT = (
    "this is no git repository, so the record is kept in a folder, and the workflows are for a branch called main; if"
    " it is to be one, run `git init`, delete what was written here, and run `reconciler init` again"
)
NO_REVISION = f"""\
# TODO: this reconciler could not tell where it was installed from. Name its repository and the full hash of a commit.
{UNKNOWN}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What init came to: each file and whether it is new, what is to be known, and what the next steps name."""

    files: Mapping[str, bool]
    remarks: tuple[str, ...]
    host: Host
    branch: str
    keys: tuple[str, ...]
    has_remote: bool
    has_branch: bool
    """Whether the record is a branch of the repository, where pipelines look for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found out, and what is still to be said about it."""

    repository: Repository
    host: Host
    branch: str
    folder: str
    settings: Settings
    reconciler: Installed
    remarks: tuple[str, ...]


def init(folder: Path, surroundings: Surroundings, *, host: Host | None = None) -> Begun:
    """Write what is missing into the current folder; at any instant each file is there whole, or not at all."""
    found = _find_out(folder, surroundings, host)
    files: dict[str, bool] = {}
    for name, text in _texts(found):
        files[name] = _write(surroundings.directory / name, text)
    return Begun(
        files=files,
        remarks=(*found.remarks, *_left_to_do(surroundings.directory, found, files)),
        host=found.host,
        branch=found.branch,
        keys=(*(one.api_key_env for one in applications_of(found.settings).values()), *found.settings.secrets),
        has_remote=found.repository.has_remote,
        has_branch=found.settings.state.url == RECORD,
    )


def _find_out(folder: Path, surroundings: Surroundings, host: Host | None) -> _Found:
    """Ask the folder, git, the machine and the environment; a person is asked nothing."""
    name = folder.as_posix()
    if FOLDER.fullmatch(name) is None:
        raise UsageError(
            f"'{name}' cannot stand in a workflow.",
            advice="Name a folder below the current one with --directory, in Latin letters, digits and '._-/'.",
        )
    repository = _at_its_root(surroundings.directory.resolve())
    settings, remarks = first_settings(folder, surroundings.environ, has_git=repository.root is not None)
    chosen = host or repository.host
    return _Found(
        repository=repository,
        host=chosen or Host.GITHUB,
        branch=repository.branch or "main",
        folder=name,
        settings=settings,
        reconciler=installed(),
        remarks=(*remarks, *_assumed(repository, chosen)),
    )


def _at_its_root(here: Path) -> Repository:
    repository = look(here)
    if repository.root is not None and repository.root.resolve() != here:
        raise ConfigurationError(
            f"this folder is inside the repository '{repository.root}', whose pipelines are read at its root alone.",
            advice="Run `reconciler init` there, with --directory for the folder of the desired state.",
        )
    return repository


def _assumed(repository: Repository, host: Host | None) -> Iterator[str]:
    """Yield what was assumed, since nothing told it."""
    if repository.root is None:
        yield NO_GIT
    elif repository.branch is None:
        yield "the name of the default branch cannot stand in a workflow as it is: they say main"
    if host is None:
        yield "nothing tells where this repository is hosted: these are GitHub's workflows; --gitlab writes GitLab's"


def _texts(found: _Found) -> Iterator[tuple[str, str]]:
    """Yield the files of a new repository, settings first: so a run that dies leaves what the next one reads."""
    settings = found.settings
    applications = {name: one.api_key_env for name, one in applications_of(settings).items()}
    yield (
        f"{found.folder}/settings.yaml",
        settings_text(timezone=settings.timezone, applications=applications, state=settings.state.url),
    )
    if not _has_numbers(Path(found.folder)):
        yield f"{found.folder}/example.yaml", example_text(next(iter(applications)) if len(applications) > 1 else None)
    yield SCHEMA, written(schema())
    yield ".vscode/settings.json", _editor(found.folder)
    yield ".editorconfig", LINE_ENDS
    yield ".gitignore", "".join(f"{line}\n" for line in IGNORED)
    yield DEPENDENCIES, ours("requirements/runtime.txt")
    requirement = found.reconciler.requirement
    yield PROGRAM, f"{requirement}\n" if requirement else NO_REVISION
    fit = Fit(folder=found.folder, branch=found.branch, keys=[*applications.values()], secrets=settings.secrets)
    if found.host is Host.GITLAB:
        yield ".gitlab-ci.yml", gitlab(ours("ci/gitlab-ci.yml"), fit)
        return
    for name in WORKFLOWS:
        path = f".github/workflows/{name}.yml"
        yield path, github(ours(path), fit)


def _has_numbers(folder: Path) -> bool:
    """Answer whether somebody has files of numbers there already, which need no example beside them."""
    if not folder.is_dir():
        return False
    files, _ = yaml_files(folder)
    return any(path.name not in {"settings.yaml", "example.yaml"} for path in files)


def _editor(folder: str) -> str:
    files = ", ".join(f'"{folder}/**/*.{ending}"' for ending in ("yaml", "yml"))
    return f'{{\n  "yaml.schemas": {{\n    "./{SCHEMA}": [{files}]\n  }}\n}}\n'


def _left_to_do(directory: Path, found: _Found, files: Mapping[str, bool]) -> Iterator[str]:
    """Yield what a person must do, since a file of theirs was kept or something could not be found out."""
    if not files[".vscode/settings.json"] and SCHEMA not in _read(directory / ".vscode/settings.json"):
        yield f'.vscode/settings.json was kept: put "yaml.schemas" into it, with "./{SCHEMA}" for {found.folder}/**'
    ignored = _read(directory / ".gitignore").splitlines()
    lacking = [line for line in IGNORED if line not in ignored and line.strip("/") not in ignored]
    if lacking:
        yield f".gitignore was kept: add {' and '.join(lacking)} to it"
    if found.repository.root is not None and found.settings.state.url != RECORD:
        # Where it is is not told: settings that are refused can have a password in it.
        yield (
            f"the settings do not keep the record in {RECORD}, and these pipelines do: name one place in both before"
            " anything is applied, or each has a record that knows nothing of the other's"
        )
    if found.reconciler.requirement is None and UNKNOWN in _read(directory / PROGRAM):
        yield f"where reconciler was installed from is not known: name it in {PROGRAM}, or no pipeline installs it"
    elif files[PROGRAM] and found.reconciler.remark:
        yield f"{found.reconciler.remark} ({PROGRAM})"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _write(path: Path, text: str) -> bool:
    """Write a file if nothing is there, links included; answer whether it was written."""
    if path.exists() or path.is_symlink():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".init-", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                os.fchmod(stream.fileno(), 0o666 & ~_mask())
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.link(beside, path)  # a rename would overwrite what somebody put there meanwhile
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError as error:
        if path.exists():
            return False
        raise _unwritable(path, error) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def _mask() -> int:
    """Answer which rights new files do not get here."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"'{path}' cannot be written: {error.strerror}.",
        advice="What was written before it is whole. Run `reconciler init` again once it can be: it goes on there.",
    )
