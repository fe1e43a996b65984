"""The client of UIS: what it sends, what it does with an answer, and what it never does twice."""

import json
from datetime import timedelta

import httpx
import pytest
from support.exolve import told
from support.time import BEGIN
from support.uis import CALL, CALL_URL, DATA_URL, KEY, line, refused, result

from reconciler.errors import (
    CallFailedError,
    ConfigurationError,
    NoAnswerError,
    ServiceRefusedError,
    StoppedError,
    ThrottledError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.providers.uis_credentials import Credentials, credentials_of

SESSION = 123467589
STARTED = result({"call_session_id": SESSION})
LOGIN = Credentials(login="somebody", password="pass-9a7b31")
LOGGED_IN = result({"access_token": "session-1", "expire_at": 1})


def test_a_start_is_sent_as_json_rpc_with_its_key_in_the_parameters() -> None:
    talk = line(STARTED)
    assert talk.client.start(CALL) == SESSION
    (request,) = talk.script.requests
    assert (str(request.url), request.method) == (CALL_URL, "POST")
    assert request.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert "Authorization" not in request.headers
    assert talk.sent == [
        {
            "jsonrpc": "2.0",
            "id": "req1",
            "method": "start.vnumber_call",
            "params": {"access_token": KEY, **CALL.params()},
        }
    ]


@pytest.mark.parametrize("session", [SESSION, str(SESSION)])
def test_a_session_is_read_as_a_number_or_its_digits(session: object) -> None:
    assert line(result({"call_session_id": session})).client.start(CALL) == SESSION


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("no answer"),
        httpx.RemoteProtocolError("closed"),
        httpx.Response(200, content="OK"),
        httpx.Response(200, json={"jsonrpc": "2.0", "id": "another", "result": {"data": {"call_session_id": 1}}}),
        httpx.Response(200, json={"jsonrpc": "2.0", "id": "req1", "result": {"data": {}}}),
        httpx.Response(200, json={"jsonrpc": "2.0", "id": "req1", "result": {}}),
        httpx.Response(301, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(429),
        httpx.Response(502, content="<html>"),
        httpx.Response(404, content="404 page not found"),
        refused(-32603, "internal_error"),
    ],
)
def test_a_start_whose_answer_is_lost_is_never_sent_again(lost: httpx.Response | Exception) -> None:
    talk = line(lost, STARTED)
    with pytest.raises(NoAnswerError):
        talk.client.start(CALL)
    assert talk.methods == ["start.vnumber_call"]


def test_a_start_that_did_not_leave_is_tried_again_and_then_given_up() -> None:
    talk = line(httpx.ConnectError("refused"), STARTED)
    assert talk.client.start(CALL) == SESSION
    assert len(talk.sent) == 2
    talk = line(httpx.ConnectError("refused"))
    with pytest.raises(CallFailedError, match="UIS cannot be reached \\(the Call API\\)") as caught:
        talk.client.start(CALL)
    assert not caught.value.may_have_happened
    assert len(talk.sent) == 3


def test_a_limit_of_the_minute_is_told_to_whoever_starts_and_one_of_the_day_ends_all() -> None:
    minute = {"limits": {"minute_remaining": 0, "minute_reset": 17, "day_remaining": 5}}
    talk = line(refused(-32029, "limit_exceeded", metadata=minute), STARTED)
    with pytest.raises(ThrottledError) as caught:
        talk.client.start(CALL)
    assert (caught.value.seconds, talk.client.pause(), talk.stop.waits) == (17, 17, [])
    assert talk.client.start(CALL) == SESSION, "which waits if it was not waited for"
    assert talk.stop.waits == [17]
    day = {"limits": {"minute_remaining": 3, "day_remaining": 0, "day_reset": 40000}}
    talk = line(refused(-32029, "limit_exceeded", metadata=day), STARTED)
    with pytest.raises(ServiceRefusedError, match="limit_exceeded"):
        talk.client.start(CALL)
    with pytest.raises(ServiceRefusedError, match="no request is left for today"):
        talk.client.start(CALL)
    assert len(talk.sent) == 1, "nothing is sent after UIS has said that nothing is left"


