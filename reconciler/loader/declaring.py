"""The inverse of loading: a forwarding as a person would have declared it."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from reconciler.loader.places import Places
from reconciler.loader.shape import shape_problems
from reconciler.model.declared import NumberDeclaration
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, RedirectType, data_of
from reconciler.model.secrets import FIELDS, referring

UNDOCUMENTED = frozenset({"answer", "dtmf"})
"""GetAttributes answers these; SetCallForwarding's page does not list them, so nobody would have written them."""


def declared(payload: Payload, names: Mapping[str, str], secrets: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Answer the item of `numbers` for a payload; `names` maps redirect numbers to the names of contacts.

    What says nothing is left out: empty texts, false where false is the default, `active: true`. A known secret's
    value (`secrets`: name → value) in a URL or SIP address becomes the reference to it.
    """
    kind = ForwardingType(payload["call_forwarding_type"])
    item: dict[str, Any] = {"number_code": payload["number_code"]}
    if kind is ForwardingType.UNDEFINED:
        return {**item, "call_forwarding_type": "undefined"}
    data = {key: value for key, value in data_of(payload).items() if value and key not in UNDOCUMENTED}
    for field in FIELDS & data.keys():
        data[field] = referring(data[field], secrets or {})
    if "reserve" in data:
        data["reserve"] = _named(data["reserve"], names)
    if kind is ForwardingType.NUMBER:
        if data.get("redirect_type") in {member.value for member in RedirectType}:
            data["redirect_type"] = RedirectType(data["redirect_type"]).name.lower()
        data["call_control"] = [_entry(entry, names) for entry in data.get("call_control", [])]
    return {**item, DATA_OBJECT[kind]: data}


def _entry(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    kept = {key: value for key, value in entry.items() if value and key not in {*UNDOCUMENTED, "active"}}
    if "redirect_number" in kept:
        kept["redirect_number"] = _named(kept["redirect_number"], names)
    kept.setdefault("timeout", entry.get("timeout", 0))
    return kept if entry.get("active") else {**kept, "active": False}


def _named(number: str, names: Mapping[str, str]) -> str:
    return f"@{names[number]}" if number in names else number


def inexpressible(item: Mapping[str, Any]) -> str | None:
    """Answer why an item would be refused if it were written, or None."""
    try:
        NumberDeclaration.model_validate(item)
    except ValidationError as error:
        problems = list(shape_problems(error, item, Places(""), NumberDeclaration))
        return f"{problems[0].summary} [{problems[0].code.value}]: {problems[0].detail}"
    return None
