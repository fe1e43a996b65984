"""Scalars as the layout writes them: quotes where a text needs them, and nothing else changed.

A text needs quotes if YAML, in its version 1.2 or 1.1, would read it without them as something else, or not at all.
"""

import json
import re
from functools import lru_cache

from _ruamel_yaml import CParser  # type: ignore[import-not-found]
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import StreamEndEvent
from ruamel.yaml.resolver import implicit_resolvers

from reconciler.loader.builder import HALF, MERGE
from reconciler.loader.layout.tree import Alias, Scalar
from reconciler.loader.scalars import plain

REMEMBERED = 20_000
_BLOCK_PROBE = "- {0}\n- k: {0}\n"
_FLOW_PROBE = "[{0}, {{k: {0}, l: {0}}}]\n"
_NEVER_PLAIN = re.compile("[\n\x85\u2028\u2029\ufeff]")
_MEANINGFUL = [pattern for _, _, pattern, _ in implicit_resolvers]
"""What a plain scalar means besides a text, in both versions of YAML."""


def written(node: Scalar | Alias, *, in_flow: bool, is_key: bool = False) -> str:
    """Answer a scalar or alias in one line, as it stands outside or inside brackets."""
    if isinstance(node, Alias):
        return f"*{node.anchor} " if is_key else f"*{node.anchor}"
    text = _text(node, in_flow=in_flow, is_key=is_key)
    # A tag or an anchor of nothing must not run into the comma, bracket or colon that follows.
    return f"{node.properties} {text}" if node.properties else text


def _text(scalar: Scalar, *, in_flow: bool, is_key: bool) -> str:
    value = scalar.value
    if scalar.style == '"' and HALF.search(value):
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if scalar.style:
        needs_quotes = scalar.tag is not None or not value.isprintable() or not _is_plain_text(value, in_flow=in_flow)
    elif scalar.tag is not None:
        needs_quotes = bool(value) and not _reads_back(value, in_flow=in_flow)
    else:
        is_text = isinstance(plain(value), str) and not (is_key and value == MERGE)
        needs_quotes = is_text and not _is_plain_text(value, in_flow=in_flow)
    return quoted(value) if needs_quotes else value


def as_text(text: str) -> str:
    """Answer a text outside brackets as a scalar that is read as this text: in quotes only where it needs them."""
    return text if _is_plain_text(text, in_flow=False) else quoted(text)


def quoted(text: str) -> str:
    """Answer a text in double quotes, or in single ones where that saves escapes; what nobody sees is escaped."""
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - beyond it an escape has 8 digits


@lru_cache(REMEMBERED)
def _is_plain_text(text: str, *, in_flow: bool) -> bool:
    """Tell whether a text is the same text without quotes."""
    meaningful = not isinstance(plain(text), str) or any(pattern.match(text) for pattern in _MEANINGFUL)
    return not meaningful and _reads_back(text, in_flow=in_flow)


def _reads_back(text: str, *, in_flow: bool) -> bool:
    """Tell whether the scanner of YAML 1.1 reads a text without quotes as one scalar; its rules are the stricter."""
    if text.startswith(("---", "...")) or _NEVER_PLAIN.search(text):
        return False
    if in_flow and text.startswith("?"):
        return False  # the C scanner reads it, and the pure one, for files that the other refuses, does not
    probe = _FLOW_PROBE if in_flow else _BLOCK_PROBE
    try:
        return _scalars(probe.format(text)) == [
            (kind, text if value == "x" else value) for kind, value in _scalars(probe.format("x"))
        ]
    except YAMLError:
        return False


def _scalars(text: str) -> list[tuple[type, str | None]]:
    """Answer the kinds of a text's events, and the values of those that are scalars."""
    parser = CParser(text)
    found: list[tuple[type, str | None]] = []
    while not found or found[-1][0] is not StreamEndEvent:
        event = parser.get_event()
        found.append((type(event), getattr(event, "value", None)))
    return found
