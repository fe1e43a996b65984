"""The types of single fields, as pydantic sees them: each refuses with one of our codes and a whole sentence.

The message never repeats a value that could be a key. Integers may be written as digits in quotes, as the
provider's own examples do; booleans may not ("no" is a text in YAML 1.2, not false).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from reconciler.model.addresses import PORT_MAX, ip, sip_uri, url
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.digits import phone_hint, whole_number_hint
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.phone import RUSSIAN, PhoneProblem, is_sip_id, phone_problem
from reconciler.model.spelling import alike, odd_character, offer
from reconciler.model.texts import text

UINT32_MAX = 2**32 - 1
UINT64_MAX = 2**64 - 1
WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
MAX_DIGITS = 30
TRUE, FALSE = ("true", "yes", "on", "y", "да"), ("false", "no", "off", "n", "нет")
"""What people write for booleans."""
QUICK = "\0quick"
FULL = "\0full"
"""Names of the two ways of a field in pydantic's paths; no key of a file can be one of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A field's type: our `check` with its words, and before it what pydantic's core can accept by itself.

    `quick` accepts nothing that `check` would refuse or change; most values never reach Python code. `json` is the
    type in JSON Schema, with the words in which editors refuse; it refuses nothing that `check` accepts.
    """

    check: Callable[[Any], object]
    json: Mapping[str, Any]
    quick: CoreSchema | None = None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Answer the schema that tries `quick` and then `check`."""
        del source, handler  # the annotated type is what `check` answers, nothing to build from
        full = core_schema.no_info_plain_validator_function(self.check)
        if self.quick is None:
            return full
        written = core_schema.simple_ser_schema("any")  # as it is, without trying both ways again
        return core_schema.union_schema(
            [(self.quick, QUICK), (full, FULL)], mode="left_to_right", serialization=written
        )


def errors_of(error: ValidationError) -> list[ErrorDetails]:
    """Answer pydantic's errors, one for each mistake, with paths of keys and indices alone."""
    kept = []
    for details in error.errors(include_url=False):
        path = details["loc"]
        if QUICK not in path:
            details["loc"] = path[:-1] if FULL in path else path
            kept.append(details)
    return kept


def whole_number(value: object) -> int:
    """Accept an integer, or its digits as text."""
    if isinstance(value, str) and len(value) <= MAX_DIGITS and WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise refusal(
        Code.WRONG_TYPE, f"This must be a whole number, and it is {kind_of(value)}.{whole_number_hint(value)}"
    )


def between(least: int, most: int) -> Checked:
    """Make the type of whole numbers from `least` to `most`, both included."""

    def accept(value: object) -> int:
        number = whole_number(value)
        if number < least:
            raise refusal(Code.OUT_OF_RANGE, f"{quoted(number)} is too small: the least is {least}.")
        if number > most:
            raise refusal(Code.OUT_OF_RANGE, f"{quoted(number)} is too large: the most is {most}.")
        return number

    words = f"Write a whole number from {least} to {most}."
    return Checked(accept, whole(least, most, words), core_schema.int_schema(strict=True, ge=least, le=most))


def whole(least: int, most: int, words: str) -> dict[str, Any]:
    """Answer whole numbers in JSON Schema, also as digits in quotes, of which it can tell the sign and the length."""
    digits = f"0*[1-9][0-9]{{0,{len(str(most)) - 1}}}"
    pattern = f"^{digits}$" if least > 0 else f"^(?:-?0+|{digits})$"
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": pattern, "errorMessage": words}


def boolean(value: object) -> bool:
    """Accept true and false alone."""
    if isinstance(value, bool):
        return value
    hint = ""
    if isinstance(value, str) and (meant := alike(value, (*TRUE, *FALSE))):
        hint = f" Write {'true' if meant in TRUE else 'false'}, without quotes.{odd_character(value, meant)}"
    raise refusal(Code.WRONG_TYPE, f"This must be true or false, and it is {kind_of(value)}.{hint}")


