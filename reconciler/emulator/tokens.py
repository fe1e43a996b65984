"""The tokens of a JSON text with their places, read as strictly as Go's protobuf JSON reader does."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Final, NamedTuple


class ProtoError(ValueError):
    """The text is refused; the message is what the provider answers."""


class Kind(StrEnum):
    """What a token is."""

    START = "start"
    OBJECT = "{"
    OBJECT_END = "}"
    ARRAY = "["
    ARRAY_END = "]"
    COMMA = ","
    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    NULL = "null"
    END = "end"


# A tuple and not a dataclass: a request has some sixty tokens, and they are most of what the emulator does.
class Token(NamedTuple):
    """One token: what it is, its text as written, where it stands, and the text or truth that it means."""

    kind: Kind
    raw: str
    at: int
    value: str | bool = ""


_NUMBER: Final = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_DELIMITED: Final = r"(?![-+_.a-zA-Z0-9])"
_STRING: Final = r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_TOKEN: Final = re.compile(
    rf"[ \n\r\t]*(?:(?P<mark>[{{}}\[\],])|(?P<string>{_STRING})"
    rf"|(?P<number>{_NUMBER}){_DELIMITED}|(?P<word>true|false|null){_DELIMITED}|(?P<end>\Z))"
)
_STRING_START: Final = re.compile(_STRING[:-1])
_SPACE: Final = re.compile(r"[ \n\r\t]*")
_WRONG: Final = re.compile(r"[-+._a-zA-Z0-9]{1,32}|.", re.DOTALL)
_WHOLE_NUMBER: Final = re.compile(_NUMBER)
_MARKS: Final = {kind.value: kind for kind in (Kind.OBJECT, Kind.OBJECT_END, Kind.ARRAY, Kind.ARRAY_END, Kind.COMMA)}
_WORDS: Final = {"true": Kind.BOOL, "false": Kind.BOOL, "null": Kind.NULL}
_VALUE_ENDS: Final = frozenset((Kind.NULL, Kind.BOOL, Kind.NUMBER, Kind.STRING, Kind.OBJECT_END, Kind.ARRAY_END))
_OPENED_BY: Final = {Kind.OBJECT_END: Kind.OBJECT, Kind.ARRAY_END: Kind.ARRAY}


def is_number(text: str) -> bool:
    """Whether a text is a JSON number and nothing else."""
    return _WHOLE_NUMBER.fullmatch(text) is not None


class Tokens:
    """Reads tokens one by one and refuses those that cannot stand where they do; commas are checked and skipped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._last = Kind.START
        self._open: list[Kind] = []
        self._ahead: Token | None = None

    def peek(self) -> Token:
        """Look at the next token without taking it."""
        if self._ahead is None:
            self._ahead = self._next()
        return self._ahead

    def read(self) -> Token:
        """Take the next token."""
        token = self._ahead or self._next()
        self._ahead = None
        return token

    def error(self, at: int, what: str) -> ProtoError:
        """Make the error of a value that is JSON and still not right."""
        return ProtoError(f"proto: ({self._place(at)}): {what}")

    def syntax_error(self, at: int, what: str) -> ProtoError:
        """Make the error of a text that is not the JSON it should be."""
        return ProtoError(f"proto: syntax error ({self._place(at)}): {what}")

    def unexpected(self, token: Token) -> ProtoError:
        """Make the error of a token that cannot stand where it does."""
        return self.syntax_error(token.at, f"unexpected token {token.raw}")

    def _place(self, at: int) -> str:
        line_start = self._text.rfind("\n", 0, at) + 1
        return f"line {self._text.count(chr(10), 0, at) + 1}:{at - line_start + 1}"

    def _next(self) -> Token:
        token = self._scan()
        while token.kind is Kind.COMMA:
            if not self._open or self._last not in _VALUE_ENDS:
                raise self.unexpected(token)
            self._last = Kind.COMMA
            token = self._scan()
        token = self._placed(token)
        self._last = token.kind
        return token

    def _scan(self) -> Token:
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            raise self._scan_error()
        self._at = match.end()
        group = match.lastgroup
        raw = match[group] if group else ""
        at = self._at - len(raw)
        if group == "string":
            return Token(Kind.STRING, raw, at, self._unquoted(raw, at))
        if group == "mark":
            return Token(_MARKS[raw], raw, at)
        if group == "number":
            return Token(Kind.NUMBER, raw, at)
        if group == "word":
            return Token(_WORDS[raw], raw, at, raw == "true")
        return Token(Kind.END, raw, at)

    def _placed(self, token: Token) -> Token:
        """Check that the token can stand here; a string in a name's place becomes a name with its colon taken."""
        kind = token.kind
        if kind is Kind.END:
            if self._open:
                raise ProtoError("proto: unexpected EOF")
            return token
        if opened_by := _OPENED_BY.get(kind):
            if not self._open or self._last is Kind.COMMA or self._open.pop() is not opened_by:
                raise self.unexpected(token)
            return token
        if self._value_may_follow():
            if kind in {Kind.OBJECT, Kind.ARRAY}:
                self._open.append(kind)
            return token
        if kind is Kind.STRING and self._open and self._last in {Kind.OBJECT, Kind.COMMA}:
            self._take_colon()
            return token._replace(kind=Kind.NAME)
        raise self.unexpected(token)

    def _value_may_follow(self) -> bool:
        if not self._open:
            return self._last is Kind.START
        if self._open[-1] is Kind.OBJECT:
            return self._last is Kind.NAME
        return self._last in {Kind.ARRAY, Kind.COMMA}

    def _take_colon(self) -> None:
        space = _SPACE.match(self._text, self._at)
        at = space.end() if space else self._at
        found = self._text[at : at + 1]
        if not found:
            raise ProtoError("proto: unexpected EOF")
        if found != ":":
            raise self.syntax_error(at, f'unexpected character {found}, missing ":" after field name')
        self._at = at + 1

    def _unquoted(self, raw: str, at: int) -> str:
        if "\\" not in raw:
            return raw[1:-1]
        text: str = json.loads(raw)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.syntax_error(at, f"invalid escape code in string {raw}")
        return text

    def _scan_error(self) -> ProtoError:
        space = _SPACE.match(self._text, self._at)
        at = space.end() if space else self._at
        if self._text[at] == '"':
            return self._string_error(at)
        wrong = _WRONG.match(self._text, at)
        return self.syntax_error(at, f"invalid value {wrong[0] if wrong else ''}")

    def _string_error(self, start: int) -> ProtoError:
        """Tell what is wrong in the string that starts here: an escape, a control character, or no end."""
        sound = _STRING_START.match(self._text, start)
        at = sound.end() if sound else start
        if at == len(self._text):
            return ProtoError("proto: unexpected EOF")
        if self._text[at] == "\\":
            return self.syntax_error(at, f'invalid escape code "{self._text[at : at + 2]}" in string')
        return self.syntax_error(at, f"invalid character {self._text[at]!r} in string")
