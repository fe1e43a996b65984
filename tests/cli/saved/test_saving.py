"""`plan --out FILE`: a whole file that holds no secret, or none, and what was there stays what it is."""

import json
import os
import stat

import pytest
from support.emulated import MAIN_KEY, SECOND_KEY, Emulated
from support.saved import URL, VALUE, saved
from support.scene import git
from support.shell import CODE, OTHER, Shell, number, to_url


def test_a_plan_without_changes_is_saved_and_there_is_nothing_to_do(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply", "--yes").code == 0
    saved(shell)
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Nothing to do: 1 number as recorded")
    assert emulator.log.calls() == []


def test_files_with_errors_save_nothing_and_leave_what_was_saved(shell: Shell) -> None:
    shell.declare(number(timeout=-1))
    assert shell("plan", "--out", "plan.reconciler").code == 1
    assert not (shell.folder / "plan.reconciler").exists()
    (shell.folder / "plan.reconciler").write_bytes(b"older")
    assert shell("plan", "--out", "plan.reconciler").code == 1
    assert (shell.folder / "plan.reconciler").read_bytes() == b"older"


def test_what_was_saved_before_is_replaced_whole(shell: Shell) -> None:
    older = shell.folder / "plan.reconciler"
    older.write_text("older")
    older.chmod(0o644)
    shell.declare(number())
    saved(shell)
    assert json.loads(older.read_bytes())["kind"] == "reconciler-plan"
    assert stat.S_IMODE(older.stat().st_mode) == 0o600
    assert [path.name for path in shell.folder.iterdir() if "plan.reconciler" in path.name] == ["plan.reconciler"]


@pytest.mark.parametrize("place", ["nowhere/plan.reconciler", "desired-state/settings.yaml/plan.reconciler"])
def test_a_place_that_cannot_be_written_is_told(shell: Shell, place: str) -> None:
    shell.declare(number())
    ran = shell("plan", "--out", place)
    assert ran.code == 1
    assert f"'{place}' cannot be written" in ran.err


def test_a_plan_that_could_not_be_saved_does_not_look_well_in_any_format(shell: Shell) -> None:
    shell.declare(number())
    files = ("--format", "json", "--output", "plan.json", "--format", "markdown", "--output", "plan.md")
    assert shell("plan", "--out", "nowhere/plan.reconciler", *files).code == 1
    said = "'nowhere/plan.reconciler' cannot be written"
    assert said in json.loads((shell.folder / "plan.json").read_text())["error"]
    assert (shell.folder / "plan.md").read_text().startswith("<!-- reconciler:plan digest=none -->")


@pytest.mark.usefixtures("emulator")
def test_no_report_takes_the_place_of_a_saved_plan(shell: Shell) -> None:
    shell.declare(number())
    again = str(shell.folder / "desired-state" / ".." / "plan.reconciler")
    assert shell("plan", "--out", "plan.reconciler", "--format", "json", "--output", again).code == 64
    saved(shell)
    assert shell("apply", "plan.reconciler", "--yes", "--format", "json", "--output", again).code == 64
    assert shell("apply", "plan.reconciler", "--yes").code == 0


def test_the_index_of_the_repository_is_not_written(shell: Shell) -> None:
    """Git does so where a file's time is another, and holds a lock meanwhile."""
    shell.declare(number())
    git(shell.folder, "init", "-q", "-b", "main")
    git(shell.folder, "add", "desired-state")
    identity = ("-c", "user.name=Olga", "-c", "user.email=olga@example.com")
    git(shell.folder, *identity, "commit", "-q", "-m", "first")
    os.utime(shell.folder / "desired-state" / "numbers.yaml", (1, 1))
    before = (shell.folder / ".git" / "index").read_bytes()
    saved(shell)
    assert (shell.folder / ".git" / "index").read_bytes() == before


@pytest.mark.parametrize("kind", ["pipe", "link to a pipe"])
def test_what_is_no_file_stays_what_it_is(shell: Shell, kind: str) -> None:
    """As /dev/null and /dev/stdout are, which a run as root could replace."""
    shell.declare(number())
    os.mkfifo(shell.folder / "pipe")
    (shell.folder / "link to a pipe").symlink_to("pipe")
    ran = shell("plan", "--out", kind)
    assert ran.code == 1
    assert f"'{kind}' is there and is no file; nothing takes its place, and the plan was not saved." in ran.err
    assert (shell.folder / "pipe").is_fifo()
    assert (shell.folder / "link to a pipe").is_symlink()


@pytest.mark.usefixtures("emulator")
def test_a_link_stays_and_the_plan_is_saved_where_it_leads(shell: Shell) -> None:
    shell.declare(number())
    (shell.folder / "plans").mkdir()
    (shell.folder / "latest").symlink_to("plans/of today")
    for _ in range(2):
        saved(shell, file="latest")
        assert (shell.folder / "latest").is_symlink()
        assert json.loads((shell.folder / "plans" / "of today").read_bytes())["kind"] == "reconciler-plan"
    assert shell("apply", "latest", "--yes").code == 0


@pytest.mark.parametrize("words", [[], ["--base", "HEAD"]])
def test_a_plan_against_no_record_is_not_saved(shell: Shell, words: list[str]) -> None:
    shell.declare(number())
    git(shell.folder, "init", "-q", "-b", "main")
    identity = ("-c", "user.name=Olga", "-c", "user.email=olga@example.com")
    git(shell.folder, *identity, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    ran = shell("--state", "memory:", "plan", "--out", "plan.reconciler", *words)
    assert (ran.code, ran.out) == (1, "")
    assert "the plan cannot be saved: the record memory: holds nothing" in ran.err
    assert not (shell.folder / "plan.reconciler").exists()


@pytest.mark.usefixtures("emulator")
def test_no_key_and_no_secret_comes_into_the_file(shell: Shell) -> None:
    shell.set(EVENTS_KEY=VALUE)
    shell.declare(to_url(CODE, URL), number(OTHER))
    saved(shell)
    first = (shell.folder / "plan.reconciler").read_bytes()
    assert shell("apply", "plan.reconciler", "--yes").code == 0
    shell.declare(to_url(CODE, URL + "&b=1"), number(OTHER, timeout=30))
    saved(shell)
    second = (shell.folder / "plan.reconciler").read_bytes()
    for content in (first, second):
        assert not any(secret.encode() in content for secret in (VALUE, MAIN_KEY, SECOND_KEY))
    (before,) = json.loads(first)["plan"]["changes"][:1]
    (after,) = json.loads(second)["plan"]["changes"][:1]
    assert before["after"]["secrets"] == {}, "there is no record yet, and so no key"
    assert list(after["after"]["secrets"]) == ["EVENTS_KEY"]


def test_a_value_of_a_secret_that_stands_in_the_files_is_not_saved(shell: Shell) -> None:
    shell.set(EVENTS_KEY=VALUE)
    shell.declare(to_url(CODE, f"https://events.example.com/{VALUE}"))
    ran = shell("plan", "--out", "plan.reconciler")
    assert ran.code == 1
    assert "the value of the secret 'EVENTS_KEY' stands in the plan" in ran.err
    assert VALUE not in ran.err
    assert not (shell.folder / "plan.reconciler").exists()


def test_a_value_with_quotes_and_backslashes_is_found_as_well(shell: Shell) -> None:
    value = 'say-"hunter2"\\and-on'
    shell.set(EVENTS_KEY=value)
    shell.declare(number(CODE, description=f"as in {value}"))
    ran = shell("plan", "--out", "plan.reconciler")
    assert ran.code == 1
    assert "the value of the secret 'EVENTS_KEY' stands in the plan" in ran.err
    assert not (shell.folder / "plan.reconciler").exists()
