"""The schema for editors: it describes every key, and marks what it can know to be wrong where the loader tells it."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.cases import checks, defaults, meaning, settings, shape, timed, values, yaml_text
from support.editor import IN_PART, KNOWN, accepts, mappings, marked, parts
from support.folder import Files, read
from support.samples import samples

from reconciler.loader.builder import read_document
from reconciler.loader.files import read_text, shown, yaml_files
from reconciler.loader.schema import schema

ROOT = Path(__file__).parents[2]
SECTIONS = {"numbers", "contacts", "schedules", "defaults", "overrides", "expectations", "settings"}

DECIMAL = "to JSON Schema 20.0 is an integer"
KEY = "in JSON every key is a text"
MERGED = "the document is what the merges come to"
COMPLETED = "whether a number is completed by these defaults would take more than a schema"
WHOLE = "whether an override stands for all of a forwarding takes the numbers that it selects"
UNSEEN = {
    "a text at the top": "a text alone has no place that is kept",
    "merge-of-a-text": MERGED,
    "a merge of a text": MERGED,
    "keys-that-are-no-texts": KEY,
    "keys that are no texts": KEY,
    "timeouts": DECIMAL,
    "number-codes": DECIMAL,
    "redirect-numbers-written-for-people": DECIMAL,
    "numbers-out-of-a-spreadsheet": DECIMAL,
    "weight is too small, too large, broken": DECIMAL,
    "a number_code with a decimal point": DECIMAL,
    "defaults-incomplete": COMPLETED,
    "overrides-over-another-kind-of-forwarding": WHOLE,
    "an override of another kind of forwarding has to be whole": WHOLE,
    "what nobody completes is told where defaults have it": COMPLETED,
    "what a test call's parameters cannot say": "no key of a message is required in the schema",
}
"""The samples, and rows of the loader's table, with mistakes that the schema leaves to the loader, and why."""

TABLES = (yaml_text, shape, values, meaning, defaults, settings, timed, checks)
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
    assert bool(unseen) is (name in UNSEEN), unseen
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


def test_it_has_the_sections_of_a_file() -> None:
    assert set(schema()["properties"]) == SECTIONS


def test_every_key_is_described() -> None:
    keys = [(name, value) for found in mappings(schema()) for name, value in found["properties"].items()]
    assert len(keys) > 60
    assert [name for name, value in keys if not value.get("description")] == []


def test_values_of_a_closed_set_have_as_many_descriptions_as_there_are() -> None:
    described = [part for part in parts(schema()) if "enumDescriptions" in part]
    assert described
    for part in described:
        assert len(part["enumDescriptions"]) == len([value for value in part["enum"] if value is not None])


def test_every_definition_is_referred_to_and_every_reference_leads_to_one() -> None:
    whole = schema()
    used = {part["$ref"] for part in parts(whole) if "$ref" in part}
    assert used == {f"#/$defs/{name}" for name in whole["$defs"]}


def test_patterns_mean_the_same_to_javascript_and_python() -> None:
    patterns = [part["pattern"] for part in parts(schema()) if isinstance(part.get("pattern"), str)]
    assert patterns
    assert [text for text in patterns if re.search(r"\\[AZzdwb]|\(\?(?![:!=])", text)] == []


ENTRIES: dict[str, Any] = {
    "redirect_type": "single",
    "call_control": {"redirect_number": "@ivanov", "timeout": "16"},
}
NUMBER: dict[str, Any] = {"number_code": 74991112233, "call_forwarding_number": ENTRIES}
SIP = {"sip_uri": "office@sip.example.com:5060"}

WHEN = {
    "numbers": [74991112233],
    "from": "2026-12-31T00:00:00+03:00",
    "until": "2026-12-31 18:00:00+0300",
    "reason": "x",
}
OVERRIDE: dict[str, Any] = {**WHEN, "call_forwarding_number": {"call_control": {"active": False, "timeout": 1}}}
EXCEPTION = {"name": "x", "target": 74992223344, "reason": "y"}

