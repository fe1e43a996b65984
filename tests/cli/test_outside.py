"""Somebody else's changes in the web cabinet: refused, told, or overwritten, as the settings want it."""

from pathlib import Path

import pytest
from support.emulated import emulated
from support.shell import CODE, OTHER, SETTINGS, THIRD, Shell, forwarded, number

WARN = SETTINGS.replace("calls_per_second: 0", "calls_per_second: 0, on_foreign_change: warn")
OVERWRITE = SETTINGS.replace("calls_per_second: 0", "calls_per_second: 0, on_foreign_change: overwrite")
BACK = SETTINGS.replace("calls_per_second: 0", "calls_per_second: 0, read_back: all")
FREE = "\n  limits: {changes_share: 1, removals_share: 1}\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def of(name: str, data: dict[str, object]) -> dict[str, object]:
    return {"number_code": CODE, "application": "main", name: data}


PROFILES = pytest.mark.parametrize("profile", ["documented", "contrary"])


@PROFILES
def test_a_foreign_change_is_refused_survives_and_others_go_on(shell: Shell, profile: str) -> None:
    with emulated(profile) as emulator:
        shell.use(emulator)
        shell.declare(number(CODE), number(OTHER))
        assert shell("apply", "--yes").code == 0
        foreign = forwarded(to="74957770000", timeout=55)
        emulator.account.forward(CODE, foreign)
        shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30))
        ran = shell("apply", "--yes")
        assert ran.code == 5
        assert (
            f"{CODE} not-tried: changed outside: call_control[1].redirect_number: recorded 74992223344, has"
            " 74957770000; call_control[1].timeout: recorded 16, has 55. Nothing was sent, so that it stays:" in ran.out
        )
        assert emulator.forwarding(CODE) == foreign
        assert emulator.bodies()[-1]["number_code"] == OTHER
        shell.declare(number(CODE, timeout=30), number(OTHER, timeout=30), settings=OVERWRITE)
        assert shell("apply", "--yes").code == 0
        assert shell("plan", "--detailed-exitcode").code == 0


@PROFILES
def test_with_warn_it_is_overwritten_and_told(shell: Shell, profile: str) -> None:
    with emulated(profile) as emulator:
        shell.use(emulator)
        shell.declare(number(CODE), settings=WARN)
        emulator.has("main", OTHER, forwarded(to="74957770000"))
        assert shell("apply", "--yes").code == 0
        emulator.account.clear(CODE)
        shell.declare(number(CODE, timeout=30), number(OTHER), settings=WARN)
        ran = shell("apply", "--yes")
        assert ran.code == 0
        gone = "the provider had been changed outside (the provider has no forwarding for this number any more)"
        assert f"{CODE} warning: {gone}, and that was overwritten\n" in ran.out
        assert f"{OTHER} warning: the provider already forwarded this number (differently" in ran.out
        assert "overwritten" in shell("history", str(OTHER)).out


@PROFILES
def test_what_we_changed_ourselves_is_never_foreign(shell: Shell, profile: str) -> None:
    steps = [
        number(timeout=30),
        number(timeout=30, description="x"),
        number(to="74992223355", weight=2),
        number(timeout=1),
        {**number(), "call_forwarding_number": {"redirect_type": "parallel", "call_control": [
            {"redirect_number": "74992223344", "timeout": 20, "period": "wd {mon-fri} hr {9-17}", "name": "Касса"},
            {"redirect_number": "74992223355", "timeout": 20},
        ], "masking": True, "client_id": "42", "event_url": "https://events.example.com/?key=${EVENTS_KEY}"}},
        of("call_forwarding_ipcr", {"url": "https://x.example.com/", "reserve": "74992223344"}),
        of("call_forwarding_static", {"static_ip": "192.0.2.7", "port": 5060}),
        of("call_forwarding_sip", {"sip_uri": "a@sip.example.com"}),
        number(),
    ]  # fmt: skip
    shell.set(EVENTS_KEY="the-first-value")
    with emulated(profile) as emulator:
        shell.use(emulator)
        for step in steps:
            shell.declare(step, number(OTHER), settings=SETTINGS + FREE)
            ran = shell("apply", "--approve", shell("plan", "--format", "json").json["digest"])
            assert ran.code == 0, ran.out
            shell.set(EVENTS_KEY="another-value")


def test_a_rotated_secret_is_sent_and_no_value_is_told(shell: Shell) -> None:
    hook = {"event_url": "https://events.example.com/?key=${EVENTS_KEY}"}
    one = number()
    one["call_forwarding_number"] |= hook
    with emulated() as emulator:
        shell.use(emulator)
        shell.set(EVENTS_KEY="the-first-value")
        shell.declare(one)
        assert shell("apply", "--yes").code == 0
        shell.set(EVENTS_KEY="the-second-value")
        assert shell("apply", "--yes").code == 0
        assert emulator.bodies()[-1]["call_forwarding_number"]["event_url"].endswith("the-second-value")
        emulator.account.forward(CODE, forwarded(event_url="https://events.example.com/?key=a-third-value"))
        shell.set(EVENTS_KEY="the-fourth-value")
        ran = shell("apply", "--yes")
        assert ran.code == 1
        assert "changed outside: event_url:" in ran.out
        assert "-value" not in ran.out


def test_fields_that_the_provider_keeps_are_told_after_the_call(shell: Shell) -> None:
    with emulated("contrary") as emulator:
        shell.use(emulator)
        one = number()
        one["call_forwarding_number"] |= {"file_to_a": "12345"}
        shell.declare(one)
        assert shell("apply", "--yes").code == 0
        shell.declare(number())
        ran = shell("apply", "--yes")
        assert ran.code == 1
        assert "it keeps fields that the call left out (file_to_a: sent nothing, has 12345)" in ran.out
        again = shell("apply", "--yes")
        assert "changed outside" not in again.out
        assert again.code == 1
        one["call_forwarding_number"] |= {"file_to_a": ""}
        shell.declare(one)
        done = shell("apply", "--yes")
        assert done.code == 0, done.out + done.err


def test_a_change_that_shows_late_is_waited_for(shell: Shell) -> None:
    with emulated("contrary") as emulator:  # it shows changes 50 ms late
        shell.use(emulator)
        shell.declare(number(CODE), number(OTHER), settings=BACK)
        ran = shell("apply", "--yes")
        assert ran.code == 0, ran.out
        assert len(emulator.log.calls("GetAttributes")) >= 4


def test_targets_are_sent_first_and_what_leads_to_a_failed_one_is_not_tried(shell: Shell) -> None:
    with emulated(closed=True) as emulator:
        shell.use(emulator)
        for code in (CODE, OTHER):
            emulator.has("main", code)
        shell.declare(number(CODE, to=str(OTHER)), number(OTHER, to=str(THIRD)), number(THIRD))
        assert "In 3 steps, so that no call leads to a number that is not ready." in shell("plan").out
        assert shell("plan", "--format", "json").json["levels"] == [[THIRD], [OTHER], [CODE]]
        ran = shell("apply", "--yes")
        assert ran.code == 1
        assert f"{THIRD} failed: nothing was sent, because asking what the provider has" in ran.out
        assert (
            f"{OTHER} not-tried: its calls would come to {THIRD}, whose own change was not applied (failed)." in ran.out
        )
        assert (
            f"{CODE} not-tried: its calls would come to {OTHER}, whose own change was not applied (not-tried)."
            in ran.out
        )
        emulator.has("main", THIRD)
        emulator.log.clear()
        assert shell("apply", "--yes").code == 0
        assert [call.number for call in emulator.log.calls("SetCallForwarding")] == [THIRD, OTHER, CODE]
