"""Desired states drawn from a seed, what they come to at the provider, and the files that declare them.

The bodies are written here as they must arrive, so that a test compares with something that the program did not make.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from support.folder import Files

FIRST = 74951112200
APPLICATIONS = {"main": "EXOLVE_API_KEY", "second": "EXOLVE_SECOND_API_KEY"}
KEYS = {"main": "main-key-5b1f0c", "second": "second-key-90ad3e"}
SECRETS = {"EVENTS_KEY": "events-value-77"}
OBJECTS = {
    1: "call_forwarding_sip",
    2: "call_forwarding_number",
    3: "call_forwarding_ipcr",
    4: "call_forwarding_static",
}
POOL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One number: the body of its Set, references in it, and what the reconciler keeps beside it."""

    body: Mapping[str, Any]
    application: str = "main"
    description: str | None = None
    on_removal: str = "keep"

    def stored(self) -> dict[str, Any]:
        """Answer what the provider has once the body was sent, as the emulator lists it."""
        text = json.dumps({key: value for key, value in self.body.items() if key != "number_code"})
        for name, value in SECRETS.items():
            text = text.replace(f"${{{name}}}", value)
        stored: dict[str, Any] = json.loads(text)
        return stored

    def declaration(self) -> dict[str, Any]:
        """Answer the item of `numbers`."""
        own = {"application": self.application, "on_removal": self.on_removal}
        return {**self.body, **own, **({"description": self.description} if self.description else {})}


State = Mapping[int, Declared]


class Step(Enum):
    """What happens to a number from one state to the next."""

    STAY = "stay"
    CHANGE = "change"
    DESCRIBE = "describe"
    MOVE = "move"
    REMOVE = "remove"


def grown(dice: random.Random, size: int) -> dict[int, Declared]:
    """Draw a state of so many numbers: types 1 to 4, pools that share one forwarding, several entries, secrets."""
    state: dict[int, Declared] = {}
    while len(state) < size:
        kind, data = _data(dice)
        on_removal = dice.choice(["keep", "reset"])
        for _ in range(dice.choice([1, 1, 1, POOL])):
            code = FIRST + 7 * len(state)
            state[code] = Declared(body=_body(code, kind, data), on_removal=on_removal)
    return state


def changed(
    dice: random.Random, state: State, *, steps: Mapping[Step, int], added: int = 0
) -> tuple[dict[int, Declared], list[int]]:
    """Draw the state that follows, each number's step by weight; answer it and the numbers that moved."""
    following: dict[int, Declared] = {}
    moved = []
    for code, number in state.items():
        match dice.choices(list(steps), list(steps.values()))[0]:
            case Step.STAY:
                following[code] = number
            case Step.CHANGE:
                following[code] = replace(number, body=_body(code, *_data(dice)))
            case Step.DESCRIBE:
                following[code] = replace(number, description=f"описание {dice.randrange(1000)}")
            case Step.MOVE:
                following[code] = replace(number, application="second")
                moved.append(code)
            case Step.REMOVE:
                pass
    free = max(state, default=FIRST)
    for index in range(1, added + 1):
        code = free + 7 * index
        following[code] = Declared(body=_body(code, *_data(dice)))
    return following, moved


def needing_calls(old: State, new: State) -> set[int]:
    """Answer the numbers that need one Set or Delete to come from one state to the other."""
    gone = {code for code, number in old.items() if code not in new and number.on_removal == "reset"}
    return gone | {code for code, number in new.items() if _needs_call(old.get(code), number)}


def world_after(world: Mapping[int, Any], old: State, new: State) -> dict[int, Any]:
    """Answer what the provider has of each number after a state follows another."""
    kept = {code: None if code in old and old[code].on_removal == "reset" else world[code] for code in world}
    return {**kept, **{code: number.stored() for code, number in new.items()}}


def files_of(dice: random.Random, state: State, settings: Mapping[str, Any]) -> Files:
    """Spread the declarations over a few files, one of them in a folder below."""
    declarations = [number.declaration() for number in state.values()]
    dice.shuffle(declarations)
    cut = dice.randint(0, len(declarations))
    applications = {name: {"api_key_env": variable} for name, variable in APPLICATIONS.items()}
    every = {"applications": applications, "secrets": list(SECRETS), **settings}
    return {
        "settings.yaml": json.dumps({"settings": every}),
        "office.yaml": json.dumps({"numbers": declarations[:cut]}, ensure_ascii=False),
        "branches/all.yaml": json.dumps({"numbers": declarations[cut:]}, ensure_ascii=False),
    }


def _needs_call(before: Declared | None, after: Declared) -> bool:
    return before is None or before.body != after.body or before.application != after.application


def _body(code: int, kind: int, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"number_code": code, "call_forwarding_type": kind, OBJECTS[kind]: data}


def _data(dice: random.Random) -> tuple[int, dict[str, Any]]:
    # Every body is unlike every other, so that a change is always one.
    mark = dice.randrange(10**9)
    match kind := dice.choices([1, 2, 3, 4], [1, 5, 2, 1])[0]:
        case 1:
            return kind, {"sip_uri": f"office{mark}@sip.example.com:5060"}
        case 2:
            return kind, _number(dice, mark)
        case 3:
            reserve = {"reserve": "74993334455"} if dice.random() < 0.5 else {}
            return kind, {"url": f"https://calls.example.com/{mark}?key=${{EVENTS_KEY}}", **reserve}
        case _:
            return kind, {"static_ip": "192.0.2.10", "port": 5060, "timeout": dice.randint(5, 60), "did": mark}


def _number(dice: random.Random, mark: int) -> dict[str, Any]:
    entries = [
        {
            "redirect_number": f"7499222{dice.randrange(10**4):04}",
            "timeout": dice.randint(5, 60),
            "active": dice.random() < 0.9,
            **({"period": "wd {mon-fri} hr {9-17}", "name": "Иванов"} if dice.random() < 0.5 else {}),
        }
        for _ in range(dice.randint(1, 4))
    ]
    entries[0]["name"] = f"Петров {mark}"
    data = {"redirect_type": dice.randint(1, 3), "call_control": entries}
    # Of what is never shown nobody can prove that it is there.
    data |= {"client_id": f"client-{mark}"} if dice.random() < 0.3 else {}
    return data | ({"event_url": "https://events.example.com/?key=${EVENTS_KEY}"} if dice.random() < 0.5 else {})