def phone(value: object) -> str:
    """Accept the digits of a number or a SIP ID, with or without quotes; answer text. "@name" passes."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, float):
        hint = whole_number_hint(value)
        raise refusal(Code.WRONG_TYPE, f"This must be the digits of a number, and it is {kind_of(value)}.{hint}")
    checked = text(value)
    if checked.startswith("@"):
        return checked
    problem = phone_problem(checked)
    if problem is None or problem is PhoneProblem.UNASSIGNED:
        return checked
    raise refusal(
        Code.INVALID_NUMBER,
        f"{quoted(checked)} must be a number in E.164 form without plus (such as 74992223344), a SIP ID (883140 and"
        f" nine digits), or the @name of a contact; a call could not go there.{phone_hint(checked, quote=chr(39))}",
    )


def number_code(value: object) -> int:
    """Accept the number that is forwarded: E.164 without plus, as an integer or as digits."""
    if isinstance(value, str) and WHOLE.fullmatch(value) is None and (hint := phone_hint(value)):
        raise refusal(Code.WRONG_TYPE, f"This must be a whole number, and it is {kind_of(value)}.{hint}")
    checked = whole_number(value)
    if not 0 < checked <= UINT64_MAX:
        raise refusal(Code.OUT_OF_RANGE, "number_code is a uint64 greater than 0, such as 74991112233.")
    if is_sip_id(str(checked)):
        raise refusal(
            Code.INVALID_NUMBER, f"{checked} is a SIP ID, which has no forwarding. Write the phone number at Exolve."
        )
    if phone_problem(str(checked)) is PhoneProblem.IMPOSSIBLE:
        raise refusal(
            Code.INVALID_NUMBER,
            f"{checked} is no phone number in E.164 form without plus, such as 74991112233.{phone_hint(str(checked))}",
        )
    return checked


def member_of(kind: type[IntEnum], meanings: Iterable[str]) -> Checked:
    """Make the type of a closed set: its numbers, or their names in small letters; answer the number.

    `meanings` tell editors what each member means, in order.
    """
    names = {member.name.lower(): member.value for member in kind}
    numbers = set(names.values())
    allowed = ", ".join(f"{number} ({name})" for name, number in names.items())

    def accept(value: object) -> int:
        if isinstance(value, str) and value in names:
            return names[value]
        number = int(value) if isinstance(value, str) and len(value) <= MAX_DIGITS and WHOLE.fullmatch(value) else value
        if isinstance(number, int) and not isinstance(number, bool) and number in numbers:
            return number
        hint = offer(value, names) if isinstance(value, str) else ""
        raise refusal(Code.NOT_ONE_OF, f"This must be one of {allowed}, and it is {kind_of(value)}.{hint}")

    told = list(meanings)
    digits = {"type": "string", "pattern": f"^(?:-0+|0*[{min(numbers)}-{max(numbers)}])$"}
    json = {"anyOf": [{"enum": [*names, *names.values()], "enumDescriptions": [*told, *told]}, digits]}
    return Checked(accept, json, core_schema.int_schema(strict=True, ge=min(numbers), le=max(numbers)))


_SHOWN = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*"
"""Texts without control characters; halves of characters never reach a pattern of pydantic's core."""
_PLAIN_URL = r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,3})?(?:[/?#][!-~]*)?"
"""URLs with nothing unusual before the path."""


_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


def _matching(pattern: str) -> CoreSchema:
    return core_schema.str_schema(strict=True, pattern=f"^(?:{pattern})$")


def _pattern(pattern: str, words: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "errorMessage": words}


def _written(excluded: str) -> str:
    """Answer the pattern of one character but those excluded, or of one reference, in which they may stand."""
    reference = r"\{[^{}]*\}"
    return rf"(?:[^$ {excluded}]|\$(?!{reference})|\${reference})"


Uint32 = Annotated[int, between(0, UINT32_MAX)]
Uint64 = Annotated[int, between(0, UINT64_MAX)]
Port = Annotated[int, between(1, PORT_MAX)]
Count = Annotated[int, between(0, UINT32_MAX)]
Positive = Annotated[int, between(1, UINT32_MAX)]
Boolean = Annotated[bool, Checked(boolean, {"type": "boolean"}, core_schema.bool_schema(strict=True))]
Text = Annotated[str, Checked(text, {"type": "string"}, _matching(_SHOWN))]
Phone = Annotated[
    str,
    Checked(
        phone,
        {
            "type": ["string", "integer"],
            "minimum": 1,
            "pattern": "^(?:@|[0-9]+$)",
            "errorMessage": "Write the digits of a number without plus, such as 74992223344, a SIP ID, or an @name.",
        },
        _matching(f"@{_SHOWN}|7[0-9]{{10}}"),
    ),
]
Number = Annotated[
    int,
    Checked(
        number_code,
        whole(1, UINT64_MAX, "Write the digits of the number in E.164 form without plus, such as 74991112233."),
        core_schema.int_schema(strict=True, ge=RUSSIAN.start, lt=RUSSIAN.stop),
    ),
]
Url = Annotated[
    str,
    Checked(
        url,
        _pattern(
            f"^[Hh][Tt][Tt][Pp][Ss]?://(?![/?#]){_written('')}+$",
            "Write an http or https URL without spaces, such as https://example.com/path.",
        ),
        _matching(_PLAIN_URL),
    ),
]
SipUri = Annotated[
    str,
    Checked(
        sip_uri,
        _pattern(
            f"^(?![Ss][Ii][Pp][Ss]?:){_written('@')}+@{_written('')}+$",
            "Write user@host or user@host:port without sip: in front, such as office@sip.example.com:5060.",
        ),
    ),
]
IpAddress = Annotated[
    str,
    Checked(
        ip,
        _pattern(
            rf"^(?:{_OCTET}(?:\.{_OCTET}){{3}}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f.:]*(?:%.+)?)$",
            "Write an IPv4 or IPv6 address, such as 203.0.113.10.",
        ),
    ),
]
TypeOfForwarding = Annotated[
    int,
    member_of(
        ForwardingType,
        [
            "the number forwards nowhere; it has no data object",
            "to an external SIP account: call_forwarding_sip",
            "to numbers or SIP IDs: call_forwarding_number",
            "a URL is asked at each call: call_forwarding_ipcr",
            "to a SIP trunk with a static IP: call_forwarding_static",
        ],
    ),
]
TypeOfRedirect = Annotated[
    int, member_of(RedirectType, ["one entry is rung", "the entries one after the other", "all entries at once"])
]
