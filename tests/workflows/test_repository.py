"""What a git repository tells about itself, found out without asking its remote or a person."""

import subprocess
from pathlib import Path

import pytest

from reconciler.workflows.repository import Host, look


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def test_outside_of_git_there_is_nothing_to_tell(folder: Path) -> None:
    found = look(folder)
    assert (found.root, found.host, found.branch, found.has_remote) == (None, None, None, False)


@pytest.mark.parametrize(
    ("remote", "host"),
    [
        ("https://github.com/acme/telephony.git", Host.GITHUB),
        ("git@github.com:acme/telephony.git", Host.GITHUB),
        ("ssh://git@gitlab.example.com:2222/acme/telephony.git", Host.GITLAB),
        ("https://user:key@gitlab.com/acme/github.git", Host.GITLAB),
        ("https://git.example.com/github/gitlab.git", None),
        ("/srv/github/telephony.git", None),
    ],
)
def test_the_remote_tells_the_host_by_its_name_alone(folder: Path, remote: str, host: Host | None) -> None:
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", remote)

    assert look(folder).host is host
    assert look(folder).has_remote


def test_files_tell_the_host_where_the_remote_does_not(folder: Path) -> None:
    (folder / ".github").mkdir()
    assert look(folder).host is Host.GITHUB
    (folder / ".gitlab-ci.yml").touch()
    assert look(folder).host is Host.GITLAB


def test_the_branch_is_the_clones_then_a_usual_one_then_the_one_that_is_checked_out(folder: Path) -> None:
    git(folder, "init", "--quiet", "--initial-branch=first")
    assert look(folder).branch == "first"
    git(folder, "commit", "--quiet", "--allow-empty", "--message=first")
    git(folder, "branch", "master")
    assert look(folder).branch == "master"
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/production")
    git(folder, "update-ref", "refs/remotes/origin/production", "HEAD")
    assert look(folder).branch == "production"


@pytest.mark.parametrize("name", ["it's", "a#b", "a&b", "ветка", "a${{x}}"])
def test_a_branch_that_could_mean_something_in_a_workflow_is_none(folder: Path, name: str) -> None:
    git(folder, "init", "--quiet", f"--initial-branch={name}")

    assert look(folder).branch is None
