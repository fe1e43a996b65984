"""Secrets taken out of texts, in whichever form a text holds them."""

import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import markupsafe
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.providers.redaction import MASK, SHORTEST, Redaction

# A secret of stars alone could arise from masks; nobody has one.
secrets = st.text(min_size=SHORTEST, max_size=12).filter(lambda text: "*" not in text and len(text.strip()) >= SHORTEST)
texts = st.text(max_size=30)


def go_json(text: str) -> str:
    """Write a text as Go's JSON encoder does."""
    escaped = json.dumps(text, ensure_ascii=False)
    return escaped.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@given(st.lists(secrets, min_size=1, max_size=3), st.lists(texts, min_size=2, max_size=5))
@example(["abcdef"], ["", ""])
@example(["abcdef", "defghi"], ["", "abcdefghi"])
def test_no_secret_is_left_in_a_text(values: list[str], parts: list[str]) -> None:
    text = values[0].join(parts)
    shown = Redaction(values)(text)
    assert all(value not in shown for value in values)


@given(st.lists(st.text("klmn%", min_size=SHORTEST), max_size=3), st.text("abc *&<", max_size=30))
def test_a_text_without_secrets_stays_as_it_is(values: list[str], text: str) -> None:
    assert Redaction(values)(text) == text


@pytest.mark.parametrize(
    "written",
    [
        str,
        quote,
        quote_plus,
        html.escape,
        lambda text: str(markupsafe.escape(text)),
        go_json,
        json.dumps,
        lambda text: quote(text, safe=""),
        lambda text: quote(text, safe="!$&'()*+,;=:@/?"),
        lambda text: re.sub("%..", lambda found: found.group().lower(), quote(text)),
    ],
)
def test_a_secret_is_found_in_every_form_that_an_answer_may_give_it(written: Callable[[str], str]) -> None:
    secret = "a/b c&d<e>\"f'ф"
    shown = Redaction([secret])(f"before {written(secret)} after")
    assert shown.replace('"', "") == f"before {MASK} after"


def test_secrets_that_overlap_leave_no_part_of_either() -> None:
    assert Redaction(["abcdef", "defghi"])("-abcdefghi-") == f"-{MASK}-"


def test_a_secret_inside_another_leaves_no_end_of_the_longer() -> None:
    assert Redaction(["abcdef", "abcdefgh"])("abcdefgh abcdef") == f"{MASK} {MASK}"


def test_a_value_shorter_than_a_secret_can_be_is_left_alone() -> None:
    short = "x" * (SHORTEST - 1)
    assert Redaction([short])(short) == short


def test_a_secret_copied_with_a_line_break_is_found_without_it() -> None:
    assert Redaction(["secret-value\n"])("it was secret-value, yes") == f"it was {MASK}, yes"


def test_a_value_that_is_no_valid_text_does_no_harm() -> None:
    assert Redaction(["bad\udcffbytes"])("a bad\udcffbytes b") == f"a {MASK} b"
