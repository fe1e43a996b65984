"""The types of single fields, as pydantic sees them: each refuses with one of our codes and a whole sentence.

The message never repeats a value that could be a key. Integers may be written as digits in quotes, as the
provider's own examples do; booleans may not ("no" is a text in YAML 1.2, not false).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from reconciler.model.addresses import PORT_MAX, ip, sip_uri, url
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.phone import RUSSIAN, PhoneProblem, phone_problem, suggestion
from reconciler.model.texts import text

UINT32_MAX = 2**32 - 1
UINT64_MAX = 2**64 - 1
WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
MAX_DIGITS = 30
DIGITS = {"type": "string", "pattern": "^[0-9]+$"}
"""A whole number in quotes, in JSON Schema."""
QUICK = "\0quick"
FULL = "\0full"
"""Names of the two ways of a field in pydantic's paths; no key of a file can be one of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A field's type: our `check` with its words, and before it what pydantic's core can accept by itself.

    `quick` accepts nothing that `check` would refuse or change; most values never reach Python code. `json` is the
    type in JSON Schema.
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
        return core_schema.union_schema([(self.quick, QUICK), (full, FULL)], mode="left_to_right")

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Answer the type for editors."""
        del schema, handler  # a function's schema has none of its own
        return dict(self.json)


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
    hint = f" Write {int(value)}." if isinstance(value, float) and value.is_integer() else ""
    raise refusal(Code.WRONG_TYPE, f"This must be a whole number, and it is {kind_of(value)}.{hint}")


def between(least: int, most: int) -> Checked:
    """Make the type of whole numbers from `least` to `most`, both included."""

    def accept(value: object) -> int:
        number = whole_number(value)
        if number < least:
            raise refusal(Code.OUT_OF_RANGE, f"{quoted(number)} is too small: the least is {least}.")
        if number > most:
            raise refusal(Code.OUT_OF_RANGE, f"{quoted(number)} is too large: the most is {most}.")
        return number

    json = {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, DIGITS]}
    return Checked(accept, json, core_schema.int_schema(strict=True, ge=least, le=most))


def boolean(value: object) -> bool:
    """Accept true and false alone."""
    if isinstance(value, bool):
        return value
    hint = ""
    if isinstance(value, str) and value.lower() in {"yes", "no", "on", "off", "y", "n", "true", "false"}:
        hint = f" Write {'true' if value.lower() in {'yes', 'on', 'y', 'true'} else 'false'}, without quotes."
    raise refusal(Code.WRONG_TYPE, f"This must be true or false, and it is {kind_of(value)}.{hint}")


def phone(value: object) -> str:
    """Accept the digits of a number or a SIP ID, with or without quotes; answer text. "@name" passes."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    checked = text(value)
    if checked.startswith("@"):
        return checked
    problem = phone_problem(checked)
    if problem is None or problem is PhoneProblem.UNASSIGNED:
        return checked
    better = suggestion(checked)
    hint = f" Did you mean '{better}'?" if better else ""
    raise refusal(
        Code.INVALID_NUMBER,
        f"{quoted(checked)} must be a number in E.164 form without plus (such as 74992223344), a SIP ID (883140 and"
        f" nine digits), or the @name of a contact; a call could not go there.{hint}",
    )


def number_code(value: object) -> int:
    """Accept the number that is forwarded: E.164 without plus, as an integer or as digits."""
    checked = whole_number(value)
    if not 0 < checked <= UINT64_MAX:
        raise refusal(Code.OUT_OF_RANGE, "number_code is a uint64 greater than 0, such as 74991112233.")
    if phone_problem(str(checked)) is PhoneProblem.IMPOSSIBLE:
        better = suggestion(str(checked))
        hint = f" Did you mean {better}?" if better else ""
        raise refusal(
            Code.INVALID_NUMBER, f"{checked} is no phone number in E.164 form without plus, such as 74991112233.{hint}"
        )
    return checked


def member_of(kind: type[IntEnum]) -> Checked:
    """Make the type of a closed set: its numbers, or their names in small letters; answer the number."""
    names = {member.name.lower(): member.value for member in kind}
    numbers = set(names.values())
    allowed = ", ".join(f"{number} ({name})" for name, number in names.items())

    def accept(value: object) -> int:
        if isinstance(value, str) and value in names:
            return names[value]
        number = int(value) if isinstance(value, str) and len(value) <= MAX_DIGITS and WHOLE.fullmatch(value) else value
        if isinstance(number, int) and not isinstance(number, bool) and number in numbers:
            return number
        raise refusal(Code.NOT_ONE_OF, f"It is {kind_of(value)}, and can be one of: {allowed}.")

    written = [str(number) for number in sorted(numbers)]
    json = {"enum": [*sorted(numbers), *written, *names]}
    return Checked(accept, json, core_schema.int_schema(strict=True, ge=min(numbers), le=max(numbers)))


_SHOWN = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*"
"""Texts without control characters; halves of characters never reach a pattern of pydantic's core."""
_PLAIN_URL = r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,3})?(?:[/?#][!-~]*)?"
"""URLs with nothing unusual before the path."""


def _matching(pattern: str) -> CoreSchema:
    return core_schema.str_schema(strict=True, pattern=f"^(?:{pattern})$")


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
        {"anyOf": [{"type": "string", "pattern": "^(@.+|[0-9]+)$"}, {"type": "integer", "minimum": 1}]},
        _matching(f"@{_SHOWN}|7[0-9]{{10}}"),
    ),
]
Number = Annotated[
    int,
    Checked(
        number_code,
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": UINT64_MAX},
                {"type": "string", "pattern": "^[0-9]+$"},
            ]
        },
        core_schema.int_schema(strict=True, ge=RUSSIAN.start, lt=RUSSIAN.stop),
    ),
]
Url = Annotated[
    str,
    Checked(url, {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*$"}, _matching(_PLAIN_URL)),
]
SipUri = Annotated[str, Checked(sip_uri, {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$"})]
IpAddress = Annotated[str, Checked(ip, {"type": "string", "pattern": r"^[0-9A-Fa-f.:]+(%.+)?$"})]
TypeOfForwarding = Annotated[int, member_of(ForwardingType)]
TypeOfRedirect = Annotated[int, member_of(RedirectType)]
Json = dict[str, Any]
