"""Plain scalars mean what ruamel.yaml says they mean in YAML 1.2; timestamps stay text."""

import math
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from reconciler.loader.builder import read_document
from reconciler.loader.scalars import MAX_LENGTH, plain

TABLE: dict[str, Any] = {
    "~": None,
    "null": None,
    "Null": None,
    "nULL": "nULL",
    "true": True,
    "FALSE": False,
    "no": "no",
    "on": "on",
    "y": "y",
    "12": 12,
    "-12": -12,
    "+12": 12,
    "012": 12,
    "0o14": 12,
    "0x1F": 31,
    "0b11": 3,
    "1_000": 1000,
    "74991112233": 74991112233,
    "12:30": "12:30",
    "12e03": 12000.0,
    "1.5": 1.5,
    "1.": 1.0,
    ".5": 0.5,
    "-.inf": -math.inf,
    "2026-01-01": "2026-01-01",
    "2026-01-01T00:00:00Z": "2026-01-01T00:00:00Z",
    "127.0.0.1": "127.0.0.1",
    "+": "+",
    "-_": "-_",
    "0b": "0b",
    "0x": "0x",
    ".": ".",
    "٣": "٣",
    "1٣": "1٣",
    "9" * MAX_LENGTH: int("9" * MAX_LENGTH),
    "9" * (MAX_LENGTH + 1): "9" * (MAX_LENGTH + 1),
}


@pytest.mark.parametrize(("text", "value"), TABLE.items())
def test_a_plain_scalar_means_what_the_table_says(text: str, value: Any) -> None:
    found = plain(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_a_float() -> None:
    assert math.isnan(float(str(plain(".nan"))))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!int '12'", 12),
        ("|\n  12\n", "12\n"),
        ("", None),
        ("&a 12", 12),
    ],
)
def test_quotes_and_tags_decide_before_the_text_does(text: str, value: Any) -> None:
    document, problems = read_document(f"a: {text}", "a.yaml")
    assert problems == []
    assert document is not None
    assert document.value == {"a": value}


def by_ruamel(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(f"- {text}\n")[0]


@given(text=st.text("0123456789+-._eExXoObaAfF:", min_size=1, max_size=9) | st.sampled_from(list(TABLE)))
@example(text="1e5")
@example(text="1.5e+3")
@example(text="._5")
@example(text="0o8")
@example(text="-0x1f")
def test_plain_scalars_agree_with_ruamel(text: str) -> None:
    assume(len(text) <= MAX_LENGTH)
    document, problems = read_document(f"- {text}\n", "a.yaml")
    try:
        expected = by_ruamel(text)
    except (YAMLError, ValueError):
        # ruamel itself fails on what looks like a number and is none; here that is a text, or a diagnostic.
        assert document is None or isinstance(document.value[0], str) or problems != []
        return
    assume(isinstance(expected, str | int | float | bool | None))
    assert document is not None
    (found,) = document.value
    assert type(found) is type(expected)
    assert found == expected or (math.isnan(found) and math.isnan(expected))
