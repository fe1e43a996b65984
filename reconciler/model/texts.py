"""Texts: any characters but those that no screen shows."""

import re
import unicodedata

from reconciler.model.diagnostics import Code
from reconciler.model.kinds import kind_of, refusal

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters, which no encoding can write."""


def text(value: object) -> str:
    """Accept a text without control characters."""
    if not isinstance(value, str):
        hint = " Put it in quotes." if isinstance(value, int | float) and not isinstance(value, bool) else ""
        raise refusal(Code.WRONG_TYPE, f"This must be a text, and it is {kind_of(value)}.{hint}")
    found = CONTROL.search(value)
    if found:
        name = unicodedata.name(found.group(), f"U+{ord(found.group()):04X}")
        raise refusal(
            Code.CONTROL_CHARACTER,
            f"Character {found.start() + 1} of this text is {name}, which no screen shows. Take it out.",
            at=found.start(),
        )
    return value
