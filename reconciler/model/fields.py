"""The types of single fields, as pydantic sees them: each refuses with one of our codes and a whole sentence.

The message never repeats a value that could be a key. Integers may be written as digits in quotes, as the
provider's own examples do; booleans may not ("no" is a text in YAML 1.2, not false).
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from enum import IntEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from reconciler.model.diagnostics import Code, quoted
from reconciler.model.forwarding import ForwardingType, RedirectType
from reconciler.model.phone import PhoneProblem, phone_problem, suggestion
from reconciler.model.secrets import REFERENCE

UINT32_MAX = 2**32 - 1
UINT64_MAX = 2**64 - 1
PORT_MAX = 65535
WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
MAX_DIGITS = 30
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters, which no encoding can write."""
SIP_URI = re.compile(
    r"[^@\s:;<>\"]+@(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?(?:;[^\s;]+)*",
    re.ASCII | re.IGNORECASE,
)
STAND_IN = "1"
"""What a reference is read as while a URL is checked: it can be a part of a host, a port, a path or a key."""
HOST = re.compile(r"[\w](?:[\w.-]*[\w])?\.?|\[[0-9a-f:.]+\]|[0-9a-f:.]+", re.IGNORECASE)


def refusal(code: Code, detail: str) -> PydanticCustomError:
    """Make the error that carries our code through pydantic; braces would be read as its placeholders."""
    return PydanticCustomError(code.value, "{detail}", {"detail": detail})


def species(value: object) -> str:
    """Answer what a value is without telling it, for places where it could be a key or a password."""
    return "nothing (null)" if value is None else _SPECIES.get(type(value), f"a {type(value).__name__}")


_SPECIES: dict[type, str] = {
    bool: "a boolean",
    int: "a number",
    float: "a decimal number",
    str: "a text",
    list: "a list",
    dict: "a mapping",
}


def kind_of(value: object) -> str:
    """Answer what a value is, in the words of YAML."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    return _KINDS[type(value)].format(quoted(value)) if type(value) in _KINDS else f"a {type(value).__name__}"


_KINDS: dict[type, str] = {
    int: "the number {}",
    float: "the decimal number {}",
    str: "the text {}",
    list: "a list",
    dict: "a mapping",
}


def whole_number(value: object) -> object:
    """Accept an integer, or its digits as text."""
    if isinstance(value, str) and len(value) <= MAX_DIGITS and WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    hint = f" Write {int(value)}." if isinstance(value, float) and value.is_integer() else ""
    raise refusal(Code.WRONG_TYPE, f"This must be a whole number, and it is {kind_of(value)}.{hint}")


def boolean(value: object) -> object:
    """Accept true and false alone."""
    if isinstance(value, bool):
        return value
    hint = ""
    if isinstance(value, str) and value.lower() in {"yes", "no", "on", "off", "y", "n", "true", "false"}:
        hint = f" Write {'true' if value.lower() in {'yes', 'on', 'y', 'true'} else 'false'}, without quotes."
    raise refusal(Code.WRONG_TYPE, f"This must be true or false, and it is {kind_of(value)}.{hint}")


def text(value: object) -> object:
    """Accept a text without control characters."""
    if not isinstance(value, str):
        hint = " Put it in quotes." if isinstance(value, int | float) and not isinstance(value, bool) else ""
        raise refusal(Code.WRONG_TYPE, f"This must be a text, and it is {kind_of(value)}.{hint}")
    found = CONTROL.search(value)
    if found:
        name = unicodedata.name(found.group(), f"U+{ord(found.group()):04X}")
        raise refusal(
            Code.CONTROL_CHARACTER,
            f"Character {found.start() + 1} of this text is {name}, which no screen shows. Take it out.",
        )
    return value


def phone(value: object) -> object:
    """Accept the digits of a number or a SIP ID, with or without quotes; answer text. "@name" passes."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    checked = text(value)
    assert isinstance(checked, str)  # noqa: S101 - `text` answers nothing else
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


