"""A repository of a desired state with its bare `origin`, as GitHub would hold it: branches, pull requests, merges."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MAY_PUSH = "SCRATCH_MAY_PUSH"
REFUSE = f'#!/bin/sh\ntest "${MAY_PUSH}" = 1 || {{ echo "the token may not push" >&2; exit 1; }}\n'
GIT_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Olga",
    "GIT_AUTHOR_EMAIL": "olga@example.com",
    "GIT_COMMITTER_NAME": "Olga",
    "GIT_COMMITTER_EMAIL": "olga@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git; answer what it printed."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), MAY_PUSH: "1", **GIT_ENVIRONMENT},
    )
    return done.stdout.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """A person's clone and what it is pushed to; pushing refuses whoever may not."""

    clone: Path
    origin: Path

    @classmethod
    def make(cls, folder: Path, files: Mapping[str, str]) -> "Scratch":
        """Make both, with the first commit on main."""
        made = cls(clone=folder / "clone", origin=folder / "origin.git")
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(made.origin))
        hook = made.origin / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(REFUSE)
        hook.chmod(0o755)
        git(folder, "init", "--quiet", "--initial-branch=main", str(made.clone))
        git(made.clone, "remote", "add", "origin", made.origin.as_uri())
        made.push("main", files, "The first numbers")
        return made

    def push(self, branch: str, files: Mapping[str, str], message: str) -> str:
        """Commit files to a branch, which begins at main where it is new, and push it; answer the commit."""
        branches = git(self.clone, "branch", "--list", "--format=%(refname:short)").split()
        if branch in branches:
            git(self.clone, "checkout", "--quiet", branch)
        elif branches:
            git(self.clone, "checkout", "--quiet", "-b", branch, "main")
        for name, content in files.items():
            path = self.clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--allow-empty", "-m", message)
        git(self.clone, "push", "--quiet", "origin", branch)
        return git(self.clone, "rev-parse", "HEAD")

    def pull_request(self, number: int, branch: str) -> tuple[str, str]:
        """Let GitHub make the merge result of a pull request; answer it and the commit that it would be merged into."""
        git(self.clone, "checkout", "--quiet", "--detach", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch} into main", branch)
        merge = git(self.clone, "rev-parse", "HEAD")
        git(self.clone, "push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/merge")
        git(self.clone, "checkout", "--quiet", "main")
        return merge, git(self.clone, "rev-parse", "main")

    def merge(self, branch: str) -> str:
        """Merge a branch into main; answer the commit."""
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", branch)
        git(self.clone, "push", "--quiet", "origin", "main")
        return git(self.clone, "rev-parse", "HEAD")

    def revert(self, commit: str) -> str:
        """Revert a merge on main."""
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "revert", "--no-edit", "-m", "1", commit)
        git(self.clone, "push", "--quiet", "origin", "main")
        return git(self.clone, "rev-parse", "HEAD")

    def head(self, branch: str = "main") -> str:
        """Answer the commit that a branch of the origin is at; empty where there is none."""
        return git(self.origin, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
