"""References to secrets: found, fingerprinted, and replaced only where and when a request is sent."""

from typing import Any

import pytest
from hypothesis import given
from support.strategies import payloads

from reconciler.errors import ConfigurationError
from reconciler.model.forwarding import texts_of
from reconciler.model.secrets import (
    fingerprint,
    payload_fingerprint,
    referenced,
    references,
    referring,
    resolved,
    resolved_payload,
)

NUMBER: dict[str, Any] = {
    "number_code": 74991112233,
    "call_forwarding_type": 2,
    "call_forwarding_number": {
        "redirect_type": 1,
        "call_control": [{"redirect_number": "74992223344", "timeout": 5, "name": "${NOT_HERE}"}],
        "event_url": "https://x.example/${B}?key=${A}&again=${A}",
        "client_id": "${NOR_HERE}",
    },
}


def test_a_payload_is_recognised_by_its_hmac_whatever_the_order_of_its_fields() -> None:
    data = NUMBER["call_forwarding_number"]
    other = {**NUMBER, "call_forwarding_number": dict(reversed([*data.items(), ("masking", False), ("file_to_a", "")]))}
    assert payload_fingerprint(b"key", other) == payload_fingerprint(b"key", NUMBER)
    assert payload_fingerprint(b"other", NUMBER) != payload_fingerprint(b"key", NUMBER)
    assert payload_fingerprint(b"key", {**NUMBER, "call_forwarding_type": 3}) != payload_fingerprint(b"key", NUMBER)
    assert "https" not in payload_fingerprint(b"key", NUMBER)


def test_names_are_found_in_order_each_once() -> None:
    assert references("${B}${A}/${B}") == ("B", "A")
    assert references("$A {A} ${} $${X}") == ("", "X")


def test_only_urls_and_sip_uris_are_looked_at_and_the_names_are_sorted() -> None:
    assert referenced(NUMBER) == ("A", "B")
    assert referenced({"number_code": 1, "call_forwarding_type": 0}) == ()
    sip = {"number_code": 1, "call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "a@${HOST}"}}
    assert referenced(sip) == ("HOST",)


def test_a_fingerprint_tells_values_and_keys_apart_and_holds_neither() -> None:
    found = fingerprint(b"key", "value")
    assert found == fingerprint(b"key", "value")
    assert found not in {fingerprint(b"key", "other"), fingerprint(b"other", "value")}
    assert len(found) == 64
    assert "value" not in found


def test_values_are_put_in_as_they_are() -> None:
    assert resolved("a${A}b${B}${A}", {"A": "\\1${B}", "B": "2"}) == "a\\1${B}b2\\1${B}"
    assert resolved("nothing here", {}) == "nothing here"


def test_a_missing_value_is_a_configuration_error_that_names_the_variable_and_no_value() -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolved("${A}${MISSING}", {"A": "s3cret"})
    assert "MISSING" in caught.value.message
    assert "MISSING" in caught.value.advice
    assert "s3cret" not in caught.value.message + caught.value.advice


def test_only_the_fields_that_may_refer_to_secrets_are_replaced_in_the_body() -> None:
    body = resolved_payload(NUMBER, {"A": "1", "B": "2", "NOT_HERE": "3", "NOR_HERE": "4"})
    assert body["call_forwarding_number"] == {
        **NUMBER["call_forwarding_number"],
        "event_url": "https://x.example/2?key=1&again=1",
    }
    assert "${B}" in NUMBER["call_forwarding_number"]["event_url"], "the payload itself stays as it is"


def test_references_stand_in_for_values_the_longest_first_and_never_for_what_is_too_short() -> None:
    values = {"A": "s3cretkey", "B": "s3cretkey-and-more", "C": "x"}
    assert referring("https://x.example/?a=s3cretkey&b=s3cretkey-and-more", values) == (
        "https://x.example/?a=${A}&b=${B}"
    )


@given(payload=payloads())
def test_with_every_value_nothing_else_changes_and_no_reference_is_left(payload: dict[str, Any]) -> None:
    names = referenced(payload)
    body = resolved_payload(payload, dict.fromkeys(names, "value"))
    assert body.keys() == payload.keys()
    assert not any(references(text) for text in texts_of(body))
    assert (body == payload) is (names == ())
