"""The JSON Schema of one file of the desired state, made from the models, for editors.

It refuses nothing that the loader accepts. What takes another file, a numbering plan or the settings to know, it leaves
to `reconciler validate`. `errorMessage`, `enumDescriptions` and `doNotSuggest` are for editors alone.
"""

from collections.abc import Iterator

from reconciler.loader.defaults import ALLOWED, DATA_MODELS
from reconciler.loader.keys import ALWAYS
from reconciler.loader.schema_forwarding import (
    ENTRY,
    TO_NUMBERS,
    entry_of_number,
    forwarding_or_else,
    held,
    of_types,
    one_object,
    to_numbers,
)
from reconciler.loader.schema_models import DEFINED, Schema, field, mapping, model, reference
from reconciler.loader.schema_timed import exception, expectation, override
from reconciler.loader.settings import STATE_URL, USER_INFO
from reconciler.model.declared import NumberDeclaration, required_keys
from reconciler.model.diagnostics import Code, Severity
from reconciler.model.secrets import NAME
from reconciler.model.settings import Raised, Settings, State

DIALECT = "https://json-schema.org/draft/2020-12/schema"

FILE = (
    "One file of the desired state of reconciler; every key is optional. What takes other files, a numbering plan or"
    " the settings to know, `reconciler validate` tells."
)
NO_FORWARDING = (
    "The number says nothing about its forwarding: it needs one of call_forwarding_number, call_forwarding_ipcr,"
    " call_forwarding_static and call_forwarding_sip, or call_forwarding_type: undefined."
)


def schema() -> Schema:
    """Answer the schema, with its keys always in the same order."""
    return {
        "$schema": DIALECT,
        **mapping("desired state", FILE, _sections()),
        "type": ["object", "null"],
        "allOf": [*_complete(), _forwarded()],
        "$defs": {
            **{name: model(kind) for kind, name in DEFINED.items()},
            "number": _number(),
            ENTRY: entry_of_number(),
            TO_NUMBERS: to_numbers(),
            "override": override(),
            "expectation": expectation(),
            "exception": exception(),
            "defaults": _defaults(),
            "settings": _settings(),
            "state": _state(),
        },
    }


def _sections() -> Schema:
    return {
        "numbers": _listed("the numbers, and how each forwards its calls", "number"),
        "contacts": _names(
            "names for places that a call can go to, written @name; shared by all files",
            {
                "description": "the number or SIP ID that @name stands for, without plus",
                "type": ["string", "integer"],
                "minimum": 1,
                "pattern": "^[0-9]+$",
                "errorMessage": "Write the digits of a number without plus, such as 74992223344, or of a SIP ID.",
            },
        ),
        "schedules": _names(
            "names for periods, written @name; shared by all files",
            {
                "description": "the period that @name stands for",
                "type": "string",
                "pattern": "^(?!@)",
                "errorMessage": "Write a period as a text. A name stands for a value, not for another @name.",
                "examples": ["wd {mon-fri} hr {9-17}"],
            },
        ),
        "defaults": {
            "description": "what the numbers of this file have in common: mappings merge, lists replace, and what a"
            " number says itself wins",
            **reference("defaults"),
        },
        "overrides": _listed("what holds for a time, over the numbers' own forwarding", "override"),
        "expectations": _listed(
            "calls, and what each is expected to come to; `reconciler validate` tries them", "expectation"
        ),
        "settings": {
            "description": "only in settings.yaml at the root of the folder; in any other file it is an error",
            **reference("settings"),
        },
    }


def _listed(description: str, item: str) -> Schema:
    return {"description": description, "type": ["array", "null"], "items": reference(item)}


def _names(description: str, value: Schema) -> Schema:
    name = {"pattern": r"^[^@\s]\S*$", "errorMessage": "A name is written @name: no spaces and no @ in front."}
    return {
        "description": description,
        "type": ["object", "null"],
        "propertyNames": name,
        "additionalProperties": value,
    }


def _defaults() -> Schema:
    keys = {name: field(NumberDeclaration, name) for name in ALLOWED}
    about = "What the numbers of this file have in common; a data object in it need not be complete."
    return {**mapping("defaults", about, keys), "type": ["object", "null"]}


def _settings() -> Schema:
    """Answer the settings, with the codes of warnings as keys and without places for API keys."""
    answer = model(Settings)
    keys = answer["properties"]
    level = {"enum": [member.value for member in Raised]}
    codes = (code for code in Code if code.severity is Severity.WARNING)
    keys["warnings"]["properties"] = {code.value: {"description": code.summary, **level} for code in codes}
    keys["warnings"]["additionalProperties"] = False
    keys["secrets"]["items"] = {
        "type": "string",
        "pattern": f"^(?!(?:{'|'.join(ALWAYS)})$){NAME.pattern}$",
        "errorMessage": "Write the name of an environment variable, and none that holds an API key.",
    }
    return {**answer, "type": ["object", "null"]}


def _state() -> Schema:
    answer = model(State)
    answer["properties"]["url"]["pattern"] = f"^(?!.*{USER_INFO.pattern}){STATE_URL.pattern}$"
    answer["properties"]["url"]["errorMessage"] = "Write file:PATH, git:BRANCH or memory:, without user and password."
    return answer


def _number() -> Schema:
    """Answer an item of `numbers`: one data object at most, of its type, and every entry complete."""
    return {**model(NumberDeclaration), "required": [*required_keys(NumberDeclaration)], "allOf": one_object()}


def _complete() -> Iterator[Schema]:
    """Yield, for all that a data object needs, that the number has it unless the file's defaults do."""
    for name, typed in of_types():
        yield _unless({"required": [name]}, {"if": typed, "then": {"required": [name]}})
        for key in required_keys(DATA_MODELS[name]):
            given = {"required": [name], **held({name: {"required": [key]}})}
            yield _unless(given, held({name: {"required": [key]}}))


def _forwarded() -> Schema:
    """Answer that a number has a data object or a type unless the file's defaults have just one object."""
    objects = [{"required": [name]} for name in DATA_MODELS]
    return _unless({"oneOf": objects}, forwarding_or_else(NO_FORWARDING))


def _unless(given: Schema, number: Schema) -> Schema:
    """Answer what holds for each number of a file whose defaults are not these."""
    return {
        "if": {**held({"defaults": {"type": "object", **given}}), "required": ["defaults"]},
        "else": held({"numbers": {"items": number}}),
    }
