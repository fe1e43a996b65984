"""What a git repository tells about itself: where it begins, where it is hosted, which branch is the default one."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reconciler.loader.revision import git

USUAL = ("main", "master", "trunk")
BRANCH = re.compile(r"[A-Za-z0-9._/-]+", re.ASCII)
"""A branch that can stand in a workflow as it is, in YAML and inside an expression."""
ADDRESS = re.compile(r"(?:[a-z+]+://)?(?:[^@/]*@)?(?P<host>[^:/]+)[:/]")


class Host(StrEnum):
    """Where pull requests are made."""

    GITHUB = "GitHub"
    GITLAB = "GitLab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What could be found out; None where it could not."""

    root: Path | None
    host: Host | None
    branch: str | None
    has_remote: bool


def look(folder: Path) -> Repository:
    """Look at the repository that a folder is in, without asking its remote."""
    root = git(folder, "rev-parse", "--show-toplevel")
    remote = git(folder, "remote", "get-url", "origin") if root else None
    return Repository(
        root=Path(root) if root else None,
        host=_host_of(remote or "") or _host_in(folder),
        branch=_branch(folder) if root else None,
        has_remote=bool(remote),
    )


def _host_of(remote: str) -> Host | None:
    found = ADDRESS.match(remote)
    name = found["host"].lower() if found else ""
    return next((host for host in Host if host.value.lower() in name), None)


def _host_in(folder: Path) -> Host | None:
    """Tell the host by the files that are for it alone."""
    if (folder / ".gitlab-ci.yml").exists():
        return Host.GITLAB
    return Host.GITHUB if (folder / ".github").exists() else None


def _branch(folder: Path) -> str | None:
    """Answer what the remote was cloned with, else a branch with a usual name, else the one that we are on."""
    cloned = (git(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD") or "").removeprefix("origin/")
    local = (git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads/") or "").splitlines()
    usual = next((name for name in USUAL if name in local), None)
    found = cloned or usual or git(folder, "symbolic-ref", "--short", "HEAD")
    return found if found and BRANCH.fullmatch(found) else None
