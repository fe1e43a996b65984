"""`plan --base REV`: what the branch itself changes, and what there is to compare with where no record is."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.scene import git
from support.shell import CODE, OTHER, SETTINGS, THIRD, Ran, Shell, number

OVER = SETTINGS + "  state: {url: 's3://no-such-bucket/record'}\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path, monkeypatch, capsys)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Olga")
    git(tmp_path, "config", "user.email", "olga@example.com")
    return shell


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated() as served:
        shell.use(served)
        yield served


def committed(shell: Shell, message: str = "a change") -> None:
    git(shell.folder, "add", "-A", "desired-state")
    git(shell.folder, "commit", "-q", "-m", message)


def caused(ran: Ran) -> dict[int, bool]:
    assert ran.code == 0, ran.err
    return {change["number_code"]: change["caused_by_branch"] for change in ran.json["changes"]}


@pytest.mark.usefixtures("emulator")
def test_what_the_base_asks_for_as_well_is_not_caused_by_the_branch(shell: Shell) -> None:
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30), number(OTHER), number(THIRD, timeout=20))
    committed(shell)
    shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30), number(THIRD, timeout=50))
    ran = shell("plan", "--base", "main", "--format", "json")
    assert caused(ran) == {CODE: False, OTHER: True, THIRD: True}
    assert (ran.json["compared_with"], ran.err) == (None, "")
    without = shell("plan", "--format", "json")
    assert caused(without) == {CODE: True, OTHER: True, THIRD: True}
    assert without.json["digest"] == ran.json["digest"]


def test_nothing_of_the_repository_is_touched(shell: Shell) -> None:
    shell.declare(number(CODE))
    committed(shell)
    shell.declare(number(OTHER))
    before = shell.everything_written()
    assert shell("plan", "--base", "HEAD").code == 0
    assert shell.everything_written() == before


def test_a_folder_that_the_base_does_not_have_declares_nothing(shell: Shell) -> None:
    git(shell.folder, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    shell.declare(number(CODE))
    assert caused(shell("plan", "--base", "main", "--format", "json")) == {CODE: True}


@pytest.mark.usefixtures("emulator")
def test_a_removal_that_the_base_asks_for_is_not_the_branch_s(shell: Shell) -> None:
    shell.declare(number(CODE), number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(OTHER))
    committed(shell)
    assert caused(shell("plan", "--base", "main", "--format", "json")) == {CODE: False}


def test_a_base_with_errors_tells_nothing_and_fails_nothing(shell: Shell) -> None:
    shell.declare(number(CODE, timeout=-1))
    committed(shell)
    shell.declare(number(CODE))
    ran = shell("plan", "--base", "main", "--format", "json")
    assert caused(ran) == {CODE: True}
    assert (
        "warning: which changes 'main' asks for as well is not known, because it has 1 error in its files:" in ran.err
    )


@pytest.mark.parametrize("revision", ["origin/main", "v9", "-x", "", "HEAD:desired-state", "no such"])
def test_a_revision_that_git_does_not_know_is_told_with_what_to_do(shell: Shell, revision: str) -> None:
    shell.declare(number(CODE))
    committed(shell)
    ran = shell("plan", "--base", revision)
    assert (ran.code, ran.out) == (1, "")
    assert f"git knows no revision '{revision}' here." in ran.err
    assert "git fetch origin main" in ran.err
    assert "fetch-depth: 0" in ran.err


def test_outside_git_there_is_no_base(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = Shell(tmp_path_factory.mktemp("outside"), monkeypatch, capsys)
    outside.declare(number(CODE))
    ran = outside("plan", "--base", "main")
    assert ran.code == 1
    assert "'desired-state' is in no git repository" in ran.err


def test_a_folder_anywhere_in_the_repository_is_found_with_all_that_is_below_it(shell: Shell) -> None:
    deep = shell.folder / "a b" / "телефоны"
    shell.declare(number(CODE))
    (shell.folder / "a b").mkdir()
    (shell.folder / "desired-state").rename(deep)
    (deep / "deeper").mkdir()
    (deep / "numbers.yaml").rename(deep / "deeper" / "номера.yml")
    (deep / "kept.txt").write_text("{numbers: []}")
    (deep / "link.yaml").symlink_to("kept.txt")
    git(shell.folder, "add", "-A")
    git(shell.folder, "commit", "-q", "-m", "moved")
    ran = shell("--directory", str(deep), "--state", "memory:", "plan", "--base", "main", "--format", "json")
    assert ran.code == 0, ran.err
    assert ran.json["changes"] == []
    assert ran.json["compared_with"] == "main"


@pytest.mark.parametrize("name", [":(top)numbers", ":!numbers", "-numbers", "*", "[a]", 'a"b'])
def test_a_folder_may_have_a_name_that_git_reads_as_a_pattern_or_an_option(shell: Shell, name: str) -> None:
    shell.declare(number(CODE))
    (shell.folder / "desired-state").rename(shell.folder / name)
    git(shell.folder, "add", "-A")
    git(shell.folder, "commit", "-q", "-m", "named oddly")
    ran = shell("--directory", name, "--state", "memory:", "plan", "--base", "main", "--format", "json")
    assert caused(ran) == {}
    assert ran.json["compared_with"] == "main"


def test_files_of_a_submodule_are_not_taken_for_new_ones(
    shell: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What the base has of them is in another repository, and nobody may be told that the branch adds them."""
    other = tmp_path_factory.mktemp("other")
    (other / "shared.yaml").write_text(json.dumps({"numbers": [number(OTHER)]}))
    git(other, "init", "-q", "-b", "main")
    git(other, "add", "-A")
    git(other, "-c", "user.name=Olga", "-c", "user.email=olga@example.com", "commit", "-q", "-m", "shared")
    shell.declare(number(CODE))
    git(shell.folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "desired-state/of")
    committed(shell)
    ran = shell("plan", "--base", "main", "--format", "json")
    assert caused(ran) == {CODE: True, OTHER: True}
    assert "because it has files in a repository of their own, the submodule 'of': every change is shown" in ran.err
    ran = shell("--state", "memory:", "plan", "--base", "main")
    assert (ran.code, ran.out) == (1, "")
    assert "so that there is nothing to compare with" in ran.err
    git(shell.folder, "submodule", "--quiet", "deinit", "-f", "desired-state/of")
    assert caused(shell("plan", "--base", "main", "--format", "json")) == {CODE: False}, "nothing is read from it"


