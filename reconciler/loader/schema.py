"""The JSON Schema of one file of the desired state, made from the models, for editors.

It refuses nothing that the loader accepts. What takes another file, a numbering plan or the settings to know, it leaves
to `reconciler validate`. `errorMessage`, `enumDescriptions` and `doNotSuggest` are for editors alone.
"""

from collections.abc import Iterator

from reconciler.loader.defaults import ALLOWED, DATA_MODELS
from reconciler.loader.keys import ALWAYS
from reconciler.loader.schema_models import DEFINED, Schema, field, mapping, model, or_null, reference
from reconciler.loader.settings import STATE_URL, USER_INFO
from reconciler.model.declared import CallControl, NumberDeclaration, required_keys
from reconciler.model.diagnostics import Code, Severity
from reconciler.model.forwarding import TYPE_OF_DATA_OBJECT, ForwardingType
from reconciler.model.secrets import NAME
from reconciler.model.settings import Raised, Settings, State

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPE = "call_forwarding_type"
TO_NUMBERS = "call_forwarding_number"
ENTRY = "call_control_of_number"

FILE = (
    "One file of the desired state of reconciler; every key is optional. What takes other files, a numbering plan or"
    " the settings to know, `reconciler validate` tells."
)
TWO_OBJECTS = "A number has one data object, and this one has two. Take one of them away."
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
            ENTRY: _entry_of_number(),
            TO_NUMBERS: _to_numbers(),
            "defaults": _defaults(),
            "settings": _settings(),
            "state": _state(),
        },
    }


def _sections() -> Schema:
    return {
        "numbers": {
            "description": "the numbers, and how each forwards its calls",
            "type": ["array", "null"],
            "items": reference("number"),
        },
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
        "settings": {
            "description": "only in settings.yaml at the root of the folder; in any other file it is an error",
            **reference("settings"),
        },
    }


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


def _to_numbers() -> Schema:
    """Answer the data object whose one entry needs no list."""
    answer = model(DATA_MODELS[TO_NUMBERS])
    listed = answer["properties"]["call_control"]
    entry = reference(DEFINED[CallControl])
    answer["properties"]["call_control"] = {
        "description": listed["description"],
        "anyOf": [{"type": "array", "items": entry}, entry],
    }
    return answer


def _number() -> Schema:
    """Answer an item of `numbers`: one data object at most, of its type, and every entry complete."""
    entries = {"minItems": 1, "items": reference(ENTRY), "allOf": [reference(ENTRY)]}
    return {
        **model(NumberDeclaration),
        "required": [*required_keys(NumberDeclaration)],
        "allOf": [_held({TO_NUMBERS: _held({"call_control": entries})}), *(_alone(name) for name in DATA_MODELS)],
    }


def _entry_of_number() -> Schema:
    """Answer what an entry of a number needs: nothing completes it, since lists replace."""
    drops = {**_held({"active": {"const": False}}), "required": ["active"]}
    rings = {**_held({"redirect_number": {"type": ["string", "integer"]}}), "required": ["redirect_number"]}
    return {"required": [*required_keys(CallControl)], "if": drops, "else": rings}


def _alone(name: str) -> Schema:
    """Answer that beside this data object stand no other and no other's type."""
    kind = TYPE_OF_DATA_OBJECT[name]
    words = f"Beside {name} the type is {kind.name.lower()} ({kind.value}), or left out: the object tells it."
    enum, digits = _is(kind)["anyOf"]
    keys = _held({TYPE: {"anyOf": [{**or_null(enum), "errorMessage": words}, digits]}})
    keys["properties"] |= {other: False for other in DATA_MODELS if other != name}
    return {"if": {"required": [name]}, "then": {**keys, "errorMessage": TWO_OBJECTS}}


def _is(kind: ForwardingType) -> Schema:
    """Answer all ways to write a type: its name, its number, and that in quotes."""
    return {"anyOf": [{"enum": [kind.name.lower(), kind.value]}, {"type": "string", "pattern": f"^0*{kind.value}$"}]}


def _complete() -> Iterator[Schema]:
    """Yield, for all that a data object needs, that the number has it unless the file's defaults do."""
    for name, kind in DATA_MODELS.items():
        typed = {**_held({TYPE: _is(TYPE_OF_DATA_OBJECT[name])}), "required": [TYPE]}
        yield _unless({"required": [name]}, {"if": typed, "then": {"required": [name]}})
        for key in required_keys(kind):
            given = {"required": [name], **_held({name: {"required": [key]}})}
            yield _unless(given, _held({name: {"required": [key]}}))


def _forwarded() -> Schema:
    """Answer that a number has a data object or a type unless the file's defaults have just one object."""
    objects = [{"required": [name]} for name in DATA_MODELS]
    typed = {**_held({TYPE: {"type": ["string", "integer"]}}), "required": [TYPE]}
    missing = {"required": [TO_NUMBERS], "errorMessage": NO_FORWARDING}
    return _unless({"oneOf": objects}, {"if": {"anyOf": [*objects, typed]}, "else": missing})


def _unless(given: Schema, number: Schema) -> Schema:
    """Answer what holds for each number of a file whose defaults are not these."""
    return {
        "if": {**_held({"defaults": {"type": "object", **given}}), "required": ["defaults"]},
        "else": _held({"numbers": {"items": number}}),
    }


def _held(properties: Schema) -> Schema:
    """Answer what holds for keys that are described elsewhere, where editors offer them."""
    return {"properties": {name: {"doNotSuggest": True, **value} for name, value in properties.items()}}
