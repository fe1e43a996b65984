"""The expressions of GitHub's workflows, as much of them as ours use; whatever else is an error.

or = and ("||" and)*;  and = equal ("&&" equal)*;  equal = not (("==" | "!=") not)*;  not = "!"* value
value = "(" or ")" | 'text' | number | true | false | null | NAME "(" ")" | NAME ("." NAME)*
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+)|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>==|!=|&&|\|\||[!()]))"
)
INSERTED = re.compile(r"\$\{\{(?P<inner>.*?)\}\}", re.DOTALL)
CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
STATUS = frozenset({"always", "success", "failure", "cancelled"})


class ExpressionError(Exception):
    """An expression that GitHub would take otherwise than we do, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What names mean: `look` answers a path of a context, `status` the functions without arguments."""

    look: Callable[[tuple[str, ...]], Any]
    status: Callable[[str], bool]


def is_true(value: Any) -> bool:
    """Tell whether GitHub takes a value as true."""
    return value not in {False, "", None} if isinstance(value, bool | int | str | None) else True


def text_of(value: Any) -> str:
    """Answer a value as it is put into a text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case _:
            raise ExpressionError(f"{value!r} is put into a text")


def inserted(text: str, scope: Scope) -> str:
    """Answer a text with every `${{ }}` in it evaluated."""
    return INSERTED.sub(lambda found: text_of(evaluated(found["inner"], scope)), text)


def valued(text: Any, scope: Scope) -> Any:
    """Answer the value of what is one expression, and otherwise the text; a value of YAML that is no text stays."""
    if not isinstance(text, str):
        return text
    whole = INSERTED.fullmatch(text.strip())
    return evaluated(whole["inner"], scope) if whole else inserted(text, scope)


def condition(text: str | None, scope: Scope) -> bool:
    """Tell whether an `if` holds; without a function of the status, success is part of it."""
    if text is None:
        return scope.status("success")
    whole = INSERTED.fullmatch(text.strip())
    inner = whole["inner"] if whole else text
    holds = is_true(evaluated(inner, scope))
    is_asked = any(name in STATUS for name in re.findall(r"(\w+)\(", inner))
    return holds and (is_asked or scope.status("success"))


def evaluated(text: str, scope: Scope) -> Any:
    """Answer what an expression comes to."""
    reader = _Reader(list(_tokens(text)), scope)
    value = reader.either()
    if reader.rest:
        raise ExpressionError(f"{text!r}: {reader.rest[0][1]!r} is not understood")
    return value


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise ExpressionError(f"{text!r} is not understood from {text[at:]!r} on")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


@dataclass(slots=True)
class _Reader:
    rest: list[tuple[str, str]]
    scope: Scope

    def either(self) -> Any:
        value = self.both()
        while self._took("||"):
            other = self.both()
            value = value if is_true(value) else other
        return value

    def both(self) -> Any:
        value = self.equal()
        while self._took("&&"):
            other = self.equal()
            value = other if is_true(value) else value
        return value

    def equal(self) -> Any:
        value = self.negated()
        while self.rest and self.rest[0][1] in {"==", "!="}:
            is_same = self.rest.pop(0)[1] == "=="
            value = _equal(value, self.negated()) is is_same
        return value

    def negated(self) -> Any:
        return not is_true(self.negated()) if self._took("!") else self.value()

    def value(self) -> Any:
        if not self.rest:
            raise ExpressionError("an expression ends too early")
        kind, text = self.rest.pop(0)
        match kind:
            case "text":
                return text[1:-1].replace("''", "'")
            case "number":
                return int(text)
            case "name" if text in CONSTANTS:
                return CONSTANTS[text]
            case "name" if self._took("("):
                self._need(")")
                if text not in STATUS:
                    raise ExpressionError(f"{text}() is not known")
                return self.scope.status(text)
            case "name":
                return self.scope.look(tuple(text.split(".")))
            case "sign" if text == "(":
                value = self.either()
                self._need(")")
                return value
            case _:
                raise ExpressionError(f"{text!r} is not expected")

    def _took(self, sign: str) -> bool:
        if self.rest and self.rest[0] == ("sign", sign):
            self.rest.pop(0)
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._took(sign):
            raise ExpressionError(f"{sign!r} is missing")


def _equal(left: Any, right: Any) -> bool:
    """Compare as GitHub does: texts without case, and values of two kinds as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    if type(left) is type(right):
        return bool(left == right)
    one, other = _number(left), _number(right)
    return one is not None and one == other


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
