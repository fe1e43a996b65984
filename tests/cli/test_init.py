"""`reconciler init`: a new repository, asked nothing and overwritten nowhere; what it writes is right as it is."""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import pytest
from support.shell import Shell

import reconciler
from reconciler.workflows.fitted import ours

WRITTEN = [
    "desired-state/settings.yaml",
    "desired-state/example.yaml",
    "desired-state.schema.json",
    ".vscode/settings.json",
    ".editorconfig",
    ".gitignore",
    "requirements/reconciler-dependencies.txt",
    "requirements/reconciler.txt",
]
WORKFLOWS = [f".github/workflows/{name}.yml" for name in ("plan", "apply", "drift")]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("TZ", "Europe/Samara")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return Shell(tmp_path, monkeypatch, capsys)


def git(shell: Shell, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=shell.folder, check=True, capture_output=True)


def text(shell: Shell, name: str) -> str:
    return (shell.folder / name).read_text(encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git/" not in path.relative_to(folder).as_posix()
    }


def test_what_it_writes_passes_validate_fmt_and_plan(shell: Shell) -> None:
    git(shell, "init", "--quiet", "--initial-branch=main")
    ran = shell("init")

    assert ran.code == 0
    assert ran.out.splitlines() == [f"wrote {name}" for name in [*WRITTEN, *WORKFLOWS]]
    assert set(contents(shell.folder)) == {*WRITTEN, *WORKFLOWS}
    assert shell("validate").code == 0
    assert shell("fmt", "--check").code == 0
    assert shell("plan", "--detailed-exitcode").code == 0


def test_the_example_is_right_without_its_signs_of_comment(shell: Shell) -> None:
    shell("init")
    file = shell.folder / "desired-state/example.yaml"
    words = file.read_text(encoding="utf-8").partition("\n\n")[2].replace("numbers: []\n", "")
    file.write_text(re.sub(r"^# ?", "", words, flags=re.MULTILINE), encoding="utf-8")

    ran = shell("validate", "--at", "2026-11-28T12:00:00+03:00")

    assert (ran.code, ran.err) == (0, "1 number declared; no errors. 1 expectation holds.\n")
    assert shell("fmt", "--check").code == 0


