"""The canonical layout, by examples; its laws are beside it."""

import re
from pathlib import Path

import pytest
from support.layouts import ALL, Layout

from reconciler.loader.builder import read_document
from reconciler.loader.layout.canonical import formatted
from reconciler.loader.writing import contacts_text, numbers_text

ROOT = Path(__file__).parents[2]
EXAMPLE = sorted((ROOT / "desired-state").rglob("*.yaml"))
PAGES = [ROOT / "docs" / name for name in ("desired-state.md", "diagnostics.md")]
FENCE = re.compile(r"^```yaml\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.says)
def test_this_text_becomes_that_and_that_stays(layout: Layout) -> None:
    assert formatted(layout.before) == layout.after
    assert formatted(layout.after) == layout.after


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.says)
def test_both_texts_mean_the_same(layout: Layout) -> None:
    before, after = (read_document(text, "a.yaml") for text in (layout.before, layout.after))
    assert before[1] == after[1] == []
    assert before[0] is not None
    assert after[0] is not None
    assert repr(sorted_value(before[0].value)) == repr(sorted_value(after[0].value))


def sorted_value(value: object) -> object:
    match value:
        case dict():
            return {key: sorted_value(value[key]) for key in sorted(value)}
        case list():
            return [sorted_value(item) for item in value]
        case _:
            return value


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: [\n",
        "1: 2\n",
        "a: 1\n---\nb: 2\n",
        "? [a]\n: b\n",
        "a: !x 1\n",
        "numbers:\n  ? a: 1\n  : b\n",
    ],
)
def test_a_text_that_is_wrong_as_yaml_has_no_layout(text: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        formatted(text)


@pytest.mark.parametrize("path", EXAMPLE, ids=lambda path: path.name)
def test_the_example_stands_in_the_layout(path: Path) -> None:
    text = path.read_bytes().decode()
    assert formatted(text) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_pages_show_stands_in_the_layout(page: Path) -> None:
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        assert formatted(found["body"]) == found["body"]


def test_what_import_writes_stands_in_the_layout() -> None:
    entry = {"redirect_number": "@no", "timeout": 5, "period": "wd {mon-fri}", "name": "12:30", "active": False}
    item = {
        "number_code": 74991112233,
        "call_forwarding_number": {"masking": True, "redirect_type": "single", "call_control": [entry, entry]},
        "description": "a: b",
    }
    numbers = numbers_text([item], application="main", title="Numbers.")
    contacts = contacts_text({"74992223344": "no", "74992223345": "z z"})
    assert formatted(numbers) == numbers
    assert formatted(contacts) == contacts


def test_time_grows_with_the_size_of_a_file_and_not_with_its_square() -> None:
    # One line of many entries, each followed by nothing but the next: no place may be searched from the line's start.
    text = "a: [" + "{b: 1, c: 'd'}, " * 5_000 + "]\n"
    assert formatted(text).count("c: d") == 5_000
