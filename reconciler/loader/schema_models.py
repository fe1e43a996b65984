"""The models of the desired state in JSON Schema: each a mapping of described keys, and no other keys in it."""

import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel

from reconciler.model.declared import (
    CallControl,
    CallForwardingIpcr,
    CallForwardingNumber,
    CallForwardingSip,
    CallForwardingStatic,
    ExpectationDeclaration,
    NumberDeclaration,
    OverrideDeclaration,
    keys_of,
)
from reconciler.model.fields import Checked
from reconciler.model.settings import Application, Apply, Limits, Policy, PolicyException, Settings, State, Verify
from reconciler.model.vnumber_call import CallParameters, ContactMessage

Schema = dict[str, Any]

DEFINED: Mapping[type[BaseModel], str] = {
    NumberDeclaration: "number",
    CallForwardingNumber: "call_forwarding_number",
    CallControl: "call_control",
    CallForwardingIpcr: "call_forwarding_ipcr",
    CallForwardingStatic: "call_forwarding_static",
    CallForwardingSip: "call_forwarding_sip",
    OverrideDeclaration: "override",
    ExpectationDeclaration: "expectation",
    Settings: "settings",
    Application: "application",
    Limits: "limits",
    Apply: "apply",
    Policy: "policy",
    PolicyException: "exception",
    State: "state",
    Verify: "verify",
    CallParameters: "call",
    ContactMessage: "contact_message",
}
"""The models that a file is made of, and what each is called in `$defs` and by editors."""


def reference(name: str) -> Schema:
    """Answer the reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def mapping(title: str, description: str, properties: Schema) -> Schema:
    """Answer a mapping of these keys and no other."""
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def model(kind: type[BaseModel]) -> Schema:
    """Answer a model's mapping. No key is required in it: defaults may complete it, or be completed."""
    return mapping(DEFINED[kind], kind.__doc__ or "", {name: field(kind, name) for name in keys_of(kind)})


def field(kind: type[BaseModel], name: str) -> Schema:
    """Answer one key of a model."""
    info = keys_of(kind)[name]
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    shape = _type(info.annotation, info.metadata)
    if "$ref" in shape and isinstance(info.default, BaseModel) and _is_optional(info.annotation):
        shape = {"anyOf": [shape, {"type": "null"}]}  # null is not the same as left out
    answer: Schema = {"description": info.description, **shape, **extra}
    if isinstance(info.default, bool | int | float | str):
        answer["default"] = info.default.value if isinstance(info.default, Enum) else info.default
    if info.examples:
        answer["examples"] = info.examples
    return answer


def or_null(schema: Schema) -> Schema:
    """Answer a schema that takes null too. A reference stays as it is: no data object is null."""
    answer = dict(schema)
    if "anyOf" in answer:
        answer["anyOf"] = [or_null(answer["anyOf"][0]), *answer["anyOf"][1:]]
    if "enum" in answer:
        answer["enum"] = [*answer["enum"], None]
    if "type" in answer:
        answer["type"] = [*([answer["type"]] if isinstance(answer["type"], str) else answer["type"]), "null"]
    return answer


def _is_optional(annotation: Any) -> bool:
    return types.NoneType in typing.get_args(annotation)


def _type(annotation: Any, metadata: Iterable[object] = ()) -> Schema:
    """Answer the type of a field, given its annotation and what stands beside it."""
    for item in metadata:
        if isinstance(item, Checked):
            return dict(item.json)
    inner = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _type(inner[0], inner[1:])
    if origin in {typing.Union, types.UnionType}:
        return or_null(_type(inner[0]))
    if origin is list:
        return {"type": "array", "items": _type(inner[0])}
    if origin is dict:
        return {"type": "object"} if inner[1] is Any else {"type": "object", "additionalProperties": _type(inner[1])}
    if issubclass(annotation, Enum):
        return {"enum": [member.value for member in annotation]}
    return reference(DEFINED[annotation])
