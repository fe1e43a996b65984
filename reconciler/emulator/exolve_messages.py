"""The messages of Exolve's numbering API as tables: what each request may hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from reconciler.emulator.protojson import Field, Message, Type, message


class Method(StrEnum):
    """The methods of the API that the emulator answers."""

    SET = "SetCallForwarding"
    DELETE = "DeleteCallForwarding"
    ATTRIBUTES = "GetAttributes"
    LIST = "GetList"


PATHS: Final[Mapping[Method, str]] = MappingProxyType(
    {
        Method.SET: "/number/v1/SetCallForwarding",
        Method.DELETE: "/number/v1/DeleteCallForwarding",
        Method.ATTRIBUTES: "/number/v1/GetAttributes",
        Method.LIST: "/number/customer/v1/GetList",
    }
)


def _text(name: str) -> Field:
    return Field(name=name, type=Type.STRING)


def _flag(name: str) -> Field:
    return Field(name=name, type=Type.BOOL)


def _enum(name: str) -> Field:
    return Field(name=name, type=Type.ENUM)


def _uint32(name: str) -> Field:
    return Field(name=name, type=Type.UINT32)


def _uint64(name: str) -> Field:
    return Field(name=name, type=Type.UINT64)


def _call_control(*more: Field) -> Message:
    return message(
        "CallControl",
        _uint32("timeout"),
        _flag("active"),
        _text("period"),
        _text("period_description"),
        _text("name"),
        _text("redirect_number"),
        *more,
    )


def _number_data(call_control: Message, *more: Field) -> Message:
    return message(
        "CallForwardingNumber",
        _enum("redirect_type"),
        Field(name="call_control", type=Type.MESSAGE, message=call_control, repeated=True),
        _text("event_url"),
        _flag("event_extended"),
        _text("client_id"),
        _text("file_to_a"),
        _text("file_to_b"),
        *more,
        _flag("masking"),
        _text("display_number"),
    )


_SIP: Final = message("CallForwardingSip", _text("sip_uri"))
_IPCR: Final = message("CallForwardingIpcr", _text("url"), _text("reserve"))
_STATIC: Final = message(
    "CallForwardingStatic", _text("static_ip"), _uint32("port"), _uint32("timeout"), _uint64("did")
)


def _set_request(number_data: Message) -> Message:
    objects = {
        "call_forwarding_sip": _SIP,
        "call_forwarding_number": number_data,
        "call_forwarding_ipcr": _IPCR,
        "call_forwarding_static": _STATIC,
    }
    return message(
        "SetCallForwardingRequest",
        _uint64("number_code"),
        _enum("call_forwarding_type"),
        *(
            Field(name=name, type=Type.MESSAGE, message=what, oneof="call_forwarding_data")
            for name, what in objects.items()
        ),
    )


# The type that belongs to each data object.
TYPES: Final[Mapping[str, int]] = MappingProxyType(
    {"call_forwarding_sip": 1, "call_forwarding_number": 2, "call_forwarding_ipcr": 3, "call_forwarding_static": 4}
)

SET_DOCUMENTED: Final = _set_request(_number_data(_call_control()))
# `answer` and `dtmf` are shown by GetAttributes and not documented for Set.
SET_WITH_UNDOCUMENTED: Final = _set_request(_number_data(_call_control(_text("dtmf")), _flag("answer")))
DELETE: Final = message("DeleteCallForwardingRequest", _uint64("number_code"))
ATTRIBUTES: Final = message("GetAttributesRequest", _uint64("number_code"))
LIST: Final = message(
    "GetListRequest",
    _text("application_uuid"),
    _text("type_name"),
    _uint64("category_id"),
    _uint64("region_id"),
    _text("date_from"),
    _text("date_to"),
    _text("search_filter"),
    _uint64("limit"),
    _uint64("offset"),
    _enum("sip_filter"),
)


def request_messages(*, undocumented_fields: bool) -> Mapping[Method, Message]:
    """Choose the message that each method reads."""
    return {
        Method.SET: SET_WITH_UNDOCUMENTED if undocumented_fields else SET_DOCUMENTED,
        Method.DELETE: DELETE,
        Method.ATTRIBUTES: ATTRIBUTES,
        Method.LIST: LIST,
    }
