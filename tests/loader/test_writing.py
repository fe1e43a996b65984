"""YAML as a person would have written it: the layout, and texts that YAML could take for something else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.folder import fresh_folder, read, validated

from reconciler.errors import ConfigurationError
from reconciler.loader.declaring import declared
from reconciler.loader.naming import contact_names
from reconciler.loader.writing import contacts_text, numbers_text, refuse_existing, write_new
from reconciler.model.identifiers import NumberCode
from reconciler.model.texts import CONTROL

CODE = NumberCode(74991112233)
FIRST = {
    "redirect_number": "74992223344",
    "timeout": 16,
    "active": True,
    "name": "Иванов И.",
    "period": "wd {mon-fri} hr {9-17}",
}
SALES = {
    "number_code": CODE,
    "call_forwarding_type": 2,
    "call_forwarding_number": {
        "redirect_type": 2,
        "call_control": [
            FIRST,
            {"redirect_number": "883140000000001", "timeout": 30, "active": False, "name": "yes"},
        ],
        "event_url": "https://example.com/calls?a=1&b=2",
        "event_extended": True,
        "client_id": "0042",
        "masking": True,
        "display_number": "74995557890",
    },
}
TRUNK = {
    "number_code": CODE + 1,
    "call_forwarding_type": 4,
    "call_forwarding_static": {"static_ip": "203.0.113.10", "port": 5060, "timeout": 0, "did": 111},
}
SIP = {
    "number_code": CODE + 2,
    "call_forwarding_type": 1,
    "call_forwarding_sip": {"sip_uri": "office@sip.example.com:5060"},
}
URL = {
    "number_code": CODE + 3,
    "call_forwarding_type": 3,
    "call_forwarding_ipcr": {"url": "https://example.com/", "reserve": "74992223344"},
}
NOTHING = {"number_code": CODE + 4, "call_forwarding_type": 0}

WRITTEN = """\
# Numbers of the company.
defaults:
  application: sales
numbers:
  - number_code: 74991112233
    call_forwarding_number:
      redirect_type: sequential
      call_control:
        - {redirect_number: "@иванов-и", timeout: 16, name: Иванов И., period: "wd {mon-fri} hr {9-17}"}
        - {redirect_number: "@yes", timeout: 30, active: false, name: "yes"}
      event_url: https://example.com/calls?a=1&b=2
      event_extended: true
      client_id: "0042"
      masking: true
      display_number: "74995557890"
  - number_code: 74991112234
    call_forwarding_static:
      static_ip: 203.0.113.10
      port: 5060
      did: 111
  - number_code: 74991112235
    call_forwarding_sip:
      sip_uri: office@sip.example.com:5060
  - number_code: 74991112236
    call_forwarding_ipcr:
      url: https://example.com/
      reserve: "@иванов-и"
  - number_code: 74991112237
    call_forwarding_type: undefined
"""
CONTACTS = """\
# Where calls go, by the names that other files write as "@name".
contacts:
  "yes": "883140000000001"
  иванов-и: "74992223344"
"""


def test_the_layout_is_that_of_a_careful_person() -> None:
    payloads: list[dict[str, Any]] = [SALES, TRUNK, SIP, URL, NOTHING]
    names = contact_names(payloads)
    items = [declared(payload, names) for payload in payloads]
    assert numbers_text(items, application="sales", title="Numbers of the company.") == WRITTEN
    assert contacts_text(names) == CONTACTS


def test_what_was_written_is_read_without_a_word_and_means_the_same(tmp_path: Path) -> None:
    settings = "settings: {applications: {sales: {}}}\n"
    loaded = validated(tmp_path, {"settings.yaml": settings, "contacts.yaml": CONTACTS, "numbers.yaml": WRITTEN})
    assert [item.code for item in loaded.diagnostics] == ["unmanaged-display-number"]
    assert loaded.desired is not None
    assert loaded.desired.numbers[CODE].payload() == SALES


# What plain YAML, older YAML and other readers of it take for something else than a text, and what breaks lines.
TELLING = ("yes", "0042", "1_000", "0x1F", "1e3", "12:30", "null", "~", "@x", "# no", "- no", "a: b", "{a}", "[a]")
HARD = ("'", '"', "\\", "a'b\"c", " edge ", "tab\there", "two\nlines", "\n", "\u2028", "\ufeff", "🙂", "٣")
texts = st.sampled_from(TELLING + HARD) | st.text(min_size=1).filter(lambda text: not CONTROL.search(text))


@given(name=texts, client=texts, period=texts.filter(lambda text: text[0] != "@"))
@example(name="no", client="0o17", period="-")
@example(name="=", client="<<", period="2026-01-01")
@example(name="yes", client="yes", period="?0")
def test_any_text_comes_back_as_it_was(name: str, client: str, period: str) -> None:
    entry = {"redirect_number": "74992223344", "timeout": 5, "active": True, "name": name, "period": period}
    payload = {
        "number_code": CODE,
        "call_forwarding_type": 2,
        "call_forwarding_number": {"redirect_type": 1, "call_control": [entry], "client_id": client},
    }
    names = contact_names([payload])
    text = numbers_text([declared(payload, names)], application=None, title="Numbers.")
    with fresh_folder() as folder:
        loaded = read(folder, {"contacts.yaml": contacts_text(names), "numbers.yaml": text})
    assert loaded.desired is not None, (loaded.diagnostics, text)
    assert loaded.desired.numbers[CODE].payload() == payload


@pytest.mark.parametrize("make", ["file", "folder", "dangling link"])
def test_whatever_stands_at_a_path_is_not_written_over(tmp_path: Path, make: str) -> None:
    path = tmp_path / "numbers.yaml"
    refuse_existing(path)
    if make == "file":
        path.write_text("", encoding="utf-8")
    elif make == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConfigurationError, match="is there already, and nothing is overwritten"):
        refuse_existing(path)


def test_a_new_file_is_whole_or_not_there_and_has_the_usual_mode(tmp_path: Path) -> None:
    beside = tmp_path / "beside.yaml"
    beside.write_text("", encoding="utf-8")
    write_new(tmp_path / "pools" / "a.yaml", "numbers: []\n")
    assert (tmp_path / "pools" / "a.yaml").read_text(encoding="utf-8") == "numbers: []\n"
    assert (tmp_path / "pools" / "a.yaml").stat().st_mode == beside.stat().st_mode
    with pytest.raises(UnicodeEncodeError):
        write_new(tmp_path / "b.yaml", "\ud800")
    with pytest.raises(ConfigurationError, match=r"beside\.yaml' is there already"):
        write_new(beside / "c.yaml", "numbers: []\n")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.yaml", "beside.yaml", "pools"]
