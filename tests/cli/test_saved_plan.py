"""`plan --out FILE` and `apply FILE`: exactly what was saved, or nothing, and once more after a failure."""

import json
import os
import shutil
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.emulated import AT_ONCE, MAIN_KEY, SECOND_KEY, Emulated, emulated, fault
from support.processes import finish, start
from support.scene import git
from support.shell import CODE, CODES, OTHER, SETTINGS, THIRD, Ran, Shell, number, to_url

URL = "https://events.example.com/?key=${EVENTS_KEY}"
VALUE = "events-value-77aa01"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated(limited=False) as served:
        shell.use(served)
        yield served


def saved(shell: Shell, *arguments: str, file: str = "plan.reconciler") -> Ran:
    """Save a plan."""
    ran = shell("plan", "--out", file, *arguments)
    assert ran.code == 0, ran.err
    return ran


def without_folder(shell: Shell) -> None:
    """Take the folder away: nothing of it may be needed any more."""
    shutil.rmtree(shell.folder / "desired-state")


def outcomes(ran: Ran) -> dict[int, tuple[str, str]]:
    return {item["number_code"]: (item["outcome"], item["detail"]) for item in ran.json["outcomes"]}


def test_a_saved_plan_is_applied_without_its_folder(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER, application="second"))
    ran = saved(shell, "--format", "json")
    assert "The plan is saved in plan.reconciler. To do exactly it: reconciler apply plan.reconciler" in ran.err
    assert stat.S_IMODE((shell.folder / "plan.reconciler").stat().st_mode) == 0o600
    shell.declare(number(CODE, timeout=40))
    without_folder(shell)
    done = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert done.code == 0, done.err
    assert done.json["digest"] == ran.json["digest"]
    assert outcomes(done) == {CODE: ("applied", ""), OTHER: ("applied", "")}
    assert emulator.numbers_sent() == [CODE, OTHER]
    assert {body["call_forwarding_number"]["call_control"][0]["timeout"] for body in emulator.bodies()} == {16}
    shell.declare(number(CODE), number(OTHER, application="second"))
    assert shell("plan", "--detailed-exitcode").code == 0


def test_the_plan_is_shown_as_it_was_and_asks_for_approval(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE))
    shown = saved(shell).out
    ran = shell("apply", "plan.reconciler")
    assert ran.code == 4
    assert ran.out == shown
    assert "nobody approved this plan" in ran.err
    assert emulator.log.calls() == []


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


def test_a_failed_apply_is_rerun_with_the_same_file_and_completes(shell: Shell, emulator: Emulated) -> None:
    """The first apply of all: by the second run there is a record."""
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    saved(shell)
    without_folder(shell)
    emulator.faults.replace([fault("status", OTHER, status=503, **AT_ONCE), fault("drop-after", THIRD)])
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert ran.code == 5
    assert [word for word, _ in outcomes(ran).values()].count("applied") >= 1
    emulator.faults.replace([])
    emulator.log.clear()
    again = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert again.code == 0, again.err
    assert outcomes(again)[CODE] == ("applied", "already so: nothing was sent")
    assert CODE not in emulator.numbers_sent(), "what the record has is not sent again"
    emulator.log.clear()
    once_more = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert (once_more.code, set(outcomes(once_more).values())) == (0, {("applied", "already so: nothing was sent")})
    assert emulator.log.calls() == []


