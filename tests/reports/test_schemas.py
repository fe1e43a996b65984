"""The schemas in docs/schemas: right by themselves, closed, described to the last field, and true of the reports."""

import json
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.described import NAMES, PRINTED, faults, schema

from reconciler.loader.schema import schema as of_files
from reconciler.model.diagnostics import Severity
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.outcome import WORD as OUTCOME
from reconciler.model.recorded import OnRemoval
from reconciler.model.verdict import WORD as VERDICT
from reconciler.model.verdict import Expecting
from reconciler.periods.findings import Kind
from reconciler.planner.change import Action
from reconciler.planner.drift import Result, Way
from reconciler.planner.flags import Flag
from reconciler.routing.events import Teller
from reconciler.routing.fates import Fate
from reconciler.routing.trace import Note, Onward

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
SCHEMA_OF = {
    "diagnostics": "validate",
    "plan": "plan",
    "outcomes": "apply",
    "record": "show",
    "history": "history",
    "explain": "explain",
    "period": "period",
    "drift": "drift",
    "verify": "verify",
    "prospects": "verify",
    "standing": "state-show",
}
"""Which schema the golden files that begin with a word have."""
ECHOING = "period-line"
"""Its values hold whatever else the asked line held."""
FORWARDED = [kind.name.lower() for kind in ForwardingType]
RUNG = [kind.name.lower() for kind in RedirectType]


def parts(node: Any, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema in a schema, with its place, but not what must hold besides (`oneOf`, `not`)."""
    if not isinstance(node, dict):
        return
    yield place, node
    for word in ("properties", "$defs"):
        for name, inner in node.get(word, {}).items():
            yield from parts(inner, f"{place}/{word}/{name}")
    for word in ("items", "additionalProperties"):
        yield from parts(node.get(word), f"{place}/{word}")
    for index, inner in enumerate(node.get("anyOf", ())):
        if "type" in inner or "$ref" in inner:
            yield from parts(inner, f"{place}/anyOf/{index}")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_of_draft_2020_12(name: str) -> None:
    found = schema(name)
    assert found["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(found)


@pytest.mark.parametrize("name", NAMES)
def test_every_object_is_closed_and_every_field_described(name: str) -> None:
    for place, part in parts(schema(name)):
        assert not place.rpartition("/")[0].endswith(("properties", "$defs")) or part.get("description"), place
        assert part.get("description", "Such.").endswith("."), place
        if "properties" in part:
            assert part["type"] == "object", place
            assert part.keys() & {"required", "additionalProperties"} or place == "#/properties/counts", place
        if "object" in part.get("type", ()):
            rest = part["additionalProperties"]
            assert rest is False or rest.get("description"), place


@pytest.mark.parametrize("name", [name for name in PRINTED if name != ECHOING])
def test_a_field_that_no_schema_knows_is_noticed(name: str) -> None:
    assert any("unexpected" in fault for fault in faults(name, {"format_version": 1, "surprise": 1}))


@pytest.mark.parametrize("file", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_file_is_as_its_schema_says(file: Path) -> None:
    name = SCHEMA_OF[file.stem.partition("-")[0]]
    assert faults(name, json.loads(file.read_text(encoding="utf-8"))) == []


def test_every_schema_but_the_shortest_has_a_golden_file() -> None:
    assert set(PRINTED) - set(SCHEMA_OF.values()) == {"state-list", ECHOING}
    assert {file.stem.partition("-")[0] for file in GOLDEN} == SCHEMA_OF.keys()


def values(kinds: Iterable[Enum]) -> list[Any]:
    return [kind.value for kind in kinds]


PLACES: list[tuple[str, str, list[Any]]] = [
    ("common", "$defs/diagnostic/properties/severity/enum", values(Severity)),
    ("common", "$defs/payload/properties/call_forwarding_type/enum", values(ForwardingType)),
    ("common", "$defs/flag/properties/flag/enum", values(Flag)),
    ("plan", "$defs/change/properties/action/enum", values(Action)),
    ("apply", "$defs/outcome/properties/outcome/enum", list(OUTCOME.values())),
    ("apply", "properties/counts/required", list(OUTCOME.values())),
    ("show", "$defs/number/properties/on_removal/enum", values(OnRemoval)),
    ("history", "$defs/deed/properties/outcome/enum", list(OUTCOME.values())),
    ("history", "$defs/deed/properties/action/enum", [*values(chain(Action, Way)), None]),
    ("history", "$defs/verdict/properties/verdict/enum", list(VERDICT.values())),
    ("explain", "$defs/next/properties/onward/enum", values(Onward)),
    ("explain", "$defs/entry/properties/fate/enum", values(Fate)),
    ("explain", "$defs/hop/properties/type/enum", [*FORWARDED, None]),
    ("explain", "$defs/hop/properties/redirect_type/enum", [*RUNG, None]),
    ("explain", "$defs/note/properties/code/enum", values(Note)),
    ("explain", "properties/events/properties/by/enum", values(Teller)),
    ("period", "$defs/finding/properties/code/enum", values(Kind)),
    ("period-line", "properties/codes/items/enum", values(Kind)),
    ("drift", "$defs/number/properties/result/enum", values(Result)),
    ("drift", "$defs/settlement/properties/way/enum", values(Way)),
    ("drift", "properties/counts/required", values(Result)),
    ("verify", "$defs/verdict/properties/verdict/enum", list(VERDICT.values())),
    ("verify", "$defs/expected/properties/expecting/enum", values(Expecting)),
    ("verify", "properties/counts/required", list(VERDICT.values())),
]


@pytest.mark.parametrize(("name", "place", "words"), PLACES, ids=[f"{name}-{place}" for name, place, _ in PLACES])
def test_a_closed_set_of_words_is_that_of_the_code(name: str, place: str, words: list[Any]) -> None:
    part: Any = schema(name)
    for step in place.split("/"):
        part = part[step]
    assert sorted(part, key=str) == sorted(words, key=str)


def test_a_recorded_forwarding_has_the_fields_that_files_can_declare() -> None:
    recorded, declared = schema("common")["$defs"], of_files()["$defs"]
    for name in ("call_forwarding_sip", "call_forwarding_number", "call_forwarding_ipcr", "call_forwarding_static"):
        assert recorded[name]["properties"].keys() == declared[name]["properties"].keys()
    assert recorded["call_control"]["properties"].keys() == declared["call_control"]["properties"].keys()
