"""What is stored, written as the documented answers of GetAttributes and GetList."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from reconciler.emulator.account import Application, Number
from reconciler.emulator.exolve_forwarding import Forwarding
from reconciler.emulator.exolve_messages import SET_WITH_UNDOCUMENTED
from reconciler.emulator.profile import Defaults, Notation, Profile, StaticObject
from reconciler.emulator.protojson import Field, Message, Type

# GetAttributes is not documented to show it, whatever was set.
_NEVER_SHOWN: Final = frozenset({"client_id"})
_PERIOD_FIELDS: Final = frozenset({"period", "period_description"})
_DEFAULTS: Final[Mapping[Type, Any]] = {Type.BOOL: False, Type.STRING: ""}
_OBJECTS: Final = {field.name: field.message for field in SET_WITH_UNDOCUMENTED.fields if field.message}


def attributes_answer(number: Number, at: float, profile: Profile) -> dict[str, Any]:
    """Write the answer of GetAttributes."""
    forwarding = number.shown(at)
    attributes: dict[str, Any] = {"call_record": False}
    kind = forwarding.type if forwarding else 0
    if kind or profile.defaults is Defaults.PRESENT:
        attributes["call_forwarding_type"] = _written(kind, profile.attribute_enums)
    if forwarding:
        attributes |= _data_object(forwarding, profile)
    # The example shows these three whatever their value.
    return {"number_resource_id": str(number.resource_id), "status_name": "Active", "attributes": attributes}


def list_answer(rows: list[dict[str, Any]], total: int, profile: Profile) -> dict[str, Any]:
    """Write the answer of GetList."""
    return _without_defaults({"numbers": rows, "total": _written(total, profile.list_integers)}, profile)


def list_row(
    number: Number, application: Application, at: float, profile: Profile, *, with_forwarding: bool
) -> dict[str, Any]:
    """Write one row of GetList; its forwarding, in a summary, only for a request that named an application."""
    row: dict[str, Any] = {"number_name": str(number.code)}
    if profile.number_code_listed:
        row["number_code"] = _written(number.code, profile.list_integers)
    row |= {
        "type_name": type_name(number.code),
        "application_name": application.name,
        "application_uuid": application.uuid,
    }
    if with_forwarding:
        forwarding = number.shown(at)
        row |= _without_defaults({"call_forwarding_flag": forwarding is not None}, profile)
        row |= _summary(forwarding, profile) if forwarding else {}
    return row


def type_name(code: int) -> str:
    """Tell a number's type from its digits: mobile, federal 8-800, or of a city."""
    digits = str(code)
    if digits.startswith("79"):
        return "DEF"
    return "KDU" if digits.startswith("7800") else "ABC"


def _data_object(forwarding: Forwarding, profile: Profile) -> dict[str, Any]:
    if forwarding.object_name == "call_forwarding_static":
        if profile.static_object is StaticObject.ABSENT:
            return {}
        if profile.static_object is StaticObject.AS_LISTED:
            listed = _static_summary(forwarding.data, profile.attribute_integers)
            return {"call_forwarding_ip_static": _without_defaults(listed, profile)}
    message = _OBJECTS[forwarding.object_name]
    return {forwarding.object_name: _shown(message, forwarding.data, profile)}


def _shown(message: Message, data: Mapping[str, Any], profile: Profile) -> dict[str, Any]:
    return {
        field.name: _value(field, data[field.name] if field.name in data else _default(field), profile)
        for field in _visible(message.fields, profile)
        if data.get(field.name) or profile.defaults is Defaults.PRESENT
    }


def _visible(fields: Iterable[Field], profile: Profile) -> Iterable[Field]:
    hidden = _NEVER_SHOWN if profile.period_shown else _NEVER_SHOWN | _PERIOD_FIELDS
    return (field for field in fields if field.name not in hidden)


def _default(field: Field) -> Any:  # noqa: ANN401 - what a field holds depends on the table
    return [] if field.repeated else _DEFAULTS.get(field.type, 0)


def _value(field: Field, value: Any, profile: Profile) -> Any:  # noqa: ANN401 - what a field holds depends on the table
    if field.message is not None:
        return [_shown(field.message, item, profile) for item in value]
    if field.type is Type.UINT64:
        # 64-bit integers are strings in every protobuf JSON.
        return str(value)
    if field.type is Type.UINT32:
        return _written(value, profile.attribute_integers)
    return _written(value, profile.attribute_enums) if field.type is Type.ENUM else value


def _summary(forwarding: Forwarding, profile: Profile) -> dict[str, Any]:
    data = forwarding.data
    match forwarding.object_name:
        case "call_forwarding_number":
            first: Mapping[str, Any] = next(iter(data.get("call_control", [])), {})
            summary = {
                "redirect_type": _written(data.get("redirect_type", 0), profile.list_enums),
                "redirect_number": first.get("redirect_number", ""),
            }
            return {"call_forwarding_number": _without_defaults(summary, profile)}
        case "call_forwarding_static":
            listed = _static_summary(data, profile.list_integers)
            return {"call_forwarding_ip_static": _without_defaults(listed, profile)}
        case name:
            return {name: _without_defaults(data, profile)}


def _static_summary(data: Mapping[str, Any], notation: Notation) -> dict[str, Any]:
    return {
        "did_name": str(data.get("did", 0)),
        "ip": data.get("static_ip", ""),
        "port": _written(data.get("port", 0), notation),
        "timeout": _written(data.get("timeout", 0), notation),
    }


def _written(value: int, notation: Notation) -> int | str:
    return value if notation is Notation.NUMBERS else str(value)


def _without_defaults(values: Mapping[str, Any], profile: Profile) -> dict[str, Any]:
    if profile.defaults is Defaults.PRESENT:
        return dict(values)
    return {name: value for name, value in values.items() if value and value != "0"}
