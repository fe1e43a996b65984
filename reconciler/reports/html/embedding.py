"""Data as it lies in a page for its scripts: JSON that ends no script, or the same packed where it is very long."""

from base64 import b64encode
from collections.abc import Callable
from zlib import compress

import orjson
from markupsafe import Markup

ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end a script's text, or begin a comment in it, written so that JSON means the same."""
PACKED_FROM = 3_000_000
"""Data of so many letters is packed: thousands of numbers with long forwardings make many words, and much alike."""
Clean = Callable[[object], object]


def as_it_is(value: object) -> object:
    """Answer a value of JSON in which there is nothing to hide."""
    return value


def lying_in(value: object, clean: Clean = as_it_is) -> tuple[str, Markup]:
    """Answer a value as it lies in a page, and of which kind that is.

    `clean` takes the secrets out of a value of JSON before it is packed, as nobody finds them afterwards; where it is
    not packed, that is for who writes the page.
    """
    plain = embedded(value)
    if len(plain) < PACKED_FROM:
        return "application/json", plain
    packed = b64encode(compress(orjson.dumps(clean(orjson.loads(plain.encode()))))).decode()
    return "application/zlib", Markup(packed)  # noqa: S704 - letters, digits, `+`, `/` and `=`


def embedded(value: object) -> Markup:
    """Answer a value as JSON that no script element's end, comment or line separator can be read in."""
    text = orjson.dumps(value).decode()
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - nothing is left in it that HTML could read
