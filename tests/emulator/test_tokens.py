import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.emulator.tokens import Kind, ProtoError, Token, Tokens

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def tokens_of(text: str) -> list[Token]:
    tokens = Tokens(text)
    found = [tokens.read()]
    while found[-1].kind is not Kind.END:
        found.append(tokens.read())
    return found


def refusal(text: str) -> str:
    with pytest.raises(ProtoError) as caught:
        tokens_of(text)
    return str(caught.value)


def test_tokens_know_their_kind_text_place_and_value() -> None:
    assert tokens_of('{"a\\n" : [-1.5e3, true],\n"b": null}') == [
        Token(Kind.OBJECT, "{", 0, False),
        Token(Kind.NAME, '"a\\n"', 1, "a\n"),
        Token(Kind.ARRAY, "[", 9, False),
        Token(Kind.NUMBER, "-1.5e3", 10),
        Token(Kind.BOOL, "true", 18, True),
        Token(Kind.ARRAY_END, "]", 22, False),
        Token(Kind.NAME, '"b"', 25, "b"),
        Token(Kind.NULL, "null", 30, False),
        Token(Kind.OBJECT_END, "}", 34, False),
        Token(Kind.END, "", 35, False),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": п}', "proto: syntax error (line 1:7): invalid value п"),
        ('{\n    "number_code": п}', "proto: syntax error (line 2:20): invalid value п"),
        ('{"имя": "я", "a": nul}', "proto: syntax error (line 1:19): invalid value nul"),
        ('{"a": 1 // why\n}', "proto: syntax error (line 1:9): invalid value /"),
        ('{"a": 1,}', "proto: syntax error (line 1:9): unexpected token }"),
        ("[1,]", "proto: syntax error (line 1:4): unexpected token ]"),
        ("[1,,2]", "proto: syntax error (line 1:4): unexpected token ,"),
        ("[,1]", "proto: syntax error (line 1:2): unexpected token ,"),
        ("[, ?]", "proto: syntax error (line 1:2): unexpected token ,"),
        ("[1, ?]", "proto: syntax error (line 1:5): invalid value ?"),
        ("1,2", "proto: syntax error (line 1:2): unexpected token ,"),
        ("[1 2]", "proto: syntax error (line 1:4): unexpected token 2"),
        ("[1}", "proto: syntax error (line 1:3): unexpected token }"),
        ("]", "proto: syntax error (line 1:1): unexpected token ]"),
        ("[01]", "proto: syntax error (line 1:2): invalid value 01"),
        ("[1.]", "proto: syntax error (line 1:2): invalid value 1."),
        ("[+1]", "proto: syntax error (line 1:2): invalid value +1"),
        ("[NaN]", "proto: syntax error (line 1:2): invalid value NaN"),
        ("['a']", "proto: syntax error (line 1:2): invalid value '"),
        ("\ufeff{}", "proto: syntax error (line 1:1): invalid value \ufeff"),
        ('["a": 1]', "proto: syntax error (line 1:5): invalid value :"),
        ('{"a" 1}', 'proto: syntax error (line 1:6): unexpected character 1, missing ":" after field name'),
        ('{"a"', "proto: unexpected EOF"),
        ('{"a": "b', "proto: unexpected EOF"),
        ("[", "proto: unexpected EOF"),
        ('["\\x"]', 'proto: syntax error (line 1:3): invalid escape code "\\x" in string'),
        ('["\\ud800"]', 'proto: syntax error (line 1:2): invalid escape code in string "\\ud800"'),
        ('["\t"]', "proto: syntax error (line 1:3): invalid character '\\t' in string"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line_and_column(text: str, says: str) -> None:
    assert refusal(text) == says


@given(JSON, st.booleans(), st.booleans())
def test_whatever_json_writes_is_read(value: object, spread: bool, escaped: bool) -> None:  # noqa: FBT001
    text = json.dumps(value, indent=2 if spread else None, ensure_ascii=escaped)
    values = [token.value for token in tokens_of(text) if token.kind in {Kind.STRING, Kind.NAME}]
    assert len(values) == sum(1 for _ in texts_in(value))


@given(st.text(alphabet='{}[],:"\\ntrue1.-e ля/\n', max_size=16))
def test_what_is_read_without_complaint_is_json(text: str) -> None:
    """Except that a stray end of an object after a name, and nothing at all, are left to the reader of messages."""
    try:
        found = tokens_of(text)
    except ProtoError:
        return
    after_names = [second for first, second in pairwise(found) if first.kind is Kind.NAME]
    if len(found) > 1 and not any(token.kind is Kind.OBJECT_END for token in after_names):
        json.loads(text)


def texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in [name, *texts_in(item)]]
    return []
