"""The quick reading: the same meaning as the reading with places, and as ruamel's own round-trip loader."""

import contextlib
import datetime as dt
import io
import warnings
from typing import Any

import _ruamel_yaml  # type: ignore[import-not-found]
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSet, TaggedScalar
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import ScalarEvent
from ruamel.yaml.scalarbool import ScalarBoolean
from support.documents import documents
from support.samples import samples

from reconciler.loader.builder import read_document
from reconciler.loader.values import RareError, Reader

REFUSALS = (YAMLError, ValueError, TypeError, KeyError, IndexError)
"""How ruamel refuses a text; some tags on texts that they do not fit end in Python's own errors."""


def by_ruamel(text: str) -> Any:
    """Answer what ruamel's round-trip loader reads, as plain values; one of REFUSALS when it refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bare(YAML(typ="rt", pure=True).load(io.StringIO(text)))


def bare(value: Any) -> Any:
    match value:
        case TaggedScalar() | CommentedSet() | dt.date():
            raise YAMLError  # a tag that means nothing here; a moment, which is a text here
        case dict():
            return {bare(key): bare(item) for key, item in value.items()}
        case list():
            return [bare(item) for item in value]
        case bool():
            return value
        case str():
            # JSON writes a character beyond U+FFFF as two escapes; here they are one character again.
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        case ScalarBoolean():
            return bool(value)
        case int() | float():
            return int(value) if isinstance(value, int) else float(value)
        case _:
            return value


def same(left: Any, right: Any) -> bool:
    """Tell whether two values are equal and of equal types, not-a-number included."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right or left != left)  # noqa: PLR0124 - only not-a-number differs from itself


def quick(text: str) -> Any:
    """Answer what the quick reading reads, or assume that it reads something."""
    try:
        return Reader().read(text)
    except RareError:
        assume(False)
        raise


@settings(max_examples=300)
@given(text=documents())
@example("a: &x {b: 1}\nc: {<<: *x, b: 2, d: 3}\n")
@example("a: &x {b: 1}\ne: &y {b: 3, f: 4}\nc: {g: 0, <<: [*x, *y]}\n")
@example("a: &x 1\nb: [*x, *x]\n")
@example("a: &x 1\nb: &x [*x]\n")
@example("a: &x 1\nb: &x [&x 2, *x]\nc: *x\n")
@example("a: |\n  two\n  lines\nb: >-\n  folded\n  text\n")
@example("numbers:\n- a: 1\n- {b: '2', c: \"\\x41\"}\n- d\n")
def test_the_quick_reading_means_what_the_reading_with_places_means(text: str) -> None:
    values = quick(text.removeprefix("\ufeff"))
    document, problems = read_document(text.removeprefix("\ufeff"), "a.yaml")
    assert problems == []
    assert document is not None
    assert same(values.value, document.value)
    items = document.value.get("numbers") if values.numbers else []
    starts = [(document.places.of(item).line, document.places.of(item).column) for item in items]
    assert values.starts == starts


@settings(max_examples=300)
@given(text=documents())
def test_what_both_accept_means_what_ruamel_s_round_trip_loader_says(text: str) -> None:
    text = text.removeprefix("\ufeff")
    document, problems = read_document(text, "a.yaml")
    assume(document is not None and not problems)
    try:
        expected = by_ruamel(text)
    except REFUSALS:
        assume(False)
    assert document is not None
    # Codes as keys of `numbers` are left out here, and told when its shape is looked at.
    numbers = document.value.get("numbers") if isinstance(document.value, dict) else None
    assume(not isinstance(numbers, dict) or document.places.has_all_keys(numbers))
    assert same(document.value, expected)


@pytest.mark.parametrize("sample", samples("right"), ids=lambda sample: sample.name)
def test_the_samples_mean_what_ruamel_says(sample: Any) -> None:
    for name, content in sample.files.items():
        if not name.lower().endswith((".yaml", ".yml")) or name.startswith("."):
            continue
        text = content.decode("utf-8-sig")
        document, problems = read_document(text, "a.yaml")
        assert problems == []
        try:
            expected = by_ruamel(text)
        except REFUSALS:
            continue  # what ruamel itself refuses, such as tabs that YAML 1.2 allows, has its own tests
        assert same(document.value if document else None, expected)


RARE = {
    "a tag": "a: !!str 1\n",
    "a duplicate key": "a: 1\na: 2\n",
    "a key that is no text": "1: a\n",
    "a key with an anchor": "&x a: 1\n",
    "a list at the top": "- a\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "an alias of nothing": "a: *x\n",
    "an alias within its anchor": "a: &x [*x]\n",
    "a merge of a text": "a: {<<: b}\n",
    "a merge at the top": "a: &x {b: 1}\n<<: *x\n",
    "a control character in a key": '"a\\x07": 1\n',
    "what the C scanner refuses": "a: [https://x/y]\n",
    "a container too deep": "a: " + "[" * 70 + "]" * 70 + "\n",
    "a bomb": "a: &a [" + "x, " * 99 + "x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [" + f"*{chr(97 + i)}, " * 99 + f"*{chr(97 + i)}]\n" for i in range(3)
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", RARE.values(), ids=RARE.keys())
def test_what_is_rare_is_left_to_the_reading_with_places(text: str) -> None:
    with pytest.raises(RareError):
        Reader().read(text)


@given(text=st.text(max_size=200) | documents())
def test_the_quick_reading_answers_or_leaves_it(text: str) -> None:
    try:
        Reader().read(text)
    except RareError:
        return


def test_ruamel_s_classes_are_back_after_every_reading() -> None:
    for text in ("a: 1\n", "a: [\n", "a: !x 1\n"):
        with contextlib.suppress(RareError):
            Reader().read(text)
        assert _ruamel_yaml.ScalarEvent is ScalarEvent
    assert type(_events("a: 1\n")[3]) is ScalarEvent


def _events(text: str) -> list[Any]:
    parser = _ruamel_yaml.CParser(text)
    return [parser.get_event() for _ in range(5)]


def test_equal_scalars_of_many_files_are_one_object() -> None:
    reader = Reader()
    first = reader.read("a: some text of its own\n").value["a"]
    assert reader.read("b: some text of its own\n").value["b"] is first
