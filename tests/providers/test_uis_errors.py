"""Every error of both of UIS's lists: raw JSON in, our error and its sentence out."""

import json
from typing import Any

import httpx
import pytest
from support.uis import CALL, line, refused

from reconciler.emulator.uis_errors import ERRORS as DOCUMENTED
from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    NoAnswerError,
    ProviderError,
    ServiceRefusedError,
    ThrottledError,
    UnauthorizedError,
)
from reconciler.providers.uis_errors import ERRORS

REPORT: Any = "a fault of reconciler"

# code, mnemonic and text as UIS prints them; what a start comes to; what it says to do
TABLE: list[tuple[int, str, str, type[ProviderError], str]] = [
    # the seven of "Вызов на виртуальный номер"
    (-32602, "tts_text_exceeded", "The maximum length is 5. Yours is 9", ServiceRefusedError, "Shorten"),
    (-32602, "media_file_not_found", "The media file with id 237 not found", ServiceRefusedError, "id of a file"),
    (-32007, "virtual_phone_number_not_found", "Not your number.", ServiceRefusedError, "UIS account rents"),
    (-32007, "scenario_not_found", "Does not have a scenario", ServiceRefusedError, "an active scenario"),
    (-32602, "own_virtual_phone_number_not_allowed", "Own number", CallRefusedError, "from another account"),
    (-32602, "contact_in_blacklist", "The contact has been found", CallRefusedError, "off the blacklist"),
    (-32602, "character_encoding_not_allowed", "Must be UTF-8", ServiceRefusedError, "please report it"),
    # "Список ошибок общих для всех методов"
    (-32700, "parse_error", "Parse error", ServiceRefusedError, REPORT),
    (-32600, "invalid_request", "Invalid Request", ServiceRefusedError, REPORT),
    (-32601, "method_not_found", "Method not found", ServiceRefusedError, "UIS_BASE_URL and UIS_DATA_URL"),
    (-32602, "required_parameter_missed", "Missed", ServiceRefusedError, "`verify.call` in settings.yaml"),
    (-32602, "invalid_parameter_value", "Invalid", ServiceRefusedError, "`verify.call` in settings.yaml"),
    (-32602, "data_type_error", "Wrong type", ServiceRefusedError, "`verify.call` in settings.yaml"),
    (-32602, "unexpected_parameters", "Unexpected", ServiceRefusedError, "`verify.call` in settings.yaml"),
    (-32602, "invalid_parameters_combination", "Not permitted", ServiceRefusedError, "`verify.call`"),
    (-32602, "call_session_not_found", "Not found", CallRefusedError, "The call is over"),
    (-32603, "internal_error", "Internal error", NoAnswerError, "Try again later"),
    (-32001, "access_token_expired", "Expired", UnauthorizedError, "set UIS_ACCESS_TOKEN"),
    (-32001, "access_token_blocked", "Blocked", UnauthorizedError, "set UIS_ACCESS_TOKEN"),
    (-32001, "access_token_invalid", "Invalid", UnauthorizedError, "another portal"),
    (-32001, "auth_error", "Wrong", UnauthorizedError, "UIS_LOGIN or UIS_PASSWORD is wrong"),
    (-32003, "ip_not_whitelisted", "Not listed", ServiceRefusedError, "allowed IP addresses"),
    (-32003, "forbidden", "Denied", ServiceRefusedError, "right to use the API"),
    (-32008, "component_disabled", "Disabled", ServiceRefusedError, "Switch the component"),
    (-32009, "account_inactive", "Inactive", ServiceRefusedError, "switched off"),
    (-32029, "limit_exceeded", "Exceeded", ThrottledError, "Make fewer test calls"),
    (-32099, "batch_opreations_not_supported", "No batches", ServiceRefusedError, REPORT),
    (-32099, "batch_operations_not_supported", "No batches", ServiceRefusedError, REPORT),
    (-32099, "notifications_not_supported", "No notifications", ServiceRefusedError, REPORT),
]


