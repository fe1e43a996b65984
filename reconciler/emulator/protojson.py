"""Request bodies read by the rules of Go's protobuf JSON, with its error texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from reconciler.emulator.tokens import Kind, Token, Tokens, is_number


class Type(StrEnum):
    """The type of a field, by the name that error texts use."""

    UINT64 = "uint64"
    UINT32 = "uint32"
    ENUM = "enum"
    BOOL = "bool"
    STRING = "string"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a message: its name, its type and where it belongs."""

    name: str
    type: Type
    message: Message | None = None
    # Such a field is a list; one object alone is taken for a list of one, since the pages type it both ways.
    repeated: bool = False
    # Of the fields with one oneof's name at most one may be sent.
    oneof: str = ""

    @property
    def json_name(self) -> str:
        """The field's name as error texts write it: numberCode."""
        first, *rest = self.name.split("_")
        return first + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: its name and its fields, to be found by either spelling."""

    name: str
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field]


def message(name: str, *fields: Field) -> Message:
    """Make a message; each field answers to number_code and to numberCode."""
    by_name = {field.json_name: field for field in fields} | {field.name: field for field in fields}
    return Message(name=name, fields=fields, by_name=by_name)


def read_message(body: bytes, what: Message) -> dict[str, Any]:
    """Read a body as a message: only the fields that were sent, under their snake_case names, as Python values."""
    tokens = Tokens(_decoded(body))
    values = _message(tokens, what, tokens.read())
    last = tokens.read()
    if last.kind is not Kind.END:
        raise tokens.unexpected(last)
    return values


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as exc:
        before = body[: exc.start].decode()
        raise Tokens(before).syntax_error(len(before), "invalid UTF-8 in string") from exc


def _message(tokens: Tokens, what: Message, opening: Token) -> dict[str, Any]:
    if opening.kind is not Kind.OBJECT:
        raise tokens.unexpected(opening)
    values: dict[str, Any] = {}
    seen: set[str] = set()
    while (name := tokens.read()).kind is not Kind.OBJECT_END:
        if name.kind is not Kind.NAME:
            raise tokens.unexpected(name)
        field = what.by_name.get(str(name.value))
        if field is None:
            raise tokens.error(name.at, f"unknown field {name.raw}")
        if field.name in seen:
            raise tokens.error(name.at, f"duplicate field {name.raw}")
        seen.add(field.name)
        token = tokens.read()
        # A null says nothing, as if the field were not there.
        if token.kind is Kind.NULL:
            continue
        if field.oneof:
            if field.oneof in seen:
                oneof = f"{what.name}.{field.oneof}"
                raise tokens.error(name.at, f"error parsing {name.raw}, oneof {oneof} is already set")
            seen.add(field.oneof)
        values[field.name] = _field(tokens, field, token)
    return values


def _field(tokens: Tokens, field: Field, token: Token) -> Any:  # noqa: ANN401 - what a field holds depends on the table
    if field.message is None:
        return _scalar(tokens, field, token)
    if field.repeated and token.kind is not Kind.OBJECT:
        return _list(tokens, field.message, token)
    value = _message(tokens, field.message, token)
    return [value] if field.repeated else value


def _list(tokens: Tokens, what: Message, opening: Token) -> list[dict[str, Any]]:
    if opening.kind is not Kind.ARRAY:
        raise tokens.unexpected(opening)
    items = []
    while (token := tokens.read()).kind is not Kind.ARRAY_END:
        items.append(_message(tokens, what, token))
    return items


_RANGES: Final = {Type.UINT64: (0, 2**64 - 1), Type.UINT32: (0, 2**32 - 1), Type.ENUM: (-(2**31), 2**31 - 1)}
_MOST_DIGITS: Final = 20


def _scalar(tokens: Tokens, field: Field, token: Token) -> int | bool | str:
    if field.type is Type.STRING and token.kind is Kind.STRING:
        return token.value
    if field.type is Type.BOOL and token.kind is Kind.BOOL:
        return token.value
    if field.type in _RANGES:
        number = _integer(_number_text(token, field.type))
        low, high = _RANGES[field.type]
        if number is not None and low <= number <= high:
            return number
    raise tokens.error(token.at, f"invalid value for {field.type} field {field.json_name}: {token.raw}")


def _number_text(token: Token, kind: Type) -> str:
    """Find the digits of an integer: a number, or a string that holds one; an enum in a string would be a name."""
    if token.kind is Kind.NUMBER:
        return token.raw
    if token.kind is Kind.STRING and kind is not Type.ENUM and is_number(str(token.value)):
        return str(token.value)
    return ""


def _integer(text: str) -> int | None:
    """Read an integer in any notation of JSON: 16, 16.0 and 1.6e1 are one number."""
    if not text:
        return None
    if text.isdigit():
        return int(text) if len(text) <= _MOST_DIGITS else None
    number = Decimal(text)
    # An exponent may be huge: the size is looked at before the number is written out.
    if number.adjusted() >= _MOST_DIGITS or number != number.to_integral_value():
        return None
    return int(number)
