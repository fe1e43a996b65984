"""`reconciler verify` as a person and a pipeline meet it: what it asks for, prints and ends with; an ended run."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import UIS_KEY, Emulated, emulated
from support.processes import finish, start
from support.shell import CODE, OTHER, PHONE, SETTINGS, THIRD, Shell, number
from support.watched import waited_for

from reconciler.emulator.phones import Manner, Phone

BUSY = "74992223355"
CALLS = SETTINGS + "  verify: {report_seconds: 5, call: {virtual_phone_number: '74993720692'}}\n"
ENABLED = CALLS.replace("{report_seconds", "{enabled: true, report_seconds")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def emulator() -> Iterator[Emulated]:
    with emulated() as served:
        served.world.phones.put(BUSY, Phone(manner=Manner.BUSY))
        yield served


def applied(shell: Shell, emulator: Emulated, settings: str = CALLS) -> None:
    """Apply a number that is answered, and one whose phone is busy, both marked."""
    shell.use(emulator)
    shell.declare(number(verify=True), number(OTHER, to=BUSY, verify=True), number(THIRD), settings=settings)
    assert shell("apply", "--yes").code == 0


def test_a_dry_run_tells_what_would_be_dialled_and_calls_nobody(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator)
    ran = shell("verify", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert f"{CODE} is dialled: an answer is expected, it rings {PHONE} for 16 s at most" in ran.out
    assert "2 of 2 numbers to dial, 80 s of calls at most. `verify.per_run` is 20, `verify.per_day` 100." in ran.out
    assert shell("verify", "--dry-run", str(THIRD)).out.count("is dialled") == 1
    found = shell("verify", "--dry-run", "--changed", "--format", "json").json
    assert [each["number_code"] for each in found["prospects"]] == [CODE, OTHER, THIRD]
    assert found["prospects"][0] == {
        "number_code": CODE,
        "is_dialled": True,
        "reason": None,
        "seconds": 40.0,
        "expected": {"expecting": "answer", "rung": [PHONE], "seconds": 16, "turns_at": None, "why": ""},
    }
    assert emulator.world.sessions == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_nobody_is_dialled_unless_somebody_allows_it(shell: Shell, emulator: Emulated, form: str) -> None:
    applied(shell, emulator)
    ran = shell("verify", "--format", form)
    assert ran.code == 4
    assert "nobody allowed these calls, and nobody was dialled" in ran.err
    assert emulator.world.sessions == []
    if form == "json":
        assert "verify.enabled" in ran.json["error"]
    else:
        assert f"{CODE} is dialled" in ran.err


def test_with_if_enabled_nothing_is_done_and_all_is_well_where_settings_do_not_enable_it(
    shell: Shell, emulator: Emulated
) -> None:
    applied(shell, emulator)
    ran = shell("verify", "--changed", "--if-enabled", "--format", "json")
    assert (ran.code, ran.json["verdicts"]) == (0, [])
    assert "verify.enabled is not set" in ran.err
    assert emulator.world.sessions == []
    applied(shell, emulator, ENABLED)
    assert shell("verify", "--changed", "--if-enabled").code == 1, "the busy phone"


def test_a_verification_ends_with_1_where_one_failed_and_tells_it_first(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator)
    ran = shell("verify", "--yes")
    assert ran.code == 1
    first, second, total, claim, rest = ran.out.splitlines()
    assert first.startswith(f"{OTHER} failed: The number was not answered: the line was busy (subscriber_busy).")
    assert second.startswith(f"{CODE} verified: The number was answered")
    assert total == "Verify: 1 verified, 1 failed."
    assert "Who answered, UIS cannot see" in claim
    assert rest == "`verify --changed` goes on with what was not verified."


def test_where_settings_enable_it_no_word_is_needed_and_all_verified_ends_with_0(
    shell: Shell, emulator: Emulated
) -> None:
    applied(shell, emulator, ENABLED)
    ran = shell("-v", "verify", str(CODE), "--format", "json", "--output", "found.json")
    assert (ran.code, ran.out) == (0, "")
    assert f"{CODE} verified: The number was answered" in ran.err
    found = json.loads((shell.folder / "found.json").read_text(encoding="utf-8"))
    assert (found["format_version"], found["counts"]) == (1, {"verified": 1, "failed": 0, "inconclusive": 0})
    (verdict,) = found["verdicts"]
    assert (verdict["number_code"], verdict["verdict"]) == (CODE, "verified")
    (session,) = emulator.world.sessions
    evidence = verdict["evidence"]
    assert (evidence["call_session_id"], evidence["external_id"]) == (session.id, session.external_id)
    assert evidence["legs"][0]["finish_reason"] == "subscriber_disconnects"
    told = shell("history", str(CODE)).out
    assert f"{CODE} verified (The number was answered" in told
    assert "(verify)" in told


def test_an_unreachable_uis_is_inconclusive_and_ends_with_5(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator, ENABLED)
    shell.set(UIS_BASE_URL="http://127.0.0.1:9/v4.0")
    ran = shell("verify")
    assert ran.code == 5
    assert ran.out.count("UIS cannot be reached (the Call API)") == 2
    assert "Verify: 2 inconclusive." in ran.out
    assert emulator.world.sessions == []


def test_there_may_be_nothing_to_verify(shell: Shell, emulator: Emulated) -> None:
    shell.use(emulator)
    shell.declare(number(), settings=CALLS)
    assert shell("apply", "--yes").code == 0
    ran = shell("verify", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Nothing to verify: name numbers, mark them `verify: true`, or ask for --changed.\n"


def test_what_is_missing_or_wrong_ends_with_1_before_anybody_is_dialled(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator, SETTINGS)
    ran = shell("verify", "--yes")
    assert (ran.code, ran.out) == (1, "")
    assert "settings name no number of UIS to call from" in ran.err
    ran = shell("verify", "74991110000")
    assert ran.code == 1
    assert "74991110000 is not in the record" in ran.err
    shell.write({"settings.yaml": CALLS + "  colour: red\n"})
    ran = shell("verify", "--yes", "--format", "json")
    assert ran.code == 1
    assert [item["code"] for item in ran.json["diagnostics"]] == ["unknown-key"]
    shell.write({"settings.yaml": CALLS})
    shell.set(UIS_ACCESS_TOKEN=None)
    assert "neither UIS_ACCESS_TOKEN nor UIS_LOGIN and UIS_PASSWORD are set" in shell("verify", "--yes").err
    assert emulator.world.sessions == []


def test_no_key_of_uis_is_in_any_output_or_file(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator, ENABLED)
    emulator.faults.replace(
        [{"kind": "status", "method": "get.virtual_numbers", "status": 400, "body": {"error": {"message": UIS_KEY}}}]
    )
    said = [shell("verify", "--format", form) for form in ("text", "json")]
    assert {ran.code for ran in said} == {5}
    assert all(UIS_KEY not in ran.out + ran.err for ran in said)
    assert UIS_KEY.encode() not in shell.everything_written()


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_call_that_is_being_made_and_the_run(
    shell: Shell, emulator: Emulated, one: signal.Signals
) -> None:
    applied(shell, emulator, ENABLED)
    emulator.world.phones.put(PHONE, Phone(after=0.1, talks=10_000))
    process = start("verify", folder=shell.folder)
    waited_for(lambda: bool(emulator.world.running()))
    process.send_signal(one)
    ended = finish(process)
    assert ended.code == 128 + one
    assert emulator.world.running() == []
    assert len(emulator.world.sessions) == 1, "the other number was not dialled any more"
    assert f"{OTHER} inconclusive: Not dialled: the run was asked to stop." in ended.out


def test_a_second_signal_ends_the_run_at_once_and_its_call_is_noted(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator, ENABLED)
    emulator.world.phones.put(PHONE, Phone(after=0.1, talks=10_000))
    process = start("verify", str(OTHER), str(CODE), folder=shell.folder)
    waited_for(lambda: bool(emulator.world.running()) and emulator.world.running()[0].contact == str(CODE))
    emulator.faults.replace([{"kind": "delay", "method": "release.call", "seconds": 600}])
    process.send_signal(signal.SIGINT)
    waited_for(lambda: emulator.log.calls()[-1].method == "release.call")
    process.send_signal(signal.SIGINT)
    ended = finish(process)
    assert ended.code == 130
    assert f"{OTHER} failed" in ended.out, "what is known is told"
    emulator.faults.replace([])
    assert "1 test call without an end" in shell("state", "show").out
    assert shell("verify", str(OTHER)).code == 1
    assert emulator.world.running() == []


def test_a_killed_verifier_s_call_is_released_by_the_next_run(shell: Shell, emulator: Emulated) -> None:
    applied(shell, emulator, ENABLED)
    emulator.world.phones.put(PHONE, Phone(after=0.1, talks=10_000))
    process = start("verify", str(CODE), folder=shell.folder)
    waited_for(lambda: "get.call_legs_report" in [call.method for call in emulator.log.calls()])
    process.kill()
    finish(process)
    assert len(emulator.world.running()) == 1
    emulator.world.phones.put(PHONE, Phone(after=0.1, talks=0.1))
    ran = shell("verify", str(CODE))
    assert ran.code == 0
    assert f"note: A test call to {CODE} that an earlier run left behind was ended." in ran.err
    assert emulator.world.running() == []
    assert "it has not come to its end" in shell("history").out


@pytest.mark.parametrize("words", [("verify", "abc"), ("verify", "--format", "yaml"), ("verify", "--only", "1")])
def test_wrong_usage(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell(*words).code == 64
