"""The calls of the stand-in's UIS: their ends, the reports of them, the account's limits, and each switch."""

import json
from dataclasses import replace
from typing import Any

import pytest
from support.desk import CALL, CODE, OWN, Desk

from reconciler.emulator.phones import Manner, Phone
from reconciler.emulator.uis_account import UisAccount, VirtualNumber, WrongAccountError
from reconciler.emulator.uis_methods import Api
from reconciler.emulator.uis_profile import UIS_PROFILES, LimitsAt, Success, UisProfile


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