def test_an_apply_that_is_killed_is_rerun_with_the_same_file_and_completes(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    saved(shell)
    without_folder(shell)
    emulator.faults.replace([fault("delay", seconds=2)])
    process = start("apply", "plan.reconciler", "--yes", folder=shell.folder)
    journal = shell.folder / ".reconciler" / "state" / "journal.jsonl"
    while process.poll() is None and not (journal.exists() and b'"intent"' in journal.read_bytes()):
        time.sleep(0.01)
    process.kill()
    finish(process)
    emulator.faults.replace([])
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert ran.code == 0, ran.err
    assert {word for word, _ in outcomes(ran).values()} == {"applied"}
    assert outcomes(ran).keys() == {CODE, OTHER, THIRD}
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    assert shell("plan", "--detailed-exitcode").code == 0


KINDS = ["status", "drop-before", "drop-after", "garbage"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.sets(st.integers(0, 5), max_size=4),
    after=st.sets(st.integers(0, 5), min_size=1, max_size=6),
    broken=st.dictionaries(st.integers(0, 5), st.sampled_from(KINDS), max_size=4),
)
def test_applying_a_file_until_it_is_done_is_applying_it_once(
    shell: Shell, before: set[int], after: set[int], broken: dict[int, str]
) -> None:
    """For any numbers and any that fail on the way: the provider and the record have what the plan says."""
    for left in (".reconciler", "desired-state"):
        shutil.rmtree(shell.folder / left, ignore_errors=True)
    wide = SETTINGS + "  limits: {changes_share: 1, removals_share: 1}\n  on_removal: reset\n"
    with emulated(limited=False) as emulator:
        shell.use(emulator)
        shell.declare(*(number(CODES[index]) for index in sorted(before)), settings=wide)
        if before:
            assert shell("apply", "--yes").code == 0
        shell.declare(*(number(CODES[index], timeout=30) for index in sorted(after)), settings=wide)
        saved(shell)
        without_folder(shell)
        for method in ("SetCallForwarding", "DeleteCallForwarding"):
            rules = [
                fault(kind, CODES[index], method, **(AT_ONCE if kind == "status" else {}))
                for index, kind in sorted(broken.items())
            ]
            emulator.faults.replace(rules)
        first = shell("apply", "plan.reconciler", "--yes")
        emulator.faults.replace([])
        assert first.code in {0, 1, 5}, first.err
        second = shell("apply", "plan.reconciler", "--yes")
        assert second.code == 0, second.err + second.out
        shell.declare(*(number(CODES[index], timeout=30) for index in sorted(after)), settings=wide)
        assert shell("plan", "--detailed-exitcode").code == 0
        for index in range(6):
            found = emulator.forwarding(CODES[index])
            assert (found is not None and found["call_forwarding_type"] != 0) == (index in after)


def test_a_number_that_was_changed_since_is_refused_by_name_before_anything_is_sent(
    shell: Shell, emulator: Emulated
) -> None:
    shell.declare(number(CODE), number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30))
    saved(shell)
    shell.declare(number(CODE), number(OTHER, timeout=40))
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert ran.code == 4
    assert f"the record has moved since the plan was made: {OTHER}." in ran.json["error"]
    assert str(CODE) not in ran.json["error"]
    assert emulator.log.calls() == []


def test_another_number_that_was_changed_since_is_no_hindrance(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30), number(OTHER))
    saved(shell)
    shell.declare(number(CODE), number(OTHER, timeout=40), number(THIRD))
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    assert shell("apply", "plan.reconciler", "--yes").code == 0
    assert emulator.numbers_sent() == [CODE]


def test_a_plan_of_another_record_is_refused(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE))
    assert shell("apply", "--yes").code == 0
    assert shell("--state", "file:other", "apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30))
    saved(shell)
    emulator.log.clear()
    ran = shell("--state", "file:other", "apply", "plan.reconciler", "--yes")
    assert ran.code == 1
    assert "the plan was made against the record " in ran.err
    ran = shell("--state", "file:nothing", "apply", "plan.reconciler", "--yes")
    assert ran.code == 1
    assert "and there is none here" in ran.err
    assert "lineage: none" in shell("--state", "file:nothing", "state", "show").out
    assert emulator.log.calls() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"numbers: []", "'plan.reconciler': this is no saved plan."),
        (b'{"format_version": 1, "digest": null}', "this is no saved plan."),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_file_that_is_no_saved_plan_ends_with_1_in_every_format(
    shell: Shell, emulator: Emulated, content: bytes | None, said: str, form: str
) -> None:
    if content is not None:
        (shell.folder / "plan.reconciler").write_bytes(content)
    ran = shell("apply", "plan.reconciler", "--yes", "--format", form)
    assert ran.code == 1
    assert said in ran.err
    if form == "json":
        assert said in ran.json["error"]
    assert (ran.out == "") == (form == "text")
    assert emulator.log.calls() == []


def test_a_damaged_plan_and_one_of_a_newer_version_are_refused(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    saved(shell)
    file = shell.folder / "plan.reconciler"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"74992223344", b"74992223345"))
    ran = shell("apply", "plan.reconciler", "--yes")
    assert (
        ran.code,
        "'plan.reconciler': the saved plan is not as it was written: its checksum is another" in ran.err,
    ) == (
        1,
        True,
    )
    file.write_bytes(content.replace(b'"format_version":1', b'"format_version":2'))
    ran = shell("apply", "plan.reconciler", "--yes")
    assert (ran.code, "has format 2, and this program knows formats up to 1" in ran.err) == (1, True)
    assert emulator.log.calls() == []