def test_a_limit_of_the_minute_is_waited_for_by_what_only_reads() -> None:
    talk = line(refused(-32029, "limit_exceeded"), result([]))
    assert talk.client.own_number("7") is None
    assert sum(talk.stop.waits) == 60


def test_no_pause_is_longer_than_a_minute_and_a_half_whatever_uis_says() -> None:
    limits = {"limits": {"minute_remaining": 0, "minute_reset": 1_753_444_800}}
    talk = line(result([], **limits), result([]))
    talk.client.own_number("7")
    talk.client.own_number("7")
    assert talk.stop.waits == [90]


def test_what_an_answer_says_of_its_limits_is_obeyed_but_never_before_a_call_is_ended() -> None:
    limits = {"limits": {"minute_limit": 2, "minute_remaining": 0, "minute_reset": 31}}
    talk = line(result({"call_session_id": SESSION}, **limits), result({"success": "true"}), STARTED)
    talk.client.start(CALL)
    assert talk.client.pause() == 31
    assert talk.client.release(SESSION)
    assert talk.stop.waits == []
    talk.client.start(CALL)
    assert talk.stop.waits == [31]


def test_a_look_at_a_running_call_is_one_look_and_waits_for_nothing_longer_than_it() -> None:
    talk = line(httpx.Response(503), result([]))
    with pytest.raises(CallFailedError):
        talk.client.legs(SESSION, contact="7", since=BEGIN, within=5)
    assert len(talk.sent) == 1
    assert talk.script.requests[0].extensions["timeout"]["read"] == 5
    limits = {"limits": {"minute_remaining": 0, "minute_reset": 31}}
    talk = line(result([], **limits), result([]))
    talk.client.legs(SESSION, contact="7", since=BEGIN, within=5)
    with pytest.raises(CallFailedError, match="takes no more requests for 31 s"):
        talk.client.legs(SESSION, contact="7", since=BEGIN, within=5)
    assert talk.stop.waits == []


def test_nothing_is_started_once_the_run_is_asked_to_stop() -> None:
    talk = line(STARTED)
    talk.stop.set()
    with pytest.raises(StoppedError):
        talk.client.start(CALL)
    assert talk.sent == []
    talk = line(httpx.ConnectError("refused"), STARTED)
    talk.stop.act = talk.stop.set
    with pytest.raises(StoppedError):
        talk.client.start(CALL)
    assert len(talk.sent) == 1, "a try that did not leave is not followed by another"


def test_the_end_of_a_call_is_tried_as_long_also_after_a_stop() -> None:
    talk = line(httpx.Response(503), httpx.Response(503), result({"success": "true"}))
    talk.stop.set()
    assert talk.client.release(SESSION)
    assert talk.clock.seconds > 0, "and with its pauses"


@pytest.mark.parametrize(
    ("answer", "was_running"),
    [
        (result({"success": "true"}), True),
        (result({"success": True}), True),
        (result(data=True), True),
        (refused(-32602, "call_session_not_found"), False),
    ],
)
def test_a_release_tells_whether_there_was_anything_to_end(answer: httpx.Response, *, was_running: bool) -> None:
    talk = line(httpx.ReadTimeout("lost"), httpx.Response(503), answer)
    assert talk.client.release(SESSION) is was_running
    assert [body["params"] for body in talk.sent] == [{"access_token": KEY, "call_session_id": SESSION}] * 3


@pytest.mark.parametrize("data", [{"success": "false"}, {"success": ["true"]}, {"success": 1}, [], False, None])
def test_a_release_that_says_nothing_of_success_is_not_taken_for_one(data: object) -> None:
    with pytest.raises(CallFailedError, match="not that it was done"):
        line(result(data)).client.release(SESSION)