def number_code(value: object) -> object:
    """Accept the number that is forwarded: E.164 without plus, as an integer or as digits."""
    checked = whole_number(value)
    if isinstance(checked, int) and not 0 < checked <= UINT64_MAX:
        raise refusal(Code.OUT_OF_RANGE, "number_code is a uint64 greater than 0, such as 74991112233.")
    if phone_problem(str(checked)) is PhoneProblem.IMPOSSIBLE:
        better = suggestion(str(checked))
        hint = f" Did you mean {better}?" if better else ""
        raise refusal(
            Code.INVALID_NUMBER, f"{checked} is no phone number in E.164 form without plus, such as 74991112233.{hint}"
        )
    return checked


def url(value: object) -> object:
    """Accept an http or https URL with a host; `${NAME}` may stand anywhere after the scheme."""
    checked = text(value)
    plain = REFERENCE.sub(STAND_IN, str(checked))
    problem = _url_problem(plain)
    if problem:
        raise refusal(Code.INVALID_URL, f"{problem} Write it like https://example.com/path.")
    return checked


def _url_problem(plain: str) -> str | None:
    if re.search(r"\s", plain):
        return "A URL has no spaces in it."
    try:
        parts = urlsplit(plain)
        port = parts.port
    except ValueError:
        return "The host or the port of this URL cannot be read."
    if parts.scheme.lower() not in {"http", "https"}:
        return "A URL here starts with https:// or http://."
    if not parts.hostname or HOST.fullmatch(parts.hostname) is None:
        return "This URL names no host."
    return "Port 0 is nobody's." if port == 0 else None


def sip_uri(value: object) -> object:
    """Accept user@host[:port][;parameters], without `sip:` in front; `${NAME}` may stand anywhere in it."""
    checked = str(text(value))
    plain = REFERENCE.sub(STAND_IN, checked)
    if re.match(r"sips?:", plain, re.IGNORECASE):
        raise refusal(
            Code.INVALID_SIP_URI,
            "The provider documents user@host[:port] without a scheme. Take 'sip:' away from the front.",
        )
    found = SIP_URI.fullmatch(plain)
    if found is None or int(found["port"] or 1) not in range(1, PORT_MAX + 1):
        raise refusal(
            Code.INVALID_SIP_URI, "A SIP address is user@host or user@host:port, such as office@sip.example.com:5060."
        )
    return checked


def ip(value: object) -> object:
    """Accept an IPv4 or IPv6 address."""
    checked = str(text(value))
    try:
        ipaddress.ip_address(checked)
    except ValueError as error:
        raise refusal(
            Code.INVALID_IP, f"{quoted(checked)} must be an IP address, such as 203.0.113.10, not a name or a network."
        ) from error
    return checked


def _member(kind: type[IntEnum]) -> Callable[[object], object]:
    names = {member.name.lower(): member for member in kind}
    allowed = ", ".join(f"{member.value} ({name})" for name, member in names.items())

    def accept(value: object) -> object:
        if isinstance(value, str) and value in names:
            return names[value].value
        if isinstance(value, str) and WHOLE.fullmatch(value) and len(value) <= MAX_DIGITS:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value in {member.value for member in kind}:
            return value
        raise refusal(Code.NOT_ONE_OF, f"It is {kind_of(value)}, and can be one of: {allowed}.")

    return accept


Uint32 = Annotated[int, BeforeValidator(whole_number), Field(ge=0, le=UINT32_MAX)]
Uint64 = Annotated[int, BeforeValidator(whole_number), Field(ge=0, le=UINT64_MAX)]
Port = Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=PORT_MAX)]
Count = Annotated[int, BeforeValidator(whole_number), Field(ge=0, le=UINT32_MAX)]
Positive = Annotated[int, BeforeValidator(whole_number), Field(ge=1, le=UINT32_MAX)]
Boolean = Annotated[bool, BeforeValidator(boolean)]
Text = Annotated[str, BeforeValidator(text)]
Phone = Annotated[str, BeforeValidator(phone)]
Number = Annotated[int, BeforeValidator(number_code)]
Url = Annotated[str, BeforeValidator(url)]
SipUri = Annotated[str, BeforeValidator(sip_uri)]
IpAddress = Annotated[str, BeforeValidator(ip)]
TypeOfForwarding = Annotated[int, BeforeValidator(_member(ForwardingType))]
TypeOfRedirect = Annotated[int, BeforeValidator(_member(RedirectType))]
Json = dict[str, Any]
