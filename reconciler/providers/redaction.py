"""Secrets taken out of any text before it is shown or recorded."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 4
"""Shorter values would hide half of every sentence, and are no secrets."""
MASK = "***"
PERCENT = re.compile(r"%[0-9A-F]{2}")
KEPT_IN_URLS = ("", "/", "!$&'()*+,;=:@/?")
"""What URL encoders leave as it is: all but letters and digits encoded, a path, a whole address."""


class Redaction:
    """Replaces every known secret, also as URLs, JSON and HTML write it."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in values for bare in (value, value.strip()) for form in _forms(bare)}
        self._forms = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
        # Looking ahead finds also a secret that begins inside another.
        self._pattern = re.compile(f"(?=({'|'.join(map(re.escape, self._forms))}))")

    def __call__(self, text: str) -> str:
        """Answer the text with a mask in place of each secret; secrets that overlap are hidden together."""
        if not any(form in text for form in self._forms):
            return text
        parts: list[str] = []
        shown = 0
        for match in self._pattern.finditer(text):
            start, end = match.span(1)
            if start >= shown:
                parts += [text[shown:start], MASK]
            shown = max(shown, end)
        return "".join([*parts, text[shown:]])


def _forms(value: str) -> Iterator[str]:
    yield value
    for encoded in (*(quote(value, safe=kept, errors="replace") for kept in KEPT_IN_URLS), _plus(value)):
        yield encoded
        yield PERCENT.sub(lambda match: match.group().lower(), encoded)
    for escaped in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield escaped
        yield escaped.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")  # Go's way
    yield (escaped := html.escape(value))
    yield escaped.replace("&quot;", "&#34;").replace("&#x27;", "&#39;")  # Jinja's way


def _plus(value: str) -> str:
    return quote_plus(value, errors="replace")
