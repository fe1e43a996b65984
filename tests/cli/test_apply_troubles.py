"""`reconciler apply` when calls, keys, addresses or numbers are not as they should be."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulated import AT_ONCE, MAIN_KEY, Emulated, emulated, fault
from support.shell import CODE, OTHER, THIRD, Ran, Shell, forwarded, number, to_url


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(params=["documented", "contrary"])
def emulator(shell: Shell, request: pytest.FixtureRequest) -> Iterator[Emulated]:
    with emulated(request.param) as served:
        shell.use(served)
        yield served


def outcomes(ran: Ran) -> dict[int, tuple[str, str]]:
    return {item["number_code"]: (item["outcome"], item["detail"]) for item in ran.json["outcomes"]}


def test_one_refusal_stops_nobody_else_and_ends_with_5(shell: Shell, emulator: Emulated) -> None:
    emulator.has("main", OTHER, has_sip=True)
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    ran = shell("apply", "--yes")
    assert ran.code == 5
    lines = ran.out.splitlines()
    assert lines[-3].startswith(f"{OTHER} failed: ")
    assert "Exolve answered 400: number has sip. The number is bound to a SIP ID" in lines[-3]
    assert lines[-2:] == [
        "Apply: 2 applied, 1 failed.",
        "The record knows every outcome: mend what is said above, run apply again, and exactly the rest is sent.",
    ]
    again = shell("apply", "--yes", "--format", "json")
    assert again.code == 1
    assert outcomes(again).keys() == {OTHER}


def test_the_rest_of_a_failed_run_is_exactly_what_the_next_one_sends(shell: Shell, emulator: Emulated) -> None:
    emulator.faults.replace([fault("status", OTHER, status=503, **AT_ONCE)])
    shell.declare(number(CODE), number(OTHER), number(THIRD))
    first = shell("apply", "--yes", "--format", "json")
    assert first.code == 5
    assert {code: word for code, (word, _) in outcomes(first).items()} == {
        CODE: "applied", OTHER: "failed", THIRD: "applied",
    }  # fmt: skip
    assert first.json["counts"] == {"applied": 2, "failed": 1, "unknown": 0, "not-tried": 0}
    emulator.faults.replace([])
    emulator.log.clear()
    assert shell("apply", "--yes").code == 0
    assert emulator.numbers_sent() == [OTHER]
    assert shell("plan", "--detailed-exitcode").code == 0


def test_when_every_number_is_refused_the_run_failed_as_a_whole(shell: Shell, emulator: Emulated) -> None:
    emulator.has("second", CODE)
    emulator.has("second", OTHER)
    shell.declare(number(CODE), number(OTHER))
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 1
    for word, detail in outcomes(ran).values():
        assert word == "failed"
        assert "number is missing in the application" in detail
        assert "Does the number belong to another application?" in detail


def test_an_answer_that_is_none_is_unknown_and_ends_with_5_although_it_is_the_only_one(
    shell: Shell, emulator: Emulated
) -> None:
    emulator.faults.replace([fault("garbage", CODE)])
    shell.declare(number())
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 5
    assert outcomes(ran)[CODE][0] == "unknown"
    assert "! 74991112233" in shell("plan").out
    assert "unknown: nobody knows whether the call of" in shell("show", str(CODE)).out
    emulator.faults.replace([])
    again = shell("apply", "--yes", "--format", "json")
    assert (again.code, outcomes(again)[CODE][0]) == (0, "applied")
    assert shell("plan", "--detailed-exitcode").code == 0


def test_an_unknown_outcome_is_read_back_and_not_sent_again_if_it_took_effect(shell: Shell) -> None:
    with emulated() as emulator:
        shell.use(emulator)
        emulator.faults.replace([fault("garbage", CODE, times=1)])
        shell.declare(number())
        assert shell("apply", "--yes").code == 5
        again = shell("apply", "--yes", "--format", "json")
        assert outcomes(again)[CODE] == ("applied", "already so: nothing was sent")
        assert emulator.numbers_sent() == [CODE]


def test_a_bad_key_stops_its_application_and_no_other(shell: Shell, emulator: Emulated) -> None:
    shell.set(EXOLVE_API_KEY="no-key-of-anybody")
    shell.declare(number(CODE), number(OTHER), number(THIRD, application="second"))
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 5
    told = outcomes(ran)
    assert told[THIRD] == ("applied", "")
    assert {told[CODE][0], told[OTHER][0]} == {"not-tried"}
    assert any("Exolve answered 401" in told[code][1] and "api_key_env" in told[code][1] for code in (CODE, OTHER))
    shell.set(EXOLVE_API_KEY=MAIN_KEY)
    emulator.log.clear()
    assert shell("apply", "--yes").code == 0
    assert emulator.numbers_sent() == [CODE, OTHER]


def test_a_missing_key_names_its_variable_and_stops_its_application_alone(shell: Shell, emulator: Emulated) -> None:
    shell.set(SECOND_API_KEY=None)
    shell.declare(number(CODE), number(OTHER, application="second"))
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 5
    assert outcomes(ran)[CODE][0] == "applied"
    assert outcomes(ran)[OTHER][0] == "not-tried"
    assert "the variable SECOND_API_KEY is not set" in outcomes(ran)[OTHER][1]
    assert emulator.numbers_sent() == [CODE]


def test_without_any_key_nothing_is_sent_and_the_run_failed(shell: Shell, emulator: Emulated) -> None:
    shell.set(EXOLVE_API_KEY=None)
    shell.declare(number())
    ran = shell("apply", "--yes")
    assert ran.code == 1
    assert "the variable EXOLVE_API_KEY is not set" in ran.out
    assert emulator.log.calls() == []


@pytest.mark.parametrize("key", ["two words", "ключ", "\t"])
def test_what_can_be_no_key_stops_its_application_before_anything_is_sent(
    shell: Shell, emulator: Emulated, key: str
) -> None:
    shell.set(EXOLVE_API_KEY=key)
    shell.declare(number())
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 1
    word, detail = outcomes(ran)[CODE]
    assert word == "not-tried"
    assert "the API key of the application 'main' is empty or has characters that no key has." in detail
    assert emulator.log.calls() == []


def test_a_wrong_path_of_the_address_stops_the_whole_run(shell: Shell, emulator: Emulated) -> None:
    shell.set(EXOLVE_BASE_URL=f"{emulator.url}/v2")
    shell.declare(number(CODE), number(OTHER))
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 1
    assert {word for word, _ in outcomes(ran).values()} == {"not-tried"}
    assert all("404 page not found" in detail for _, detail in outcomes(ran).values())
    assert any("see EXOLVE_BASE_URL" in detail for _, detail in outcomes(ran).values())


@pytest.mark.parametrize("url", ["http://[::1", "http://user:word@localhost"])
def test_an_address_that_is_none_is_refused_before_anything_is_sent_or_written(shell: Shell, url: str) -> None:
    shell.set(EXOLVE_API_KEY=MAIN_KEY, EXOLVE_BASE_URL=url)
    shell.declare(number())
    ran = shell("apply", "--yes")
    assert ran.code == 1
    assert "error: EXOLVE_BASE_URL " in ran.err
    assert "word" not in ran.err.replace("password", "")
    assert not (shell.folder / ".reconciler" / "state" / "journal.jsonl").exists()


def test_a_closed_port_says_that_runners_abroad_may_fail_so(shell: Shell) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        shell.set(EXOLVE_API_KEY=MAIN_KEY, EXOLVE_BASE_URL=f"http://127.0.0.1:{unused.getsockname()[1]}")
        shell.declare(number())
        ran = shell("apply", "--yes")
    assert ran.code == 1
    assert f"{CODE} failed: nothing was sent" in ran.out
    assert "Exolve cannot be reached" in ran.out
    assert "Russian addresses" in ran.out


def test_a_foreign_forwarding_is_not_overwritten(shell: Shell, emulator: Emulated) -> None:
    emulator.has("main", CODE, forwarded(to="74995556677"))
    shell.declare(number(CODE), number(OTHER))
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 5
    word, detail = outcomes(ran)[CODE]
    assert word == "not-tried"
    assert detail.startswith("exists: ")
    assert "redirect_number" in detail
    assert "import NUMBER" in detail
    assert emulator.numbers_sent() == [OTHER]


def test_a_foreign_forwarding_that_is_just_as_declared_is_taken_over_without_a_call(
    shell: Shell, emulator: Emulated
) -> None:
    emulator.has("main", CODE, forwarded())
    shell.declare(number())
    ran = shell("apply", "--yes", "--format", "json")
    assert (ran.code, outcomes(ran)[CODE]) == (0, ("applied", "already so: nothing was sent"))
    assert emulator.numbers_sent() == []


def test_a_number_whose_secret_is_missing_is_not_tried_and_the_others_are(shell: Shell, emulator: Emulated) -> None:
    shell.declare(to_url(CODE, "https://example.com/?key=${EVENTS_KEY}"), number(OTHER))
    ran = shell("apply", "--yes", "--format", "json")
    assert ran.code == 5
    assert outcomes(ran)[CODE][0] == "not-tried"
    assert "EVENTS_KEY is not set" in outcomes(ran)[CODE][1]
    assert emulator.numbers_sent() == [OTHER]
    shell.declare(to_url(CODE, "https://example.com/?key=${EVENTS_KEY}"))
    assert shell("apply", "--yes", "--only", str(CODE)).code == 1


def test_a_secret_that_is_no_text_is_told_by_its_name(shell: Shell, emulator: Emulated) -> None:
    shell.set(EVENTS_KEY="abc\udcff")
    shell.declare(to_url(CODE, "https://example.com/?key=${EVENTS_KEY}"))
    ran = shell("apply", "--yes")
    assert ran.code == 1
    assert "error: the value of the environment variable EVENTS_KEY has a space, a line break" in ran.err
    assert emulator.log.calls() == []


def test_a_number_that_moved_is_sent_with_the_new_key_and_nothing_with_the_old(shell: Shell) -> None:
    with emulated(closed=True) as emulator:
        shell.use(emulator)
        emulator.has("main", CODE)
        shell.declare(number())
        assert shell("apply", "--yes").code == 0
        emulator.has("second", CODE)
        emulator.log.clear()
        shell.declare(number(application="second"))
        assert shell("apply", "--yes").code == 0
        assert {call.application for call in emulator.log.calls()} == {"second"}
        assert emulator.numbers_sent() == [CODE]
