"""The schema for editors: it describes every key, marks what it can know to be wrong, and refuses nothing that loads."""

import copy
import itertools
import json
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError
from support.cases import defaults, meaning, shape, values, yaml_text
from support.cases import settings as of_settings
from support.editor import accepts, marked
from support.folder import Files, fresh_folder, read, write
from support.samples import samples
from support.strategies import data_objects, desired_numbers

from reconciler.loader.builder import read_document
from reconciler.loader.files import read_text, shown, yaml_files
from reconciler.loader.folder import RESERVED, TOP_LEVEL, load
from reconciler.loader.schema import schema
from reconciler.model import fields
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Code
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.settings import Rate, Share, Variable

ROOT = Path(__file__).parents[2]

KNOWN = frozenset(
    {
        Code.UNKNOWN_KEY,
        Code.RESERVED_KEY,
        Code.MISSING_KEY,
        Code.WRONG_TYPE,
        Code.OUT_OF_RANGE,
        Code.NOT_ONE_OF,
        Code.INVALID_NAME,
        Code.TWO_DATA_OBJECTS,
        Code.TYPE_MISMATCH,
        Code.NO_FORWARDING,
        Code.UNKNOWN_CODE,
        Code.NOT_A_WARNING,
    }
)
"""What the schema knows as well as the loader, but for the exceptions below."""

IN_PART = frozenset(
    {
        Code.INVALID_NUMBER,  # letters and signs; not how many digits a number has
        Code.INVALID_URL,  # the scheme, a host, spaces; not whether host and port can be
        Code.INVALID_IP,  # all of IPv4; of IPv6 the letters
        Code.INVALID_SIP_URI,  # "sip:", spaces and a missing @; not the host and the port
        Code.DANGLING_NAME,  # a name that stands for a name; not whether a name is declared
        Code.KEY_IN_FILE,  # keys under `applications`, variables that always hold one; not the values of variables
    }
)
"""What the schema knows for a part."""

DECIMAL = "to JSON Schema 20.0 is an integer"
KEY = "in JSON every key is a text"
MERGED = "the document is what the merges come to"
ABOVE = "the schema marks where the number begins, the loader its type"
COMPLETED = "whether a number is completed by these defaults would take more than a schema"
UNSEEN: dict[str, tuple[int, str]] = {
    "list-at-the-top": (1, "the loader tells the first line, whatever stands there"),
    "a list at the top": (1, "the loader tells the first line, whatever stands there"),
    "merge-of-a-text": (2, MERGED),
    "a merge of a text": (1, MERGED),
    "misspelt-data-objects": (1, ABOVE),
    "wrapper-of-the-providers-page": (1, ABOVE),
    "keys-that-are-no-texts": (3, KEY),
    "numbers-as-a-mapping": (1, KEY),
    "timeouts": (2, DECIMAL),
    "number-codes": (2, DECIMAL),
    "redirect-numbers-written-for-people": (1, DECIMAL),
    "numbers-out-of-a-spreadsheet": (1, DECIMAL),
    "weight is too small, too large, broken": (1, DECIMAL),
    "a number_code with a decimal point": (1, DECIMAL),
    "defaults-incomplete": (1, COMPLETED),
    "what nobody completes is told where defaults have it": (1, COMPLETED),
}
"""How many mistakes of a sample, or of a row of the loader's table, the schema leaves to the loader, and why."""

TABLES = (yaml_text, shape, values, meaning, defaults, of_settings)
FOLDERS: list[tuple[str, Files]] = [
    *((sample.name.partition("-")[2], sample.files) for sample in (*samples("wrong"), *samples("right"))),
    *((row.name, row.files) for table in TABLES for row in table.CASES),
]


def marks(folder: Path) -> dict[str, set[int]]:
    """Answer the lines that the schema marks in each file that is YAML at all."""
    answer = {}
    for path in yaml_files(folder)[0]:
        text, _ = read_text(path)
        document = read_document(text, shown(path))[0] if text is not None else None
        if document is not None:
            answer[shown(path)] = marked(document)
    return answer


@pytest.mark.parametrize(("name", "files"), FOLDERS, ids=[name for name, _ in FOLDERS])
def test_what_the_schema_knows_it_marks_in_the_line_that_the_loader_tells(
    name: str, files: Files, tmp_path: Path
) -> None:
    loaded = read(tmp_path, files)
    lines = marks(tmp_path)
    known = [item for item in loaded.diagnostics if item.code in KNOWN and item.source.file in lines]
    unseen = [item for item in known if item.source.line not in lines[item.source.file]]
    assert len(unseen) == UNSEEN.get(name, (0, ""))[0], unseen
    if not {item.code for item in loaded.diagnostics} & (KNOWN | IN_PART):
        assert not any(lines.values()), "the schema refuses what the loader accepts"