def test_the_legs_of_a_session_are_asked_for_over_a_wide_time_because_the_account_s_zone_is_not_known() -> None:
    rows = [
        {"call_session_id": SESSION, "is_operator": False, "connect_time": "2026-07-25 15:00:03", "duration": 15},
        {"call_session_id": SESSION, "is_operator": True, "duration": "7", "finish_reason": "operator_disconnects"},
        {"call_session_id": SESSION, "called_phone_number": "74991112233", "connect_time": None, "duration": None},
        {"call_session_id": 1, "is_operator": False, "duration": 99},
        {"is_operator": False, "duration": 99},
        "no row",
    ]
    talk = line(result(rows))
    legs = talk.client.legs(SESSION, contact="74991112233", since=BEGIN)
    assert [(leg.is_operator, leg.is_answered) for leg in legs] == [(False, True), (True, True), (False, False)]
    params = talk.sent[0]["params"]
    assert str(talk.script.requests[0].url) == DATA_URL
    assert params["filter"] == {"field": "call_session_id", "operator": "=", "value": SESSION}
    day = timedelta(days=1)
    assert params["date_from"] <= f"{BEGIN - day:%Y-%m-%d %H:%M:%S}" < f"{BEGIN + day:%Y-%m-%d %H:%M:%S}"
    assert params["date_till"] >= f"{BEGIN + day:%Y-%m-%d %H:%M:%S}"


def test_a_call_is_found_by_its_external_id_also_while_it_runs() -> None:
    rows = [
        {"id": SESSION, "call_api_external_id": "run-1"},
        {"id": 5, "call_api_external_id": "run-2"},
        {"id": None, "call_api_external_id": "run-1"},
        {"id": 77},
    ]
    talk = line(result(rows))
    assert talk.client.sessions("run-1", since=BEGIN) == (SESSION,)
    params = talk.sent[0]["params"]
    assert params["include_ongoing_calls"] is True
    assert params["filter"] == {"field": "call_api_external_id", "operator": "=", "value": "run-1"}


@pytest.mark.parametrize(
    ("rows", "stands"),
    [
        ([], None),
        ([{"virtual_phone_number": "1"}], None),
        ([{"virtual_phone_number": "7", "status": "active", "scenarios": [{"is_active": True}]}], (True, True)),
        ([{"virtual_phone_number": "7", "status": "active", "scenarios": [{"is_active": False}]}], (True, False)),
        ([{"virtual_phone_number": "7", "status": "active", "scenarios": None}], (True, False)),
        ([{"virtual_phone_number": "7", "status": "blocked", "scenarios": [{"is_active": True}]}], (False, True)),
    ],
)
def test_how_our_own_number_stands(rows: list[object], stands: tuple[bool, bool] | None) -> None:
    number = line(result(rows)).client.own_number("7")
    assert (None if number is None else (number.is_active, number.has_active_scenario)) == stands


def test_reading_is_tried_again_and_a_wrong_address_is_told_at_once() -> None:
    talk = line(httpx.Response(503), httpx.Response(200, content="busy"), httpx.ReadTimeout("lost"), result([]))
    assert talk.client.own_number("7") is None
    with pytest.raises(WrongAddressError) as caught:
        line(httpx.Response(404, content="not here")).client.own_number("7")
    assert "UIS_BASE_URL and UIS_DATA_URL" in caught.value.advice
    with pytest.raises(WrongAddressError):
        line(httpx.Response(302, headers={"Location": "/"})).client.own_number("7")


def test_no_half_of_a_key_is_left_where_a_long_message_is_cut() -> None:
    for spaces in (" ", "   "):
        answer = refused(-32003, "forbidden", message="x" * 290 + spaces + KEY + " is not allowed")
        with pytest.raises(ServiceRefusedError) as caught:
            line(answer).client.start(CALL)
        assert KEY[:6] not in told(caught.value)