def raw(code: int, mnemonic: str | None, message: str, field: str | None = None) -> str:
    """Write an error as the documentation prints one."""
    data = {"mnemonic": mnemonic, "field": field, "value": None, "params": {"object": None}, "extended_helper": None}
    return json.dumps({"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message, "data": data}})


def started(body: str, status: int = 200) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        line(httpx.Response(status, content=body)).client.start(CALL)
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(("code", "mnemonic", "message", "kind", "advice"), TABLE, ids=[row[1] for row in TABLE])
def test_an_error_of_a_start(
    code: int, mnemonic: str, message: str, kind: type[ProviderError], advice: str, status: int
) -> None:
    error = started(raw(code, mnemonic, message), status)
    assert type(error) is kind or (kind is CallRefusedError and isinstance(error, kind))
    assert f"({mnemonic}): {message}" in error.message
    assert advice in error.advice


def test_the_table_has_every_error_that_is_listed() -> None:
    listed = {row[1] for row in TABLE}
    assert listed == set(ERRORS)
    assert listed == {name for name in DOCUMENTED if name != "direction_forbidden"}


def test_the_mnemonic_decides_and_never_the_code() -> None:
    assert isinstance(started(raw(-32602, "access_token_expired", "Expired")), UnauthorizedError)
    assert isinstance(started(raw(-32001, "contact_in_blacklist", "Found")), CallRefusedError)


@pytest.mark.parametrize("mnemonic", [None, "", "direction_is_forbidden"])
def test_a_forbidden_direction_whose_mnemonic_is_not_listed_is_known_by_its_code(mnemonic: str | None) -> None:
    error = started(raw(-32002, mnemonic, "Forbidden"))
    assert isinstance(error, CallRefusedError)
    assert "security rules forbid calls in this direction" in error.advice


@pytest.mark.parametrize("code", [-32602, -32603, -1])
def test_an_error_that_nobody_documents_may_have_started_the_call(code: int) -> None:
    error = started(raw(code, "quota_of_tomorrow", "No"))
    assert isinstance(error, NoAnswerError)
    assert "does not list this error" in error.advice


def test_a_wrong_parameter_is_named_and_one_of_the_contact_is_of_this_number_alone() -> None:
    error = started(raw(-32602, "data_type_error", "Data supplied is of wrong type", "dtmf_string"))
    assert isinstance(error, ServiceRefusedError)
    assert "about the parameter 'dtmf_string' (data_type_error)" in error.message
    assert isinstance(started(raw(-32602, "data_type_error", "Wrong type", "contact")), CallRefusedError)


@pytest.mark.parametrize(
    ("message", "data", "address"),
    [
        ("Your IP 203.0.113.7 is not whitelisted", {}, "203.0.113.7"),
        ("Not listed", {"value": "2001:db8::7"}, "2001:db8::7"),
        ("Not listed", {"params": {"client_ip": "203.0.113.7"}}, "203.0.113.7"),
        ("Not listed", {"params": {"object": None}}, ""),
    ],
)
def test_the_address_to_list_is_told_where_uis_names_it(message: str, data: dict[str, Any], address: str) -> None:
    error = started(refused(-32003, "ip_not_whitelisted", message=message, **data).text)
    told = f"UIS sees this machine as {address}. List the address" if address else "List the address"
    assert error.advice.startswith(told)


def test_what_broke_while_reading_is_asked_again_and_then_given_up() -> None:
    talk = line(httpx.Response(200, content=raw(-32603, "internal_error", "Internal error")))
    with pytest.raises(CallFailedError, match="internal_error"):
        talk.client.own_number("74993720692")
    assert len(talk.sent) == 4


@pytest.mark.parametrize("body", ['{"error": {"code": -32603}}', '{"error": {}}', '{"error": {"data": []}}'])
def test_an_error_that_lacks_what_the_pages_print_is_read_all_the_same(body: str) -> None:
    assert isinstance(started(body), NoAnswerError)