RIGHT: dict[str, Any] = {
    "an empty file": None,
    "sections with nothing in them": dict.fromkeys(SECTIONS),
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
    "settings of test calls": {
        "settings": {
            "verify": {
                "enabled": True,
                "per_run": "5",
                "call": {"virtual_phone_number": 74993720692, "direction": "out", "contact_message": None},
            }
        }
    },
    "a policy": {
        "settings": {
            "policy": {"allowed_countries": ["RU", "de"], "denied": [7809, "+7809*"], "exceptions": [EXCEPTION]}
        }
    },
    "an override of a part": {"overrides": [OVERRIDE]},
    "an override of several numbers": {"overrides": [{**OVERRIDE, "numbers": [1, "2", "label:a", "application:b c"]}]},
    "an override that rings nobody": {"overrides": [{**WHEN, "call_forwarding_type": "undefined"}]},
    "expectations": {
        "expectations": [
            {"call": 1, "at": "2026-12-31T00:00Z", "expect": expect}
            for expect in ("nobody", "url", 74992223344, "@x", ["@x", "74992223344"], ["dropped"])
        ]
    },
    "warnings by their codes": {"settings": {"warnings": {"trunk-prefix": "off", "shared-key": "error"}}},
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
    "a number with plus": {"contacts": {"ivanov": "+74992223344"}},
    "a name for a name": {"contacts": {"ivanov": "@petrov"}},
    "a URL without its scheme": {"numbers": [{"number_code": 1, "call_forwarding_ipcr": {"url": "example.com"}}]},
    "a SIP address with its scheme": {"defaults": {"call_forwarding_sip": {"sip_uri": "sip:a@b.example"}}},
    "no IP address": {"defaults": {"call_forwarding_static": {"static_ip": "203.0.113.256"}}},
    "a share above 1": {"settings": {"limits": {"changes_share": 30}}},
    "a share in quotes": {"settings": {"limits": {"changes_share": "0.3"}}},
    "too many calls at a time": {"settings": {"apply": {"concurrency": 257}}},
    "an error that would be silenced": {"settings": {"warnings": {"unknown-key": "off"}}},
    "a level that there is not": {"settings": {"warnings": {"trunk-prefix": "info"}}},
    "a variable that holds an API key": {"settings": {"secrets": ["EXOLVE_API_KEY"]}},
    "an API key": {"settings": {"applications": {"main": {"api_key": "x"}}}},
    "a country by its name": {"settings": {"policy": {"allowed_countries": ["Russia"]}}},
    "a kind that there is not": {"settings": {"policy": {"denied_kinds": ["premium"]}}},
    "an exception without a reason": {"settings": {"policy": {"exceptions": [{**EXCEPTION, "reason": " "}]}}},
    "an exception without a target": {"settings": {"policy": {"exceptions": [{"name": "x", "reason": "y"}]}}},
    "a day for a time": {"overrides": [{**OVERRIDE, "from": "2026-12-31"}]},
    "a time without a zone": {"overrides": [{**OVERRIDE, "until": "2026-12-31T00:00:00"}]},
    "an override of no number": {"overrides": [{**OVERRIDE, "numbers": []}]},
    "an override of a file": {"overrides": [{**OVERRIDE, "numbers": ["office.yaml"]}]},
    "an override that says nothing": {"overrides": [WHEN]},
    "an override of two kinds": {"overrides": [{**OVERRIDE, "call_forwarding_sip": SIP}]},
    "an override whose entry is not complete": {
        "overrides": [{**WHEN, "call_forwarding_number": {"call_control": [{"redirect_number": "@x"}]}}]
    },
    "an override with a label": {"overrides": [{**OVERRIDE, "labels": ["x"]}]},
    "an expectation of nothing": {"expectations": [{"call": 1, "at": "2026-12-31T00:00Z", "expect": []}]},
    "an expectation of a word": {"expectations": [{"call": 1, "at": "2026-12-31T00:00Z", "expect": "nobdy"}]},
    "an expectation without a time": {"expectations": [{"call": 1, "expect": "nobody"}]},
    "a password in the record's address": {"settings": {"state": {"url": "postgresql://me:word@host/db"}}},
}


@pytest.mark.parametrize("name", RIGHT)
def test_it_accepts(name: str) -> None:
    assert accepts(RIGHT[name])


@pytest.mark.parametrize("name", WRONG)
def test_it_refuses(name: str) -> None:
    assert not accepts(WRONG[name])
