"""Secrets taken out of any text before it is shown or recorded."""

from collections.abc import Iterable
from urllib.parse import quote

SHORTEST = 4
"""Shorter values would hide half of every sentence, and are no secrets."""
MASK = "***"


class Redaction:
    """Replaces every known secret, also in its URL-encoded form."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in values for form in (value, value.strip(), quote(value, safe=""), quote(value))}
        self._forms = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Answer the text with a mask in place of each secret."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text
