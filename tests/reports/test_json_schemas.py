"""Every JSON report is as its schema in docs/schemas says, and the schemas say all of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.documented import FOLDER, NAMES, against, schema

from reconciler.model.outcome import WORD as OUTCOMES
from reconciler.model.verdict import WORD as VERDICTS
from reconciler.model.verdict import Expecting
from reconciler.planner.change import Action
from reconciler.planner.drift import Result, Way
from reconciler.planner.flags import Flag
from reconciler.reports.json.values import FORMAT_VERSION
from reconciler.routing.events import Teller
from reconciler.routing.trace import Onward

GOLDEN = Path(__file__).parent / "golden"
OF = {
    "diagnostics": "validate",
    "drift": "drift",
    "explain": "explain",
    "history": "history",
    "outcomes": "apply",
    "period": "period",
    "plan": "plan",
    "prospects": "verify",
    "record": "show",
    "standing": "state-show",
    "verify": "verify",
}
"""Which schema the golden files are to have, by the first word of their names."""
DOCUMENTATION = FOLDER.parent / "json.md"


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_every_golden_report_is_as_its_schema_says(file: Path) -> None:
    assert against(OF[file.stem.split("-")[0]], json.loads(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_stands_in_the_documentation(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["properties"]["format_version"]["const"] == FORMAT_VERSION
    assert f"schemas/{name}.schema.json" in DOCUMENTATION.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_strict_and_describes_every_key(name: str) -> None:
    for part in parts(schema(name)):
        if "properties" in part:
            assert part["additionalProperties"] is False
            assert set(part.get("required", ())) <= part["properties"].keys()
            for key, value in part["properties"].items():
                assert described(name, value), f"{key} is not described"


def described(name: str, value: dict[str, Any]) -> bool:
    reference = value.get("$ref", "").removeprefix("#/$defs/")
    return bool(value.get("description") or schema(name).get("$defs", {}).get(reference, {}).get("description"))


def test_what_several_schemas_define_is_the_same_in_all() -> None:
    defined: dict[str, Any] = {}
    for name in NAMES:
        for key, value in schema(name).get("$defs", {}).items():
            assert defined.setdefault(key, value) == value


def test_words_are_those_of_the_program() -> None:
    closed = [set(part["enum"]) for name in NAMES for part in parts(schema(name)) if "enum" in part]
    for words in (Action, Flag, Result, Way, Expecting, Teller, Onward, OUTCOMES.values(), VERDICTS.values()):
        assert {str(getattr(word, "value", word)) for word in words} in closed


def parts(value: object) -> Iterator[dict[str, Any]]:
    """Yield every object of a schema that is a schema itself."""
    if isinstance(value, dict):
        if {"type", "enum", "anyOf", "$ref", "const"} & value.keys() and not isinstance(value.get("type"), dict):
            yield value
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)
