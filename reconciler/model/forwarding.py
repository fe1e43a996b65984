"""SetCallForwarding's words: the types of forwarding, their data objects, and the body as a plain mapping.

Source: the provider's page "SetCallForwarding" (tables CallForwardingType, CallForwardingData, RedirectType).
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

Payload = Mapping[str, Any]
"""A SetCallForwarding body: `number_code`, `call_forwarding_type` and the type's data object, integers as numbers.

Secrets stand in it as `${NAME}` references, never as values. Treat it as frozen.
"""


class ForwardingType(IntEnum):
    """`call_forwarding_type`; the names are ours, the numbers are the provider's."""

    UNDEFINED = 0
    SIP = 1
    NUMBER = 2
    URL = 3
    STATIC = 4


class RedirectType(IntEnum):
    """`redirect_type`: how the entries of `call_control` are rung."""

    SINGLE = 1
    SEQUENTIAL = 2
    PARALLEL = 3


DATA_OBJECT: Mapping[int, str] = {
    ForwardingType.SIP: "call_forwarding_sip",
    ForwardingType.NUMBER: "call_forwarding_number",
    ForwardingType.URL: "call_forwarding_ipcr",
    ForwardingType.STATIC: "call_forwarding_static",
}
"""The data object that each type needs; type 0 has none. A type's plain number finds it too."""

TYPE_OF_DATA_OBJECT: Mapping[str, ForwardingType] = {name: ForwardingType(kind) for kind, name in DATA_OBJECT.items()}


def data_of(payload: Payload) -> Mapping[str, Any]:
    """Answer the payload's data object, empty for type 0."""
    name = DATA_OBJECT.get(payload["call_forwarding_type"])
    data: Mapping[str, Any] = payload.get(name, {}) if name else {}
    return data


def bare(value: Any) -> Any:  # noqa: ANN401 - any part of a payload
    """Answer an answer of the provider's without what means the same where it is absent: empty texts, 0, false."""
    match value:
        case Mapping():
            kept = {name: bare(item) for name, item in value.items()}
            return {name: item for name, item in kept.items() if item}
        case list() | tuple():
            return [bare(item) for item in value]
        case _:
            return value


def texts_of(value: object) -> Iterator[str]:
    """Every string value in a payload, depth first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)
