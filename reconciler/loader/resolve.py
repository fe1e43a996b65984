"""A validated declaration to a payload: "@names" replaced, integers as numbers, `active` always there."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from reconciler.loader.names import Names, doubts
from reconciler.loader.places import Places
from reconciler.loader.written import Written
from reconciler.model.declared import NumberDeclaration
from reconciler.model.diagnostics import Diagnostic
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.phone import is_plain

CONTACT_FIELDS = ("redirect_number", "reserve", "display_number")


def payload_of(declaration: NumberDeclaration) -> dict[str, Any]:
    """Answer the body for SetCallForwarding, "@names" still in it; what was not written is not in it."""
    kind = declaration.call_forwarding_type or 0
    payload: dict[str, Any] = {"number_code": declaration.number_code, "call_forwarding_type": kind}
    name = DATA_OBJECT.get(kind)
    if name is None:
        return payload
    payload[name] = written(getattr(declaration, name))
    return payload


def written(model: BaseModel) -> dict[str, Any]:
    """Answer a data object as it was written, integers as numbers; only `active` is there also where it was not."""
    data: dict[str, Any] = model.model_dump(exclude_unset=True, exclude_none=True)
    for entry in data.get("call_control", ()):
        # An absent boolean reads as false in protobuf JSON, and false would drop the call here.
        entry.setdefault("active", True)
    return data


def resolve(data: dict[str, Any], names: Names) -> tuple[bool, list[Written]]:
    """Put the values of "@names" into a data object.

    Answer whether all of its names and numbers are beyond doubt, and its periods that are no names. Names that dangle
    stay as they are. What is doubtful about the rest, `name_problems` tells.
    """
    periods: list[Written] = []
    clear = _lead(data, "reserve", names) & _lead(data, "display_number", names)
    for index, entry in enumerate(data.get("call_control", ())):
        clear &= _lead(entry, "redirect_number", names)
        text = entry.get("period")
        if not text:
            continue
        if text[0] == "@":
            known = names.schedules.get(text[1:])
            entry["period"] = text if known is None else known
            clear &= known is not None
        else:
            periods.append((text, index))
    return clear, periods


def _lead(part: dict[str, Any], field: str, names: Names) -> bool:
    """Put the number into a field that has the name of one; tell whether it is beyond doubt."""
    text = part.get(field)
    if text is None:
        return True
    if text[0:1] != "@":
        return is_plain(text)
    known = names.contacts.get(text[1:])
    if known is not None:
        part[field] = known
    return known is not None


def names_in(data: Mapping[str, Any]) -> bool:
    """Tell whether "@names" are left in a data object."""
    parts = (data, *data.get("call_control", ()))
    return any(str(part.get(field, "")).startswith("@") for part in parts for field in (*CONTACT_FIELDS, "period"))


def name_problems(raw: object, names: Names, places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the places and times that a data object refers to, as it was written."""
    if not isinstance(raw, dict):
        return
    for field in (*CONTACT_FIELDS, "period"):
        value = raw.get(field)
        section = "schedules" if field == "period" else "contacts"
        if isinstance(value, str) and value.startswith("@"):
            if names.lacks(section, value[1:]):
                yield names.dangling(section, value[1:], places.of_value(raw, field))
        elif field != "period" and isinstance(value, str | int) and not is_plain(str(value)):
            yield from doubts(str(value), places.of_value(raw, field))
    entries = raw.get("call_control")
    for entry in entries if isinstance(entries, list) else ():
        yield from name_problems(entry, names, places)
