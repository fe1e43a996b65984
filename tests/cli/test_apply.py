"""`reconciler apply`: approval, limits, and what a good run leaves behind."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import Emulated, emulated
from support.shell import CODE, CODES, OTHER, SETTINGS, THIRD, Shell, number, to_url


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator(shell: Shell) -> Iterator[Emulated]:
    with emulated() as served:
        shell.use(served)
        yield served


def test_a_plan_that_was_waved_through_is_sent_recorded_and_done(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), to_url(OTHER, "https://example.com/", application="second"))
    ran = shell("apply", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"+ {CODE}")
    assert ran.out.endswith("Apply: 2 applied.\n")
    assert sorted(body["number_code"] for body in emulator.bodies()) == [CODE, OTHER]
    assert emulator.bodies()[0].keys() >= {"number_code", "call_forwarding_type"}
    assert shell("plan", "--detailed-exitcode").code == 0


def test_nothing_to_do_is_done_without_a_word_of_approval_or_a_call(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    record = shell.everything_written()
    ran = shell("apply")
    assert ran.code == 0
    assert ran.out.startswith("Nothing to do: 1 number as recorded in file:.reconciler/state (serial ")
    assert emulator.log.calls() == []
    assert shell.everything_written() == record


def test_json_tells_digest_outcomes_and_counts_alone_on_stdout(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER))
    digest = shell("plan", "--format", "json").json["digest"]
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 0
    told = ran.json
    assert told["outcomes"].sort(key=lambda outcome: outcome["number_code"]) is None
    assert told == {
        "format_version": 1,
        "digest": digest,
        "outcomes": [
            {"number_code": CODE, "outcome": "applied", "detail": ""},
            {"number_code": OTHER, "outcome": "applied", "detail": ""},
        ],
        "counts": {"applied": 2, "failed": 0, "unknown": 0, "not-tried": 0},
        "error": None,
        "diagnostics": [],
    }
    assert "Plan: 2 to add" in ran.err, "the plan is shown all the same, to whoever reads the log"
    assert emulator.numbers_sent() == [CODE, OTHER]


def test_json_of_nothing_to_do_has_no_outcomes(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply", "--yes").code == 0
    ran = shell("apply", "--format", "json")
    assert (ran.code, ran.json["outcomes"], len(ran.json["digest"])) == (0, [], 64)
    assert emulator.numbers_sent() == [CODE]


@pytest.mark.parametrize("form", ["text", "json"])
def test_without_a_terminal_and_without_approval_nothing_is_sent_or_written(
    shell: Shell, emulator: Emulated, form: str
) -> None:
    shell.declare(number())
    ran = shell("apply", "--format", form)
    assert ran.code == 4
    assert "nobody approved this plan, and there is no terminal to ask on. Nothing was sent." in ran.err
    digest = shell("plan", "--format", "json").json["digest"]
    assert f"--yes, or with --approve {digest}" in ran.err
    assert emulator.log.calls() == []
    assert "lineage: none" in shell("state", "show").out
    if form == "json":
        assert ran.json["outcomes"] == []
        assert "nobody approved" in ran.json["error"]
        assert ran.json["digest"] == digest


def test_the_digest_of_the_plan_approves_exactly_it(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    digest = shell("plan", "--format", "json").json["digest"]
    shell.declare(number(timeout=30))
    ran = shell("apply", "--approve", digest)
    assert ran.code == 4
    assert f"its digest is {digest}, this plan's is " in ran.err
    assert emulator.log.calls() == []
    shell.declare(number())
    assert shell("apply", "--approve", digest).code == 0
    assert emulator.numbers_sent() == [CODE]


def test_yes_does_not_stand_in_for_a_wrong_digest(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply", "--yes", "--approve", "0" * 64).code == 4
    assert emulator.log.calls() == []


def test_limits_refuse_with_their_arithmetic_and_only_the_digest_passes_them(shell: Shell, emulator: Emulated) -> None:
    shell.declare(*(number(code) for code in CODES[:10]))
    assert shell("apply", "--yes").code == 0, "additions do not count"
    emulator.log.clear()
    shell.declare(*(number(code, timeout=30) for code in CODES[:4]), *(number(code) for code in CODES[4:10]))
    ran = shell("apply", "--yes")
    assert ran.code == 4
    assert ran.out.startswith(f"~ {CODE}"), "the plan is shown first"
    assert "limits.changes_share: 4 of 10 recorded numbers is 40%, and 30% (3) are allowed." in ran.err
    assert emulator.log.calls() == []
    digest = shell("plan", "--format", "json").json["digest"]
    assert f"approve exactly this plan with --approve {digest}" in ran.err
    assert shell("apply", "--approve", digest).code == 0
    assert emulator.numbers_sent() == sorted(CODES[:4])


def test_limits_refuse_as_json_too(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(), settings=SETTINGS + "  limits: {changes: 0}\n")
    assert shell("apply", "--yes").code == 0
    shell.declare(number(timeout=30), settings=SETTINGS + "  limits: {changes: 0}\n")
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 4
    assert "limits.changes: the plan has 1, 0 are allowed." in ran.json["error"]
    assert emulator.numbers_sent() == [CODE]


def test_a_protected_number_is_not_taken_away_although_its_declaration_is_gone(
    shell: Shell, emulator: Emulated
) -> None:
    shell.declare(number(protected=True, on_removal="reset"), number(OTHER))
    assert shell("apply", "--yes").code == 0
    shell.declare(number(OTHER))
    ran = shell("apply", "--yes")
    assert ran.code == 4
    assert f"{CODE} is protected and would be taken away (remove)." in ran.err
    digest = shell("plan", "--format", "json").json["digest"]
    assert shell("apply", "--approve", digest).code == 4, "no approval passes a protection"
    assert emulator.numbers_sent("DeleteCallForwarding") == []


def test_removal_deletes_with_reset_and_forgets_with_keep(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER, on_removal="reset"), number(THIRD))
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    shell.declare(number(THIRD))
    assert shell("apply", "--yes").code == 0
    assert [(call.method, call.number) for call in emulator.log.calls()] == [
        ("GetAttributes", OTHER),
        ("DeleteCallForwarding", OTHER),
    ]
    assert emulator.forwarding(CODE) is not None
    assert emulator.forwarding(OTHER) is None
    assert shell("state", "list").out == f"{THIRD}\n"


def test_a_note_changes_the_record_and_calls_nobody(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    assert shell("apply", "--yes").code == 0
    emulator.log.clear()
    shell.set(EXOLVE_API_KEY=None)
    shell.declare(number(description="Касса", labels=["shop"]))
    ran = shell("apply", "--yes")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Apply: 1 applied.")
    assert emulator.log.calls() == []
    assert "Касса" in shell("show").out


def test_only_sends_its_part_and_leaves_the_rest_for_later(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER))
    assert shell("apply", "--yes", "--only", str(OTHER)).code == 0
    assert emulator.numbers_sent() == [OTHER]
    assert shell("apply", "--yes").code == 0
    assert emulator.numbers_sent() == [CODE, OTHER]


@pytest.mark.parametrize("form", ["text", "json"])
def test_wrong_files_send_nothing_and_end_with_1(shell: Shell, emulator: Emulated, form: str) -> None:
    shell.declare(number(CODE), number(OTHER, timeout=-1))
    ran = shell("apply", "--yes", "--format", form)
    assert ran.code == 1
    assert "[out-of-range]" in ran.err
    assert emulator.log.calls() == []
    if form == "json":
        assert [item["code"] for item in ran.json["diagnostics"]] == ["out-of-range"]
        assert ran.json["outcomes"] == []


def test_a_selector_that_no_number_has_is_wrong_usage(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE))
    ran = shell("apply", "--yes", "--only", "label:nobody")
    assert ran.code == 64
    assert "no declared or recorded number is selected by 'label:nobody'." in ran.err
    assert emulator.log.calls() == []


def test_verbose_tells_every_outcome_as_it_comes(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(CODE), number(OTHER))
    ran = shell("--verbose", "apply", "--yes")
    assert sorted(ran.err.splitlines()) == [f"{CODE} applied", f"{OTHER} applied"]
    assert emulator.numbers_sent() == [CODE, OTHER]


def test_quiet_still_prints_plan_and_result(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    ran = shell("--quiet", "apply", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert "Plan: 1 to add" in ran.out
    assert ran.out.endswith("Apply: 1 applied.\n")
    assert emulator.numbers_sent() == [CODE]


@pytest.mark.parametrize("url", ["file:kept/here", "git:reconciler-state"])
def test_the_record_can_be_kept_elsewhere(shell: Shell, emulator: Emulated, url: str) -> None:
    subprocess.run(["git", "init", "--quiet", "."], check=True)
    shell.declare(number())
    assert shell("--state", url, "apply", "--yes").code == 0
    assert shell("--state", url, "plan", "--detailed-exitcode").code == 0
    assert shell("plan", "--detailed-exitcode").code == 2, "the default place has no record"
    assert not (shell.folder / ".reconciler").exists()
    assert emulator.numbers_sent() == [CODE]
