"""UIS as the stand-in serves it: as strict as its pages, each of their errors by what the account has, each switch."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from support.emulated import KEYS

from reconciler.emulator.account import Account, Application
from reconciler.emulator.phones import Manner, Phone, Phones
from reconciler.emulator.telephony import Telephony, telephony
from reconciler.emulator.uis_account import UisAccount, VirtualNumber, WrongAccountError
from reconciler.emulator.uis_errors import ERRORS
from reconciler.emulator.uis_methods import Api
from reconciler.emulator.uis_profile import UIS_PROFILES, LimitsAt, Success, UisProfile

KEY = "uis-key"
OWN = "74993720692"
CODE = 74991112233
CALL: dict[str, Any] = {"virtual_phone_number": OWN, "contact": str(CODE), "first_call": "contact", "direction": "in"}
# Source: the UIS page "Вызов на виртуальный номер", its example of a request, with a key that the account has.
PRINTED = """
{
 "jsonrpc": "2.0",
 "method": "start.vnumber_call",
 "id": "req1",
 "params": {
  "access_token": "2fRN4g217ca0b4224a67988aff3e584f91964a692045415f36fa66146f5a3c1ae1f6093d",
  "virtual_phone_number": "74993720692",
  "external_id": "34rty567",
  "dtmf_string": "..1.2.3",
  "direction": "in",
  "contact": "79260000000",
  "first_call": "employee",
  "switch_at_once": false,
  "show_virtual_phone_number": true,
  "contact_message": {
   "type": "media",
   "value": "237"
  }
 }
}
"""


class Desk:
    """A world without a socket whose clock a test turns."""

    def __init__(self, profile: UisProfile | None = None, **account: Any) -> None:
        self.now = 1_785_000_000.0
        self.exolve = Account(*(Application(name=name, key=key) for name, key in KEYS.items()))
        self.customer = UisAccount(
            **{"tokens": {KEY: "ok"}, "numbers": {OWN: VirtualNumber(number=OWN)}, "is_open": False, **account}
        )
        self.world: Telephony = telephony(
            self.exolve,
            clock=lambda: self.now,
            profile=profile or UisProfile(),
            uis=self.customer,
            phones=Phones({"74992223344": Phone(after=5, talks=10)}),
        )

    def send(self, body: str | bytes, api: Api = Api.CALL) -> tuple[int, dict[str, Any]]:
        """Send a body as it is; answer the status and the answer."""
        uis = self.world.uis
        answer = uis.perform(uis.receive(api, body if isinstance(body, bytes) else body.encode()))
        return answer.status, json.loads(answer.body)

    def call(self, method: str, params: Mapping[str, Any], api: Api = Api.CALL) -> dict[str, Any]:
        """Call a method with the key."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"access_token": KEY, **params}}
        return self.send(json.dumps(body), api)[1]

    def error(self, method: str, params: Mapping[str, Any], api: Api = Api.CALL) -> dict[str, Any]:
        """Call a method, and answer the error with which it is refused."""
        answer = self.call(method, params, api)
        assert "error" in answer, answer
        error: dict[str, Any] = answer["error"]
        return error

    def refused(self, method: str, params: Mapping[str, Any], api: Api = Api.CALL) -> tuple[str, str | None]:
        """Call a method, and answer the mnemonic and the field with which it is refused."""
        error = self.error(method, params, api)
        assert error["code"] == ERRORS[error["data"]["mnemonic"]][0]
        return error["data"]["mnemonic"], error["data"]["field"]

    def started(self, **params: Any) -> int:
        """Start a call; answer its session."""
        session: int = self.call("start.vnumber_call", {**CALL, **params})["result"]["data"]["call_session_id"]
        return session

    def report(self, method: str, **more: Any) -> list[dict[str, Any]]:
        """Answer the rows of a report."""
        params = {"date_from": "2026-01-01 00:00:00", "date_till": "2026-12-31 00:00:00", **more}
        rows: list[dict[str, Any]] = self.call(method, params, Api.DATA)["result"]["data"]
        return rows

    def forward(self, *places: str) -> None:
        """Let the number ring places in turn."""
        self.exolve.register(CODE, "main")
        entries = [{"redirect_number": place, "timeout": 20, "active": True} for place in places]
        data = {"redirect_type": 2, "call_control": entries}
        self.exolve.forward(CODE, {"call_forwarding_type": 2, "call_forwarding_number": data})


def test_the_page_s_request_is_answered_as_the_page_prints_it() -> None:
    key = json.loads(PRINTED)["params"]["access_token"]
    answer = Desk(tokens={key: "ok"}).send(PRINTED)
    assert answer == (200, {"jsonrpc": "2.0", "id": "req1", "result": {"data": {"call_session_id": 123467589}}})


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