def test_limits_are_those_of_the_file_against_the_record_and_its_digest_alone_passes_them(
    shell: Shell, emulator: Emulated
) -> None:
    limited = SETTINGS + "  limits: {changes: 1}\n"
    shell.declare(number(CODE), number(OTHER), settings=limited)
    assert shell("apply", "--yes").code == 0
    shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30), settings=limited)
    digest = saved(shell, "--format", "json").json["digest"]
    emulator.log.clear()
    shell.declare(number(CODE), settings=SETTINGS)
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 4
    assert "limits.changes: the plan has 2, 1 are allowed." in ran.err
    assert shell("apply", "plan.reconciler", "--yes", "--approve", "0" * 64).code == 4
    assert emulator.log.calls() == []
    emulator.faults.replace([fault("status", OTHER, status=503, **AT_ONCE)])
    assert shell("apply", "plan.reconciler", "--approve", digest).code == 5
    emulator.faults.replace([])
    assert shell("apply", "plan.reconciler", "--yes").code == 4, "what was refused at first is refused halfway as well"
    assert shell("apply", "plan.reconciler", "--approve", digest).code == 0


def test_a_share_counts_the_numbers_as_they_were_before_the_plan(shell: Shell, emulator: Emulated) -> None:
    """Some that it removes are gone already when it is rerun: what was allowed at first is allowed still."""
    wide = SETTINGS + "  limits: {removals_share: 0.2, changes_share: 0.2}\n  on_removal: reset\n"
    shell.declare(*(number(code) for code in CODES[:10]), settings=wide)
    assert shell("apply", "--yes").code == 0
    shell.declare(*(number(code) for code in CODES[2:10]), settings=wide)
    saved(shell)
    emulator.faults.replace([fault("status", CODES[1], "DeleteCallForwarding", status=503, **AT_ONCE)])
    assert shell("apply", "plan.reconciler", "--yes").code == 5
    emulator.faults.replace([])
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 0, ran.err


def test_no_approval_passes_a_protected_number_in_a_file_either(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE, protected=True))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(OTHER))
    digest = saved(shell, "--format", "json").json["digest"]
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler", "--approve", digest)
    assert ran.code == 4
    assert f"{CODE} is protected and would be taken away" in ran.err
    assert emulator.log.calls() == []


def test_no_approval_passes_a_number_that_is_declared_as_protected_and_left_out(
    shell: Shell, emulator: Emulated
) -> None:
    """Its calls come to a number that is dropped, and what forwards them elsewhere is not selected."""
    shell.declare(number(CODE, to=str(OTHER)), number(OTHER))
    assert shell("apply", "--yes").code == 0
    dropped = number(OTHER)
    dropped["call_forwarding_number"]["call_control"][0]["active"] = False
    shell.declare(number(CODE, protected=True), dropped)
    shown = saved(shell, "--only", str(OTHER), "--format", "json").json
    assert f"{CODE} is protected and would never be answered" in shown["refused_by"]["protection"][0]
    emulator.log.clear()
    ran = shell("apply", "plan.reconciler", "--approve", shown["digest"])
    assert ran.code == 4
    assert f"{CODE} is protected and would never be answered any more" in ran.err
    assert emulator.log.calls() == []


@pytest.mark.usefixtures("emulator")
def test_a_number_that_goes_dark_refuses_a_saved_plan_too(shell: Shell) -> None:
    office: dict[str, Any] = number(CODE)
    shell.declare(office)
    assert shell("apply", "--yes").code == 0
    office["call_forwarding_number"]["call_control"][0]["period"] = "wd {mon-fri} hr {9-17}"
    shell.declare(office)
    shown = saved(shell)
    without_folder(shell)
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 4
    assert ran.out == shown.out, "what it means for callers is told again"
    assert "goes-dark: 1 of the numbers would ring nobody" in ran.err


def test_a_plan_of_what_is_due_or_selected_is_done_as_it_was_saved(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER))
    saved(shell, "--only", str(OTHER))
    assert shell("apply", "plan.reconciler", "--yes").code == 0
    assert emulator.numbers_sent() == [OTHER]
    saved(shell, "--due")
    assert shell("apply", "plan.reconciler", "--yes").code == 0
    assert emulator.numbers_sent() == [OTHER]


