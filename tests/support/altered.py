"""Files as values: right ones with everything in them, and then up to four things changed, added or taken away."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from support.editor import mappings
from support.strategies import data_objects, desired_numbers

from reconciler.loader.schema import schema
from reconciler.model.desired import DesiredNumber
from reconciler.model.forwarding import DATA_OBJECT

KEYS = sorted({name for found in mappings(schema()) for name in found["properties"]} | {"colour"})
ODD: list[Any] = [
    *(None, True, 0, 1, 2, 3, -1, 7.5, 70_000, 2**32, 74991112233, 883140000000001, "", "0", "02", "-0", "x", "@x"),
    *("@ivanov", "@day", "undefined", "sip", "url", "single", "reset", "error", "74992223344", "https://${A B}/"),
    *(
        "2026-12-31T18:00:00+03:00",
        "2026-12-31",
        "wd {mon} hr {9-25}",
        "hr {22-6}",
        "493012345678",
        "http://localhost/",
        "label:x",
        "nobody",
        "RU",
        "premium-rate",
    ),
    *([], {}, [{}], ["x"], {"timeout": 5}, {"x": "y"}, [{"active": False, "timeout": 1}]),
]
SETTINGS = {
    "applications": {"main": {}, "second": {"api_key_env": "SECOND_KEY"}},
    "secrets": ["EVENTS_KEY", "A", "B", "HOST"],
}


POLICY = {
    "allowed_countries": ["RU", "kz"],
    "denied_kinds": ["satellite"],
    "allowed": [7800],
    "exceptions": [{"name": "x", "target": "example.com", "reason": "y"}],
}
WHEN = {"from": "2026-12-31T18:00:00+03:00", "until": "2027-01-09T00:00:00Z", "reason": "x"}


def timed(draw: st.DrawFn, codes: list[int]) -> dict[str, Any]:
    """Draw overrides and expectations of numbers, or nothing."""
    if not codes or draw(st.booleans()):
        return {}
    kind = draw(st.sampled_from(sorted(data_objects)))
    whole = {"numbers": codes, **WHEN, DATA_OBJECT[kind]: draw(data_objects[kind])}
    later = {"from": WHEN["until"], "until": "2027-02-01T00:00:00Z"}
    dark = {"numbers": ["application:main", codes[0]], **WHEN, **later, "call_forwarding_type": 0}
    expectations = [
        {"call": codes[0], "at": WHEN["from"], "expect": expect} for expect in ("nobody", ["@ivanov"], 74992223344)
    ]
    return {"overrides": draw(st.sampled_from([[whole], [whole, dark]])), "expectations": expectations}


def item_of(number: DesiredNumber) -> dict[str, Any]:
    """Write a desired number as a file declares it."""
    own = {
        name: getattr(number, name)
        for name in ("application", "description", "labels", "protected", "on_removal", "weight", "verify")
    }
    return {**number.forwarding, **own}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container below a value, with each of its keys."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


@st.composite
def altered(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a file: a right one, and then up to four things in it changed, moved, added or taken away."""
    offered = draw(st.lists(st.sampled_from(sorted(data_objects)), unique=True, max_size=2))
    numbers = draw(st.lists(desired_numbers(), max_size=3))
    document: dict[str, Any] = {
        "numbers": [item_of(number) for number in numbers],
        "contacts": {"ivanov": "74992223344"},
        "schedules": {"day": "wd {mon-fri}"},
        "defaults": {DATA_OBJECT[kind]: draw(data_objects[kind]) for kind in offered},
        "settings": {**SETTINGS, **draw(st.sampled_from([{}, {"policy": POLICY}]))},
        **timed(draw, [number.number_code for number in numbers]),
    }
    document = json.loads(json.dumps(document))  # nothing in it is shared
    for _ in range(draw(st.integers(0, 4))):
        container, key = draw(st.sampled_from(list(places(document)) or [(document, "numbers")]))
        other = copy.deepcopy(draw(st.sampled_from([*ODD, *(within[name] for within, name in places(document))])))
        match draw(st.sampled_from(["change", "take away", "add"])):
            case "take away":
                container.pop(key, None) if isinstance(container, dict) else container.pop(key)
            case "add" if isinstance(container, dict):
                container[draw(st.sampled_from(KEYS))] = other
            case _:
                container[key] = other
    return document
