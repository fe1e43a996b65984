"""A company whose numbers somebody edits in the web cabinet, for the laws of the drift check."""

import json
import random
from collections.abc import Mapping
from typing import Any

from support.company import APPLICATIONS, OBJECTS, Declared, State
from support.emulated import Emulated
from support.shell import forwarded

Edits = dict[int, dict[str, Any] | None]
"""What the cabinet sets of each number, None: no forwarding."""


def settings_of(emulator: Emulated, **apply: Any) -> str:
    """Write settings whose applications have their ids, without which the list does not tell trunks."""
    uuids = {application.name: application.uuid for application in emulator.account.applications()}
    applications = {
        name: {"api_key_env": variable, "application_uuid": uuids[name]} for name, variable in APPLICATIONS.items()
    }
    rules = {"applications": applications, "secrets": ["EVENTS_KEY"], "apply": {"calls_per_second": 0, **apply}}
    return json.dumps({"settings": {**rules, "limits": {"changes_share": 1}}})


def edited(dice: random.Random, state: State, count: int) -> Edits:
    """Draw edits that set no field which was not set before: whether a Set clears such a one, nobody knows."""
    return {code: _edit(dice, state[code]) for code in sorted(dice.sample(sorted(state), count))}


def in_cabinet(emulator: Emulated, edits: Mapping[int, dict[str, Any] | None]) -> None:
    """Make the edits."""
    for code, body in edits.items():
        if body is None:
            emulator.account.clear(code)
        else:
            emulator.account.forward(code, body)


def _edit(dice: random.Random, number: Declared) -> dict[str, Any] | None:
    way = dice.choice(["value", "value", "value", "clear", "type"])
    if way == "clear":
        return None
    if way == "type" and number.body["call_forwarding_type"] != 2:
        return forwarded(timeout=61, to="74992229999")
    return _with_another_value(number.stored())


def _with_another_value(stored: dict[str, Any]) -> dict[str, Any]:
    kind = stored["call_forwarding_type"]
    data = stored[OBJECTS[kind]]
    match kind:
        case 1:
            data["sip_uri"] = "somebody@sip.example.org:5070"
        case 2:
            data["call_control"][0]["timeout"] += 60
        case 3:
            data["url"] = data["url"].replace("calls.example.com", "calls.example.org")
        case _:
            data["port"] = 5099
    return stored
