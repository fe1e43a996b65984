"""Each request as it would be sent, and its exact answer."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from emulator.world import NUMBER, SALES, SUPPORT, TO_NUMBER, TO_TRUNK, TO_URL, World, to_one, to_url

from reconciler.emulator.exolve_messages import PATHS, Method
from reconciler.emulator.profile import Profile

OF_ONE_NUMBER = [Method.SET, Method.DELETE, Method.ATTRIBUTES]


def answered(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json()


def refused(text: str, status: int = 400) -> tuple[int, Any]:
    return status, {"error": text}


@pytest.mark.parametrize("body", [TO_NUMBER, TO_URL, TO_TRUNK], ids=["number", "url", "trunk"])
def test_each_body_of_the_page_is_accepted_and_comes_back(body: str) -> None:
    world = World()
    assert answered(world.call(Method.SET, body)) == (200, {})
    sent = json.loads(body, object_hook=integers)
    assert world.stored() == {name: value for name, value in sent.items() if name != "number_code"}


def integers(value: dict[str, Any]) -> dict[str, Any]:
    return {name: int(item) if name == "timeout" else item for name, item in value.items()}


def test_the_pages_comment_is_no_json() -> None:
    body = TO_NUMBER.replace('"74992223344"', '"74992223344" // или 883140XXXXXXXXX (SIP ID)')
    answer = World().call(Method.SET, body)
    assert answered(answer) == refused("proto: syntax error (line 13:50): invalid value /")


def test_setting_again_is_the_same_as_once() -> None:
    world = World()
    assert answered(world.set(to_one())) == (200, {})
    first = world.stored()
    assert answered(world.set(to_one())) == (200, {})
    assert world.stored() == first


def test_another_type_replaces_the_whole_forwarding() -> None:
    world = World()
    world.set(to_one())
    world.set(to_url())
    assert world.stored() == to_url()


def test_type_zero_removes_the_forwarding() -> None:
    world = World()
    world.set(to_one())
    assert answered(world.set({"call_forwarding_type": 0})) == (200, {})
    assert world.stored() is None


def test_delete_removes_the_forwarding() -> None:
    world = World()
    world.set(to_one())
    assert answered(world.call(Method.DELETE, {"number_code": str(NUMBER)})) == (200, {})
    assert world.stored() is None


@pytest.mark.parametrize("method", Method)
def test_a_wrong_key_is_unauthorized(method: Method) -> None:
    answer = World().call(method, {"number_code": NUMBER} if method is not Method.LIST else {}, key="wrong")
    assert answered(answer) == refused("Unauthorized", 401)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "sales-key", "Basic sales-key"])
def test_a_missing_key_is_a_malformed_token(header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = World().send("POST", PATHS[Method.SET], {"number_code": NUMBER}, headers)
    assert answered(answer) == refused("malformed token", 401)


def test_a_doubled_bearer_is_a_wrong_key() -> None:
    assert answered(World().call(Method.LIST, {}, key="Bearer sales-key")) == refused("Unauthorized", 401)


def test_the_key_is_checked_before_the_body() -> None:
    assert answered(World().call(Method.SET, "{", key=None)) == refused("malformed token", 401)


@pytest.mark.parametrize("body", [{}, {"number_code": 0}, {"number_code": "0"}, {"number_code": None}])
@pytest.mark.parametrize("method", OF_ONE_NUMBER)
def test_a_number_is_needed(method: Method, body: object) -> None:
    says = f"invalid {method}Request.NumberCode: value must be greater than 0"
    assert answered(World().call(method, body)) == refused(says)


@pytest.mark.parametrize("method", OF_ONE_NUMBER)
def test_a_number_that_is_no_number_is_refused_where_it_stands(method: Method) -> None:
    answer = World().call(method, '{\n "number_code": "+74991112233"}')
    says = 'proto: (line 2:17): invalid value for uint64 field numberCode: "+74991112233"'
    assert answered(answer) == refused(says)


@pytest.mark.parametrize("method", Method)
def test_an_unknown_field_is_refused(method: Method) -> None:
    answer = World().call(method, '{"number": 74991112233}')
    assert answered(answer) == refused('proto: (line 1:2): unknown field "number"')


@pytest.mark.parametrize("method", Method)
def test_a_trailing_comma_is_refused(method: Method) -> None:
    answer = World().call(method, "{},")
    assert answered(answer) == refused("proto: syntax error (line 1:3): unexpected token ,")


def test_two_data_objects_are_refused() -> None:
    body = '{"number_code": 1, "call_forwarding_ipcr": {"url": "u"}, "call_forwarding_sip": {"sip_uri": "a@b"}}'
    says = (
        'proto: (line 1:58): error parsing "call_forwarding_sip", '
        "oneof SetCallForwardingRequest.call_forwarding_data is already set"
    )
    assert answered(World().call(Method.SET, body)) == refused(says)


@pytest.mark.parametrize(
    ("method", "doing"),
    [
        (Method.SET, "Error setting call forwarding"),
        (Method.DELETE, "Error deleting call forwarding"),
        (Method.ATTRIBUTES, "Error getting attributes"),
    ],
)
@pytest.mark.parametrize("closed", [True, False])
def test_a_foreign_number_is_missing_in_the_application(method: Method, doing: str, closed: bool) -> None:  # noqa: FBT001
    world = World(closed=closed)
    if not closed:
        world.account.register(NUMBER, SUPPORT.name)
    body = {"number_code": NUMBER} | (to_url() if method is Method.SET else {})
    assert answered(world.call(method, body)) == refused(f"{doing}: number is missing in the application")


@pytest.mark.parametrize("method", OF_ONE_NUMBER)
def test_in_an_open_account_a_number_belongs_to_whoever_names_it_first(method: Method) -> None:
    world = World()
    body = {"number_code": NUMBER} | (to_url() if method is Method.SET else {})
    assert world.call(method, body, key=SUPPORT.key).status_code == 200
    assert world.call(method, body, key=SALES.key).status_code == 400


def test_a_number_with_a_sip_id_refuses_forwarding() -> None:
    world = World()
    world.account.register(NUMBER, SALES.name, has_sip=True)
    assert answered(world.set(to_url())) == refused("number has sip")
    assert world.stored() is None


def test_an_application_without_the_service_may_read_and_not_set() -> None:
    world = World()
    world.account.activate(SALES.name, activated=False)
    says = "activate call forwarding service on this application"
    assert answered(world.set(to_url())) == refused(f"Error setting call forwarding: {says}", 403)
    delete = world.call(Method.DELETE, {"number_code": NUMBER})
    assert answered(delete) == refused(f"Error deleting call forwarding: {says}", 403)
    assert world.call(Method.ATTRIBUTES, {"number_code": NUMBER}).status_code == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"call_forwarding_type": 5}, "CallForwardingType: value must be one of the defined enum values"),
        (to_url() | {"call_forwarding_type": -1}, "CallForwardingType: value must be one of the defined enum values"),
        (to_url() | {"call_forwarding_type": 2}, "CallForwardingType: value does not match call_forwarding_ipcr"),
        (to_url() | {"call_forwarding_type": 0}, "CallForwardingType: value does not match call_forwarding_ipcr"),
        ({"call_forwarding_type": 3}, "CallForwardingData: value is required"),
        ({}, "CallForwardingData: value is required"),
    ],
)
def test_the_type_and_the_data_object_must_agree(body: dict[str, Any], says: str) -> None:
    assert answered(World().set(body)) == refused(f"invalid SetCallForwardingRequest.{says}")


def test_the_data_object_tells_the_type() -> None:
    world = World()
    assert answered(world.set({"call_forwarding_sip": {"sip_uri": "me@host"}})) == (200, {})
    assert world.stored() == {"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "me@host"}}


def test_a_redirect_type_out_of_range_is_refused() -> None:
    body = to_one()
    body["call_forwarding_number"]["redirect_type"] = 4
    says = (
        "invalid SetCallForwardingRequest.CallForwardingNumber: embedded message failed validation"
        " | caused by: invalid CallForwardingNumber.RedirectType: value must be one of the defined enum values"
    )
    assert answered(World().set(body)) == refused(says)


def test_get_attributes_has_the_documented_shape() -> None:
    world = World()
    world.call(Method.SET, TO_NUMBER)
    answer = world.call(Method.ATTRIBUTES, {"number_code": NUMBER})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "number_resource_id": str(world.account.number(NUMBER, "sales").resource_id),
        "status_name": "Active",
        "attributes": {
            "call_record": False,
            "call_forwarding_type": 2,
            "call_forwarding_number": {
                "redirect_type": 1,
                "call_control": [
                    {
                        "timeout": "16",
                        "active": True,
                        "period": "wd {Mon-Fri} hr {6am-14pm}",
                        "period_description": "график будни",
                        "name": "звонит клиент",
                        "redirect_number": "74992223344",
                    }
                ],
                "event_url": "https://example.com/",
                "event_extended": True,
                "file_to_a": "12345",
                "file_to_b": "54321",
                "masking": True,
                "display_number": "74995556677",
            },
        },
    }


def test_get_attributes_of_a_number_without_forwarding() -> None:
    assert World().attributes() == {"call_record": False}


def test_get_attributes_shows_what_was_set_in_the_cabinet() -> None:
    world = World()
    world.account.register(NUMBER, SALES.name)
    entry = {"timeout": "20", "active": True, "redirect_number": "74992223344", "dtmf": "8"}
    data = {"redirect_type": 1, "call_control": entry, "answer": True}
    world.account.forward(NUMBER, {"call_forwarding_number": data})
    assert world.attributes()["call_forwarding_number"] == data | {"call_control": [entry]}


def listed(world: World, body: dict[str, Any], key: str = "sales-key") -> list[str]:
    answer = world.call(Method.LIST, body, key=key)
    assert answer.status_code == 200, answer.text
    return [row["number_name"] for row in answer.json().get("numbers", [])]


@pytest.fixture
def crowd() -> World:
    world = World(closed=True)
    for last in range(5):
        world.account.register(74990000000 + last, SALES.name, has_sip=last == 3)
    world.account.register(79160000000, SUPPORT.name)
    return world


def test_get_list_pages_from_zero_and_counts_them_all(crowd: World) -> None:
    assert listed(crowd, {"limit": 2}) == ["74990000000", "74990000001"]
    assert listed(crowd, {"limit": "2", "offset": "4"}) == ["74990000004"]
    assert listed(crowd, {"limit": 2, "offset": 9}) == []
    assert crowd.call(Method.LIST, {"limit": 2}).json()["total"] == 5


def test_get_list_filters_by_sip(crowd: World) -> None:
    assert len(listed(crowd, {"sip_filter": 0})) == 5
    assert "74990000003" not in listed(crowd, {"sip_filter": 1})
    assert listed(crowd, {"sip_filter": 2}) == ["74990000003"]
    answer = crowd.call(Method.LIST, {"sip_filter": 3})
    assert answered(answer) == refused("invalid GetListRequest.SipFilter: value must be one of the defined enum values")


def test_get_list_searches_in_the_digits(crowd: World) -> None:
    assert listed(crowd, {"search_filter": "0004"}) == ["74990000004"]


def test_get_list_of_another_application_of_the_customer_is_by_its_id(crowd: World) -> None:
    assert listed(crowd, {"application_uuid": SUPPORT.uuid}) == ["79160000000"]
    assert listed(crowd, {"application_uuid": "05f28d32-3cef-4bb5-9164-424e954aefb1"}) == []


def test_get_list_tells_of_forwarding_only_for_a_named_application(crowd: World) -> None:
    crowd.set(to_one(), number=74990000000)
    row = {
        "number_name": "74990000000",
        "type_name": "ABC",
        "application_name": "sales",
        "application_uuid": SALES.uuid,
    }
    assert crowd.call(Method.LIST, {"limit": 1}).json()["numbers"] == [row]
    with_forwarding = row | {
        "call_forwarding_flag": True,
        "call_forwarding_number": {"redirect_type": "1", "redirect_number": "74992223344"},
    }
    answer = crowd.call(Method.LIST, {"limit": 1, "application_uuid": SALES.uuid})
    assert answer.json() == {"numbers": [with_forwarding], "total": 5}


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        (
            json.loads(TO_TRUNK),
            {"call_forwarding_ip_static": {"did_name": "111", "ip": "127.0.0.1", "port": 10, "timeout": 30}},
        ),
        (
            to_url(reserve="74993334455"),
            {"call_forwarding_ipcr": {"url": "https://example.com/", "reserve": "74993334455"}},
        ),
        ({"call_forwarding_sip": {"sip_uri": "me@host"}}, {"call_forwarding_sip": {"sip_uri": "me@host"}}),
    ],
)
def test_get_list_summarises_every_type(body: dict[str, Any], summary: dict[str, Any]) -> None:
    world = World()
    world.set(body)
    row = world.call(Method.LIST, {"application_uuid": SALES.uuid}).json()["numbers"][0]
    assert row == row | {"call_forwarding_flag": True} | summary


def test_a_number_beyond_the_rate_is_told_to_wait_and_others_are_not() -> None:
    world = World(replace(Profile(), rate_limit=2))
    assert [world.set(to_url()).status_code for _ in range(2)] == [200, 200]
    third = world.set(to_url())
    assert (third.status_code, third.json(), third.headers["retry-after"]) == (429, {"error": "Too Many Requests"}, "1")
    assert world.set(to_url(), number=NUMBER + 1, key=SUPPORT.key).status_code == 200
    world.now += 1
    assert world.set(to_url()).status_code == 200
