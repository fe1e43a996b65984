"""What a plain scalar means in YAML 1.2, as ruamel.yaml reads it; timestamps stay text.

Source: YAML 1.2.2, chapter 10 (schemas), with the widenings of ruamel.yaml's 1.2 resolver: `0b11`, underscores.
"""

import re

TAG = "tag:yaml.org,2002:"
"""What '!!' stands for before the name of a tag."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)")
FLOAT = re.compile(
    r"""[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    | [-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
    | [-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?
    | [-+]?\.(?:inf|Inf|INF)
    | \.(?:nan|NaN|NAN)""",
    re.VERBOSE,
)
NUMERIC_START = frozenset("-+0123456789.")
MAX_LENGTH = 64
"""A longer row of digits stays text: no field takes it, and reading it would cost quadratic time."""

Scalar = str | int | float | bool | None


def plain(text: str) -> Scalar:
    """Answer the value that a plain (unquoted) scalar means."""
    if text in NULLS:
        return None
    if text[0] in NUMERIC_START and len(text) <= MAX_LENGTH:
        return _numeric(text)
    if text in TRUE:
        return True
    return False if text in FALSE else text


def _numeric(text: str) -> Scalar:
    # The float's pattern is asked first, as ruamel does; a lone sign or underscore is text after all.
    try:
        if FLOAT.fullmatch(text):
            return _float(text.replace("_", "").lower())
        if INTEGER.fullmatch(text):
            return _integer(text.replace("_", ""))
    except ValueError:
        return text
    return text


def _float(text: str) -> float:
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


def _integer(text: str) -> int:
    unsigned = text.lstrip("+-")
    bases = {"0b": 2, "0x": 16, "0o": 8}
    return int(text, bases[unsigned[:2]]) if unsigned[:2] in bases else int(text)
