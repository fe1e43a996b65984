"""What UIS refuses, translated by its mnemonic: which of our errors an answer means, in words that tell what to do.

Source: the UIS page "Вызов на виртуальный номер" (its own seven errors), and "Список ошибок общих для всех методов".
Codes are shared by errors that mean different things, so that the mnemonic alone decides; the one error whose mnemonic
is not listed, a direction that the account's security rules forbid, is known by its code.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from reconciler.errors import (
    CallFailedError,
    CallOverError,
    CallRefusedError,
    NoAnswerError,
    ProviderError,
    ServiceRefusedError,
    UnauthorizedError,
)

LONGEST = 300
FORBIDDEN_DIRECTION = -32002
NOT_LISTED_ADDRESS = "ip_not_whitelisted"
ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w.])")
OUR_FAULT = "This is a fault of reconciler; please report it."
SEE_CALL = "See `verify.call` in settings.yaml."
UTF_8 = "UIS found characters that are not UTF-8; reconciler sends nothing else, so please report it."
RENEW = "Make a new permanent key in the UIS cabinet, and set UIS_ACCESS_TOKEN to it."


class Meaning(StrEnum):
    """What an error means for the call and for the run."""

    OUR_FAULT = "our fault"
    OUR_REQUEST = "our request is wrong"
    THIS_NUMBER = "this number alone is refused"
    CALL_OVER = "the call is over"
    BROKEN = "UIS broke"
    KEY = "the key is bad"
    LOG_IN_AGAIN = "the session is no more"
    NOT_ALLOWED = "the account, or this address, may not"
    LIMIT = "a limit is reached"
    UNKNOWN = "not documented"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a mnemonic means, and what to do about it."""

    meaning: Meaning
    advice: str


