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
_SPACE: Final = r"[ \n\r\t]*+"
# A name is taken with its colon and a token with the comma before it: one match a token keeps the reader quick.
_TOKEN: Final = re.compile(
    rf"{_SPACE}(?P<comma>,{_SPACE})?(?:(?P<string>{_STRING})(?P<colon>{_SPACE}:)?|(?P<mark>[{{}}\[\]])"
    rf"|(?P<number>{_NUMBER}){_DELIMITED}|(?P<word>true|false|null){_DELIMITED}|(?P<end>\Z))"
)
_SPACES: Final = re.compile(_SPACE)
_STRING_START: Final = re.compile(_STRING[:-1])
_WRONG: Final = re.compile(r"[-+._a-zA-Z0-9]{1,32}|.", re.DOTALL)
_WHOLE_NUMBER: Final = re.compile(_NUMBER)
_KINDS: Final = {kind.value: kind for kind in (Kind.OBJECT, Kind.OBJECT_END, Kind.ARRAY, Kind.ARRAY_END)} | {
    "true": Kind.BOOL,
    "false": Kind.BOOL,
    "null": Kind.NULL,
    "": Kind.END,
}
_VALUE_ENDS: Final = frozenset((Kind.NULL, Kind.BOOL, Kind.NUMBER, Kind.STRING, Kind.OBJECT_END, Kind.ARRAY_END))
_NAME_PLACES: Final = frozenset((Kind.OBJECT, Kind.COMMA))


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

    def read(self) -> Token:
        """Take the next token."""
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            raise self._scan_error()
        if match["comma"]:
            self._take_comma(match.end("comma"))
        self._at = match.end()
        if raw := match["string"]:
            token = self._string(raw, match.end("string"), named=bool(match["colon"]))
        elif raw := match["number"]:
            token = Token(Kind.NUMBER, raw, self._at - len(raw))
        else:
            raw = match["mark"] or match["word"] or ""
            token = Token(_KINDS[raw], raw, self._at - len(raw), raw == "true")
        if token.kind is not Kind.NAME:
            self._place(token)
        self._last = token.kind
        return token

    def error(self, at: int, what: str) -> ProtoError:
        """Make the error of a value that is JSON and still not right."""
        return ProtoError(f"proto: ({self._position(at)}): {what}")

    def syntax_error(self, at: int, what: str) -> ProtoError:
        """Make the error of a text that is not the JSON it should be."""
        return ProtoError(f"proto: syntax error ({self._position(at)}): {what}")

    def unexpected(self, token: Token) -> ProtoError:
        """Make the error of a token that cannot stand where it does."""
        return self.syntax_error(token.at, f"unexpected token {token.raw}")

    def _position(self, at: int) -> str:
        line_start = self._text.rfind("\n", 0, at) + 1
        return f"line {self._text.count(chr(10), 0, at) + 1}:{at - line_start + 1}"

    def _take_comma(self, end: int) -> None:
        if not self._open or self._last not in _VALUE_ENDS:
            raise self.syntax_error(self._text.index(",", self._at), "unexpected token ,")
        self._at = end
        self._last = Kind.COMMA

    def _string(self, raw: str, end: int, *, named: bool) -> Token:
        """Tell a name from a text by its place; a name has a colon, which belongs to no other."""
        at = end - len(raw)
        value = raw[1:-1] if "\\" not in raw else self._unescaped(raw, at)
        if not (self._open and self._open[-1] is Kind.OBJECT and self._last in _NAME_PLACES):
            self._at = end
            return Token(Kind.STRING, raw, at, value)
        if not named:
            raise self._colon_error(end)
        return Token(Kind.NAME, raw, at, value)

    def _place(self, token: Token) -> None:
        """Check that a token which is no name can stand here, and keep count of what is open."""
        kind = token.kind
        if kind is Kind.OBJECT_END or kind is Kind.ARRAY_END:
            opening = Kind.OBJECT if kind is Kind.OBJECT_END else Kind.ARRAY
            if not self._open or self._last is Kind.COMMA or self._open.pop() is not opening:
                raise self.unexpected(token)
        elif kind is Kind.END:
            if self._open:
                raise ProtoError("proto: unexpected EOF")
        elif not self._value_may_follow():
            raise self.unexpected(token)
        elif kind is Kind.OBJECT or kind is Kind.ARRAY:
            self._open.append(kind)

    def _value_may_follow(self) -> bool:
        if not self._open:
            return self._last is Kind.START
        if self._open[-1] is Kind.OBJECT:
            return self._last is Kind.NAME
        return self._last is Kind.ARRAY or self._last is Kind.COMMA

    def _unescaped(self, raw: str, at: int) -> str:
        text: str = json.loads(raw)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.syntax_error(at, f"invalid escape code in string {raw}")
        return text

    def _after_space(self, at: int) -> int:
        space = _SPACES.match(self._text, at)
        return space.end() if space else at

    def _colon_error(self, end: int) -> ProtoError:
        at = self._after_space(end)
        if at == len(self._text):
            return ProtoError("proto: unexpected EOF")
        return self.syntax_error(at, f'unexpected character {self._text[at]}, missing ":" after field name')

    def _scan_error(self) -> ProtoError:
        at = self._after_space(self._at)
        if self._text[at] == ",":
            self._take_comma(at + 1)
            at = self._after_space(at + 1)
            if self._text[at] == ",":
                return self.syntax_error(at, "unexpected token ,")
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
