"""A validated declaration to a payload: "@names" replaced, integers as numbers, `active` always there."""

from collections.abc import Iterator
from typing import Any

from reconciler.loader.names import Names, dangling, doubts
from reconciler.loader.places import Places
from reconciler.model.declared import NumberDeclaration
from reconciler.model.diagnostics import Diagnostic
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType

CONTACT_FIELDS = ("redirect_number", "reserve", "display_number")


def payload_of(declaration: NumberDeclaration) -> dict[str, Any]:
    """Answer the body for SetCallForwarding, "@names" still in it; what was not written is not in it."""
    kind = ForwardingType(declaration.call_forwarding_type or 0)
    payload: dict[str, Any] = {"number_code": declaration.number_code, "call_forwarding_type": kind.value}
    name = DATA_OBJECT.get(kind)
    if name is None:
        return payload
    data: dict[str, Any] = getattr(declaration, name).model_dump(exclude_unset=True, exclude_none=True)
    for entry in data.get("call_control", ()):
        # An absent boolean reads as false in protobuf JSON, and false would drop the call here.
        entry.setdefault("active", True)
    payload[name] = data
    return payload


def resolve(data: dict[str, Any], names: Names) -> None:
    """Put the values of "@names" into a data object; names that dangle were reported and stay."""
    for field in (*CONTACT_FIELDS, "period"):
        text = data.get(field, "")
        known = names.schedules if field == "period" else names.contacts
        if text.startswith("@"):
            data[field] = known.get(text[1:]) or text
    for entry in data.get("call_control", ()):
        resolve(entry, names)


def name_problems(raw: object, names: Names, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the places and times that a data object refers to, as it was written."""
    if not isinstance(raw, dict):
        return
    for field in (*CONTACT_FIELDS, "period"):
        value = raw.get(field)
        section, known = ("schedules", names.schedules) if field == "period" else ("contacts", names.contacts)
        if isinstance(value, str) and value.startswith("@") and value[1:] not in known:
            yield dangling(value[1:], section, known, places.of_value(raw, field))
        elif field != "period" and isinstance(value, str | int):
            yield from doubts(str(value), places.of_value(raw, field))
    entries = raw.get("call_control")
    for entry in entries if isinstance(entries, list) else ():
        yield from name_problems(entry, names, places)