def test_a_call_is_released_once() -> None:
    desk = Desk()
    session = desk.started()
    assert desk.call("release.call", {"call_session_id": session})["result"]["data"] == {"success": "true"}
    assert desk.refused("release.call", {"call_session_id": session})[0] == "call_session_not_found"
    assert desk.refused("release.call", {"call_session_id": "1"}) == ("data_type_error", "call_session_id")
    assert desk.world.running() == []


@pytest.mark.parametrize(
    ("success", "data"),
    [(Success.TEXT, {"success": "true"}), (Success.BOOLEAN, {"success": True}), (Success.BARE, True)],
)
def test_how_a_release_says_that_it_was_done_is_a_switch(success: Success, data: object) -> None:
    desk = Desk(UisProfile(success=success))
    assert desk.call("release.call", {"call_session_id": desk.started()})["result"]["data"] == data


def test_the_reports_show_a_call_after_a_delay() -> None:
    desk = Desk()
    desk.forward("74992223344")
    session = desk.started(external_id="mine")
    wanted = {"filter": {"field": "call_session_id", "operator": "=", "value": session}}
    desk.now += 14
    assert desk.report("get.call_legs_report", **wanted) == []
    desk.now += 6
    (leg,) = desk.report("get.call_legs_report", **wanted)
    assert {name: leg[name] for name in ("is_operator", "duration", "total_duration", "finish_reason")} == {
        "is_operator": False,
        "duration": 10,
        "total_duration": 15,
        "finish_reason": "subscriber_disconnects",
    }
    assert (leg["calling_phone_number"], leg["called_phone_number"]) == (OWN, str(CODE))
    by_id = {"filter": {"field": "call_api_external_id", "operator": "=", "value": "mine"}, "fields": ["id"]}
    assert desk.report("get.calls_report", **by_id) == [{"id": session}]
    assert desk.report("get.calls_report", date_till="2026-01-02 00:00:00") == []


def test_a_running_call_is_shown_to_whoever_asks_for_ongoing_ones() -> None:
    desk = Desk()
    desk.forward("74992223344")
    session = desk.started(external_id="mine")
    desk.now += 6
    assert desk.report("get.calls_report") == []
    (row,) = desk.report("get.calls_report", include_ongoing_calls=True)
    assert (row["id"], row["finish_reason"], row["finish_time"]) == (session, None, None)
    ongoing = Desk(UisProfile(ongoing_legs=True))
    ongoing.forward("74992223344")
    ongoing.started()
    ongoing.now += 6
    (leg,) = ongoing.report("get.call_legs_report")
    assert (leg["duration"], leg["finish_reason"]) == (1, None)
    assert leg["connect_time"] is not None


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"date_from": "2026-01-01"}, ("required_parameter_missed", "date_till")),
        ({"date_from": "yesterday", "date_till": "2026-01-01 00:00:00"}, ("invalid_parameter_value", "date_from")),
        ({"fields": ["colour"]}, ("invalid_parameter_value", "fields")),
        ({"filter": {"field": "call_session_id", "operator": "="}}, ("required_parameter_missed", "filter.value")),
        ({"filter": {"field": "colour", "operator": "=", "value": 1}}, ("invalid_parameter_value", "filter")),
        ({"include_ongoing_calls": True}, ("unexpected_parameters", "include_ongoing_calls")),
    ],
)
def test_a_report_that_cannot_be_made_is_refused(params: dict[str, Any], refusal: tuple[str, str | None]) -> None:
    dates = {} if "date_from" in params else {"date_from": "2026-01-01 00:00:00", "date_till": "2026-02-01 00:00:00"}
    assert Desk().refused("get.call_legs_report", {**dates, **params}, Api.DATA) == refusal


def test_our_numbers_are_listed_with_their_scenarios() -> None:
    desk = Desk()
    wanted = {"filter": {"field": "virtual_phone_number", "operator": "=", "value": OWN}}
    (row,) = desk.call("get.virtual_numbers", wanted, Api.DATA)["result"]["data"]
    assert row == {
        "virtual_phone_number": OWN,
        "status": "active",
        "scenarios": [{"scenario_id": 1, "scenario_name": "Основной", "is_active": True}],
    }
    other = {"filter": {"field": "virtual_phone_number", "operator": "=", "value": "74990000000"}}
    assert desk.call("get.virtual_numbers", other, Api.DATA)["result"]["data"] == []
    assert len(Desk(is_open=True).call("get.virtual_numbers", other, Api.DATA)["result"]["data"]) == 1


def test_a_session_s_key_opens_both_interfaces_or_one_and_lives_an_hour() -> None:
    for shared in (True, False):
        desk = Desk(UisProfile(sessions_shared=shared))
        login = {"login": "emulated-login", "password": "emulated-password"}
        body = {"jsonrpc": "2.0", "id": 1, "method": "login.user", "params": login}
        data = desk.send(json.dumps(body))[1]["result"]["data"]
        key = {"access_token": data["access_token"]}
        assert "result" in desk.call("start.vnumber_call", {**CALL, **key})
        assert ("result" in desk.call("get.virtual_numbers", key, Api.DATA)) is shared
        desk.now += 3600
        assert desk.refused("start.vnumber_call", {**CALL, **key})[0] == "access_token_invalid"
        wrong = {"jsonrpc": "2.0", "id": 1, "method": "login.user", "params": {**login, "password": "x"}}
        assert desk.send(json.dumps(wrong))[1]["error"]["data"]["mnemonic"] == "auth_error"


