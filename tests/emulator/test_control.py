from typing import Any

import pytest
from emulator.world import NUMBER, SALES, SUPPORT, World, to_url

from reconciler.emulator.exolve_messages import Method

CALLS = "/_emulator/calls"
NUMBERS = "/_emulator/numbers"
FAULTS = "/_emulator/faults"


def test_the_calls_received_are_listed_without_their_key() -> None:
    world = World()
    world.set(to_url())
    world.call(Method.LIST, "{", key="wrong")
    answer = world.send("GET", CALLS)
    first = {
        "sequence": 1,
        "time": 1_000_000.0,
        "method": "SetCallForwarding",
        "application": "sales",
        "number": NUMBER,
        "body": {"number_code": NUMBER} | to_url(),
        "status": 200,
        "answer": "",
        "fault": "",
    }
    second = {
        "sequence": 2,
        "time": 1_000_000.0,
        "method": "GetList",
        "application": None,
        "number": None,
        "body": "{",
        "status": 401,
        "answer": '{"error":"Unauthorized"}',
        "fault": "",
    }
    assert answer.json() == {"calls": [first, second]}
    assert "sales-key" not in answer.text


def test_the_calls_of_one_method_can_be_asked_for_and_forgotten() -> None:
    world = World()
    world.set(to_url())
    world.attributes()
    calls = world.send("GET", f"{CALLS}?method=GetAttributes").json()["calls"]
    assert [call["method"] for call in calls] == ["GetAttributes"]
    assert world.send("DELETE", CALLS).json() == {}
    assert world.send("GET", CALLS).json() == {"calls": []}


@pytest.mark.parametrize("body", ["NaN", '"\\ud800"', "[" * 100_000, b"\xff", "1" * 5000])
def test_no_body_can_spoil_the_list(body: str | bytes) -> None:
    world = World()
    world.call(Method.SET, body)
    assert len(world.send("GET", CALLS).json()["calls"]) == 1
    assert world.send("GET", "/").status_code == 200


def test_what_is_set_now_is_shown_as_stored() -> None:
    world = World()
    world.set(to_url())
    number = world.account.number(NUMBER, SALES.name)
    assert world.send("GET", NUMBERS).json() == {
        "applications": [
            {"name": "sales", "application_uuid": SALES.uuid, "forwarding_activated": True},
            {"name": "support", "application_uuid": SUPPORT.uuid, "forwarding_activated": True},
        ],
        "numbers": [
            {
                "number": NUMBER,
                "application": "sales",
                "number_resource_id": str(number.resource_id),
                "has_sip": False,
                "forwarding": to_url(),
            }
        ],
    }


def test_a_person_in_the_cabinet_can_do_it_all() -> None:
    world = World(closed=True)

    def act(**action: Any) -> dict[str, Any]:
        assert world.send("POST", NUMBERS, action).json() == {}
        row: dict[str, Any] = world.send("GET", NUMBERS).json()["numbers"][0]
        return row

    assert act(action="register", number=NUMBER, application="sales")["application"] == "sales"
    assert act(action="register", number=NUMBER, application="support", has_sip=True)["application"] == "support"
    assert act(action="free-sip", number=NUMBER)["has_sip"] is False
    assert act(action="bind-sip", number=NUMBER)["has_sip"] is True
    assert act(action="forward", number=NUMBER, forwarding=to_url())["forwarding"] == to_url()
    assert act(action="clear", number=NUMBER)["forwarding"] is None
    act(action="deactivate", application="support")
    assert [one.forwarding_activated for one in world.account.applications()] == [True, False]
    act(action="activate", application="support")
    assert [one.forwarding_activated for one in world.account.applications()] == [True, True]


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ([], 'A cabinet action must be an object such as {"action": "clear", "number": 74991112233}.'),
        (
            {"action": "sell"},
            "\"action\" must be one of register, bind-sip, free-sip, forward, clear, activate, deactivate, not 'sell'.",
        ),
        ({"action": "clear"}, '"number" must be a number\'s digits as a whole number, not None.'),
        (
            {"action": "clear", "number": NUMBER},
            "Number 74991112233 is not registered: register it in an application first.",
        ),
        ({"action": "activate", "application": 1}, '"application" must be a text, not 1.'),
        ({"action": "forward", "number": 1, "forwarding": "x"}, "\"forwarding\" must be an object, not 'x'."),
        ({"action": "forward", "number": 1, "forwarding": {"a": 1}}, 'proto: (line 1:2): unknown field "a"'),
    ],
)
def test_a_wrong_action_is_refused_in_a_sentence(action: object, says: str) -> None:
    answer = World().send("POST", NUMBERS, action)
    assert (answer.status_code, answer.json()) == (400, {"error": says})