@pytest.mark.parametrize("word", ["NULL", "TRUE", "YES", "N", "INF"])
def test_an_application_whose_name_means_something_in_yaml_stands_in_quotes(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("EXOLVE_API_KEY", "one")
    monkeypatch.setenv(f"EXOLVE_{word}_API_KEY", "another")
    assert shell("init", "--github").code == 0

    assert shell("validate").code == 0
    assert shell("fmt", "--check").code == 0
    assert shell("plan").code == 0
    assert f"EXOLVE_{word}_API_KEY: " in text(shell, ".github/workflows/apply.yml")


def test_run_twice_it_changes_nothing(shell: Shell) -> None:
    shell("init")
    before = contents(shell.folder)
    ran = shell("init")

    assert ran.out.splitlines() == [f"kept  {name}" for name in [*WRITTEN, *WORKFLOWS]]
    assert contents(shell.folder) == before


def test_what_is_there_is_kept_and_what_is_missing_is_written(shell: Shell) -> None:
    shell.write(
        {
            "settings.yaml": "settings: {applications: {shop: {api_key_env: SHOP_KEY}}, secrets: [HOOK_KEY]}\n",
            "own.yaml": [],
        }
    )
    (shell.folder / ".gitignore").write_text("*.log\n", encoding="utf-8")
    (shell.folder / ".vscode").mkdir()
    (shell.folder / ".vscode/settings.json").write_text("{}\n", encoding="utf-8")
    before = contents(shell.folder)
    ran = shell("init")

    assert contents(shell.folder).items() >= before.items()
    assert "kept  .gitignore" in ran.out
    assert "wrote .github/workflows/apply.yml" in ran.out
    assert not (shell.folder / "desired-state/example.yaml").exists()
    assert "SHOP_KEY: ${{ secrets.SHOP_KEY }}" in text(shell, ".github/workflows/apply.yml")
    assert "EXOLVE_" not in text(shell, ".github/workflows/apply.yml")
    assert "HOOK_KEY: ${{ secrets.HOOK_KEY }}" in text(shell, ".github/workflows/plan.yml")
    assert "note: .gitignore was kept: add /.reconciler/ and *.plan to it." in ran.err
    assert "note: .vscode/settings.json was kept" in ran.err


BRANCH_TOO = "push the branch reconciler-state too"


@pytest.mark.parametrize("url", ["", "s3://ops/telephony", "postgresql://ops:a-password@db.example.com/ops"])
def test_settings_that_keep_the_record_elsewhere_than_the_pipelines_are_told(shell: Shell, url: str) -> None:
    git(shell, "init", "--quiet", "--initial-branch=main")
    shell.write({"settings.yaml": f"settings: {{state: {{url: '{url}'}}}}\n" if url else ""})
    ran = shell("init", "--github")

    assert "note: the settings do not keep the record in git:reconciler-state, and these pipelines do" in ran.err
    assert BRANCH_TOO not in ran.err
    assert "a-password" not in ran.out + ran.err


def test_settings_that_init_has_written_and_its_pipelines_have_one_record(shell: Shell) -> None:
    git(shell, "init", "--quiet", "--initial-branch=main")
    ran = shell("init", "--github")

    assert "the settings do not keep" not in ran.err
    assert BRANCH_TOO in ran.err


def test_settings_that_are_wrong_are_kept_and_told(shell: Shell) -> None:
    shell.write({"settings.yaml": "settings: {applications: [shop]}\n"})
    ran = shell("init", "--github")

    assert ran.code == 0
    assert "note: the files of the desired state have mistakes" in ran.err


def test_a_link_that_leads_nowhere_counts_as_being_there(shell: Shell) -> None:
    (shell.folder / ".editorconfig").symlink_to("elsewhere")

    assert "kept  .editorconfig" in shell("init").out
    assert not (shell.folder / "elsewhere").exists()


def test_what_can_be_found_out_is_not_asked(shell: Shell) -> None:
    git(shell, "init", "--quiet", "--initial-branch=trunk")
    git(shell, "remote", "add", "origin", "git@gitlab.example.com:acme/telephony.git")
    shell.set(EXOLVE_API_KEY="any-key-one", EXOLVE_RETAIL_API_KEY="any-key-two", SOMEBODYS_API_KEY="any-key-three")
    ran = shell("init")

    settings = text(shell, "desired-state/settings.yaml")
    assert "timezone: Europe/Samara\n" in settings
    assert (
        "    main:\n      api_key_env: EXOLVE_API_KEY\n    retail:\n      api_key_env: EXOLVE_RETAIL_API_KEY\n"
        in settings
    )
    assert "url: git:reconciler-state\n" in settings
    assert ran.out.splitlines()[-1] == "wrote .gitlab-ci.yml"
    assert not (shell.folder / ".github").exists()
    assert "set EXOLVE_API_KEY, EXOLVE_RETAIL_API_KEY and run `reconciler import`" in ran.err
    assert b"any-key" not in shell.everything_written()
    assert "hosted" not in ran.err


def test_workflows_are_for_the_default_branch_the_folder_and_the_keys_of_the_repository(shell: Shell) -> None:
    git(shell, "init", "--quiet", "--initial-branch=trunk")
    shell.set(EXOLVE_API_KEY="any-key-one", EXOLVE_NORTH_API_KEY="any-key-two")
    assert shell("--directory", "telephony/numbers", "init", "--github").code == 0

    applied = text(shell, ".github/workflows/apply.yml")
    assert 'branches: ["trunk"]' in applied
    assert not re.search(r"refs/heads/main|origin main|desired-state", applied)
    assert "::error::trunk has moved on" in applied
    assert not re.search(r"\bmain\b", applied)
    assert "\nenv:\n  RECONCILER_DIRECTORY: telephony/numbers\n" in applied
    assert '"telephony/numbers/**"' in applied
    assert "EXOLVE_NORTH_API_KEY: ${{ secrets.EXOLVE_NORTH_API_KEY }}" in applied
    assert '"telephony/numbers/**/*.yaml"' in text(shell, ".vscode/settings.json")
    assert shell("--directory", "telephony/numbers", "validate").code == 0


@pytest.mark.parametrize("folder", ["desired-state", "telephony/numbers"])
@pytest.mark.parametrize("host", ["--github", "--gitlab"])
def test_pipelines_are_valid_and_name_nothing_of_this_project_alone(shell: Shell, host: str, folder: str) -> None:
    shell("--directory", folder, "init", host)
    names = WORKFLOWS if host == "--github" else [".gitlab-ci.yml"]
    for name in names:
        pipeline = text(shell, name)
        assert "pip install --require-hashes -r requirements/reconciler-dependencies.txt\n" in pipeline
        assert "pip install --no-deps -r requirements/reconciler.txt\n" in pipeline
        assert (folder == "desired-state") != (f"\n  RECONCILER_DIRECTORY: {folder}\n" in pipeline)
        assert not re.search(r"pip install --no-deps \.|RETAIL|EVENTS_KEY|requirements/runtime", pipeline)
    schema = "vendor.github-workflows" if host == "--github" else "vendor.gitlab-ci"
    transform = () if host == "--github" else ("--data-transform", "gitlab-ci")
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform, *names],
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_the_schema_is_the_one_that_the_command_prints_and_editors_are_told_of_it(shell: Shell) -> None:
    shell("init")
    told = json.loads(text(shell, ".vscode/settings.json"))

    assert told == {
        "yaml.schemas": {"./desired-state.schema.json": ["desired-state/**/*.yaml", "desired-state/**/*.yml"]}
    }
    assert text(shell, "desired-state.schema.json") == shell("schema").out


