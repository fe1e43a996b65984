"""`reconciler drift` against the emulator: what it finds, accepts and has restored; its exits, its errors."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import company
from support.drifting import Edits, edited, in_cabinet, settings_of
from support.emulated import AT_ONCE, MAIN_KEY, SECOND_KEY, Emulated, emulated, fault
from support.shell import CODE, CODES, OTHER, PHONE, SETTINGS, THIRD, Ran, Shell, forwarded, number, to_url

SIZE, EDITS = 120, 25
VALUE = company.SECRETS["EVENTS_KEY"]
LONG = ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "2099-02-01T00:00:00Z")
RUNG = {"redirect_number": PHONE, "timeout": 16, "active": True}
TRUNK = {"static_ip": "203.0.113.10", "port": 5060, "timeout": 20, "did": 111}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def profile() -> str:
    return "documented"


@pytest.fixture
def emulator(shell: Shell, profile: str) -> Iterator[Emulated]:
    with emulated(profile, limited=False) as served:
        shell.use(served)
        shell.set(EXOLVE_SECOND_API_KEY=SECOND_KEY, EVENTS_KEY=VALUE)
        yield served


@pytest.fixture
def edits(shell: Shell, emulator: Emulated) -> Edits:
    """Declare and apply a company with overrides, and edit some of its numbers in the cabinet."""
    dice = random.Random(7)  # noqa: S311 - dice, not a secret
    state = dict(list(company.grown(dice, SIZE).items())[:SIZE])
    made = edited(dice, state, EDITS)
    declarations = [one.declaration() for one in state.values()]
    to_numbers = [code for code, body in made.items() if body and body["call_forwarding_type"] == 2][:3]
    shell.write({"settings.yaml": settings_of(emulator), "numbers.yaml": declarations})
    shell.write({"overrides.yaml": json.dumps({"overrides": [to_come(to_numbers)]})})
    ran = shell("apply", "--yes")
    assert ran.code == 0, ran.err
    in_cabinet(emulator, made)
    return made


def to_come(codes: list[int]) -> dict[str, Any]:
    entry = {"redirect_number": "74992220000", "timeout": 30}
    data = {"redirect_type": "single", "call_control": [entry]}
    return {"numbers": codes, "from": LONG[1], "until": LONG[2], "reason": "отпуск", "call_forwarding_number": data}


def different(ran: Ran) -> list[int]:
    return [item["number_code"] for item in ran.json["numbers"] if item["result"] in {"drifted", "gone", "unexpected"}]


def planned(shell: Shell) -> dict[int, str]:
    changes = shell("plan", "--format", "json").json["changes"]
    return {change["number_code"]: change["action"] for change in changes}


both = pytest.mark.parametrize("profile", ["documented", "contrary"])


@both
def test_drift_finds_exactly_what_was_edited_and_writes_and_sends_nothing(
    shell: Shell, emulator: Emulated, edits: Edits
) -> None:
    before, sent = shell.everything_written(), emulator.numbers_sent()
    ran = shell("drift", "--format", "json")
    assert (ran.code, different(ran)) == (2, sorted(edits))
    results = {item["number_code"]: item["result"] for item in ran.json["numbers"]}
    assert {code for code, result in results.items() if result == "gone"} == {
        code for code, body in edits.items() if body is None
    }
    assert ran.json["counts"]["in-sync"] == len(results) - len(edits)
    assert (shell.everything_written(), emulator.numbers_sent()) == (before, sent)
    assert VALUE not in ran.out
    named = shell("drift", *map(str, sorted(edits)[:2]), str(max(results)), "--format", "json")
    assert [item["number_code"] for item in named.json["numbers"]] == sorted({*sorted(edits)[:2], max(results)})


def test_trunks_are_listed_once_for_an_application_and_only_where_one_is_hidden(
    shell: Shell, emulator: Emulated
) -> None:
    shell.declare(*(trunk(code) for code in CODES[:3]), number(CODES[3], application="second"), settings=own(emulator))
    assert shell("apply", "--yes").code == 0
    assert shell("drift").out == "Drift: 4 in sync.\n"
    uuid = next(one.uuid for one in emulator.account.applications() if one.name == "main")
    assert [body["application_uuid"] for body in emulator.bodies("GetList")] == [uuid]
    in_cabinet(emulator, {CODE: {"call_forwarding_type": 4, "call_forwarding_static": {**TRUNK, "port": 5099}}})
    assert "    port: 5060 → 5099\n" in shell("drift", str(CODE)).out
    assert shell("drift", str(CODES[3])).code == 0
    assert len(emulator.bodies("GetList")) == 2


def trunk(code: int) -> dict[str, Any]:
    return {"number_code": code, "application": "main", "call_forwarding_static": TRUNK}


def own(emulator: Emulated) -> str:
    return settings_of(emulator).replace("EXOLVE_SECOND_API_KEY", "SECOND_API_KEY")


@both
def test_after_accept_the_plan_shows_exactly_these_and_once_declared_nothing(
    shell: Shell, emulator: Emulated, edits: Edits
) -> None:
    ran = shell("drift", "--accept")
    assert ran.code == 2, ran.err
    assert sorted(planned(shell)) == sorted(edits)
    assert shell("drift").code == 0
    assert VALUE.encode() not in shell.everything_written()
    left = [
        item
        for item in json.loads((shell.folder / "desired-state" / "numbers.yaml").read_text())["numbers"]
        if item["number_code"] not in edits
    ]
    shell.write({"numbers.yaml": left, "accepted.yaml": ran.out[ran.out.index("# What the provider has") :]})
    again = shell("plan", "--detailed-exitcode")
    assert again.code == 0, again.out + again.err
    assert len(emulator.numbers_sent()) == SIZE


@both
@pytest.mark.usefixtures("emulator")
def test_an_accepted_item_can_be_had_again_until_it_is_declared(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(), number(OTHER))
    assert shell("apply", "--yes").code == 0
    emulator.account.forward(CODE, forwarded(timeout=99))
    first = shell("drift", "--accept")
    again = shell("drift", "--accept")
    assert items(again) == items(first)
    assert "accepted before, and not declared yet" in again.out
    assert "timeout: 99" not in shell("drift").out, "without --accept nothing is to be declared"
    shell.write({"numbers.yaml": [number(OTHER)], "accepted.yaml": items(first)})
    assert "accepted before" not in shell("drift", "--accept").out
    assert shell("plan", "--detailed-exitcode").code == 0


def test_after_restore_and_apply_neither_plan_nor_drift_shows_anything(shell: Shell, edits: Edits) -> None:
    assert shell("drift", "--restore").code == 2
    assert planned(shell) == dict.fromkeys(sorted(edits), "resend")
    serial = shell("state", "show", "--format", "json").json["serial"]
    assert shell("drift", "--restore").code == 2
    assert shell("state", "show", "--format", "json").json["serial"] == serial, "what is marked is not marked again"
    ran = shell("apply", "--yes")
    assert ran.code == 0, ran.out + ran.err
    assert planned(shell) == {}
    assert shell("drift").code == 0
    assert VALUE.encode() not in shell.everything_written()


def test_a_number_that_was_edited_again_after_restore_is_refused_by_apply(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(), number(OTHER))
    assert shell("apply", "--yes").code == 0
    in_cabinet(emulator, {CODE: forwarded(timeout=99), OTHER: None})
    assert shell("drift", "--restore").code == 2
    in_cabinet(emulator, {CODE: forwarded(timeout=98)})
    ran = shell("apply", "--yes")
    assert ran.code == 5
    assert f"{CODE} not-tried: changed outside: call_control[1].timeout: recorded 16, has 98" in ran.out
    assert emulator.forwarding(CODE) == forwarded(timeout=98)
    assert emulator.forwarding(OTHER) == forwarded()
    assert "changed again since: apply refuses it" in shell("drift").out
    assert shell("drift", "--restore").code == 2
    assert shell("apply", "--yes").code == 0
    assert emulator.forwarding(CODE) == forwarded()


def test_what_a_provider_keeps_that_a_restore_leaves_out_is_told_and_not_taken_for_restored(shell: Shell) -> None:
    with emulated("contrary") as served:
        shell.use(served)
        shell.declare(number())
        assert shell("apply", "--yes").code == 0
        in_cabinet(served, {CODE: forwarded(file_to_a="12345")})
        assert shell("drift", "--restore").code == 2
        ran = shell("apply", "--yes")
        assert ran.code == 1
        assert "it keeps fields that somebody else had set and the call left out (file_to_a" in ran.out
        served.account.clear(CODE)
        assert shell("apply", "--yes").code == 0
        assert shell("drift").code == 0
        assert served.forwarding(CODE) == forwarded()


def test_the_commands_words_and_history(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number(description="Касса"), number(OTHER))
    assert shell("apply", "--yes").code == 0
    assert shell("drift").out == "Drift: 2 in sync.\n"
    in_cabinet(emulator, {CODE: forwarded(timeout=99)})
    assert "~ 74991112233  Касса  drifted: the provider has something else\n" in shell("drift").out
    assert shell("drift", "--restore").code == 2
    assert "the drift check was told to bring it back" in shell("show", str(CODE)).out
    ran = shell("drift", "--accept")
    assert "accepted: it is in the record now" in ran.out
    assert "restore" not in shell("show", str(CODE)).out
    history = shell("history").out
    assert "1 accept: applied (what the provider has was taken into the record)" in history
    assert "1 restore: applied (marked, so that the next apply sends it again)" in history
    assert "call_control[74992223344].timeout: 16 → 99" in shell("history", str(CODE)).out
    entry = shell("show", str(CODE), "--format", "json").json["numbers"][0]
    assert (entry["revision"], entry["description"]) == (None, "Касса")
    markdown = shell("drift", "--format", "markdown")
    assert (markdown.code, markdown.out) == (0, "## Drift: none\n\n2 in sync.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--accept", "--restore"), "exclude each other"),
        ((str(THIRD),), f"the record does not have {THIRD}"),
        (("x",), "is not a number"),
        (("--from", "x"), "is not a number"),
    ],
)
@pytest.mark.usefixtures("emulator")
def test_wrong_usage(shell: Shell, arguments: tuple[str, ...], words: str) -> None:
    shell.declare(number())
    ran = shell("drift", *arguments)
    assert (ran.code, ran.out) == (64, "")
    assert words in ran.err


def test_an_empty_record_and_files_with_mistakes(shell: Shell, emulator: Emulated) -> None:
    shell.declare(number())
    ran = shell("drift", "--accept")
    assert (ran.code, ran.out) == (0, "Drift: the record has no numbers.\n")
    assert "lineage: none" in shell("state", "show").out
    shell.write({"settings.yaml": "settings: {timezone: Nowhere}\n"})
    ran = shell("drift", "--format", "json")
    assert (ran.code, ran.json["numbers"]) == (1, [])
    assert "Nowhere" in str(ran.json["diagnostics"])
    assert shell("drift").code == 1
    assert emulator.log.calls() == []


def applied(shell: Shell, *numbers: dict[str, Any], settings: str = SETTINGS) -> None:
    shell.declare(*numbers, settings=settings)
    ran = shell("apply", "--yes")
    assert ran.code == 0, ran.out + ran.err


def test_one_number_that_cannot_be_read_does_not_stop_the_others(shell: Shell, emulator: Emulated) -> None:
    applied(shell, number(), number(OTHER))
    emulator.faults.replace([fault("status", OTHER, method="GetAttributes", status=403, body={"error": "forbidden"})])
    ran = shell("drift")
    assert ran.code == 5
    assert f"{OTHER} could not be read: Exolve answered 403: forbidden" in ran.out
    assert "Drift: 1 in sync, 1 not read.\n" in ran.out
    emulator.faults.replace([fault("status", method="GetAttributes", status=403)])
    ran = shell("drift", "--format", "json")
    assert (ran.code, ran.json["counts"]["not-read"], ran.json["left"]) == (1, 2, 0)


@pytest.mark.usefixtures("emulator")
def test_a_bad_key_stops_its_own_application_alone(shell: Shell) -> None:
    applied(shell, number(), number(OTHER), number(THIRD, application="second"))
    shell.set(EXOLVE_API_KEY="nobodys-key-at-all")
    ran = shell("drift", "--format", "json")
    assert ran.code == 5
    results = {item["number_code"]: item["result"] for item in ran.json["numbers"]}
    assert results == {CODE: "not-read", OTHER: "not-read", THIRD: "in-sync"}
    shell.set(EXOLVE_API_KEY=None)
    assert "the variable EXOLVE_API_KEY is not set" in shell("drift").out


def test_a_wrong_address_stops_all(shell: Shell, emulator: Emulated) -> None:
    applied(shell, number(), number(OTHER))
    shell.set(EXOLVE_BASE_URL=f"{emulator.url}/nowhere")
    ran = shell("drift")
    assert ran.code == 1
    assert "Drift: 2 not read." in ran.out


def test_a_number_whose_last_call_is_unknown_is_open_and_no_drift(shell: Shell, emulator: Emulated) -> None:
    applied(shell, number(), number(OTHER))
    shell.declare(number(timeout=50), number(OTHER))
    emulator.faults.replace([fault("status", CODE, status=503, **AT_ONCE)])
    shell("apply", "--yes")
    emulator.faults.replace([])
    calls = len(emulator.log.calls("GetAttributes"))
    for way in ((), ("--restore",), ("--accept",)):
        ran = shell("drift", *way)
        assert ran.code == 0
        assert f"{CODE} open: nobody knows whether the call of " in ran.out
        assert "Drift: 1 in sync, 1 open." in ran.out
    assert len(emulator.log.calls("GetAttributes")) == calls + 3


def accepting(shell: Shell, emulator: Emulated, body: dict[str, Any] | None, *numbers: dict[str, Any]) -> Ran:
    """Apply numbers, edit the first, and accept; nothing may have been taken into the record."""
    applied(shell, *numbers)
    in_cabinet(emulator, {CODE: body})
    before = shell("show", "--format", "json").json["numbers"]
    ran = shell("drift", "--accept")
    assert ran.code == 2
    assert shell("show", "--format", "json").json["numbers"] == before
    assert VALUE not in ran.out + ran.err
    assert VALUE.encode() not in shell.everything_written()
    return ran


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (forwarded(file_to_a=VALUE), "its live value holds an API key, or a secret outside of a URL"),
        (forwarded(file_to_a=MAIN_KEY), "its live value holds an API key, or a secret outside of a URL"),
        (forwarded(event_url="https://example.com/${X}"), "its live value has ${ in it"),
        (forwarded(event_url="https://example.com/?token=abcdef"), "its live address looks as if there were a key"),
        (forwarded(to="112"), "it cannot be declared: "),
    ],
)
def test_a_live_value_that_must_not_or_cannot_be_declared_is_not_accepted(
    shell: Shell, emulator: Emulated, body: dict[str, Any], words: str
) -> None:
    ran = accepting(shell, emulator, body, number())
    assert f"not accepted: {words}" in ran.out
    assert MAIN_KEY not in ran.out
    assert "numbers:" not in ran.out
    assert "abcdef" not in ran.out


DROPPED = {"redirect_type": 1, "call_control": [{"timeout": 16, "active": False}]}
AMISS = {"redirect_type": 1, "call_control": [{**RUNG, "period": "wd {mon-fru}"}]}
IN_TIME = {"call": CODE, "at": "2026-12-31T23:00:00+03:00", "expect": PHONE}
FOREIGN = forwarded(masking=True, display_number=str(OTHER))


@pytest.mark.parametrize(
    ("body", "code", "numbers"),
    [
        (forwarded(to="4930123456"), "foreign-country", (number(),)),
        (
            {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "http://calls.example.com/"}},
            "insecure-url",
            (number(),),
        ),
        (
            {"call_forwarding_type": 2, "call_forwarding_number": DROPPED},
            "protected-dark",
            (number(protected=True),),
        ),
        ({"call_forwarding_type": 2, "call_forwarding_number": AMISS}, "misread-period", (number(),)),
        (forwarded(to=str(OTHER)), "forwarding-loop", (number(), number(OTHER, to=str(CODE)))),
        (FOREIGN, "foreign-display-number", (number(), number(OTHER, application="second"))),
        (forwarded(to="74992229999"), "failed-expectation", (number(),)),
    ],
)
def test_what_validation_would_refuse_once_it_is_declared_is_not_accepted(
    shell: Shell, emulator: Emulated, body: dict[str, Any], code: str, numbers: tuple[dict[str, Any], ...]
) -> None:
    if code == "failed-expectation":
        shell.write({"expected.yaml": json.dumps({"expectations": [IN_TIME]})})
    ran = accepting(shell, emulator, body, *numbers)
    assert "not accepted: it cannot be declared: " in ran.out
    assert f"[{code}]: " in ran.out


@pytest.mark.parametrize("declared", [True, False])
def test_of_values_that_make_a_circle_together_one_is_not_accepted(
    shell: Shell, emulator: Emulated, *, declared: bool
) -> None:
    applied(shell, number(), number(OTHER), number(THIRD))
    in_cabinet(emulator, {CODE: forwarded(to=str(OTHER)), OTHER: forwarded(to=str(CODE))})
    if not declared:
        shell.declare(number(THIRD))
    ran = shell("drift", "--accept")
    assert ran.out.count("accepted: it is in the record now") == 1
    assert ran.out.count("[forwarding-loop]") == 1
    shell.write({"numbers.yaml": [number(OTHER), number(THIRD)], "accepted.yaml": items(ran)})
    assert shell("validate").code == 0


def test_what_an_override_to_come_does_not_go_with_is_not_accepted(shell: Shell, emulator: Emulated) -> None:
    part = {**to_come([CODE]), "call_forwarding_number": {"event_url": "https://events.example.com/"}}
    shell.write({"overrides.yaml": json.dumps({"overrides": [part]})})
    url = {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://calls.example.com/"}}
    ran = accepting(shell, emulator, url, number(), number(OTHER))
    assert "not accepted: the override 'отпуск' of 2099-01-01T00:00+00:00 may take its redirect_type" in ran.out
    in_cabinet(emulator, {CODE: forwarded(timeout=44)})
    ran = shell("drift", "--accept")
    assert "accepted: it is in the record now" in ran.out
    shell.write({"numbers.yaml": [number(OTHER)], "accepted.yaml": items(ran)})
    assert planned(shell) == {}


def test_what_is_wrong_in_the_folder_already_is_no_reason(shell: Shell, emulator: Emulated) -> None:
    applied(shell, number(), number(OTHER))
    shell.declare(number(to="4930123456"), number(OTHER, to="4930123456"))
    in_cabinet(emulator, {OTHER: forwarded(timeout=99)})
    assert "accepted: it is in the record now" in shell("drift", "--accept").out


def items(ran: Ran) -> str:
    """Answer what is printed to be declared."""
    return ran.out[ran.out.index("# What the provider has") :]


def test_a_url_with_another_value_in_place_of_its_secret_is_not_accepted(shell: Shell, emulator: Emulated) -> None:
    url = {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://example.com/another/hook"}}
    ran = accepting(shell, emulator, url, to_url(CODE, "https://example.com/${EVENTS_KEY}/hook"))
    assert "not accepted: its live address differs by the value of a secret" in ran.out
    assert "another/hook" not in ran.out


def test_a_protected_number_is_not_accepted_without_forwarding(shell: Shell, emulator: Emulated) -> None:
    ran = accepting(shell, emulator, None, number(protected=True))
    assert "not accepted: it is protected" in ran.out


def test_where_an_override_holds_its_value_is_not_accepted_for_the_number(shell: Shell, emulator: Emulated) -> None:
    now = {**to_come([CODE]), "from": LONG[0], "until": LONG[1]}
    shell.write({"overrides.yaml": json.dumps({"overrides": [now]})})
    ran = accepting(shell, emulator, forwarded(timeout=99), number())
    assert "not accepted: until 2099-01-01T00:00+00:00 the override 'отпуск' decides what it does" in ran.out


def test_a_trunk_whose_data_nobody_shows_is_no_drift_and_not_accepted(shell: Shell) -> None:
    with emulated("documented") as served:
        shell.use(served)
        applied(shell, {"number_code": CODE, "application": "main", "call_forwarding_static": TRUNK}, number(OTHER))
        in_cabinet(served, {CODE: {"call_forwarding_type": 4, "call_forwarding_static": {**TRUNK, "port": 5099}}})
        ran = shell("drift")
        assert (ran.code, ran.out.splitlines()[0]) == (0, f"{CODE} in sync, not shown: call_forwarding_static")
        in_cabinet(served, {OTHER: {"call_forwarding_type": 4, "call_forwarding_static": TRUNK}})
        assert "not accepted: the provider does not show the data of its forwarding" in shell("drift", "--accept").out


def test_a_number_that_the_folder_no_longer_declares_is_not_marked(shell: Shell, emulator: Emulated) -> None:
    applied(shell, number(), number(OTHER))
    in_cabinet(emulator, {CODE: forwarded(timeout=99)})
    shell.declare(number(OTHER))
    ran = shell("drift", "--restore")
    assert "not marked: the folder does not declare it" in ran.out
    assert planned(shell) == {CODE: "forget"}


@pytest.mark.usefixtures("emulator")
def test_going_on_at_a_number_leaves_those_before_it(shell: Shell) -> None:
    applied(shell, *(number(code) for code in CODES[:4]))
    ran = shell("drift", "--from", str(CODES[2]), "--format", "json")
    assert [item["number_code"] for item in ran.json["numbers"]] == list(CODES[2:4])
    ran = shell("drift", "--from", str(CODES[4]))
    assert (ran.code, ran.out) == (0, f"Drift: no number was chosen: the record has none from {CODES[4]} on.\n")


@pytest.mark.usefixtures("emulator")
def test_a_rotated_secret_in_the_environment_alone_is_no_drift(shell: Shell) -> None:
    applied(shell, to_url(CODE, "https://example.com/?key=${EVENTS_KEY}"))
    shell.set(EVENTS_KEY="a-newer-value-of-it")
    assert shell("drift").code == 0
    shell.set(EVENTS_KEY=None)
    assert shell("drift").code == 0
