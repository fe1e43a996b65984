"""Where a call, and what is told about it, can go: every destination in a payload, with its path in the declaration."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from reconciler.model.desired import DesiredNumber, Window
from reconciler.model.findings import Key, NumberSpot, OverrideSpot
from reconciler.model.forwarding import DATA_OBJECT, Payload, data_of
from reconciler.model.identifiers import NumberCode


class Kind(StrEnum):
    """What a destination is."""

    NUMBER = "number"
    URL = "url"
    SIP = "sip"
    ADDRESS = "address"


Destination: TypeAlias = tuple[Kind, str, tuple[Key, ...]]
"""What it is, as it was written, names replaced, and the path of its field; a plain tuple, for there are very many."""

_FIELDS = (
    ("event_url", Kind.URL),
    ("url", Kind.URL),
    ("reserve", Kind.NUMBER),
    ("sip_uri", Kind.SIP),
    ("static_ip", Kind.ADDRESS),
)


def destinations_of(payload: Payload) -> Iterator[Destination]:
    """Yield the destinations of a payload; an entry that drops the call has none."""
    data = data_of(payload)
    if not data:
        return
    name = DATA_OBJECT[payload["call_forwarding_type"]]
    for index, entry in enumerate(data.get("call_control", ())):
        if entry["active"] and entry.get("redirect_number"):
            yield Kind.NUMBER, entry["redirect_number"], (name, "call_control", index, "redirect_number")
    for field, kind in _FIELDS:
        if data.get(field):
            yield kind, data[field], (name, field)


def payloads_of(number: DesiredNumber) -> Iterator[tuple[Payload, Window | None]]:
    """Yield what a number does: first its own payload, then that of each override with its window."""
    yield number.forwarding, None
    for window in number.windows:
        yield window.forwarding, window


def is_over(window: Window | None, at: datetime) -> bool:
    """Tell whether a payload is that of an override that is over."""
    return window is not None and window.end <= at


def spot_of(code: NumberCode, window: Window | None, path: tuple[Key, ...]) -> NumberSpot | OverrideSpot:
    """Answer where a field of a number's payload, or of an override's, is declared."""
    if window is None:
        return NumberSpot(number_code=code, path=path)
    return OverrideSpot(index=window.override, path=path)
