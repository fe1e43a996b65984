"""The files of an import as texts: whatever is said in comments, the files mean what the provider has."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from support.folder import fresh_folder, read
from support.strategies import CODES, payloads

from reconciler.loader.importing import MOST, Manner, Part, files_of
from reconciler.loader.layout.canonical import formatted
from reconciler.loader.naming import naming
from reconciler.loader.remarks import not_imported, remark, told_in
from reconciler.model.forwarding import DATA_OBJECT, Payload
from reconciler.model.identifiers import ApplicationName, NumberCode

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
SETTINGS = "settings: {secrets: [EVENTS_KEY, A, B, HOST]}\n"
MAIN = ApplicationName("main")
reasons = st.dictionaries(st.sampled_from(CODES[6:]), st.text(), max_size=3)


def written(
    bodies: Sequence[Payload], left_out: Mapping[NumberCode, str] | None = None, idle: tuple[NumberCode, ...] = ()
) -> dict[str, str]:
    manner = Manner(at=AT, naming=naming(bodies, {}, {}), secrets={}, several=False)
    part = Part(application=MAIN, payloads=tuple(bodies), left_out=left_out or {}, idle=idle)
    return files_of([part], manner, lambda _: True)


def telling(payload: Payload) -> dict[str, Any]:
    """Answer a payload without what says nothing: a false that is the default."""
    name = DATA_OBJECT.get(payload["call_forwarding_type"])
    return {**payload, name: {key: value for key, value in payload[name].items() if value}} if name else dict(payload)


@given(bodies=st.lists(payloads(), min_size=1, max_size=6), left_out=reasons)
@example(bodies=[], left_out={CODES[6]: "\nnumbers:\n  - number_code: 1\r\u2028\x85# \ud800"})
def test_what_is_written_is_what_the_provider_has_and_in_the_canonical_layout(
    bodies: list[dict[str, Any]], left_out: dict[NumberCode, str]
) -> None:
    numbered = [{**body, "number_code": CODES[index % 6]} for index, body in enumerate(bodies)]
    # Three of each, so that there are pools too.
    whole = [{**body, "number_code": body["number_code"] + 100 * twin} for body in numbered for twin in range(3)]
    texts = written(whole, left_out)
    for text in texts.values():
        assert formatted(text) == text
    if not whole:
        return
    with fresh_folder() as folder:
        loaded = read(folder, {"settings.yaml": SETTINGS, **texts})
    assert loaded.desired is not None, loaded.diagnostics
    assert {code: number.payload() for code, number in loaded.desired.numbers.items()} == {
        body["number_code"]: telling(body) for body in whole
    }
    assert {code for text in texts.values() for code in told_in(text)} == left_out.keys()


@given(text=st.text())
def test_no_text_leaves_its_comment(text: str) -> None:
    lines = remark(text)
    assert all(line.startswith("# ") and line.isprintable() for line in lines)


def test_a_comment_of_a_long_reason_is_cut_and_wrapped() -> None:
    lines = remark(not_imported(CODES[0], "very " * 500))
    assert max(map(len, lines)) <= 120
    assert lines[0].startswith(f"# {CODES[0]}: not imported: very")
    assert all(line.startswith("#   ") for line in lines[1:])
    assert sum(map(len, lines)) < 500


def test_very_many_single_numbers_are_several_files() -> None:
    bodies: list[Payload] = [
        {
            "number_code": 74991110000 + index,
            "call_forwarding_type": 3,
            "call_forwarding_ipcr": {"url": f"https://example.com/{index}"},
        }
        for index in range(MOST + 1)
    ]
    texts = written(bodies, {CODES[6]: "of no use"}, idle=tuple(map(NumberCode, range(1, 13))))
    assert list(texts) == ["numbers.yaml", "numbers-2.yaml"]
    assert "of no use" not in texts["numbers.yaml"]
    assert texts["numbers-2.yaml"] == (
        "# Numbers, as `reconciler import` found them at the provider on 2026-07-25.\n"
        "numbers:\n"
        f"  - number_code: {74991110000 + MOST}\n"
        "    call_forwarding_ipcr:\n"
        f"      url: https://example.com/{MOST}\n"
        "\n"
        "# Not in these files, and why:\n"
        f"# {CODES[6]}: not imported: of no use\n"
        "# Without a forwarding, so there was nothing to import: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more\n"
    )


def test_where_all_numbers_are_pooled_a_file_of_its_own_tells_what_is_not_there() -> None:
    body = {"call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://example.com/"}}
    alike: list[Payload] = [{"number_code": code, **body} for code in CODES[:3]]
    assert list(written(alike)) == ["pools/example-com.yaml"]
    assert written(alike, {CODES[6]: "of no use"})["numbers.yaml"] == (
        "# Numbers that are in none of the pools, as `reconciler import` found them at the provider on 2026-07-25.\n"
        "numbers: []\n"
        "\n"
        "# Not in these files, and why:\n"
        f"# {CODES[6]}: not imported: of no use\n"
    )


def test_notes_stand_above_their_number_and_never_repeat_a_key() -> None:
    entry = {"redirect_number": "74992223344", "timeout": 5, "active": True, "dtmf": "8"}
    data = {"redirect_type": 1, "call_control": [entry], "event_url": "https://example.com/?key=abcdef", "answer": True}
    text = written([{"number_code": CODES[0], "call_forwarding_type": 2, "call_forwarding_number": data}])[
        "numbers.yaml"
    ]
    above, _, _ = text.partition(f"  - number_code: {CODES[0]}\n")
    notes = above.partition("numbers:\n")[2]
    assert f"  # {CODES[0]}: the provider also has answer and dtmf, undocumented" in notes
    assert "event_url has what looks like a key in it" in notes
    assert "abcdef" not in notes


def test_names_that_are_not_free_are_left_to_whoever_has_them() -> None:
    body = {"number_code": CODES[0], "call_forwarding_type": 3, "call_forwarding_ipcr": {"url": "https://a.example/"}}
    manner = Manner(at=AT, naming=naming([body], {}, {}), secrets={}, several=False)
    part = Part(application=MAIN, payloads=(body,), left_out={}, idle=())
    assert list(files_of([part], manner, lambda name: name != "numbers.yaml")) == ["numbers-2.yaml"]
