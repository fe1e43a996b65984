"""Laws of the schema for editors: whatever it refuses, the loader refuses too."""

import copy
import json
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError
from support.editor import IN_PART, KNOWN, accepts, mappings
from support.folder import fresh_folder, write
from support.strategies import data_objects, desired_numbers

from reconciler.loader.folder import load
from reconciler.loader.schema import schema
from reconciler.model.answers import Answer
from reconciler.model.desired import DesiredNumber
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
from reconciler.model.forwarding import DATA_OBJECT
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


KEYS = sorted({name for found in mappings(schema()) for name in found["properties"]} | {"colour"})
ODD: list[Any] = [
    *(None, True, 0, 1, 2, 3, -1, 7.5, 70_000, 2**32, 74991112233, 883140000000001, "", "0", "02", "-0", "x", "@x"),
    *("@ivanov", "@day", "undefined", "sip", "url", "single", "reset", "error", "74992223344", "https://${A B}/"),
    *("2026-12-31T18:00:00+03:00", "2026-12-31", "label:x", "nobody", "RU", "premium-rate"),
    *([], {}, [{}], ["x"], {"timeout": 5}, {"x": "y"}, [{"active": False, "timeout": 1}]),
]
SETTINGS = {
    "applications": {"main": {}, "second": {"api_key_env": "SECOND_KEY"}},
    "secrets": ["EVENTS_KEY", "A", "B", "HOST"],
}


POLICY = {
    "allowed_countries": ["RU", "kz"],
    "denied_kinds": ["satellite"],
    "allowed": [7800],
    "exceptions": [{"name": "x", "target": "example.com", "reason": "y"}],
}
OVERRIDE = {
    "numbers": [74991112233, "label:x"],
    "from": "2026-12-31T18:00:00+03:00",
    "until": "2027-01-09T00:00:00Z",
    "reason": "x",
    "call_forwarding_number": {"redirect_type": "single", "call_control": [{"active": False, "timeout": 1}]},
}
EXPECTATIONS = [
    {"call": 74991112233, "at": "2026-12-31T18:00:00+03:00", "expect": expect} for expect in ("nobody", ["@ivanov"])
]


def item_of(number: DesiredNumber) -> dict[str, Any]:
    """Write a desired number as a file declares it."""
    own = {
        name: getattr(number, name)
        for name in ("application", "description", "labels", "protected", "on_removal", "weight", "verify")
    }
    return {**number.forwarding, **own}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container below a value, with each of its keys."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a file: a right one, and then up to four things in it changed, moved, added or taken away."""
    offered = draw(st.lists(st.sampled_from(sorted(data_objects)), unique=True, max_size=2))
    document: dict[str, Any] = {
        "numbers": [item_of(number) for number in draw(st.lists(desired_numbers(), max_size=3))],
        "contacts": {"ivanov": "74992223344"},
        "schedules": {"day": "wd {mon-fri}"},
        "defaults": {DATA_OBJECT[kind]: draw(data_objects[kind]) for kind in offered},
        "settings": {**SETTINGS, **draw(st.sampled_from([{}, {"policy": POLICY}]))},
        **draw(st.sampled_from([{}, {"overrides": [OVERRIDE], "expectations": EXPECTATIONS}])),
    }
    document = json.loads(json.dumps(document))  # nothing in it is shared
    for _ in range(draw(st.integers(0, 4))):
        container, key = draw(st.sampled_from(list(places(document)) or [(document, "numbers")]))
        other = copy.deepcopy(draw(st.sampled_from([*ODD, *(within[name] for within, name in places(document))])))
        match draw(st.sampled_from(["change", "take away", "add"])):
            case "take away":
                container.pop(key, None) if isinstance(container, dict) else container.pop(key)
            case "add" if isinstance(container, dict):
                container[draw(st.sampled_from(KEYS))] = other
            case _:
                container[key] = other
    return document


@settings(max_examples=300)
@given(document=documents())
def test_what_the_schema_refuses_the_loader_refuses_for_what_the_schema_knows(document: dict[str, Any]) -> None:
    with fresh_folder() as folder:
        write(folder, {"settings.yaml": json.dumps(document)})
        loaded = load(folder)
    if not accepts(document):
        assert {item.code for item in loaded.diagnostics} & (KNOWN | IN_PART)
