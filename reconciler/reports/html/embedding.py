"""Data as it lies in a page for its scripts: JSON that ends no script, or the same packed where it is very long."""

from base64 import b64encode
from collections.abc import Callable
from zlib import compress

import orjson
from markupsafe import Markup

from reconciler.reports.html.words import OURS

ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end a script's text, or begin a comment in it, written so that JSON means the same."""
PACKED_FROM = 3_000_000
"""Data of so many letters is packed: thousands of numbers with long forwardings make many words, and much alike."""
LEVELS = (6, 7, 8, 9, 5, 4, 3, 2, 1)
Hide = Callable[[str], str]


def lying_in(value: object, hide: Hide = str) -> tuple[str, Markup]:
    """Answer a value as it lies in a page, and of which kind that is; `hide` takes secrets out of texts."""
    plain = embedded(value)
    if len(plain) < PACKED_FROM:
        return "application/json", plain
    told = orjson.dumps(_without(value, hide))
    for level in LEVELS:
        packed = b64encode(compress(told, level)).decode()
        # By chance a short secret may stand in what is packed, and hiding it in the whole page would spoil it.
        if hide(packed) == packed:
            return "application/zlib", Markup(packed)  # noqa: S704 - letters, digits, `+`, `/` and `=`
    return "application/json", plain


def embedded(value: object) -> Markup:
    """Answer a value as JSON that no script element's end, comment or line separator can be read in."""
    text = orjson.dumps(value).decode()
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - nothing is left in it that HTML could read


def _without(value: object, hide: Hide, name: str = "") -> object:
    match value:
        case str() if name not in OURS:
            return hide(value)
        case list() | tuple():
            return [_without(item, hide) for item in value]
        case dict():
            return {key: _without(item, hide, key) for key, item in value.items()}
        case _:
            return value