ERRORS: Mapping[str, Entry] = {
    # of start.vnumber_call
    "tts_text_exceeded": Entry(
        Meaning.OUR_REQUEST,
        "Shorten `verify.call.contact_message.value`: the tariff limits how long a text may be that is read out.",
    ),
    "media_file_not_found": Entry(
        Meaning.OUR_REQUEST,
        "`verify.call.contact_message.value` must be the id of a file that the UIS cabinet lists.",
    ),
    "virtual_phone_number_not_found": Entry(
        Meaning.OUR_REQUEST,
        "`verify.call.virtual_phone_number` must be a number that this UIS account rents.",
    ),
    "scenario_not_found": Entry(
        Meaning.OUR_REQUEST,
        "Give the number of `verify.call.virtual_phone_number` an active scenario in the UIS cabinet.",
    ),
    "own_virtual_phone_number_not_allowed": Entry(
        Meaning.THIS_NUMBER,
        "The number is one of the UIS account's own, and UIS does not call those: test it from another account.",
    ),
    "contact_in_blacklist": Entry(
        Meaning.THIS_NUMBER, "Take the number off the blacklist in the UIS cabinet, or do not verify it."
    ),
    "character_encoding_not_allowed": Entry(Meaning.OUR_FAULT, UTF_8),
    # common to all methods
    "parse_error": Entry(Meaning.OUR_FAULT, OUR_FAULT),
    "invalid_request": Entry(Meaning.OUR_FAULT, OUR_FAULT),
    "method_not_found": Entry(
        Meaning.OUR_FAULT, f"Are UIS_BASE_URL and UIS_DATA_URL right, with their versions? {OUR_FAULT}"
    ),
    "required_parameter_missed": Entry(Meaning.OUR_REQUEST, SEE_CALL),
    "invalid_parameter_value": Entry(Meaning.OUR_REQUEST, SEE_CALL),
    "data_type_error": Entry(Meaning.OUR_REQUEST, SEE_CALL),
    "unexpected_parameters": Entry(Meaning.OUR_REQUEST, SEE_CALL),
    "invalid_parameters_combination": Entry(Meaning.OUR_REQUEST, SEE_CALL),
    "call_session_not_found": Entry(Meaning.CALL_OVER, "The call is over; there is nothing to do."),
    "internal_error": Entry(Meaning.BROKEN, "Try again later; if it goes on, ask UIS's support."),
    "access_token_expired": Entry(Meaning.KEY, RENEW),
    "access_token_blocked": Entry(Meaning.KEY, RENEW),
    "access_token_invalid": Entry(Meaning.LOG_IN_AGAIN, f"{RENEW} A key of another portal does not work here either."),
    "auth_error": Entry(Meaning.KEY, "UIS_LOGIN or UIS_PASSWORD is wrong, or of another portal (see UIS_BASE_URL)."),
    "ip_not_whitelisted": Entry(
        Meaning.NOT_ALLOWED,
        "List the address that this machine is seen with from outside in the UIS cabinet (API, allowed IP addresses);"
        " a hosted CI runner has another one each time.",
    ),
    "forbidden": Entry(Meaning.NOT_ALLOWED, "Give the UIS user of this key the right to use the API in the cabinet."),
    "component_disabled": Entry(Meaning.NOT_ALLOWED, "Switch the component of the Call API on in the UIS cabinet."),
    "account_inactive": Entry(Meaning.NOT_ALLOWED, "The UIS account is switched off: look at its balance."),
    "limit_exceeded": Entry(Meaning.LIMIT, "Make fewer test calls, or ask UIS for a higher limit."),
    "batch_opreations_not_supported": Entry(Meaning.OUR_FAULT, OUR_FAULT),  # so UIS spells it
    "batch_operations_not_supported": Entry(Meaning.OUR_FAULT, OUR_FAULT),
    "notifications_not_supported": Entry(Meaning.OUR_FAULT, OUR_FAULT),
}
DIRECTION = Entry(
    Meaning.THIS_NUMBER,
    "The UIS account's security rules forbid calls in this direction: allow it in the cabinet, or do not verify it.",
)
NOT_LISTED = Entry(Meaning.UNKNOWN, "UIS's documentation does not list this error; ask its support.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One error as UIS answers it, read leniently: `field` is the parameter that it is about, if any.

    `address` is an IP address that the error names: that which this machine is seen with, where it is not allowed.
    """

    code: int | None
    mnemonic: str
    message: str
    field: str
    address: str = ""

    @property
    def entry(self) -> Entry:
        """What it means and what to do."""
        if self.mnemonic in ERRORS:
            return ERRORS[self.mnemonic]
        return DIRECTION if self.code == FORBIDDEN_DIRECTION else NOT_LISTED

    @property
    def words(self) -> str:
        """What UIS says, in a sentence."""
        about = f", about the parameter '{self.field}'" if self.field else ""
        name = self.mnemonic or f"error {self.code}"
        said = f": {self.message}" if self.message else ""
        return f"UIS refused{about} ({name}){said}"


def refusal_in(error: Mapping[str, Any], redact: Callable[[str], str]) -> Refusal:
    """Answer the error of a JSON-RPC answer, its words without secrets."""
    data = error.get("data")
    details: Mapping[str, Any] = data if isinstance(data, dict) else {}
    code = error.get("code")
    return Refusal(
        code=code if isinstance(code, int) else None,
        mnemonic=_text(details.get("mnemonic"), redact),
        message=_text(error.get("message"), redact),
        field=_text(details.get("field"), redact),
        address=_address((error.get("message"), details.get("value"), details.get("params"))),
    )


def error_of(refusal: Refusal, *, starts: bool, message: str) -> ProviderError:
    """Answer our error; `starts` tells that the refused request would have started a call, `message` is what to say.

    What broke while a call was to be started, or is not documented, may have started it: nobody knows.
    """
    advice, meaning = refusal.entry.advice, refusal.entry.meaning
    if refusal.mnemonic == NOT_LISTED_ADDRESS and refusal.address:
        advice = f"UIS sees this machine as {refusal.address}. {advice}"
    match meaning:
        case Meaning.OUR_FAULT | Meaning.NOT_ALLOWED | Meaning.LIMIT:
            return ServiceRefusedError(message, advice=advice)
        case Meaning.OUR_REQUEST:
            # What is wrong with the contact is wrong with this number; all else is the same in every call.
            kind = CallRefusedError if refusal.field == "contact" else ServiceRefusedError
            return kind(message, advice=advice)
        case Meaning.THIS_NUMBER:
            return CallRefusedError(message, advice=advice)
        case Meaning.CALL_OVER:
            return CallOverError(message, advice=advice)
        case Meaning.KEY | Meaning.LOG_IN_AGAIN:
            return UnauthorizedError(message, advice=advice)
        case Meaning.BROKEN | Meaning.UNKNOWN:
            return NoAnswerError(message, advice=advice) if starts else CallFailedError(message, advice=advice)
        case _:
            assert_never(meaning)


def _address(values: Iterable[object]) -> str:
    """Answer the first IP address in some values, whatever they are; empty if there is none."""
    found = (ADDRESS.search(str(value)) for value in values if value is not None)
    return next((match.group() for match in found if match is not None), "")


def _text(value: object, redact: Callable[[str], str]) -> str:
    # Secrets are taken out first: the bound might leave half of one, and another spacing hide it.
    words = " ".join(redact(value).split()) if isinstance(value, str) else ""
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"