def test_filters_and_attributes_of_the_repository_have_no_say(shell: Shell) -> None:
    shell.declare(number(CODE))
    (shell.folder / ".gitattributes").write_text("*.yaml export-ignore filter=evil\n")
    git(shell.folder, "config", "filter.evil.smudge", "touch evil; cat")
    git(shell.folder, "add", "-A")
    git(shell.folder, "commit", "-q", "-m", "attributes")
    ran = shell("--state", "memory:", "plan", "--base", "HEAD", "--format", "json")
    assert (ran.code, ran.json["changes"]) == (0, [])
    assert not (shell.folder / "evil").exists()


def test_without_a_record_the_plan_is_against_the_base(shell: Shell) -> None:
    shell.declare(number(CODE), number(OTHER), settings=SETTINGS)
    committed(shell)
    shell.declare(number(CODE, timeout=30), number(OTHER), number(THIRD), settings=SETTINGS)
    (shell.folder / "taken").write_text("no folder")
    ran = shell("--state", "file:taken", "plan", "--base", "main", "--format", "json")
    assert caused(ran) == {CODE: True, THIRD: True}
    assert ran.json["compared_with"] == "main"
    assert [change["action"] for change in ran.json["changes"]] == ["change", "add"]
    assert "warning: compared with 'main', as if that were applied, and not with the record" in ran.err
    assert len(ran.json["digest"]) == 64


def test_a_record_in_memory_counts_as_none(shell: Shell) -> None:
    shell.declare(number(CODE), number(OTHER))
    committed(shell)
    shell.declare(number(CODE, timeout=30), number(OTHER))
    ran = shell("--state", "memory:", "plan", "--base", "main", "--format", "json")
    assert caused(ran) == {CODE: True}
    assert "holds nothing, as every run begins with an empty one" in ran.err
    assert len(shell("--state", "memory:", "plan", "--format", "json").json["changes"]) == 2