def test_what_a_plan_of_what_is_due_holds_back_is_not_tried(shell: Shell, emulator: Emulated) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    window = f"from: {(now - timedelta(days=1)).isoformat()}, until: {(now + timedelta(days=9)).isoformat()}"
    what = (
        'call_forwarding_number: {redirect_type: single, call_control: {redirect_number: "79161112233", timeout: 60}}'
    )
    shell.declare(number(CODE))
    shell.write({"holidays.yaml": f"overrides:\n  - {{numbers: [{CODE}], {window}, reason: Holidays, {what}}}\n"})
    shell.apply_at(now - timedelta(days=2))
    shell.declare(number(CODE))
    shell.write({"holidays.yaml": (shell.folder / "desired-state/holidays.yaml").read_text().replace("60}", "50}")})
    emulator.log.clear()
    plan = saved(shell, "--due", "--format", "json").json
    assert (plan["changes"], plan["held_back"]) == ([], [CODE])
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert (ran.code, outcomes(ran)[CODE][0]) == (1, "not-tried")
    assert emulator.log.calls() == []


@pytest.mark.usefixtures("emulator")
def test_the_revision_of_the_plan_is_what_is_recorded(shell: Shell) -> None:
    shell.declare(number())
    git(shell.folder, "init", "-q", "-b", "main")
    git(shell.folder, "config", "user.name", "Olga")
    git(shell.folder, "config", "user.email", "olga@example.com")
    git(shell.folder, "add", "desired-state")
    git(shell.folder, "commit", "-q", "-m", "first")
    saved(shell)
    revision = json.loads((shell.folder / "plan.reconciler").read_bytes())["revision"]
    git(shell.folder, "commit", "-q", "--allow-empty", "-m", "second")
    assert shell("apply", "plan.reconciler", "--yes").code == 0
    assert shell("show", str(CODE), "--format", "json").json["numbers"][0]["revision"] == revision


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


@pytest.mark.parametrize("is_first", [True, False])
def test_a_secret_that_the_plan_did_not_know_is_taken_where_it_is_applied(
    shell: Shell, emulator: Emulated, *, is_first: bool
) -> None:
    if not is_first:
        shell.declare(number(OTHER))
        assert shell("apply", "--yes").code == 0
    shell.declare(to_url(CODE, URL), number(OTHER))
    saved(shell)
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert outcomes(ran)[CODE][0] == "not-tried"
    assert "EVENTS_KEY is not set" in outcomes(ran)[CODE][1]
    shell.set(EVENTS_KEY=VALUE)
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "json")
    assert ran.code == 0, ran.err
    assert outcomes(ran)[CODE] == ("applied", "")
    assert emulator.bodies()[-1]["call_forwarding_ipcr"]["url"].endswith(VALUE)
    assert shell("plan", "--detailed-exitcode").code == 0, "the record knows the value that was sent"
    shell.set(EVENTS_KEY="another-value")
    assert shell("plan", "--detailed-exitcode").code == 2
    shell.set(EVENTS_KEY=None)
    emulator.log.clear()
    assert shell("apply", "plan.reconciler", "--yes").code == 0, (
        "what is done is done, whether or not the value is at hand"
    )
    assert emulator.log.calls() == []


def test_a_secret_with_another_value_than_was_planned_is_not_sent(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.set(EVENTS_KEY=VALUE)
    shell.declare(to_url(CODE, URL), number(OTHER, timeout=30))
    saved(shell)
    emulator.log.clear()
    shell.set(EVENTS_KEY="another-value")
    ran = shell("apply", "plan.reconciler", "--yes")
    assert ran.code == 4
    assert f"EVENTS_KEY has another value here than when the plan was made: {CODE}. Nothing was sent." in ran.err
    assert emulator.log.calls() == []
    shell.set(EVENTS_KEY=VALUE)
    assert shell("apply", "plan.reconciler", "--yes").code == 0


def test_outcomes_go_to_a_file_as_json_or_markdown(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE))
    saved(shell)
    ran = shell("apply", "plan.reconciler", "--yes", "--format", "markdown", "--output", "outcomes.md")
    assert (ran.code, ran.out) == (0, "")
    assert str(CODE) in (shell.folder / "outcomes.md").read_text(encoding="utf-8")
    ran = shell("apply", "plan.reconciler", "--format", "json", "--output", "outcomes.json")
    assert (ran.code, ran.out) == (4, "")
    assert "nobody approved" in json.loads((shell.folder / "outcomes.json").read_text())["error"]
    assert emulator.numbers_sent() == [CODE]