def test_the_exceptions_are_samples_and_rows_that_exist() -> None:
    assert UNSEEN.keys() <= {name for name, _ in FOLDERS}


@pytest.mark.parametrize("folder", ["desired-state", "tests/seed/1", "tests/seed/2", "tests/seed/3"])
def test_nothing_is_marked_in_the_example_and_in_the_bodies_of_the_page(folder: str) -> None:
    found = marks(ROOT / folder)
    assert found
    assert not any(found.values()), found


def test_the_schema_is_one_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_it_has_the_sections_of_a_file_and_refuses_the_reserved_ones() -> None:
    assert schema()["properties"].keys() == {*TOP_LEVEL, "settings"}
    assert [name for name in RESERVED if accepts({name: []})] == []


def mappings(part: Any = None) -> Iterator[dict[str, Any]]:
    """Every part of the schema that lists the keys of a mapping."""
    part = schema() if part is None else part
    if isinstance(part, dict):
        if part.get("additionalProperties") is False:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from mappings(inner)


def parts(part: Any = None) -> Iterator[dict[str, Any]]:
    """Every mapping in the schema."""
    part = schema() if part is None else part
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from parts(inner)


def test_every_key_is_described() -> None:
    keys = [(name, value) for found in mappings() for name, value in found["properties"].items()]
    assert len(keys) > 60
    assert [name for name, value in keys if not value.get("description")] == []


def test_values_of_a_closed_set_have_as_many_descriptions_as_there_are() -> None:
    described = [part for part in parts() if "enumDescriptions" in part]
    assert described
    for part in described:
        assert len(part["enumDescriptions"]) == len([value for value in part["enum"] if value is not None])


def test_every_definition_is_referred_to_and_every_reference_leads_to_one() -> None:
    whole = schema()
    used = {part["$ref"] for part in parts(whole) if "$ref" in part}
    assert used == {f"#/$defs/{name}" for name in whole["$defs"]}


def test_patterns_mean_the_same_to_javascript_and_python() -> None:
    patterns = [part["pattern"] for part in parts() if isinstance(part.get("pattern"), str)]
    assert patterns
    assert [text for text in patterns if re.search(r"\\[AZzdwb]|\(\?(?![:!=])", text)] == []


NUMBER = {
    "number_code": 74991112233,
    "call_forwarding_number": {
        "redirect_type": "single",
        "call_control": {"redirect_number": "@ivanov", "timeout": "16"},
    },
}
ENTRIES = NUMBER["call_forwarding_number"]
SIP = {"sip_uri": "office@sip.example.com:5060"}

