"""Secrets taken out of a page: of what it says to people, never of its mark-up, its scripts and its style.

A short secret may be a word or a number that stands in those too, and with a mask in one of them a browser would show
nothing at all. Values are escaped in a page, so that whatever looks like a tag was written by us.
"""

import re
from html import unescape

import orjson

from reconciler.cli.redacting import NOT_TEXT, without
from reconciler.providers.redaction import Redaction

DATA = '<script type="application/json" id="data">'
END = "</script>"
PART = re.compile(rf"(<script[^>]*>.*?{END}|<style>.*?</style>|<[^>]*>)", re.DOTALL)
KEPT = NOT_TEXT | {"action", "iso"}
"""Names in the data whose values are words of ours, by which the scripts go."""


def cleaned(page: str, redact: Redaction) -> str:
    """Answer a page without secrets; one that has none stays as it is, character by character."""
    return "".join(_cleaned(part, redact) for part in PART.split(page))


def data_without(value: object, redact: Redaction) -> object:
    """Answer a page's data without secrets, as the page has them or before they are packed."""
    return without(value, redact, KEPT)


def _cleaned(part: str, redact: Redaction) -> str:
    from reconciler.reports.html.page import escaped  # noqa: PLC0415 - Jinja2 is imported for pages alone

    if part.startswith(DATA):
        return _data(part, redact)
    if part.startswith("<"):
        return part
    said = unescape(part)
    clean = redact(said)
    return part if clean == said else escaped(clean)


def _data(part: str, redact: Redaction) -> str:
    from reconciler.reports.html.embedding import embedded  # noqa: PLC0415 - see above

    value = orjson.loads(part.removeprefix(DATA).removesuffix(END))
    clean = data_without(value, redact)
    return part if clean == value else f"{DATA}{embedded(clean)}{END}"