def test_limits_are_told_and_kept_a_minute_and_a_day_long() -> None:
    desk = Desk(minute_limit=2, day_limit=3)
    answer = desk.call("start.vnumber_call", CALL)
    assert answer["result"]["metadata"]["limits"] == {
        "minute_limit": 2,
        "minute_remaining": 1,
        "minute_reset": 61,
        "day_limit": 3,
        "day_remaining": 2,
        "day_reset": 86401,
    }
    desk.started()
    error = desk.error("start.vnumber_call", CALL)
    assert (error["data"]["mnemonic"], error["data"]["metadata"]["limits"]["minute_remaining"]) == ("limit_exceeded", 0)
    desk.now += 61
    desk.started()
    assert desk.refused("start.vnumber_call", CALL)[0] == "limit_exceeded"
    silent = Desk(UisProfile(limits_at=LimitsAt.NOWHERE), minute_limit=5)
    assert "metadata" not in silent.call("start.vnumber_call", CALL)["result"]


def test_the_contrary_profile_answers_errors_otherwise() -> None:
    desk = Desk(UIS_PROFILES["contrary"])
    status, answer = desk.send('{"jsonrpc": "2.0", "id": 9, "method": "start.call", "params": {}}')
    assert (status, answer["id"]) == (400, 9)
    assert desk.send("[]")[1]["error"]["data"]["mnemonic"] == "batch_operations_not_supported"


def test_the_default_direction_is_a_switch() -> None:
    without = {name: value for name, value in CALL.items() if name != "direction"}
    for default in ("in", "out"):
        desk = Desk(UisProfile(default_direction=default), forbidden_directions={"out"})
        assert ("error" in desk.call("start.vnumber_call", without)) is (default == "out")


@pytest.mark.parametrize("reason", ["no_money", "numa_dnd_interval"])
def test_a_call_that_uis_will_not_make_ends_with_its_reason(reason: str) -> None:
    desk = Desk(reasons={str(CODE): reason})
    desk.forward("74992223344")
    desk.started()
    desk.now += 10
    (leg,) = desk.report("get.call_legs_report")
    assert (leg["finish_reason"], leg["connect_time"], leg["duration"]) == (reason, None, 0)


def test_a_number_without_an_active_scenario_calls_nobody() -> None:
    desk = Desk(numbers={OWN: VirtualNumber(number=OWN, scenario_is_active=False)})
    desk.started()
    desk.now += 10
    assert desk.report("get.call_legs_report")[0]["finish_reason"] == "no_active_scenario"


def test_with_an_employee_first_nobody_is_dialled_until_one_answers() -> None:
    for answers in (False, True):
        desk = Desk(employee_answers=answers)
        desk.forward("74992223344")
        desk.started(first_call="employee")
        (session,) = desk.world.sessions
        assert (session.dials_at is not None) is answers
        desk.now += 60
        assert [leg["is_operator"] for leg in desk.report("get.call_legs_report")] == [not answers]


def test_a_released_call_is_reported_as_the_switch_says() -> None:
    for reason in ("call_released", "no_success_subscriber_call"):
        desk = Desk(UisProfile(released_reason=reason))
        desk.forward("74992223344")
        session = desk.started()
        desk.now += 2
        desk.call("release.call", {"call_session_id": session})
        desk.now += 10
        (leg,) = desk.report("get.call_legs_report")
        assert (leg["finish_reason"], leg["duration"], leg["total_duration"]) == (reason, 0, 2)


def test_uis_lets_nobody_ring_for_longer_than_its_limit() -> None:
    desk = Desk(UisProfile(ring_limit=12))
    desk.world.phones.put("74992223355", Phone(manner=Manner.NO_ANSWER))
    desk.forward("74992223355", "74992223344")
    desk.started()
    (session,) = desk.world.sessions
    assert (session.fate.answered, session.fate.reason.value, session.ends - session.started) == (None, "timeout", 12)


@pytest.mark.parametrize(
    "data",
    [5, {"colour": 1}, {"is_active": "yes"}, {"numbers": {OWN: {"colour": 1}}}, {"most_tts": "many"}],
)
def test_an_account_is_changed_by_what_it_has_alone(data: object) -> None:
    account = UisAccount()
    with pytest.raises(WrongAccountError):
        account.change(data)
    account.change({"numbers": {OWN: {"status": "blocked"}}, "blacklist": ["1"], "most_tts": None})
    assert account.numbers == {OWN: replace(VirtualNumber(number=OWN), status="blocked")}
    assert (account.blacklist, account.most_tts) == ({"1"}, None)