def test_inside_a_repository_it_names_the_root(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    git(shell, "init", "--quiet")
    (shell.folder / "below").mkdir()
    monkeypatch.chdir(shell.folder / "below")
    ran = shell("init")

    assert ran.code == 1
    assert "whose pipelines are read at its root alone" in ran.err
    assert contents(shell.folder) == {}


@pytest.mark.parametrize("folder", ["..", "/somewhere", "a b", "*", "a/../b", "-x", "числа"])
def test_a_folder_that_a_workflow_could_not_name_is_refused(shell: Shell, folder: str) -> None:
    ran = shell("--directory", folder, "init")
    assert ran.code == 64
    assert "cannot stand in a workflow" in ran.err
    assert contents(shell.folder) == {}


def test_a_file_in_the_place_of_a_folder_is_told_and_the_next_run_goes_on(shell: Shell) -> None:
    (shell.folder / ".github").write_text("", encoding="utf-8")
    ran = shell("init")

    assert ran.code == 1
    assert "error: '.github/workflows/plan.yml' cannot be written" in ran.err
    assert not list(shell.folder.rglob(".init-*"))
    (shell.folder / ".github").unlink()
    assert "wrote .github/workflows/plan.yml" in shell("init", "--github").out


def alone(program: str, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program of its own, of which no coverage is measured: who may write nothing cannot write that either."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, cwd=cwd, env=environ, check=False, capture_output=True, text=True)


AS_NOBODY = """
import os, sys
from reconciler.cli.main import Started, outcome, run

os.chdir(sys.argv[1])
outcome(Started(), ["--quiet", "init"])  # imports what nobody may read
if os.getuid() == 0:
    os.setuid(65534)
os.chdir(sys.argv[2])
run(["init"])
"""


def test_a_folder_that_is_read_only_is_told_in_a_sentence(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o555)
        ran = alone(AS_NOBODY, str(tmp_path), name)
        place.chmod(0o755)
        assert (ran.returncode, list(place.iterdir())) == (1, [])
    assert "error: 'desired-state/settings.yaml' cannot be written: Permission denied." in ran.stderr
    assert "Traceback" not in ran.stderr


OF_LITTLE_SPACE = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
from reconciler.cli.main import run
run(["init", "--github"])
"""


def test_a_disk_that_is_full_leaves_whole_files_and_the_next_run_writes_the_rest(shell: Shell) -> None:
    ran = alone(OF_LITTLE_SPACE, cwd=shell.folder)
    found = contents(shell.folder)

    assert ran.returncode == 1
    assert "error: 'desired-state.schema.json' cannot be written: File too large." in ran.stderr
    assert set(found) == {"desired-state/settings.yaml", "desired-state/example.yaml"}
    assert shell("init", "--github").code == 0
    assert contents(shell.folder).items() >= found.items()
    assert set(contents(shell.folder)) == {*WRITTEN, *WORKFLOWS}


def test_everything_that_it_copies_travels_in_the_wheel_under_its_own_path() -> None:
    root = Path(reconciler.__file__).parents[1]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    for path in [*WORKFLOWS, "ci/gitlab-ci.yml", "requirements/runtime.txt"]:
        assert carried[path] == f"reconciler/scaffold/{path}"
        assert ours(path) == (root / path).read_text(encoding="utf-8")
