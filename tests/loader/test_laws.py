"""Laws of reading: order does not matter, every place exists, damage is never a crash."""

import itertools
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from support.cases.case import ENTRIES, NUMBER
from support.folder import Files, fresh_folder, read
from support.strategies import CODES, desired_numbers

from reconciler.loader.builder import read_document
from reconciler.model.diagnostics import Diagnostic

RIGHT = (
    ENTRIES
    + """\
    - {redirect_number: "@ivanov", timeout: "16", period: '@day', name: Иванов}
    - &entry {redirect_number: 74992223345, timeout: 0x10, active: false}
    event_url: https://example.com/?key=${EVENTS_KEY}
    masking: true
  labels: [sales, 2026-01-01]
- number_code: "74991112244"
  call_forwarding_number: {redirect_type: 2, call_control: [*entry, {<<: *entry, timeout: 1.5}]}
  description: |
    two
    lines
contacts: {ivanov: "74992223344"}  # a comment
schedules:
  day: wd {mon-fri}
settings: {}
"""
)


def declaration(number: Any) -> dict[str, Any]:
    own = {
        "description": number.description,
        "labels": list(number.labels),
        "protected": number.protected,
        "on_removal": number.on_removal.value,
        "weight": number.weight,
        "verify": number.verify,
        "application": number.application,
    }
    return {**number.payload(), **own}


SETTINGS = "settings: {applications: {main: {}, second: {api_key_env: SECOND}}, secrets: [EVENTS_KEY, A, B, HOST]}\n"


@st.composite
def declared(draw: st.DrawFn) -> list[Any]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1, max_size=4))
    return [draw(desired_numbers(code)) for code in codes]


@given(numbers=declared(), data=st.data())
def test_the_desired_state_does_not_depend_on_the_order_of_files_keys_or_numbers(
    numbers: list[Any], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(numbers))
    cut = data.draw(st.integers(0, len(numbers)))
    backwards = [dict(reversed(declaration(number).items())) for number in shuffled]
    one: Files = {
        "settings.yaml": SETTINGS,
        "a.yaml": json.dumps({"numbers": [declaration(number) for number in numbers]}),
    }
    two: Files = {
        "settings.yaml": SETTINGS,
        "z/b.yaml": json.dumps({"numbers": backwards[:cut]}),
        "c.yml": json.dumps({"numbers": backwards[cut:]}),
    }
    with fresh_folder() as first, fresh_folder() as second:
        left, right = read(first, one).desired, read(second, two).desired
    assert left is not None
    assert right is not None
    assert list(left.numbers.items()) == list(right.numbers.items())
    assert left.settings == right.settings
    assert left.numbers == {number.number_code: number for number in numbers}


def exists(item: Diagnostic, text: str) -> bool:
    """Tell whether a place is in a text, or right behind the end of one of its lines."""
    lines = text.splitlines() or [""]
    line = item.source.line - 1
    length = len(lines[line]) if line < len(lines) else 0
    return 0 <= line <= len(lines) and 1 <= item.source.column <= length + 1


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = RIGHT
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        pieces = st.sampled_from(
            [*"{}[]:,-&*!|>'\"%@`#?~<\n\t \r\x07\ufeff\\", "- ", ": ", "<<: *entry", "\\ud800", "null"]
        )
        text = text[:start] + draw(pieces | st.text(st.characters(codec="utf-8"), max_size=3)) + text[start + length :]
    return text


@given(text=damaged())
@example(text="")
@example(text="\r\x1fnumbers: []")
@example(text='a: "\\UFFFFFFFF"')
@example(text="? - a\n  : b\n: c")
@example(text="numbers: [{call_forwarding_type: {}, call_forwarding_number: }]")
@example(text="numbers: [{number_code: [], call_forwarding_number: {call_control: {call_control: [[]]}}}]")
def test_damaged_text_is_told_and_never_raises(text: str) -> None:
    with fresh_folder() as folder:
        loaded = read(folder, {"a.yaml": text})
    assert (loaded.desired is None) is any(item.severity == "error" for item in loaded.diagnostics)
    placed = [item for item in loaded.diagnostics if item.source.file.endswith(".yaml")]
    assert [item for item in placed if not exists(item, text)] == []


@given(content=st.binary(max_size=60))
def test_any_bytes_are_told_and_never_raise(content: bytes) -> None:
    with fresh_folder() as folder:
        assert read(folder, {"a.yaml": content}).diagnostics != ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3),
    max_leaves=10,
)


@given(value=json_values)
def test_what_json_writes_is_read_as_the_same_values(value: Any) -> None:
    for indent in (None, 2):
        document, problems = read_document(json.dumps(value, indent=indent), "a.json")
        assert problems == []
        assert document is not None
        assert document.value == value


def test_a_right_file_cut_short_anywhere_is_read_or_refused_with_a_place() -> None:
    for end in range(0, len(RIGHT), 5):
        document, problems = read_document(RIGHT[:end], "a.yaml")
        assert document is not None or problems != []
        assert [item for item in problems if not exists(item, RIGHT[:end])] == []


def test_line_ends_of_three_kinds_mean_the_same() -> None:
    read_as = [read_document(NUMBER.replace("\n", end), "a.yaml")[0] for end in ("\n", "\r\n", "\r")]
    values = [document.value for document in read_as if document is not None]
    assert len(values) == 3
    assert all(left == right for left, right in itertools.pairwise(values))
