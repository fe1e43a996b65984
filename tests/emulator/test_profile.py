"""Each switch both ways."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from emulator.world import NUMBER, SALES, SUPPORT, TO_TRUNK, World, to_one, to_url

from reconciler.emulator.exolve_messages import Method
from reconciler.emulator.profile import (
    PROFILES,
    Defaults,
    DeleteOnNothing,
    ErrorBody,
    LeftOut,
    ListScope,
    Notation,
    Profile,
    StaticObject,
)

EMPTY_ENTRY = {"timeout": 16, "active": False, "redirect_number": ""}


def profile(**switches: Any) -> Profile:
    return replace(Profile(), **switches)


def test_contrary_is_every_switch_the_other_way() -> None:
    documented, contrary = PROFILES["documented"], PROFILES["contrary"]
    same = [field.name for field in fields(Profile) if getattr(documented, field.name) == getattr(contrary, field.name)]
    assert same == []


def test_delete_on_nothing_may_be_an_error() -> None:
    body = {"number_code": NUMBER}
    assert World(profile(delete_on_nothing=DeleteOnNothing.OK)).call(Method.DELETE, body).json() == {}
    answer = World(profile(delete_on_nothing=DeleteOnNothing.ERROR)).call(Method.DELETE, body)
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "Error deleting call forwarding: call forwarding already disabled on number",
    }


@pytest.mark.parametrize(
    ("left_out", "after"),
    [
        (LeftOut.CLEARED, {"url": "https://example.com/new"}),
        (LeftOut.KEPT, {"url": "https://example.com/new", "reserve": "74993334455"}),
    ],
)
def test_what_a_set_leaves_out_is_cleared_or_kept(left_out: LeftOut, after: dict[str, Any]) -> None:
    world = World(profile(left_out_fields=left_out))
    world.set(to_url(reserve="74993334455"))
    world.set(to_url("https://example.com/new"))
    assert world.stored()["call_forwarding_ipcr"] == after


def test_where_fields_are_kept_lists_and_types_are_still_replaced() -> None:
    world = World(profile(left_out_fields=LeftOut.KEPT))
    world.set(to_one(name="Иванов"))
    world.set(to_one())
    assert world.stored() == to_one()
    world.set(to_url())
    assert world.stored() == to_url()
    world.set({"call_forwarding_type": 0})
    assert world.stored() is None


def test_an_error_is_flat_or_nested() -> None:
    flat = World(profile(error_body=ErrorBody.FLAT)).call(Method.SET, {}, key="x")
    nested = World(profile(error_body=ErrorBody.NESTED)).call(Method.SET, {}, key="x")
    assert (flat.json(), nested.json()) == ({"error": "Unauthorized"}, {"error": {"message": "Unauthorized"}})


def test_defaults_are_absent_or_present() -> None:
    absent, present = (World(profile(defaults=defaults)) for defaults in (Defaults.ABSENT, Defaults.PRESENT))
    assert absent.attributes() == {"call_record": False}
    assert present.attributes() == {"call_record": False, "call_forwarding_type": 0}
    for world in (absent, present):
        world.set(to_one(active=False, redirect_number=""))
    assert absent.attributes()["call_forwarding_number"] == {"redirect_type": 1, "call_control": [{"timeout": "16"}]}
    data = present.attributes()["call_forwarding_number"]
    entry = {
        "timeout": "16",
        "active": False,
        "redirect_number": "",
        "name": "",
        "period": "",
        "period_description": "",
    }
    assert data == {
        "redirect_type": 1,
        "call_control": [entry | {"dtmf": ""}],
        "event_url": "",
        "event_extended": False,
        "file_to_a": "",
        "file_to_b": "",
        "answer": False,
        "masking": False,
        "display_number": "",
    }


def test_an_empty_list_is_absent_or_present() -> None:
    assert World(profile(defaults=Defaults.ABSENT)).call(Method.LIST, {}).json() == {}
    assert World(profile(defaults=Defaults.PRESENT)).call(Method.LIST, {}).json() == {"numbers": [], "total": 0}


@pytest.mark.parametrize(("notation", "timeout"), [(Notation.NUMBERS, 16), (Notation.STRINGS, "16")])
def test_attributes_write_integers_as_numbers_or_strings(notation: Notation, timeout: object) -> None:
    world = World(profile(attribute_integers=notation))
    world.set(to_one())
    assert world.attributes()["call_forwarding_number"]["call_control"][0]["timeout"] == timeout


@pytest.mark.parametrize(("notation", "one", "two"), [(Notation.NUMBERS, 1, 2), (Notation.STRINGS, "1", "2")])
def test_attributes_write_enums_as_numbers_or_strings(notation: Notation, one: object, two: object) -> None:
    world = World(profile(attribute_enums=notation))
    world.set(to_one())
    attributes = world.attributes()
    assert (attributes["call_forwarding_number"]["redirect_type"], attributes["call_forwarding_type"]) == (one, two)


def row_of(world: World) -> dict[str, Any]:
    answer: dict[str, Any] = world.call(Method.LIST, {"application_uuid": SALES.uuid}).json()
    row: dict[str, Any] = answer["numbers"][0]
    return row | {"total": answer["total"]}


@pytest.mark.parametrize(("notation", "total", "port"), [(Notation.NUMBERS, 1, 10), (Notation.STRINGS, "1", "10")])
def test_a_list_writes_integers_as_numbers_or_strings(notation: Notation, total: object, port: object) -> None:
    world = World(profile(list_integers=notation))
    world.call(Method.SET, TO_TRUNK)
    row = row_of(world)
    assert (row["total"], row["call_forwarding_ip_static"]["port"]) == (total, port)
    assert row["call_forwarding_ip_static"]["did_name"] == "111"


@pytest.mark.parametrize(("notation", "one"), [(Notation.NUMBERS, 1), (Notation.STRINGS, "1")])
def test_a_list_writes_enums_as_numbers_or_strings(notation: Notation, one: object) -> None:
    world = World(profile(list_enums=notation))
    world.set(to_one())
    assert row_of(world)["call_forwarding_number"]["redirect_type"] == one


@pytest.mark.parametrize("shown", [True, False])
def test_a_period_is_shown_or_not(shown: bool) -> None:  # noqa: FBT001
    world = World(profile(period_shown=shown))
    world.set(to_one(period="wd {mon-fri}", period_description="будни"))
    entry = world.attributes()["call_forwarding_number"]["call_control"][0]
    assert ("period" in entry, "period_description" in entry) == (shown, shown)


@pytest.mark.parametrize(
    ("static_object", "shown"),
    [
        (StaticObject.ABSENT, {}),
        (
            StaticObject.AS_LISTED,
            {"call_forwarding_ip_static": {"did_name": "111", "ip": "127.0.0.1", "port": "10", "timeout": "30"}},
        ),
        (
            StaticObject.AS_SENT,
            {"call_forwarding_static": {"static_ip": "127.0.0.1", "port": "10", "timeout": "30", "did": "111"}},
        ),
    ],
)
def test_a_trunk_is_shown_or_not(static_object: StaticObject, shown: dict[str, Any]) -> None:
    world = World(profile(static_object=static_object))
    world.call(Method.SET, TO_TRUNK)
    assert world.attributes() == {"call_record": False, "call_forwarding_type": 4} | shown


def test_a_number_code_stands_beside_the_number_name_or_not() -> None:
    hidden, shown = (World(profile(number_code_listed=listed)) for listed in (False, True))
    hidden.set(to_url())
    shown.set(to_url())
    assert "number_code" not in row_of(hidden)
    assert row_of(shown)["number_code"] == NUMBER


@pytest.mark.parametrize(("scope", "count"), [(ListScope.APPLICATION, 1), (ListScope.CUSTOMER, 2)])
def test_a_list_without_an_application_is_the_keys_or_the_customers(scope: ListScope, count: int) -> None:
    world = World(profile(list_scope=scope))
    world.account.register(NUMBER, SALES.name)
    world.account.register(NUMBER + 1, SUPPORT.name)
    assert world.call(Method.LIST, {}).json()["total"] == count


def test_a_page_may_have_a_size() -> None:
    for size, limit, rows in ((None, None, 5), (2, None, 2), (2, 4, 2), (4, 3, 3)):
        world = World(profile(page_size=size))
        for last in range(5):
            world.account.register(NUMBER + last, SALES.name)
        answer = world.call(Method.LIST, {"limit": limit}).json()
        assert (len(answer["numbers"]), answer["total"]) == (rows, 5)


def test_undocumented_fields_are_accepted_or_refused() -> None:
    body = to_one(dtmf="8")
    answer = World(profile(undocumented_fields=False)).set(body)
    assert (answer.status_code, "unknown field" in answer.json()["error"]) == (400, True)
    world = World(profile(undocumented_fields=True))
    assert world.set(body).status_code == 200
    assert world.stored() == body


@pytest.mark.parametrize(
    ("body", "caused_by"),
    [
        ({"call_forwarding_ipcr": {}}, "CallForwardingIpcr.Url: value length must be at least 1 runes"),
        ({"call_forwarding_sip": {}}, "CallForwardingSip.SipUri: value length must be at least 1 runes"),
        (
            {"call_forwarding_static": {"port": 1}},
            "CallForwardingStatic.StaticIp: value length must be at least 1 runes",
        ),
        (
            {"call_forwarding_static": {"static_ip": "127.0.0.1"}},
            "CallForwardingStatic.Port: value must be greater than 0",
        ),
        (
            {"call_forwarding_number": {"call_control": [EMPTY_ENTRY]}},
            "CallForwardingNumber.RedirectType: value must be one of the defined enum values",
        ),
        (
            {"call_forwarding_number": {"redirect_type": 1}},
            "CallForwardingNumber.CallControl: value must contain at least 1 item(s)",
        ),
        (
            to_one(timeout=0),
            (
                "CallForwardingNumber.CallControl[0]: embedded message failed validation"
                " | caused by: invalid CallControl.Timeout: value must be greater than 0"
            ),
        ),
        (
            to_one(redirect_number=""),
            (
                "CallForwardingNumber.CallControl[0]: embedded message failed validation"
                " | caused by: invalid CallControl.RedirectNumber: value length must be at least 1 runes"
            ),
        ),
    ],
)
def test_mandatory_fields_are_checked_or_not(body: dict[str, Any], caused_by: str) -> None:
    answer = World(profile(mandatory_checked=True)).set(body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("invalid SetCallForwardingRequest.CallForwarding")
    assert answer.json()["error"].endswith(f": embedded message failed validation | caused by: invalid {caused_by}")
    assert World(profile(mandatory_checked=False)).set(body).status_code == 200


def test_a_dropped_call_needs_no_number_to_redirect_to() -> None:
    assert World().set(to_one(active=False, redirect_number=None)).status_code == 200


def test_the_type_may_be_left_out_or_not() -> None:
    body = {"call_forwarding_ipcr": {"url": "https://example.com/"}}
    assert World(profile(type_required=False)).set(body).status_code == 200
    answer = World(profile(type_required=True)).set(body)
    assert answer.json() == {"error": "invalid SetCallForwardingRequest.CallForwardingType: value is required"}


@pytest.mark.parametrize(
    ("body", "caused_by"),
    [
        (to_one(timeout=3601), "invalid CallControl.Timeout: value must be less than or equal to 3600"),
        (to_one(name="я" * 256), "invalid CallControl.Name: value length must be at most 255 runes"),
        (
            {"call_forwarding_static": {"static_ip": "127.0.0.1", "port": 65536}},
            "invalid CallForwardingStatic.Port: value must be inside range [1, 65535]",
        ),
    ],
)
def test_limits_are_checked_or_not(body: dict[str, Any], caused_by: str) -> None:
    answer = World(profile(limits_checked=True)).set(body)
    assert (answer.status_code, answer.json()["error"].endswith(caused_by)) == (400, True)
    assert World(profile(limits_checked=False)).set(body).status_code == 200


def test_a_change_takes_its_time_to_be_seen() -> None:
    world = World(profile(propagation_delay=2.0))
    world.set(to_url("https://example.com/1"))
    assert "call_forwarding_ipcr" not in world.attributes()
    world.now += 1
    world.set(to_url("https://example.com/2"))
    world.now += 1
    assert "call_forwarding_ipcr" not in world.attributes()
    world.now += 1
    assert world.attributes()["call_forwarding_ipcr"] == {"url": "https://example.com/2"}
    assert row_of(world)["call_forwarding_flag"] is True
    world.call(Method.DELETE, {"number_code": NUMBER})
    assert row_of(world)["call_forwarding_ipcr"] == {"url": "https://example.com/2"}
    world.now += 2
    assert "call_forwarding_flag" not in row_of(world)


def test_what_is_stored_is_seen_at_once_by_the_control_pages() -> None:
    world = World(profile(propagation_delay=2.0))
    world.set(to_url())
    assert world.stored() == to_url()


def test_the_pages_bodies_are_accepted_by_both_profiles() -> None:
    for known in PROFILES.values():
        assert World(known).set(json.loads(TO_TRUNK)).status_code == 200
