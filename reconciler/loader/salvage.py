"""What is right in a number that has wrong values, so that all of its mistakes are told at once."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from reconciler.loader.places import Key, below
from reconciler.loader.shape import Wrong
from reconciler.model.declared import NumberDeclaration
from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT, RedirectType

_ENTRY = {"active": False, "timeout": 0}
STAND_INS: Mapping[Key, Any] = {
    "number_code": 74991112233,
    "redirect_type": RedirectType.SEQUENTIAL.value,
    "call_control": [_ENTRY],
    "redirect_number": "@",
    "timeout": 0,
    "active": False,
    "period": "@",
    "masking": True,
    "url": "https://example.com/",
    "static_ip": "203.0.113.10",
    "port": 1,
    "sip_uri": "office@example.com",
}
"""Values in the place of wrong ones, and of keys that are missing or misspelt: nothing is told because of them."""


def salvaged(item: dict[str, Any], wrong: Iterable[Wrong], application: str) -> NumberDeclaration | None:
    """Answer the number with stand-ins where it is wrong, or None where too little is left to mean anything.

    The application is one of those that the settings have.
    """
    rest = copy.deepcopy(item)
    for mistake in wrong:
        above = below(rest, mistake.path[:-1])
        key = mistake.path[-1] if mistake.path else None
        if isinstance(above, dict) and isinstance(key, str):
            _mend(above, key, mistake.meant, {**STAND_INS, "application": application})
        elif isinstance(above, list) and isinstance(key, int):
            above[key] = dict(_ENTRY) if mistake.path[-2] == "call_control" else ""
    try:
        return NumberDeclaration.model_validate(_typed(rest))
    except ValidationError:
        return None


def _mend(mapping: dict[str, Any], key: str, meant: Key | None, stand_ins: Mapping[Key, Any]) -> None:
    mapping.pop(key, None)
    if meant is not None and meant in stand_ins and meant not in mapping:
        mapping[str(meant)] = copy.deepcopy(stand_ins[meant])


def _typed(rest: dict[str, Any]) -> dict[str, Any]:
    """Answer the number with the type of the data object that is left in it, or type 0."""
    kinds = [TYPE_OF_DATA_OBJECT[name] for name in DATA_OBJECT.values() if rest.get(name) is not None]
    return {**rest, "call_forwarding_type": kinds[0].value if kinds else 0}
