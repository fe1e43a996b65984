"""UIS as the stand-in serves it: as strict as its pages, and each of their errors by what the account has."""

import json
from typing import Any

import pytest
from support.desk import CALL, CODE, KEY, OWN, Desk
from support.uis_page import ANSWER, REQUEST

from reconciler.emulator.uis_account import VirtualNumber


def test_the_page_s_request_is_answered_as_the_page_prints_it() -> None:
    key = json.loads(REQUEST)["params"]["access_token"]
    answer = Desk(tokens={key: "ok"}).send(REQUEST)
    assert answer == (200, json.loads(ANSWER))


def test_an_error_is_written_as_the_pages_print_it() -> None:
    status, answer = Desk().send(
        json.dumps(
            {
                "jsonrpc": "2.0",
                "id": 7,
                "method": "start.vnumber_call",
                "params": {**CALL, "access_token": KEY, "contact": 5},
            }
        )
    )
    assert (status, answer) == (
        200,
        {
            "jsonrpc": "2.0",
            "id": None,
            "error": {
                "code": -32602,
                "message": "Data supplied is of wrong type",
                "data": {
                    "mnemonic": "data_type_error",
                    "field": "contact",
                    "value": 5,
                    "params": {"object": None},
                    "extended_helper": None,
                },
            },
        },
    )


@pytest.mark.parametrize(
    ("body", "mnemonic"),
    [
        (b"{", "parse_error"),
        (b'{"a": "\xff"}', "character_encoding_not_allowed"),
        ("[]", "batch_opreations_not_supported"),
        ("5", "invalid_request"),
        ('{"id": 1, "method": "a", "params": {}}', "invalid_request"),
        ('{"jsonrpc": "2.0", "id": 1, "params": {}}', "invalid_request"),
        ('{"jsonrpc": "2.0", "id": 1, "method": "a"}', "invalid_request"),
        ('{"jsonrpc": "2.0", "method": "a", "params": {}}', "notifications_not_supported"),
        ('{"jsonrpc": "2.0", "id": true, "method": "a", "params": {}}', "notifications_not_supported"),
        ('{"jsonrpc": "2.0", "id": 1, "method": "start.call", "params": {}}', "method_not_found"),
        ('{"jsonrpc": "2.0", "id": 1, "method": "get.calls_report", "params": {}}', "method_not_found"),
        ('{"jsonrpc": "2.0", "id": 1, "method": "release.call", "params": {}}', "required_parameter_missed"),
        ('{"jsonrpc": "2.0", "id": 1, "method": "release.call", "params": {"access_token": 1}}', "data_type_error"),
    ],
)
def test_what_is_no_request_is_refused(body: str | bytes, mnemonic: str) -> None:
    assert Desk().send(body)[1]["error"]["data"]["mnemonic"] == mnemonic


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        *(({name: None}, ("data_type_error", name)) for name in CALL),
        ({"virtual_phone_number": 74993720692}, ("data_type_error", "virtual_phone_number")),
        ({"virtual_phone_number": "+74993720692"}, ("invalid_parameter_value", "virtual_phone_number")),
        ({"virtual_phone_number": "74993720693"}, ("virtual_phone_number_not_found", None)),
        ({"virtual_phone_usage_rule": "always"}, ("invalid_parameter_value", "virtual_phone_usage_rule")),
        ({"external_id": 5}, ("data_type_error", "external_id")),
        ({"dtmf_string": "1,2"}, ("invalid_parameter_value", "dtmf_string")),
        ({"direction": "both"}, ("invalid_parameter_value", "direction")),
        ({"contact": "101"}, ("invalid_parameter_value", "contact")),
        ({"contact": "номер"}, ("invalid_parameter_value", "contact")),
        ({"contact": OWN}, ("own_virtual_phone_number_not_allowed", "contact")),
        ({"first_call": "client"}, ("invalid_parameter_value", "first_call")),
        ({"switch_at_once": "true"}, ("data_type_error", "switch_at_once")),
        ({"early_switching": True}, ("invalid_parameters_combination", "early_switching")),
        ({"early_switching": True, "switch_at_once": True}, ("invalid_parameters_combination", "early_switching")),
        ({"early_switching": True, "first_call": "employee"}, ("invalid_parameters_combination", "early_switching")),
        ({"contact_message": "Hello"}, ("data_type_error", "contact_message")),
        ({"contact_message": {"type": "tts"}}, ("required_parameter_missed", "contact_message.value")),
        ({"contact_message": {"value": "a"}}, ("required_parameter_missed", "contact_message.type")),
        ({"contact_message": {"type": "mp3", "value": "1"}}, ("invalid_parameter_value", "contact_message.type")),
        ({"contact_message": {"type": "tts", "value": 1}}, ("data_type_error", "contact_message.value")),
        ({"contact_message": {"type": "media", "value": "1"}}, ("media_file_not_found", None)),
        ({"contact_message": {"type": "tts", "value": "a" * 501}}, ("tts_text_exceeded", None)),
        ({"timeout": 5}, ("unexpected_parameters", "timeout")),
    ],
)
def test_a_call_that_the_page_does_not_allow_is_refused(
    params: dict[str, Any], refusal: tuple[str, str | None]
) -> None:
    desk = Desk()
    assert desk.refused("start.vnumber_call", {**CALL, **params}) == refusal
    assert desk.world.sessions == []


