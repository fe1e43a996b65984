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
