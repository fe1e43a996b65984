"""Laws of the schema for editors: whatever it refuses, the loader refuses too."""

import json
import typing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError
from support.altered import altered
from support.editor import IN_PART, KNOWN, accepts
from support.folder import fresh_folder, write

from reconciler.loader.folder import load
from reconciler.model.answers import Answer
from reconciler.model.fields import (
    Boolean,
    Count,
    IpAddress,
    Number,
    Phone,
    Port,
    Positive,
    SipUri,
    Text,
    TypeOfForwarding,
    TypeOfRedirect,
    Uint32,
    Uint64,
    Url,
)
from reconciler.model.moments import Moment
from reconciler.model.selectors import Selector
from reconciler.model.settings import Country, Destination, Prefix, Rate, Share, Variable

TYPES: dict[str, Any] = {
    "Uint32": Uint32,
    "Uint64": Uint64,
    "Port": Port,
    "Count": Count,
    "Positive": Positive,
    "Boolean": Boolean,
    "Text": Text,
    "Phone": Phone,
    "Number": Number,
    "Url": Url,
    "SipUri": SipUri,
    "IpAddress": IpAddress,
    "TypeOfForwarding": TypeOfForwarding,
    "TypeOfRedirect": TypeOfRedirect,
    "Variable": Variable,
    "Share": Share,
    "Rate": Rate,
    "Country": Country,
    "Prefix": Prefix,
    "Destination": Destination,
    "Moment": Moment,
    "Selector": Selector,
    "Answer": Answer,
}
PIECES = [
    *("http", "HTTPS", "://", "//", "sip:", "sips", "@", "${", "}", "{", "$", "${A B}", "${A@B}", "a", "A", "_", "é"),
    *("0", "1", "-", "+", ".", ":", "::", "%", "/", "?", "#", ";", "=", " ", "\n", "\u00a0", "\ufeff", "[", "]"),
    *("label:", "application:", "nobody", "RU", "2026-12-31", "T18:00", "+03:00", "Z", "*"),
    *("example.com", "203.0.113.10", "fe80", "883140", "74992223344", "65535", "undefined", "url", "single"),
]
BEGINNINGS = ["", "", "https://", "http://a", "a@", "a@b", "sip:a@b", "::", "203.0.113."]
texts = st.builds(str.__add__, st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(PIECES), max_size=5).map("".join))
scalars = (
    st.sampled_from([None, True, False, 0.5, 1.0, -0.0, 10_001, 74991112233, 883140000000001, 2**32 - 1, 2**64])
    | st.integers(-2, 70_000)
    | texts
)


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=200)
@given(value=scalars)
def test_what_a_type_accepts_its_schema_accepts(name: str, value: Any) -> None:
    try:
        TypeAdapter(TYPES[name]).validate_python(value)
    except ValidationError:
        return
    assert Draft202012Validator(typing.get_args(TYPES[name])[1].json).is_valid(value)


@settings(max_examples=300)
@given(document=altered())
def test_what_the_schema_refuses_the_loader_refuses_for_what_the_schema_knows(document: dict[str, Any]) -> None:
    with fresh_folder() as folder:
        write(folder, {"settings.yaml": json.dumps(document)})
        loaded = load(folder)
    if not accepts(document):
        assert {item.code for item in loaded.diagnostics} & (KNOWN | IN_PART)
