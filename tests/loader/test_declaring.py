"""The inverse of loading: what is written for an import means what the provider has."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from support.folder import fresh_folder, read
from support.planning import numbered
from support.strategies import CODES, payloads

from reconciler.errors import ConfigurationError
from reconciler.loader.declaring import declared, inexpressible
from reconciler.loader.naming import contact_names
from reconciler.loader.writing import contacts_text, numbers_text, write_new
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType

SETTINGS = "settings: {secrets: [EVENTS_KEY, A, B, HOST]}\n"
IVANOV = {"redirect_number": "74992223344", "timeout": 5, "active": True, "name": "Иванов И."}


def telling(payload: dict[str, Any]) -> dict[str, Any]:
    """Answer a payload without what says nothing: a false that is the default."""
    name = DATA_OBJECT.get(ForwardingType(payload["call_forwarding_type"]))
    return {**payload, name: {key: value for key, value in payload[name].items() if value}} if name else payload


@given(payload=payloads())
def test_what_is_written_is_read_as_the_same_payload(payload: dict[str, Any]) -> None:
    names = contact_names([payload])
    text = numbers_text([declared(payload, names)], application=None, title="Numbers.")
    with fresh_folder() as folder:
        loaded = read(folder, {"settings.yaml": SETTINGS, "contacts.yaml": contacts_text(names), "a.yaml": text})
    assert loaded.desired is not None
    assert loaded.desired.numbers[CODES[0]].payload() == telling(payload)


def test_a_known_secret_becomes_its_reference() -> None:
    payload = numbered([IVANOV], event_url="https://x.example/?key=s3cretkey", client_id="s3cretkey")
    data = declared(payload, {}, {"EVENTS_KEY": "s3cretkey"})["call_forwarding_number"]
    assert data["event_url"] == "https://x.example/?key=${EVENTS_KEY}"
    assert data["client_id"] == "s3cretkey", "only URLs and SIP addresses may refer to secrets"


def test_undocumented_fields_are_left_out_and_a_dropping_entry_says_so() -> None:
    payload = numbered([{**IVANOV, "dtmf": "8"}, {"timeout": 0, "active": False}], answer=True)
    assert declared(payload, {})["call_forwarding_number"] == {
        "redirect_type": "sequential",
        "call_control": [
            {"redirect_number": "74992223344", "timeout": 5, "name": "Иванов И."},
            {"timeout": 0, "active": False},
        ],
    }


def test_numbers_named_or_used_twice_become_contacts() -> None:
    first = numbered([IVANOV, {"redirect_number": "74992223345", "timeout": 5, "active": True}])
    second = numbered(
        [
            {**IVANOV, "redirect_number": "74992223346"},
            {"redirect_number": "74992223347", "timeout": 5, "active": True},
            {"redirect_number": "74992223347", "timeout": 9, "active": True},
        ]
    )
    assert contact_names([first, second]) == {
        "74992223344": "иванов-и",
        "74992223346": "иванов-и-74992223346",
        "74992223347": "to-74992223347",
    }


def test_what_cannot_be_declared_is_told_in_the_words_of_a_diagnostic() -> None:
    wrong = declared(numbered([{**IVANOV, "redirect_number": "112"}]), {})
    assert "[invalid-number]: '112' must be" in str(inexpressible(wrong))
    assert inexpressible(declared(numbered([IVANOV]), {})) is None


def test_a_file_of_several_applications_names_its_own() -> None:
    text = numbers_text([{"number_code": 1}], application="sales", title="Numbers of sales.")
    assert text == "# Numbers of sales.\ndefaults:\n  application: sales\nnumbers:\n  - number_code: 1\n"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.yaml"
    write_new(path, "one")
    with pytest.raises(ConfigurationError, match="nothing is overwritten"):
        write_new(path, "two")
    assert path.read_text(encoding="utf-8") == "one"
    with pytest.raises(ConfigurationError, match="cannot be written"):
        write_new(path / "c" / "d.yaml", "three")
