"""The pure scanner: it reads as the C scanner does, and takes the tabs that YAML 1.2 allows."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from _ruamel_yaml import CParser  # type: ignore[import-not-found]
from hypothesis import assume, given, settings
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent, StreamEndEvent
from support.documents import documents
from support.samples import samples

from reconciler.loader.builder import read_document
from reconciler.loader.syntax import pure
from reconciler.loader.syntax.trail import Trail

TEXTS = [
    content.decode("utf-8-sig")
    for sample in samples("right")
    for name, content in sample.files.items()
    if name.endswith(".yaml") and not any(part.startswith(".") for part in name.split("/"))
]


def by_c(text: str) -> Iterator[Any]:
    parser = CParser(text)
    event = None
    while not isinstance(event, StreamEndEvent):
        event = parser.get_event()
        yield event


def nodes(events: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Answer what begins where; where nothing is written between brackets, the two place it differently."""
    kinds = ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent
    return [
        (
            type(event).__name__,
            event.anchor,
            str(getattr(event, "tag", None)),
            getattr(event, "value", None),
            getattr(event, "style", None) or None,
            (event.start_mark.line, event.start_mark.column, event.start_mark.index),
        )
        for event in events
        if isinstance(event, kinds) and (not isinstance(event, ScalarEvent) or event.value or event.style)
    ]


def c_takes(text: str) -> bool:
    try:
        nodes(by_c(text))
    except YAMLError:
        return False
    return True


@pytest.mark.parametrize("text", [text for text in TEXTS if c_takes(text)])
def test_right_samples_that_both_take_are_read_alike(text: str) -> None:
    assert nodes(pure.events_of(text, Trail())) == nodes(by_c(text))


def test_some_right_samples_are_taken_by_the_pure_parser_alone() -> None:
    refused = [text for text in TEXTS if not c_takes(text)]
    assert refused
    assert all(nodes(pure.events_of(text, Trail())) for text in refused)


@settings(max_examples=200)
@given(text=documents())
def test_documents_are_read_alike(text: str) -> None:
    text = text.removeprefix("\ufeff")
    try:
        expected = nodes(by_c(text))
    except YAMLError:
        assume(False)
    assert nodes(pure.events_of(text, Trail())) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_lines_end_where_they_end_for_the_c_scanner(end: str) -> None:
    text = f"a: b{end}c:{end}- 'd{end}  e'{end}- f{end}  g{end}h: |{end}  i{end}"
    assert nodes(pure.events_of(text, Trail())) == nodes(by_c(text))


@pytest.mark.parametrize("length", [4090, 4094, 4095, 4096, 4097])
def test_line_ends_count_once_where_the_reader_reads_on(length: int) -> None:
    text = f"# {'x' * length}\r\na: b\r\n# {'x' * length}\rc: d\n"
    assert nodes(pure.events_of(text, Trail())) == nodes(by_c(text))


ALLOWED = {
    "behind a colon": "a:\tb\n",
    "before a comment": "a: b\t# c\n",
    "behind a value": "a: 'b'\t\n",
    "behind braces": "a: {b: c}\t\n",
    "between words": "a: b\tc\n",
    "in quotes": "a: 'b\tc'\n",
    "within braces": "a: {\tb:\tc\t,\td: e\t}\n",
    "as indentation within braces": "a: {\n\tb: c,\n\td: e\n\t}\n",
    "behind indentation": "a: b\n  \tc\n",
    "on an empty line": "a: b\n\t\nc: d\n",
    "on an empty line behind quotes": "a: 'b'\n \t \nc: d\n",
    "on the last line": "a: b\n\t",
    "before a comment of its own": "a:\n\t# b\n  c: d\n",
    "before a comment behind a text": "a: b\n\t# c\nd: e\n",
    "on the first line": "\t# a\nb: c\n",
    "behind the sign of a block": "a: |\t\n  b\nc: >-\t# d\n  e\n",
    "behind a dash": "a:\n-\tb\n- \t'c'\n-\t{d: e}\n",
    "behind a dash and nothing": "a:\n-\t\n  b: c\n-\t# d\n  e\n",
    "behind a tag": "a: !!str\tb\n",
    "behind an anchor": "a: &b\tc\n",
    "behind a marker": "---\t# a\nb: c\n",
    "behind an instruction": "%YAML 1.2\t\n---\na: b\n",
}


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED.keys())
@pytest.mark.parametrize("more", ["", "z: {u: https://x/y}\n"], ids=["alone", "beside what the C scanner refuses"])
def test_a_tab_that_yaml_allows_is_no_mistake(text: str, more: str) -> None:
    text = text if not more or text.endswith("\n") else text + "\n"
    document, problems = read_document(text + more, "a.yaml")
    assert problems == []
    spaced, _ = read_document((text + more).replace("\t", " "), "a.yaml")
    assert document is not None
    assert spaced is not None
    kept = {key: value.replace("\t", " ") if isinstance(value, str) else value for key, value in document.value.items()}
    assert kept == spaced.value


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.17"])
def test_every_version_of_yaml_1_is_read_as_1_2(version: str) -> None:
    document, problems = read_document(f"%YAML {version}\n---\na: {{b: yes, c: 017, d: https://x/y}}\n", "a.yaml")
    assert problems == []
    assert document is not None
    assert document.value == {"a": {"b": "yes", "c": 17, "d": "https://x/y"}}


def test_a_block_may_begin_with_lines_that_are_indented_less() -> None:
    text = "a: |\n  \n    b\nz: {u: https://x/y}\n"
    document, problems = read_document(text, "a.yaml")
    assert problems == []
    assert document is not None
    assert document.value["a"] == "\nb\n"


def test_a_value_that_is_not_there_stands_behind_its_colon() -> None:
    text = "a:\n\nb: {c: https://x/y}\n"
    document, _ = read_document(text, "a.yaml")
    assert document is not None
    place = document.places.of_value(document.value, "a")
    assert (place.line, place.column) == (1, 3)