def test_a_record_that_was_never_made_is_not_out_of_reach(shell: Shell) -> None:
    shell.declare(number(CODE))
    committed(shell)
    ran = shell("plan", "--base", "main", "--format", "json")
    assert caused(ran) == {CODE: False}, "the base asks for it as well"
    assert ran.json["compared_with"] is None


@pytest.mark.parametrize("words", [["plan"], ["plan", "--base", "main", "--out", "plan.reconciler"]])
def test_a_record_out_of_reach_fails_without_a_base_and_where_a_plan_is_saved(shell: Shell, words: list[str]) -> None:
    shell.declare(number(CODE))
    committed(shell)
    (shell.folder / "taken").write_text("no folder")
    ran = shell("--state", "file:taken", *words)
    assert (ran.code, ran.out) == (1, "")
    assert not (shell.folder / "plan.reconciler").exists()


@pytest.mark.usefixtures("emulator")
def test_a_damaged_record_is_not_passed_over(shell: Shell) -> None:
    shell.declare(number(CODE))
    assert shell("apply", "--yes").code == 0
    committed(shell)
    (journal,) = [path for path in (shell.folder / ".reconciler" / "state").rglob("*journal*") if path.is_file()]
    journal.write_bytes(b'{"kind":"nonsense"}\n' + journal.read_bytes())
    ran = shell("plan", "--base", "main")
    assert ran.code == 1
    assert "the line does not match its checksum" in ran.err


def test_without_a_record_a_base_with_errors_leaves_nothing_to_compare_with(shell: Shell) -> None:
    shell.declare(number(CODE, timeout=-1))
    committed(shell)
    shell.declare(number(CODE))
    ran = shell("--state", "memory:", "plan", "--base", "main", "--format", "markdown")
    assert ran.code == 1
    assert "so that there is nothing to compare with" in ran.err
    assert ran.out.startswith("<!-- reconciler:plan digest=none -->")


def test_limits_and_flags_work_against_the_base_as_well(shell: Shell) -> None:
    limited = SETTINGS + "  limits: {changes: 0}\n"
    shell.declare(number(CODE), settings=limited)
    committed(shell)
    shell.declare(number(CODE, to="442071838750"), settings=limited + "  policy: {allowed_countries: [RU, GB]}\n")
    plan = shell("--state", "memory:", "plan", "--base", "main", "--format", "json").json
    assert any("limits.changes" in words for words in plan["refused_by"]["limits"])
    assert any("new-country" in words for words in plan["refused_by"]["limits"])


def test_one_run_writes_every_format_of_one_plan(shell: Shell) -> None:
    shell.declare(number(CODE))
    committed(shell)
    files = ("--format", "json", "--output", "plan.json", "--format", "markdown", "--output", "plan.md")
    ran = shell("plan", "--base", "main", *files, "--format", "html", "--output", "plan.html", "--format", "text")
    assert (ran.code, ran.err) == (0, "")
    digest = json.loads((shell.folder / "plan.json").read_text())["digest"]
    assert (shell.folder / "plan.md").read_text().startswith(f"<!-- reconciler:plan digest={digest} -->")
    assert digest in (shell.folder / "plan.html").read_text()
    assert ran.out.endswith(f"Digest: {digest}\n")


def test_every_format_for_machines_tells_a_failure(shell: Shell) -> None:
    shell.declare(number(CODE))
    files = ("--format", "json", "--output", "plan.json", "--format", "markdown", "--output", "plan.md")
    ran = shell("plan", *files, "--format", "html", "--output", "plan.html", "--base", "main")
    assert (ran.code, ran.out) == (1, "")
    assert "git knows no revision 'main'" in json.loads((shell.folder / "plan.json").read_text())["error"]
    assert "git knows no revision" in (shell.folder / "plan.md").read_text()
    assert not (shell.folder / "plan.html").exists()


def test_a_shallow_clone_is_told_to_fetch_more(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> None:
    shell.declare(number(CODE))
    committed(shell)
    git(shell.folder, "tag", "first")
    shell.declare(number(CODE, timeout=30))
    committed(shell)
    place = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{shell.folder}", str(place / "c")], check=True)
    ran = shell("--directory", str(place / "c" / "desired-state"), "plan", "--base", "HEAD~1")
    assert ran.code == 1
    assert "A shallow clone lacks what is older" in ran.err