@pytest.mark.parametrize("name", ["virtual_phone_number", "contact", "first_call"])
def test_what_the_page_requires_is_required(name: str) -> None:
    params = {key: value for key, value in CALL.items() if key != name}
    assert Desk().refused("start.vnumber_call", params) == ("required_parameter_missed", name)


@pytest.mark.parametrize(
    "params",
    [
        {"virtual_phone_usage_rule": "random"},
        {"dtmf_string": ".12.1..4*#"},
        {"direction": "out"},
        {"contact": "0012345"},
        {"first_call": "employee", "switch_at_once": True, "early_switching": True},
        {"contact_message": {"type": "media", "value": "237"}},
        {"contact_message": {"type": "tts", "value": "Проверка"}, "switch_at_once": True},
        {"show_virtual_phone_number": True},
    ],
)
def test_a_call_that_the_page_allows_is_started(params: dict[str, Any]) -> None:
    assert Desk().started(**params) == 123467589


@pytest.mark.parametrize(
    ("account", "mnemonic"),
    [
        ({"numbers": {OWN: VirtualNumber(number=OWN, scenario=None)}}, "scenario_not_found"),
        ({"blacklist": {str(CODE)}}, "contact_in_blacklist"),
        ({"forbidden_directions": {"in"}}, "direction_forbidden"),
        ({"tokens": {}}, "access_token_invalid"),
        ({"tokens": {KEY: "expired"}}, "access_token_expired"),
        ({"tokens": {KEY: "blocked"}}, "access_token_blocked"),
        ({"is_whitelisted": False}, "ip_not_whitelisted"),
        ({"is_permitted": False}, "forbidden"),
        ({"is_active": False}, "account_inactive"),
        ({"components": set()}, "component_disabled"),
        ({"minute_limit": 0}, "limit_exceeded"),
        ({"day_limit": 0}, "limit_exceeded"),
    ],
)
def test_what_the_account_does_not_allow_is_refused(account: dict[str, Any], mnemonic: str) -> None:
    assert Desk(**account).refused("start.vnumber_call", CALL)[0] == mnemonic


def test_a_usage_rule_needs_its_component() -> None:
    desk = Desk(components={"call_api"})
    refusal = desk.refused("start.vnumber_call", {**CALL, "virtual_phone_usage_rule": "random"})
    assert refusal == ("component_disabled", "virtual_phone_usage_rule")


def test_the_texts_of_the_page_s_errors_are_filled_in() -> None:
    desk = Desk(most_tts=3, blacklist={str(CODE)})
    sent: dict[str, dict[str, Any]] = {
        "tts": {"contact_message": {"type": "tts", "value": "abcde"}},
        "media": {"contact_message": {"type": "media", "value": "9"}},
        "own": {"virtual_phone_number": "74990000000"},
        "blacklist": {},
    }
    said = {name: desk.error("start.vnumber_call", {**CALL, **params})["message"] for name, params in sent.items()}
    assert said == {
        "tts": "The maximum length of Text-to-Speech message is 3. The length of your message is 5",
        "media": "The media file with id 9 not found",
        "own": "Virtual phone number 74990000000 not found. It is not your virtual phone number.",
        "blacklist": f"The contact {CODE} has been found in the blacklist",
    }
