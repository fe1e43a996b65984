"""The few actions of others that our workflows use, as far as they matter here."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.actions.scratch import Scratch, git

OUT_OF_REACH = "file:///no/credentials/were/kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a job's actions work with."""

    scratch: Scratch
    workspace: Path
    temporary: Path
    artifacts: Path
    commit: str
    branch: str | None


def checkout(around: Around, given: Mapping[str, Any]) -> str:
    """Clone the commit of the event, or the one named, and no more than asked for."""
    assert isinstance(given["persist-credentials"], bool), "say whether the token is kept"
    commit = given.get("ref") or around.commit
    depth = given.get("fetch-depth", 1)
    where = around.workspace
    git(where, "init", "--quiet", "--initial-branch=checkout")
    git(where, "remote", "add", "origin", around.scratch.origin.as_uri())
    try:
        git(where, "fetch", "--quiet", *([f"--depth={depth}"] if depth else []), "origin", commit)
    except subprocess.CalledProcessError as error:
        return str(error.stderr)
    named = ["-B", around.branch] if around.branch and "ref" not in given else ["--detach"]
    git(where, "checkout", "--quiet", *named, "FETCH_HEAD")
    if not given["persist-credentials"]:
        git(where, "remote", "set-url", "origin", OUT_OF_REACH)
    return ""


def setup_python(around: Around, given: Mapping[str, Any]) -> str:  # noqa: ARG001 - as every action
    """Python is there."""
    return "" if given["python-version"] else "no version"


def upload(around: Around, given: Mapping[str, Any]) -> str:
    """Keep a folder with the run."""
    source, kept = around.workspace / given["path"], around.artifacts / given["name"]
    if not source.exists() or not any(source.iterdir()):
        return "" if given.get("if-no-files-found") == "ignore" else f"{given['path']} has no files"
    if kept.exists() and not given.get("overwrite"):
        return f"the artifact {given['name']} is there already"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(source, kept)
    return ""


def download(around: Around, given: Mapping[str, Any]) -> str:
    """Fetch a folder that was kept with this run."""
    kept = around.artifacts / given["name"]
    if not kept.exists():
        return f"the run has no artifact {given['name']}"
    shutil.copytree(kept, around.workspace / given["path"], dirs_exist_ok=True)
    return ""


USES: Mapping[str, Callable[[Around, Mapping[str, Any]], str]] = {
    "actions/checkout": checkout,
    "actions/setup-python": setup_python,
    "actions/upload-artifact": upload,
    "actions/download-artifact": download,
}
"""Each answers why it failed, or nothing."""
