"""The words of a period: braces, commas, hyphens, white space, and whatever stands between them."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

SPACES = " \t\n\r\f\v"
"""All that is white space here: ASCII and nothing else."""
_TOKEN = re.compile(rf"(?P<word>[^{SPACES}{{}},-]+)|(?P<space>[{SPACES}]+)|(?P<sign>[{{}},-])")


class Token(StrEnum):
    """What a token is."""

    WORD = "word"
    SPACE = "space"
    OPEN = "{"
    CLOSE = "}"
    COMMA = ","
    HYPHEN = "-"
    END = ""


class Piece(NamedTuple):
    """One token and its place: a tuple, since a text can be a million of them."""

    token: Token
    start: int
    end: int


_SIGNS = {token.value: token for token in (Token.OPEN, Token.CLOSE, Token.COMMA, Token.HYPHEN)}
_GROUPS: dict[str | None, Token] = {"word": Token.WORD, "space": Token.SPACE}


def pieces(text: str) -> Iterator[Piece]:
    """Yield the tokens of a text in order; together they are all of it, and the last one is its end."""
    for found in _TOKEN.finditer(text):
        yield Piece(_GROUPS.get(found.lastgroup) or _SIGNS[found[0]], found.start(), found.end())
    yield Piece(Token.END, len(text), len(text))
