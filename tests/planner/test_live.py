"""What the provider has, held against what would be sent: only what it shows can be compared."""

from typing import Any

import pytest
from hypothesis import given
from support.planning import CODE, RING, SECRET, numbered, ring
from support.strategies import payloads

from reconciler.model.secrets import referenced, resolved_payload
from reconciler.planner.live import Comparison, compare, has_forwarding

ENTRY = {"redirect_number": "74992223344", "timeout": 5, "active": True}
NOTHING: dict[str, Any] = {"number_code": CODE, "call_forwarding_type": 0}
URL = {"number_code": CODE, "call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://x.example/"}}
TRUNK = {
    "number_code": CODE,
    "call_forwarding_type": 4,
    "call_forwarding_static": {"static_ip": "192.0.2.1", "port": 5060},
}


def names(found: Comparison) -> list[tuple[str, Any, Any]]:
    return [(item.name, item.before, item.after) for item in found.differences]


@pytest.mark.parametrize(
    ("wanted", "live", "differences", "not_shown"),
    [
        pytest.param(RING, RING, [], [], id="the same"),
        pytest.param(ring("1", masking=False, client_id=""), ring("1", client_id=""), [], [], id="false is absent"),
        pytest.param(ring("1"), ring("1", masking=False, file_to_a=""), [], [], id="absent is a default"),
        pytest.param(ring("1", masking=True), ring("1"), [("masking", None, True)], [], id="true is not absent"),
        pytest.param(ring("1"), ring("1", masking=True), [("masking", True, None)], [], id="set outside"),
        pytest.param(ring("1", client_id="x"), ring("1"), [], ["client_id"], id="client_id is never shown"),
        pytest.param(ring("1", answer=True), ring("1"), [], ["answer"], id="answer may be hidden"),
        pytest.param(ring("1"), ring("1", answer=True), [], [], id="answer may be added"),
        pytest.param(
            ring("1", answer=False), ring("1", answer=True), [("answer", True, False)], [], id="a declared answer"
        ),
        pytest.param(
            numbered([{**ENTRY, "period": "hr {9}"}]),
            numbered([ENTRY]),
            [],
            ["call_control[1].period"],
            id="a period not shown",
        ),
        pytest.param(
            numbered([{**ENTRY, "period": "hr {9}"}]),
            numbered([{**ENTRY, "period": "hr {8}"}]),
            [("call_control[1].period", "hr {8}", "hr {9}")],
            [],
            id="a period shown",
        ),
        pytest.param(numbered([ENTRY]), numbered([{**ENTRY, "dtmf": "8"}]), [], [], id="dtmf may be added"),
        pytest.param(
            numbered([{**ENTRY, "active": True}]),
            numbered([{"redirect_number": "74992223344", "timeout": 5}]),
            [("call_control[1].active", None, True)],
            [],
            id="active not shown is false",
        ),
        pytest.param(
            numbered([ENTRY, ENTRY]), numbered([ENTRY]), [("call_control[2]", None, ENTRY)], [], id="an entry missing"
        ),
        pytest.param(
            numbered([ENTRY]), numbered([ENTRY, ENTRY]), [("call_control[2]", ENTRY, None)], [], id="an entry more"
        ),
        pytest.param(URL, RING, [("call_forwarding_type", "number", "url")], [], id="another type"),
        pytest.param(NOTHING, RING, [("call_forwarding_type", "number", "undefined")], [], id="something for nothing"),
        pytest.param(TRUNK, TRUNK, [], [], id="a trunk that is shown"),
        pytest.param(
            TRUNK,
            {"number_code": CODE, "call_forwarding_type": 4},
            [],
            ["call_forwarding_static"],
            id="a trunk without its object",
        ),
    ],
)
def test_fields_are_the_same_different_or_not_shown(
    wanted: dict[str, Any], live: dict[str, Any], differences: list[tuple[str, Any, Any]], not_shown: list[str]
) -> None:
    found = compare(wanted, live, {})
    assert names(found) == differences
    assert list(found.not_shown) == not_shown
    assert found.exists
    assert found.proven_equal is (not differences and not not_shown)


@pytest.mark.parametrize("live", [None, NOTHING])
@pytest.mark.parametrize("wanted", [RING, NOTHING])
def test_no_forwarding_proves_nothing_equal_not_even_a_declared_type_0(
    wanted: dict[str, Any], live: dict[str, Any] | None
) -> None:
    assert not has_forwarding(live)
    found = compare(wanted, live, {})
    assert (found.exists, found.differences, found.not_shown, found.proven_equal) == (False, (), (), False)


def secret(value: str) -> dict[str, Any]:
    return ring("74992223344", event_url=f"https://x.example/?key={value}")


def test_a_secret_is_compared_by_its_value() -> None:
    assert compare(SECRET, secret("s3cret"), {"EVENTS_KEY": "s3cret"}).proven_equal


def test_a_secret_that_differs_is_told_without_any_value() -> None:
    found = compare(SECRET, secret("0ld"), {"EVENTS_KEY": "s3cret"})
    assert names(found) == [
        ("event_url", "(a value with a secret in it)", SECRET["call_forwarding_number"]["event_url"])
    ]
    gone = compare(SECRET, RING, {"EVENTS_KEY": "s3cret"})
    assert names(gone) == [("event_url", None, SECRET["call_forwarding_number"]["event_url"])]


def test_a_secret_without_its_variable_is_not_shown() -> None:
    found = compare(SECRET, secret("0ld"), {})
    assert (found.differences, found.not_shown) == ((), ("event_url",))


@pytest.mark.parametrize("wanted", [RING, ring("74992223344", event_url="https://y.example/")])
def test_a_live_value_with_a_known_secret_in_it_is_not_told_when_the_reference_is_gone(wanted: dict[str, Any]) -> None:
    found = compare(wanted, secret("s3cret"), {"EVENTS_KEY": "s3cret"})
    assert [item.before for item in found.differences] == ["(a value with a secret in it)"]


@given(payload=payloads())
def test_what_was_sent_is_what_is_found(payload: dict[str, Any]) -> None:
    values = dict.fromkeys(referenced(payload), "s3cret")
    found = compare(payload, resolved_payload(payload, values), values)
    assert found.proven_equal is (payload["call_forwarding_type"] != 0)
    assert (found.differences, found.not_shown) == ((), ())


@given(wanted=payloads(), live=payloads())
def test_no_value_of_a_secret_is_ever_in_the_answer(wanted: dict[str, Any], live: dict[str, Any]) -> None:
    values = {name: f"s3cret-{name}" for name in ("EVENTS_KEY", "A", "B", "HOST")}
    assert "s3cret" not in repr(compare(wanted, resolved_payload(live, values), values))
