"""The forwarding of one number as it is stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.emulator.exolve_messages import SET_WITH_UNDOCUMENTED, TYPES
from reconciler.emulator.protojson import read_message


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """A forwarding: its type, the name of its data object, and the fields that were set in it, no others."""

    type: int
    object_name: str
    data: Mapping[str, Any]

    def as_sent(self) -> dict[str, Any]:
        """Write it as the body of a Set without the number."""
        return {"call_forwarding_type": self.type, self.object_name: dict(self.data)}


def forwarding_of(request: Mapping[str, Any]) -> Forwarding | None:
    """Take the forwarding out of a request that was checked; without a data object there is none."""
    for object_name, kind in TYPES.items():
        if object_name in request:
            return Forwarding(type=kind, object_name=object_name, data=request[object_name])
    return None


def read_forwarding(body: Mapping[str, Any]) -> Forwarding | None:
    """Read a forwarding that a person entered in the cabinet, written like the body of a Set without the number."""
    return forwarding_of(read_message(json.dumps(body).encode(), SET_WITH_UNDOCUMENTED))


def merged(old: Forwarding | None, new: Forwarding) -> Forwarding:
    """Lay a Set over what is stored, keeping what it leaves out; lists and another type replace as a whole."""
    if old is None or old.type != new.type:
        return new
    return Forwarding(type=new.type, object_name=new.object_name, data={**old.data, **new.data})
