"""UIS's errors, as its pages list them: code, mnemonic and text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

FORBIDDEN_DIRECTION: Final = -32002

ERRORS: Final[Mapping[str, tuple[int, str]]] = {
    "parse_error": (-32700, "Parse error"),
    "invalid_request": (-32600, "Invalid Request"),
    "method_not_found": (-32601, "Method not found"),
    "required_parameter_missed": (-32602, "The required parameter has been missed"),
    "invalid_parameter_value": (-32602, "Invalid parameter value"),
    "data_type_error": (-32602, "Data supplied is of wrong type"),
    "unexpected_parameters": (-32602, "Unexpected method parameters"),
    "invalid_parameters_combination": (-32602, "The combination of parameters is not permitted"),
    "call_session_not_found": (-32602, "Call session not found"),
    "internal_error": (-32603, "Internal error"),
    "access_token_expired": (-32001, "Access token has been expired"),
    "access_token_blocked": (-32001, "Access token has been blocked"),
    "access_token_invalid": (-32001, "Access token is invalid"),
    "auth_error": (-32001, "Login or password is wrong"),
    "ip_not_whitelisted": (-32003, "Your IP address is not whitelisted"),
    "forbidden": (-32003, "Permission denied"),
    "component_disabled": (-32008, "Component is disabled"),
    "account_inactive": (-32009, "Account is inactive"),
    "limit_exceeded": (-32029, "Limit exceeded"),
    "batch_opreations_not_supported": (-32099, "Batch operations not supported"),
    "batch_operations_not_supported": (-32099, "Batch operations not supported"),
    "notifications_not_supported": (-32099, "Notifications not supported"),
    "tts_text_exceeded": (
        -32602,
        (
            "The maximum length of Text-to-Speech message is {tts_message_max_length}. The length of your message is"
            " {sent_tts_message_length}"
        ),
    ),
    "media_file_not_found": (-32602, "The media file with id {media_file_id} not found"),
    "virtual_phone_number_not_found": (
        -32007,
        "Virtual phone number {virtual_phone_number} not found. It is not your virtual phone number.",
    ),
    "scenario_not_found": (-32007, "Virtual phone number does not have a scenario"),
    "own_virtual_phone_number_not_allowed": (-32602, "Parameter contact can not contain own virtual phone number"),
    "contact_in_blacklist": (-32602, "The contact {contact} has been found in the blacklist"),
    "character_encoding_not_allowed": (-32602, "The character encoding must be UTF-8"),
    # not listed by UIS
    "direction_forbidden": (FORBIDDEN_DIRECTION, "Calls in this direction are forbidden by security rules"),
}


class _Params(dict[str, Any]):
    """What fills a text; a placeholder that nothing is known for stays as it is written."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


class UisError(Exception):
    """A request is refused, by its mnemonic; `params` fill the text."""

    def __init__(
        self, mnemonic: str, *, field: str | None = None, value: object = None, params: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(mnemonic)
        self.mnemonic = mnemonic
        self.field = field
        self.value = value
        self.params = dict(params or {})

    def body(self) -> dict[str, Any]:
        """Write the error as an answer has it."""
        code, text = ERRORS[self.mnemonic]
        return {
            "code": code,
            "message": text.format_map(_Params(self.params)),
            "data": {
                "mnemonic": self.mnemonic,
                "field": self.field,
                "value": self.value,
                "params": self.params or {"object": None},
                "extended_helper": None,
            },
        }
