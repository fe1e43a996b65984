"""What is recorded, declared anew: read again it is the same, with everything that is recorded beside it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.folder import fresh_folder, read
from support.planning import CODE, entry, numbered, ring
from support.strategies import CODES, payloads, recorded_entries

from reconciler.loader.builder import read_document
from reconciler.loader.layout.canonical import formatted
from reconciler.loader.redeclaring import Style, item_of, items_text, names_of, undeclarable
from reconciler.model.recorded import Entry, OnRemoval
from reconciler.reports.harmless import harmless

SETTINGS = "settings: {applications: {main: {}, second: {api_key_env: B_KEY}}, secrets: [EVENTS_KEY, A, B, HOST]}\n"
STYLE = Style(names={}, on_removal=OnRemoval.KEEP, with_application=True)


@given(recorded_entries(CODES[0]), payloads(CODES[0]))
def test_what_is_declared_anew_is_read_as_what_is_recorded(known: Entry, payload: dict[str, Any]) -> None:
    assert undeclarable(payload, None) == ""
    text = items_text([item_of(known, payload, STYLE)])
    with fresh_folder() as folder:
        loaded = read(folder, {"settings.yaml": SETTINGS, "a.yaml": text})
    number = loaded.readable.numbers[CODES[0]]
    assert number.payload() == payload
    beside = ("application", "description", "labels", "protected", "on_removal", "weight")
    assert [getattr(number, name) for name in beside] == [getattr(known, name) for name in beside]
    assert not number.verify


def test_explicit_defaults_and_undocumented_fields_stay() -> None:
    rung = {"redirect_number": "74992223344", "timeout": 5, "active": True, "dtmf": "8", "name": ""}
    payload = numbered([rung], masking=False, answer=True)
    item = item_of(entry(), payload, STYLE)
    assert item["call_forwarding_number"] == {
        "redirect_type": "sequential",
        "call_control": [{"redirect_number": "74992223344", "timeout": 5, "dtmf": "8", "name": ""}],
        "masking": False,
        "answer": True,
    }


def test_contacts_are_written_by_name_and_what_goes_without_saying_is_left_out() -> None:
    names = names_of({"ivanov": "74992223344", "boss": "74992223344", "reception": "883140000000001"})
    assert names == {"74992223344": "boss", "883140000000001": "reception"}
    style = Style(names=names, on_removal=OnRemoval.RESET, with_application=False)
    item = item_of(entry(weight=0, on_removal=OnRemoval.RESET), ring("74992223344"), style)
    assert set(item) == {"weight", "number_code", "call_forwarding_number"}
    assert item["call_forwarding_number"]["call_control"][0]["redirect_number"] == "@boss"


@given(
    st.text(st.sampled_from("ab\"'\\: ?#{},\u202e\u2066\u200b\u200d\u00ad\ufeff\u2028\u0085\U000e0041é😀"), max_size=8)
)
def test_what_hides_or_turns_text_is_an_escape_and_is_read_as_the_same(text: str) -> None:
    rung = {"redirect_number": "74992223344", "timeout": 5, "active": True, "name": text}
    known = entry(description=f"d{text}d", labels=(f"a{text}b",))
    written = items_text([item_of(known, numbered([rung]), STYLE)])
    assert [harmless(line) for line in written.split("\n")] == written.split("\n")
    document, problems = read_document(written, "a.yaml")
    assert document is not None
    (item,) = document.value["numbers"]
    assert (item["description"], item["labels"]) == (known.description, list(known.labels))
    assert item["call_forwarding_number"]["call_control"][0].get("name", "") == text
    assert problems == []
    assert formatted(written) == written


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (ring("112"), "it cannot be declared: "),
        (numbered([{"timeout": 5, "active": True}]), "it cannot be declared: "),
        (ring("74992223344", event_url="https://x.example/?api_key=abcdef"), "looks as if there were a key in it"),
        (ring("74992223344", event_url="https://olga:abcdef@x.example/"), "looks as if there were a key in it"),
    ],
)
def test_what_cannot_or_should_not_be_declared_says_why(payload: dict[str, Any], words: str) -> None:
    assert words in undeclarable(payload, None)
    assert "abcdef" not in undeclarable(payload, None)


def test_a_key_that_was_recorded_already_is_no_reason() -> None:
    url = "https://x.example/?api_key=abcdef"
    assert undeclarable(ring("74992223355", event_url=url), ring("74992223344", event_url=url)) == ""
    assert ring("1")["number_code"] == CODE
