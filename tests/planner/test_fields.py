"""What a reader is shown of a change: each field once, entries matched by what they are."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planning import CODE, RING, SECOND, change, entry, numbered, ring
from support.strategies import entries, payloads

from reconciler.planner.fields import FieldChange, field_changes, payload_changes

IVANOV = {"name": "Иванов", "redirect_number": "74992223344", "timeout": 5, "active": True}
PETROV = {"name": "Петров", "redirect_number": "74992223345", "timeout": 5, "active": True}
SIDOROV = {"name": "Сидоров", "redirect_number": "74992223346", "timeout": 5, "active": True}
DROP = {"timeout": 5, "active": False}


def shown(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    found = payload_changes(numbered(old), numbered(new))
    return [(item.name, item.before, item.after) for item in found]


def test_an_entry_inserted_in_front_is_one_field_change() -> None:
    assert shown([PETROV, SIDOROV], [IVANOV, PETROV, SIDOROV]) == [("call_control[Иванов 74992223344]", None, IVANOV)]


def test_an_entry_taken_away_is_one_field_change() -> None:
    assert shown([IVANOV, PETROV], [PETROV]) == [("call_control[Иванов 74992223344]", IVANOV, None)]


def test_an_entry_renamed_is_one_field_change() -> None:
    renamed = {**IVANOV, "name": "Иванова"}
    assert shown([IVANOV, PETROV], [renamed, PETROV]) == [
        ("call_control[Иванова 74992223344].name", "Иванов", "Иванова")
    ]


def test_another_number_under_the_same_name_is_one_field_change() -> None:
    moved = {**IVANOV, "redirect_number": "74992223399"}
    assert shown([IVANOV, PETROV], [moved, PETROV]) == [
        ("call_control[Иванов 74992223399].redirect_number", "74992223344", "74992223399")
    ]


def test_another_order_is_one_line() -> None:
    assert shown([IVANOV, PETROV], [PETROV, IVANOV]) == [
        (
            "call_control order",
            "Иванов 74992223344, Петров 74992223345",
            "Петров 74992223345, Иванов 74992223344",
        )
    ]


def test_another_order_and_a_new_entry_are_two_lines() -> None:
    names = [name for name, _, _ in shown([IVANOV, PETROV], [PETROV, SIDOROV, IVANOV])]
    assert names == ["call_control[Сидоров 74992223346]", "call_control order"]


def test_identical_entries_are_told_apart_by_a_count() -> None:
    assert shown([IVANOV], [IVANOV, IVANOV]) == [("call_control[Иванов 74992223344 #2]", None, IVANOV)]
    assert shown([IVANOV, IVANOV, IVANOV], [IVANOV]) == [
        ("call_control[Иванов 74992223344 #2]", IVANOV, None),
        ("call_control[Иванов 74992223344 #3]", IVANOV, None),
    ]


def test_an_entry_that_drops_the_call_has_a_name_for_a_reader() -> None:
    assert shown([DROP], [{**DROP, "timeout": 9}]) == [("call_control[drop the call].timeout", 5, 9)]
    assert shown([IVANOV], [IVANOV, DROP]) == [("call_control[drop the call]", None, DROP)]


def test_an_entry_replaced_by_a_stranger_is_one_taken_away_and_one_added() -> None:
    assert shown([IVANOV], [SIDOROV]) == [
        ("call_control[Сидоров 74992223346]", None, SIDOROV),
        ("call_control[Иванов 74992223344]", IVANOV, None),
    ]


def test_optional_fields_that_come_and_go_have_nothing_on_the_other_side() -> None:
    found = payload_changes(ring("74992223344", masking=True), ring("74992223344", client_id="x"))
    assert [(item.path, item.before, item.after) for item in found] == [
        (("client_id",), None, "x"),
        (("masking",), True, None),
    ]


def test_another_type_names_the_types_and_every_field() -> None:
    url = {"number_code": CODE, "call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://x.example/"}}
    found = payload_changes(ring("74992223344"), url)
    assert [(item.name, item.before, item.after) for item in found[:2]] == [
        ("call_forwarding_type", "number", "url"),
        ("url", None, "https://x.example/"),
    ]
    assert {item.name for item in found[2:]} == {"redirect_type", "call_control[74992223344]"}


def test_a_number_added_shows_all_of_it_and_a_number_removed_too() -> None:
    added = field_changes(change(None, entry()))
    assert [item.name for item in added] == ["call_forwarding_type", "redirect_type", "call_control[74992223344]"]
    assert [item.before for item in added] == [None, None, None]
    removed = field_changes(change(entry(), None))
    assert {(item.name, item.after) for item in removed} == {(item.name, None) for item in added}


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"description": "x"}, FieldChange(path=("description",), before=None, after="x")),
        ({"labels": ("a", "b")}, FieldChange(path=("labels",), before=[], after=["a", "b"])),
        ({"weight": 2}, FieldChange(path=("weight",), before=1, after=2)),
        ({"protected": True}, FieldChange(path=("protected",), before=False, after=True)),
        ({"application": SECOND}, FieldChange(path=("application",), before="main", after="second")),
        (
            {"secrets": {"A": "new"}},
            FieldChange(path=("secrets", "A"), before="the value last sent", after="another value"),
        ),
    ],
)
def test_metadata_is_shown_after_the_forwarding(more: dict[str, Any], shown: FieldChange) -> None:
    before = entry(secrets={"A": "old"})
    assert field_changes(change(before, replace(before, **more))) == (shown,)
    both = replace(before, **{**more, "payload": ring("74992223345")})
    assert field_changes(change(before, both))[0].name == "call_control[74992223345]"


def test_no_fingerprint_is_ever_shown() -> None:
    found = field_changes(change(entry(secrets={"A": "0ldhmac"}), entry(secrets={"A": "n3whmac"})))
    assert "hmac" not in repr(found)


@given(payload=payloads())
def test_what_is_the_same_shows_nothing(payload: dict[str, Any]) -> None:
    assert payload_changes(payload, payload) == ()


@given(left=payloads(), right=payloads())
def test_what_differs_shows_something_and_turned_round_the_same_number_of_fields(
    left: dict[str, Any], right: dict[str, Any]
) -> None:
    there, back = payload_changes(left, right), payload_changes(right, left)
    assert (there == ()) is (left == right)
    assert len(there) == len(back)


lists = st.lists(entries, max_size=5)


@given(old=lists, new=lists)
def test_every_field_has_a_path_of_its_own(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    found = payload_changes(numbered(old), numbered(new))
    assert len({item.path for item in found}) == len(found)
    assert all(item.before != item.after for item in found)


@given(old=lists, item=entries, place=st.integers(0, 5))
def test_one_entry_more_is_at_most_one_entry_more(old: list[dict[str, Any]], item: dict[str, Any], place: int) -> None:
    new = [*old[:place], item, *old[place:]]
    found = payload_changes(numbered(old), numbered(new))
    assert sum(one.before is None and len(one.path) == 1 for one in found) == 1
    assert not any(one.after is None and len(one.path) == 1 for one in found)


def test_a_resend_of_the_same_shows_no_field() -> None:
    assert field_changes(change(entry(RING), entry(RING))) == ()