def test_faults_can_be_put_in_force_and_taken_away() -> None:
    world = World()
    assert world.send("PUT", FAULTS, {"rules": [{"kind": "status", "status": 503}]}).json() == {}
    assert world.set(to_url()).status_code == 503
    wrong = world.send("PUT", FAULTS, {"rules": [{}]})
    assert wrong.status_code == 400
    assert wrong.json()["error"].startswith('Fault rule 1: "kind" must be one of')
    assert world.set(to_url()).status_code == 503
    assert world.send("PUT", FAULTS, {"rules": []}).json() == {}
    assert world.set(to_url()).status_code == 200


def test_phones_are_put_somewhere_and_shown() -> None:
    world = World()
    phones = "/_emulator/phones"
    assert world.send("PUT", phones, {"74992223344": {"manner": "busy"}}).json() == {}
    assert world.send("GET", phones).json() == {
        "74992223344": {"manner": "busy", "after": 3.0, "talks": 15.0},
        "*": {"manner": "answers", "after": 3.0, "talks": 15.0},
    }
    answer = world.send("PUT", phones, {"74992223344": {"manner": "sings"}})
    assert (answer.status_code, '"manner" must be one of' in answer.json()["error"]) == (400, True)


def test_the_test_calls_are_shown_and_the_account_at_uis_is_changed() -> None:
    world = World()
    page = "/_emulator/uis"
    params = {"access_token": "emulated-uis-key", "virtual_phone_number": "74993720692", "first_call": "contact"}
    start = {"jsonrpc": "2.0", "id": 1, "method": "start.vnumber_call", "params": {**params, "contact": "74992223344"}}
    assert "result" in world.send("POST", "/v4.0", start).json()
    (call,) = world.send("GET", page).json()["calls"]
    assert call == {
        "call_session_id": 123467589,
        "external_id": "",
        "virtual_phone_number": "74993720692",
        "contact": "74992223344",
        "is_active": True,
        "answered": False,
        "answered_by": "74992223344",
        "rung": ["74992223344"],
        "released": False,
    }
    assert world.send("PUT", page, {"is_active": False}).json() == {}
    assert world.send("POST", "/v4.0", start).json()["error"]["data"]["mnemonic"] == "account_inactive"
    assert world.send("PUT", page, {"colour": 1}).status_code == 400
    listed = world.send("GET", CALLS)
    assert [call["method"] for call in listed.json()["calls"]] == ["start.vnumber_call"] * 2
    assert "emulated-uis-key" not in listed.text
    assert world.send("GET", "/").status_code == 200


@pytest.mark.parametrize("body", [b"\xff", "[]", "5", '{"params": 5}', '{"params": {"access_token": "secret-key"}}'])
def test_no_body_to_uis_spoils_the_list_and_no_key_is_in_it(body: str | bytes) -> None:
    world = World()
    assert "error" in world.send("POST", "/v2.0", body).json()
    listed = world.send("GET", CALLS)
    assert len(listed.json()["calls"]) == 1
    assert "secret-key" not in listed.text


def test_a_fault_spoils_an_answer_of_uis_by_its_mnemonic_and_leaves_exolve_alone() -> None:
    world = World(faults=[{"kind": "error", "mnemonic": "internal_error"}])
    assert world.set(to_url()).status_code == 200
    start = {"jsonrpc": "2.0", "id": 1, "method": "start.vnumber_call", "params": {}}
    assert world.send("POST", "/v4.0", start).json()["error"]["data"]["mnemonic"] == "internal_error"
    world = World(faults=[{"kind": "status", "status": 503, "method": "start.vnumber_call"}])
    answer = world.send("POST", "/v4.0", start)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
