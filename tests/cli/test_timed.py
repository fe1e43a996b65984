"""Commands at a moment: overrides in plans and applies, `--due`, `validate --at`, flags and what the policy denies."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.emulated import emulated
from support.shell import CODE, OTHER, SETTINGS, Shell, number

DAY = timedelta(days=1)
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def override(start: datetime, end: datetime, phone: str = "74992223355", **more: Any) -> str:
    item = {
        "numbers": [CODE],
        "from": start.isoformat(),
        "until": end.isoformat(),
        "reason": "holidays",
        "call_forwarding_number": {"redirect_type": 1, "call_control": [{"redirect_number": phone, "timeout": 60}]},
        **more,
    }
    return json.dumps({"overrides": [item]})


def test_a_plan_at_a_moment_shows_the_override_that_holds_then_and_what_follows(shell: Shell) -> None:
    shell.write({"settings.yaml": SETTINGS, "holidays.yaml": override(NOW + DAY, NOW + 2 * DAY)})
    shell.declare(number())
    with emulated() as emulator:
        shell.use(emulator)
        assert shell("apply", "--yes").code == 0
    today = shell("plan", "--detailed-exitcode")
    assert today.code == 0
    assert "begins 'holidays'" in today.out
    assert "ends 'holidays'" in today.out
    then = shell("plan", "--at", (NOW + DAY).isoformat(), "--detailed-exitcode")
    assert then.code == 2
    assert "by the override 'holidays'" in then.out
    assert "then back to: single: 74992223344" in then.out
    after = shell("plan", "--at", (NOW + 2 * DAY).isoformat(), "--detailed-exitcode")
    assert after.code == 0
    assert "warning: the override is over [expired-override]" in after.err
    assert "holidays.yaml" in after.err


def test_apply_due_sends_the_transition_and_leaves_the_rest(shell: Shell) -> None:
    with emulated() as emulator:
        shell.use(emulator)
        shell.declare(number(), number(OTHER))
        shell.write({"holidays.yaml": override(NOW - DAY, NOW + DAY)})
        shell.apply_at(NOW - 2 * DAY)
        shell.declare(number(), number(OTHER, timeout=40))
        both = shell("plan", "--format", "json").json
        assert [change["number_code"] for change in both["changes"]] == [CODE, OTHER]
        due = shell("plan", "--due", "--format", "json").json
        assert [change["number_code"] for change in due["changes"]] == [CODE]
        assert due["unselected"] == 1
        assert datetime.fromisoformat(due["valid_until"]) == NOW + DAY
        ran = shell("apply", "--due", "--yes", "--format", "json")
        assert ran.code == 0, ran.err
        assert [outcome["number_code"] for outcome in ran.json["outcomes"]] == [CODE]
        assert shell("apply", "--due", "--yes").code == 0
        again = shell("plan", "--due", "--detailed-exitcode")
        assert again.code == 0
        assert "Not selected, and left as they are: 1 other change." in again.out


def test_validate_at_a_moment_judges_what_depends_on_the_clock(shell: Shell) -> None:
    shell.write({"holidays.yaml": override(NOW + DAY, NOW + 2 * DAY)})
    shell.declare(number())
    assert shell("validate").err == "1 number declared; no errors.\n"
    later = shell("validate", "--at", (NOW + 3 * DAY).isoformat(), "--format", "json")
    assert later.code == 0
    assert [item["code"] for item in later.json["diagnostics"]] == ["expired-override"]
    assert shell("validate", "--at", "2026-12-31T12:00:00").code == 64


def test_a_warning_that_depends_on_the_clock_can_be_raised(shell: Shell) -> None:
    shell.write({"holidays.yaml": override(NOW - 2 * DAY, NOW - DAY)})
    shell.declare(number(), settings=f"{SETTINGS}  warnings: {{expired-override: error}}\n")
    assert shell("validate").code == 1
    assert shell("plan").code == 1


def test_a_plan_flags_first_what_goes_dark(shell: Shell) -> None:
    office = number()
    office["call_forwarding_number"]["call_control"][0]["period"] = "wd {mon-fri} hr {9-17}"
    with emulated() as emulator:
        shell.use(emulator)
        shell.declare(number())
        assert shell("apply", "--yes").code == 0
    shell.declare(office)
    ran = shell("plan")
    assert ran.out.startswith(f"Look at these first:\n  {CODE} goes dark: ")
    assert "→ nobody" in ran.out
    (change,) = shell("plan", "--format", "json").json["changes"]
    assert [flag["flag"] for flag in change["flags"]] == ["goes-dark"]
    assert {line["after"] for line in change["behaviour"]} == {"nobody"}


def test_a_destination_that_the_policy_denies_stops_validate_plan_and_apply_alike(shell: Shell) -> None:
    shell.declare(number(to="78091234567"))
    for command in (["validate"], ["plan"], ["apply", "--yes"]):
        ran = shell(*command)
        assert ran.code == 1
        assert "[denied-kind]" in ran.err
    with emulated() as emulator:
        shell.use(emulator)
        assert shell("apply", "--yes").code == 1
        assert emulator.log.calls() == []


def test_an_exception_to_the_policy_shows_in_every_plan(shell: Shell) -> None:
    policy = "  policy: {exceptions: [{name: Quiz, target: '78091234567', reason: on air}]}\n"
    shell.declare(number(to="78091234567"), settings=SETTINGS + policy)
    ran = shell("plan")
    assert ran.code == 0
    assert f"'Quiz' allows 78091234567 for {CODE}: on air" in ran.out
    assert shell("plan", "--format", "json").json["exceptions"] == [
        {"name": "Quiz", "target": "78091234567", "reason": "on air", "numbers": [CODE]}
    ]


def test_an_expectation_that_fails_stops_everything_and_names_its_line(shell: Shell) -> None:
    test = f"expectations:\n  - {{call: {CODE}, at: 2026-12-31T23:00:00+03:00, expect: nobody}}\n"
    shell.write({"tests.yaml": test})
    shell.declare(number())
    ran = shell("validate")
    assert ran.code == 1
    assert "desired-state/tests.yaml:2:" in ran.err
    assert "[failed-expectation]" in ran.err
    assert shell("plan").code == 1


def test_a_due_override_that_something_else_holds_back_is_told(shell: Shell) -> None:
    with emulated() as emulator:
        shell.use(emulator)
        shell.declare(number())
        shell.write({"holidays.yaml": override(NOW - DAY, NOW + DAY)})
        shell.apply_at(NOW - 2 * DAY)
        shell.write({"holidays.yaml": override(NOW - DAY, NOW + DAY, phone="74992223377")})
        ran = shell("apply", "--due", "--yes")
        assert ran.code == 1
        assert f"{CODE} is not as overrides want it now, and left alone here, since something was edited" in ran.out
        words = "it is not as its overrides want it now, and something of it was edited too"
        assert f"{CODE} not-tried: {words}" in ran.out
        ran = shell("apply", "--due", "--yes", "--format", "json")
        assert (ran.code, [item["outcome"] for item in ran.json["outcomes"]]) == (1, ["not-tried"])
        assert shell("plan", "--due", "--format", "json").json["held_back"] == [CODE]
        assert shell("plan", "--due", "--detailed-exitcode").code == 2
        assert shell("apply", "--yes").code == 0
        assert shell("apply", "--due", "--yes").code == 0


def test_the_end_of_an_override_is_applied_although_a_label_waits(shell: Shell) -> None:
    with emulated() as emulator:
        shell.use(emulator)
        shell.declare(number())
        shell.write({"holidays.yaml": override(NOW - 2 * DAY, NOW - DAY)})
        shell.apply_at(NOW - 2 * DAY)
        shell.declare(number(labels=["moscow"]))
        ran = shell("apply", "--due", "--yes")
        assert ran.code == 0, ran.err
        assert "1 applied" in ran.out
        (change,) = shell("plan", "--format", "json").json["changes"]
        assert change["action"] == "note"


def test_a_protected_number_that_another_removal_silences_is_refused(shell: Shell) -> None:
    with emulated() as emulator:
        shell.use(emulator)
        shell.declare(number(to=str(OTHER), protected=True), number(OTHER, on_removal="reset"))
        assert shell("apply", "--yes").code == 0
        protected = number(to=str(OTHER), protected=True)
        for declared in (protected, {**protected, "description": "edited too"}):
            shell.declare(declared)
            ran = shell("apply", "--yes")
            assert ran.code == 4
            assert f"{CODE} is protected and would never be answered any more" in ran.err


@pytest.mark.parametrize("command", [["plan"], ["validate"], ["explain", str(CODE)], ["period", "hr {9}"]])
@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", "1969-12-31T00:00:00Z"])
def test_a_moment_at_which_nobody_calls_is_wrong_usage(shell: Shell, command: list[str], moment: str) -> None:
    shell.declare(number())
    ran = shell(*command, "--at", moment)
    assert (ran.code, ran.out) == (64, "")
    assert "1970" in ran.err


def test_a_call_is_explained_although_something_stands_in_the_way_of_a_plan(shell: Shell) -> None:
    shell.declare(number(to="78091234567"), number(OTHER))
    ran = shell("explain", str(OTHER))
    assert ran.code == 0
    assert "74992223344" in ran.out
    assert "[denied-kind]" in ran.err


def test_two_numbers_that_forward_to_each_other_are_a_loop(shell: Shell) -> None:
    shell.declare(number(to=str(OTHER)), number(OTHER, to=str(CODE)))
    ran = shell("validate", "--format", "json")
    assert ran.code == 1
    assert [item["code"] for item in ran.json["diagnostics"]] == ["forwarding-loop"]


def test_a_loop_that_an_override_opens_is_told_at_the_override(shell: Shell) -> None:
    shell.write({"holidays.yaml": override(NOW + 400 * DAY, NOW + 401 * DAY, phone=str(OTHER))})
    shell.declare(number(), number(OTHER, to=str(CODE)))
    ran = shell("validate")
    assert ran.code == 1
    assert "desired-state/holidays.yaml:1:" in ran.err
    assert "[forwarding-loop]" in ran.err
    assert "while the override 'holidays' holds" in " ".join(ran.err.split())
