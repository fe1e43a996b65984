"""Where a character of a scalar's value stands in the file, for every way to write the scalar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.loader.builder import read_document

ROWS: dict[str, tuple[str, str, tuple[int, int]]] = {
    # what is marked in the value: X
    "plain": ("a: someXthing\n", "X", (1, 8)),
    "plain, with spaces in it": ("a: one two X\n", "X", (1, 12)),
    "plain, over two lines": ("a: one\n  twoX\n", "X", (1, 4)),
    "in single quotes": ("a: 'oneX'\n", "X", (1, 8)),
    "behind a doubled quote": ("a: 'it''s X'\n", "X", (1, 11)),
    "in double quotes": ('a: "oneX"\n', "X", (1, 8)),
    "behind escapes": (r'a: "\x41\u0041\U00000041\n\"X"' + "\n", "X", (1, 29)),
    "behind a character that JSON writes as two": (r'a: "\ud83d\ude00X"' + "\n", "X", (1, 17)),
    "in double quotes over two lines": ('a: "one\n  twoX"\n', "X", (1, 4)),
    "in a literal block": ("a: |\n  one\n  twoX\n", "X", (3, 6)),
    "in a literal block that begins with an empty line": ("a: |-\n\n    one\n     twoX\n", "X", (4, 9)),
    "in a literal block with a comment behind its sign": ("a: |  # why\n  oneX\n", "X", (2, 6)),
    "in a literal block with its own indentation": ("a: |2\n   oneX\n", "X", (1, 4)),
    "in a folded block": ("a: >\n  one\n  twoX\n", "X", (1, 4)),
    "behind an anchor": ("a: &b someX\n", "X", (1, 11)),
    "behind a tag": ("a: !!str 'someX'\n", "X", (1, 15)),
    "in a list in braces": ("a: {b: [c, dX]}\n", "X", (1, 13)),
    "behind wide characters": ("ключ: 東京X\n", "X", (1, 9)),
}


@pytest.mark.parametrize(("text", "marked", "place"), ROWS.values(), ids=ROWS.keys())
def test_a_character_stands_where_it_is_written(text: str, marked: str, place: tuple[int, int]) -> None:
    document, problems = read_document(text, "a.yaml")
    assert problems == []
    assert document is not None
    container, key = document.value, next(iter(document.value))
    while not isinstance(container[key], str):
        container = container[key]
        key = next(iter(container)) if isinstance(container, dict) else len(container) - 1
    found = document.places.within(container, key, container[key].index(marked))
    assert (found.line, found.column) == place


@given(value=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), data=st.data())
def test_in_quotes_on_one_line_the_place_is_that_of_the_very_character(value: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(value) - 1))
    for quote, written in (("'", value.replace("'", "''")), ('"', value.replace("\\", "\\\\").replace('"', '\\"'))):
        if any(end in value for end in "\u2028\u2029"):
            continue  # a line end for YAML
        text = f"a: {quote}{written}{quote}\n"
        document, problems = read_document(text, "a.yaml")
        assert problems == []
        assert document is not None
        found = document.places.within(document.value, "a", offset)
        at = text[found.column - 1]
        assert found.line == 1
        assert at in {value[offset] if offset else quote, "\\"}  # an escape stands where it begins
