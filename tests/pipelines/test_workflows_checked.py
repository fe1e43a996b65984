"""Our pipelines are right by the schemas of those who run them, and zizmor finds nothing unsafe in them; no network."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.actions.workflow import ROOT, read

SCHEMAS = [
    *((path, "vendor.github-workflows") for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))),
    (ROOT / "action.yml", "vendor.github-actions"),
    (ROOT / "ci" / "gitlab-ci.yml", "vendor.gitlab-ci"),
]
USES = re.compile(r"^\s*(?:- )?uses: (?P<action>\S+)(?P<rest>.*)$", re.MULTILINE)
PINNED = re.compile(r"[\w-]+/[\w/-]+@[0-9a-f]{40}")
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def ran(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment."""
    found = Path(sys.executable).with_name(command)
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "NO_COLOR": "1"}
    return subprocess.run(
        [str(found), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("path", "schema"), SCHEMAS, ids=lambda value: getattr(value, "name", value))
def test_each_file_is_right_by_its_schema(path: Path, schema: str) -> None:
    done = ran("check-jsonschema", "--builtin-schema", schema, str(path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_unsafe() -> None:
    files = [str(path) for path, schema in SCHEMAS if schema != "vendor.gitlab-ci"]
    done = ran("zizmor", "--offline", "--no-progress", "--strict-collection", "--format=plain", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    unsafe = tmp_path / ".github" / "workflows" / "unsafe.yml"
    unsafe.parent.mkdir(parents=True)
    unsafe.write_text(
        "name: unsafe\non: issues\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: echo ${{ github.event.issue.title }}\n"
    )
    done = ran("zizmor", "--offline", "--no-progress", "--format=plain", str(unsafe))
    assert done.returncode != 0
    assert "template-injection" in done.stdout


def test_every_action_of_others_is_pinned_by_its_commit_with_its_version_beside_it() -> None:
    pins: dict[str, set[str]] = {}
    for path, _ in SCHEMAS:
        for found in USES.finditer(path.read_text(encoding="utf-8")):
            assert PINNED.fullmatch(found["action"]), f"{path.name}: {found['action']}"
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", found["rest"]), f"{path.name}: {found['action']}"
            pins.setdefault(found["action"].split("@")[0], set()).add(found["action"] + found["rest"])
    assert {name: len(found) for name, found in pins.items()} == dict.fromkeys(pins, 1)


def test_the_hooks_name_commands_that_there_are() -> None:
    hooks: Any = read(HOOKS)
    assert [hook["id"] for hook in hooks] == ["reconciler-validate", "reconciler-fmt"]
    for hook in hooks:
        assert hook["language"] == "python"
        done = subprocess.run(
            [sys.executable, "-m", *hook["entry"].split(), "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0
