"""Where reconciler was installed from: a line that installs it again anywhere, or none; never a key, never a path."""

import json
import subprocess
from pathlib import Path

import pytest

from reconciler.workflows.installed import of_direct_url

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def from_git(url: str, commit: str = COMMIT) -> str | None:
    return of_direct_url(json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": commit}})).requirement


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/reconciler.git",
        "https://somebody:token@github.com/acme/reconciler.git",
        "git@github.com:acme/reconciler.git",
        "ssh://git@github.com/acme/reconciler.git",
    ],
)
def test_a_repository_and_a_commit_are_named_without_who_may_read_it(url: str) -> None:
    assert from_git(url) == f"reconciler @ git+https://github.com/acme/reconciler.git@{COMMIT}"


@pytest.mark.parametrize(
    ("url", "commit"),
    [
        ("file:///home/somebody/reconciler", COMMIT),
        ("/home/somebody/reconciler", COMMIT),
        ("https://github.com/acme/reconciler.git", "main"),
        ("https://github.com/acme/a b\n--index-url=https://evil.example.com", COMMIT),
    ],
)
def test_what_would_help_nobody_else_is_not_written(url: str, commit: str) -> None:
    assert from_git(url, commit) is None


@pytest.mark.parametrize("text", [None, "", "[]", "{", '{"url": "https://x.example.com/a.whl", "archive_info": {}}'])
def test_no_other_installation_tells(text: str | None) -> None:
    assert of_direct_url(text).requirement is None


def clone(folder: Path) -> str:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message=first")
    git("remote", "add", "origin", "https://github.com/acme/reconciler.git")
    return git("rev-parse", "HEAD")


def test_a_clone_tells_its_origin_and_its_commit_and_that_nobody_else_may_have_it(tmp_path: Path) -> None:
    commit = clone(tmp_path)
    found = of_direct_url(json.dumps({"url": tmp_path.as_uri(), "dir_info": {"editable": True}}))

    assert found.requirement == f"reconciler @ git+https://github.com/acme/reconciler.git@{commit}"
    assert "push it first" in found.remark
