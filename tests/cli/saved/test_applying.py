"""`apply FILE`: exactly what was saved, and once more after a failure."""

import json
import shutil
import stat
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.emulated import AT_ONCE, Emulated, emulated, fault
from support.processes import finish, start
from support.saved import URL, VALUE, outcomes, saved, without_folder
from support.scene import git
from support.shell import CODE, CODES, OTHER, SETTINGS, THIRD, Shell, number, to_url


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
