"""Answers brought to one form: what the provider mixes, leaves out or adds makes no difference."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exolve import NUMBER, SALES, Script, Setup, ok

from reconciler.errors import CallFailedError
from reconciler.model.identifiers import NumberCode
from reconciler.providers.exolve_answers import Listed, forwarding_in, numbers_in

NOTHING = {"number_code": NUMBER, "call_forwarding_type": 0}


def read(attributes: object) -> Any:
    return forwarding_in({"number_resource_id": "94004", "attributes": attributes}, NUMBER)


def test_the_documented_answer_is_read_as_a_payload() -> None:
    live = read(
        {
            "call_record": False,
            "call_forwarding_type": 2,
            "call_forwarding_number": {
                "redirect_type": 1,
                "call_control": [
                    {
                        "timeout": "16",
                        "active": True,
                        "name": "звонит клиент",
                        "redirect_number": "74996480184",
                        "dtmf": "8",
                    }
                ],
                "event_url": "https://example.com/",
                "event_extended": True,
                "file_to_a": "12345",
                "file_to_b": "54321",
                "answer": True,
                "masking": True,
                "display_number": "74995557890",
            },
        }
    )
    assert live == {
        "number_code": NUMBER,
        "call_forwarding_type": 2,
        "call_forwarding_number": {
            "redirect_type": 1,
            "call_control": [
                {
                    "redirect_number": "74996480184",
                    "timeout": 16,
                    "active": True,
                    "name": "звонит клиент",
                    "dtmf": "8",
                }
            ],
            "event_url": "https://example.com/",
            "event_extended": True,
            "file_to_a": "12345",
            "file_to_b": "54321",
            "answer": True,
            "masking": True,
            "display_number": "74995557890",
        },
    }


@pytest.mark.parametrize("timeout", ["16", 16, 16.0])
@pytest.mark.parametrize("redirect_type", ["2", 2])
@pytest.mark.parametrize("kind", ["2", 2, None])
@pytest.mark.parametrize("number", ["74992223344", 74992223344])
def test_numbers_and_their_digits_as_text_are_the_same(
    timeout: object, redirect_type: object, kind: object, number: object
) -> None:
    live = read(
        {
            "call_forwarding_type": kind,
            "call_forwarding_number": {
                "redirect_type": redirect_type,
                "call_control": [{"timeout": timeout, "redirect_number": number, "active": True}],
            },
        }
    )
    assert live["call_forwarding_type"] == 2
    assert live["call_forwarding_number"] == {
        "redirect_type": 2,
        "call_control": [{"timeout": 16, "redirect_number": "74992223344", "active": True}],
    }
    assert type(live["call_forwarding_number"]["call_control"][0]["timeout"]) is int


def test_one_object_of_call_control_is_a_list_of_one() -> None:
    live = read({"call_forwarding_number": {"redirect_type": 1, "call_control": {"timeout": 5, "active": True}}})
    assert live["call_forwarding_number"]["call_control"] == [{"timeout": 5, "active": True}]


def test_absent_fields_of_an_entry_are_their_defaults() -> None:
    live = read({"call_forwarding_number": {"call_control": [{}]}})
    assert live["call_forwarding_number"] == {"redirect_type": 0, "call_control": [{"timeout": 0, "active": False}]}


@pytest.mark.parametrize(
    ("trunk", "name"),
    [
        ({"did_name": "Касса"}, "Касса"),
        ({"did_name": "111"}, None),
        ({"did_name": ""}, None),
        ({"did": 7}, None),
        ({}, None),
    ],
)
def test_a_name_in_the_place_of_a_did_is_kept_to_be_told(trunk: Any, name: str | None) -> None:
    row = {"number_name": str(NUMBER), "call_forwarding_ip_static": {"ip": "203.0.113.10", **trunk}}
    assert numbers_in({"numbers": [row]})[0][0].did_name == name


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"attributes": None},
        {"attributes": {}},
        {"attributes": {"call_record": True}},
        {"attributes": {"call_forwarding_type": None, "call_forwarding_number": None}},
        {"attributes": {"call_forwarding_type": 0}},
        {"attributes": {"call_forwarding_type": "0"}},
    ],
)
def test_an_answer_that_shows_no_forwarding_is_type_0(answer: dict[str, Any]) -> None:
    assert forwarding_in(answer, NUMBER) == NOTHING


def test_fields_that_nobody_knows_are_left_out() -> None:
    live = read(
        {
            "call_forwarding_type": 3,
            "call_forwarding_ipcr": {"url": "https://a.example/", "reserve": "74996482846", "colour": "red"},
            "call_forwarding_future": {"x": 1},
        }
    )
    assert live == {
        "number_code": NUMBER,
        "call_forwarding_type": 3,
        "call_forwarding_ipcr": {"url": "https://a.example/", "reserve": "74996482846"},
    }


def test_the_data_object_of_another_type_is_left_out() -> None:
    live = read({"call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "a@b"}, "call_forwarding_ipcr": {}})
    assert live == {"number_code": NUMBER, "call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "a@b"}}


@pytest.mark.parametrize(
    ("attributes", "payload"),
    [
        ({"call_forwarding_type": 4}, None),
        (
            {
                "call_forwarding_type": 4,
                "call_forwarding_ip_static": {"did_name": "111", "ip": "192.0.2.1", "port": "5060", "timeout": "20"},
            },
            {"static_ip": "192.0.2.1", "port": 5060, "timeout": 20, "did": 111},
        ),
        (
            {"call_forwarding_static": {"static_ip": "192.0.2.1", "port": 5060, "did": "111"}},
            {"static_ip": "192.0.2.1", "port": 5060, "did": 111},
        ),
    ],
)
def test_a_trunk_is_read_with_or_without_its_data_object(attributes: object, payload: object) -> None:
    live = read(attributes)
    assert live["call_forwarding_type"] == 4
    assert live.get("call_forwarding_static") == payload


@pytest.mark.parametrize(
    "attributes",
    [
        [],
        "none",
        0,
        False,
        {"call_forwarding_type": "number"},
        {"call_forwarding_type": 5},
        {"call_forwarding_type": -1},
        {"call_forwarding_number": "74992223344"},
        {"call_forwarding_number": {"call_control": "74992223344"}},
        {"call_forwarding_number": {"call_control": [{"timeout": "soon"}]}},
        {"call_forwarding_number": {"call_control": [{"active": "perhaps"}]}},
        {"call_forwarding_ipcr": {"url": ["https://a.example/"]}},
    ],
)
def test_an_answer_of_another_shape_fails_and_is_not_taken_for_no_forwarding(attributes: object) -> None:
    session = Setup(transport=Script(ok({"attributes": attributes}))).session()
    with pytest.raises(CallFailedError, match="Exolve answered GetAttributes, but ") as caught:
        session.client.get_attributes(SALES, NUMBER)
    assert not caught.value.may_have_happened


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["attributes", "numbers"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["attributes", "numbers", "total"]), json_values))
def test_no_answer_brings_the_reader_out_of_step(answer: dict[str, Any]) -> None:
    for reader in (lambda: forwarding_in(answer, NUMBER), lambda: numbers_in(answer)):
        try:
            reader()
        except ValueError as error:
            assert str(error)  # noqa: PT017 - either a value or a ValueError with words


@pytest.mark.parametrize(
    "row",
    [
        {"number_code": NUMBER},
        {"number_code": str(NUMBER)},
        {"number_name": str(NUMBER)},
        {"number_name": NUMBER},
        {"number_code": None, "number_name": str(NUMBER)},
        {"number_name": str(NUMBER), "number_code": NUMBER, "type_name": "ABC"},
    ],
)
def test_a_row_of_the_list_names_its_number_in_several_ways(row: dict[str, Any]) -> None:
    assert numbers_in({"numbers": [row], "total": "1"}) == ([Listed(number_code=NumberCode(NUMBER))], 1)


@pytest.mark.parametrize(
    ("summary", "trunk", "is_odd"),
    [
        (
            {"did_name": "111", "ip": "203.0.113.10", "port": "5060", "timeout": 20},
            {"static_ip": "203.0.113.10", "port": 5060, "timeout": 20, "did": 111},
            False,
        ),
        ({"did_name": "office", "ip": "203.0.113.10"}, {"static_ip": "203.0.113.10", "did": None}, False),
        ({"did_name": "111", "port": 5060}, {"port": 5060, "did": 111}, False),
        ({"ip": "203.0.113.10", "port": "many"}, None, True),
        ("a trunk", None, True),
        (None, None, False),
    ],
)
def test_a_row_of_the_list_may_tell_a_trunk_and_is_a_number_whatever_it_tells(
    summary: Any, trunk: Any, *, is_odd: bool
) -> None:
    row = {"number_name": str(NUMBER), "call_forwarding_ip_static": summary}
    ((listed,), _) = numbers_in({"numbers": [row]})
    assert (listed.number_code, listed.trunk, listed.is_odd) == (NUMBER, trunk, is_odd)


@pytest.mark.parametrize(
    "answer",
    [
        {"numbers": {}},
        {"numbers": [1]},
        {"numbers": [{}]},
        {"numbers": [{"number_name": "Office"}]},
        {"numbers": [{"number_name": "٣٤"}]},
        {"numbers": [], "total": "many"},
    ],
)
def test_a_list_of_another_shape_fails(answer: dict[str, Any]) -> None:
    session = Setup(transport=Script(ok(answer))).session()
    with pytest.raises(CallFailedError, match="Exolve answered GetList, but "):
        list(session.client.numbers(SALES, None))