RIGHT: dict[str, Any] = {
    "an empty file": None,
    "sections with nothing in them": dict.fromkeys([*TOP_LEVEL, "settings"]),
    "one entry without a list": {"numbers": [NUMBER]},
    "digits in quotes": {"numbers": [{"number_code": "074991112233", "call_forwarding_type": "00", "weight": "-0"}]},
    "null for what may be left out": {
        "numbers": [{**NUMBER, "call_forwarding_type": None, "application": None, "on_removal": None}]
    },
    "an object that the defaults complete": {
        "defaults": {"call_forwarding_number": {"redirect_type": 1}},
        "numbers": [{"number_code": 1, "call_forwarding_number": {"call_control": [{"active": False, "timeout": 1}]}}],
    },
    "an object that is the defaults'": {"defaults": {"call_forwarding_sip": SIP}, "numbers": [{"number_code": 1}]},
    "an entry of the defaults that is not complete": {
        "defaults": {"call_forwarding_number": {"call_control": [{"name": "x"}]}}
    },
    "a type that chooses among the defaults": {
        "defaults": {"call_forwarding_sip": SIP, "call_forwarding_ipcr": {"url": "https://example.com"}},
        "numbers": [{"number_code": 1, "call_forwarding_type": "sip"}],
    },
    "anything in settings of a later version": {"settings": {"policy": {"a": [1]}, "verify": {"b": None}}},
    "warnings by their codes": {"settings": {"warnings": {"trunk-prefix": "off", "not-enforced": "error"}}},
}
WRONG: dict[str, Any] = {
    "a list": [],
    "an object that nobody completes": {"numbers": [{"number_code": 1, "call_forwarding_number": {}}]},
    "an object that other defaults would complete": {
        "defaults": {"call_forwarding_ipcr": {"url": "https://example.com"}},
        "numbers": [{"number_code": 1, "call_forwarding_number": {"redirect_type": 1}}],
    },
    "no number_code": {"numbers": [{"call_forwarding_type": 0}]},
    "no forwarding": {"numbers": [{"number_code": 1, "call_forwarding_type": None}]},
    "a type without its object": {"numbers": [{"number_code": 1, "call_forwarding_type": "4"}]},
    "defaults that offer two": {
        "defaults": {"call_forwarding_sip": SIP, "call_forwarding_ipcr": {"url": "https://example.com"}},
        "numbers": [{"number_code": 1}],
    },
    "null for an object": {"numbers": [{"number_code": 1, "call_forwarding_sip": None}]},
    "null for what has a value of its own": {"numbers": [{**NUMBER, "labels": None}]},
    "no entry": {"numbers": [{**NUMBER, "call_forwarding_number": {**ENTRIES, "call_control": []}}]},
    "an entry that rings nobody": {
        "numbers": [{**NUMBER, "call_forwarding_number": {**ENTRIES, "call_control": {"timeout": 1}}}]
    },
    "type 0 beside an object": {"numbers": [{**NUMBER, "call_forwarding_type": 0}]},
    "a default that there is not": {"defaults": {"description": "x"}},
    "a share above 1": {"settings": {"limits": {"changes_share": 30}}},
    "a share in quotes": {"settings": {"limits": {"changes_share": "0.3"}}},
    "too many calls at a time": {"settings": {"apply": {"concurrency": 257}}},
    "an error that would be silenced": {"settings": {"warnings": {"unknown-key": "off"}}},
    "a level that there is not": {"settings": {"warnings": {"trunk-prefix": "info"}}},
    "a variable that holds an API key": {"settings": {"secrets": ["EXOLVE_API_KEY"]}},
    "an API key": {"settings": {"applications": {"main": {"api_key": "x"}}}},
    "a password in the record's address": {"settings": {"state": {"url": "postgresql://me:word@host/db"}}},
}


@pytest.mark.parametrize("name", RIGHT)
def test_it_accepts(name: str) -> None:
    assert accepts(RIGHT[name])


@pytest.mark.parametrize("name", WRONG)
def test_it_refuses(name: str) -> None:
    assert not accepts(WRONG[name])


TYPES = {
    name: getattr(fields, name)
    for name in (
        "Uint32 Uint64 Port Count Positive Boolean Text Phone Number Url SipUri IpAddress TypeOfForwarding"
        " TypeOfRedirect"
    ).split()
} | {"Variable": Variable, "Share": Share, "Rate": Rate}
PIECES = [
    *("http", "HTTPS", "://", "//", "sip:", "sips", "@", "${", "}", "{", "$", "${A B}", "${A@B}", "a", "A", "_", "é"),
    *("0", "1", "-", "+", ".", ":", "::", "%", "/", "?", "#", ";", "=", " ", "\n", "\u00a0", "\ufeff", "[", "]"),
    *("example.com", "203.0.113.10", "fe80", "883140", "74992223344", "65535", "undefined", "url", "single"),
]
scalars = (
    st.sampled_from([None, True, False, 0.5, 1.0, -0.0, 10_001, 74991112233, 883140000000001, 2**32 - 1, 2**64])
    | st.integers(-2, 70_000)
    | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
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


KEYS = sorted({name for found in mappings() for name in found["properties"]} | {"overrides", "colour"})
ODD = [
    *(None, True, 0, 1, 2, 3, -1, 7.5, 70_000, 2**32, 74991112233, 883140000000001, "", "0", "02", "-0", "x", "@x"),
    *("@ivanov", "@day", "undefined", "sip", "url", "single", "reset", "error", "74992223344", "https://${A B}/"),
    *([], {}, [{}], ["x"], {"timeout": 5}, {"x": "y"}, [{"active": False, "timeout": 1}]),
]
SETTINGS = {"applications": {"main": {}, "second": {"api_key_env": "B"}}, "secrets": ["EVENTS_KEY", "A", "B", "HOST"]}


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
    offered = draw(st.lists(st.sampled_from(sorted(DATA_OBJECT)), unique=True, max_size=2))
    document: dict[str, Any] = {
        "numbers": [item_of(number) for number in draw(st.lists(desired_numbers(), max_size=3))],
        "contacts": {"ivanov": "74992223344"},
        "schedules": {"day": "wd {mon-fri}"},
        "defaults": {DATA_OBJECT[kind]: draw(data_objects[kind]) for kind in offered},
        "settings": SETTINGS,
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