def test_without_a_permanent_key_each_interface_is_logged_in_to_once() -> None:
    talk = line(LOGGED_IN, STARTED, LOGGED_IN, result([]), result([]), credentials=LOGIN)
    talk.client.start(CALL)
    talk.client.own_number("7")
    talk.client.own_number("7")
    assert talk.methods == ["login.user", "start.vnumber_call", "login.user", *["get.virtual_numbers"] * 2]
    assert talk.sent[0]["params"] == {"login": "somebody", "password": "pass-9a7b31"}
    assert talk.sent[1]["params"]["access_token"] == "session-1"


def test_a_session_that_is_no_more_is_renewed_once() -> None:
    gone = refused(-32001, "access_token_invalid")
    talk = line(LOGGED_IN, gone, result({"access_token": "session-2"}), STARTED, credentials=LOGIN)
    assert talk.client.start(CALL) == SESSION
    assert talk.sent[-1]["params"]["access_token"] == "session-2"
    talk = line(LOGGED_IN, gone, LOGGED_IN, gone, STARTED, credentials=LOGIN)
    with pytest.raises(UnauthorizedError):
        talk.client.start(CALL)
    assert talk.methods == ["login.user", "start.vnumber_call"] * 2


def test_a_session_is_opened_anew_before_it_ends() -> None:
    second = result({"access_token": "session-2"})
    talk = line(LOGGED_IN, STARTED, STARTED, second, STARTED, credentials=LOGIN)
    talk.client.start(CALL)
    talk.clock.move(2_999)
    talk.client.start(CALL)
    talk.clock.move(1)
    talk.client.start(CALL)
    tokens = [body["params"].get("access_token") for body in talk.sent]
    assert tokens == [None, "session-1", "session-1", None, "session-2"]


def test_a_permanent_key_that_is_refused_is_not_tried_again() -> None:
    talk = line(refused(-32001, "access_token_invalid"), STARTED)
    with pytest.raises(UnauthorizedError):
        talk.client.start(CALL)
    assert len(talk.sent) == 1


@pytest.mark.parametrize("data", [{}, {"access_token": 5}, []])
def test_a_login_without_a_key_is_no_login(data: object) -> None:
    with pytest.raises(UnauthorizedError, match="without an access_token"):
        line(result(data), credentials=LOGIN).client.start(CALL)


def test_no_key_and_no_password_is_in_any_error() -> None:
    for secret, credentials in ((KEY, Credentials(token=KEY)), ("pass-9a7b31", LOGIN)):
        answer = refused(-32602, "data_type_error", message=f"Your {secret} is wrong", field=secret)
        talk = line(*([LOGGED_IN] if credentials is LOGIN else []), answer, credentials=credentials)
        with pytest.raises(ServiceRefusedError) as caught:
            talk.client.start(CALL)
        assert secret not in told(caught.value)
        assert secret not in repr(talk.client)


@pytest.mark.parametrize(
    "environ",
    [{}, {"UIS_LOGIN": "a"}, {"UIS_PASSWORD": "b"}, {"UIS_ACCESS_TOKEN": " "}, {"UIS_ACCESS_TOKEN": "a\nb"}],
)
def test_without_a_usable_key_there_is_no_client(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        credentials_of(environ)


def test_a_permanent_key_beats_a_login() -> None:
    found = credentials_of({"UIS_ACCESS_TOKEN": " key\n", "UIS_LOGIN": "a", "UIS_PASSWORD": "b"})
    assert found.token == "key"
    assert credentials_of({"UIS_LOGIN": "a", "UIS_PASSWORD": "b"}).token == ""


def test_an_answer_is_json_rpc_first_whatever_its_status() -> None:
    def broken_status(request: httpx.Request) -> httpx.Response:
        told = {"jsonrpc": "2.0", "id": json.loads(request.content)["id"], "result": {"data": {"call_session_id": 7}}}
        return httpx.Response(500, json=told)

    assert line(broken_status).client.start(CALL) == 7
