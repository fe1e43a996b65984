"""What to say of YAML that can be scanned and is refused all the same: keys that are no texts, tags, aliases."""

import re
from collections.abc import Iterable
from typing import Any

from reconciler.loader.position import LINE_END
from reconciler.loader.scalars import TAG
from reconciler.loader.syntax.stumble import TELLING
from reconciler.model.diagnostics import MAX_TEXT, quoted
from reconciler.model.kinds import species
from reconciler.model.spelling import Vocabulary

NUMBER_CODE = "number_code"
STAR = "An alias repeats what stands above it in the same file; a text that begins with '*' must stand in quotes."
_TAG = re.compile(r"(?:&\S+\s+)?(!<[^>\s]*>|![^\s\[\]{},]*)")


def no_key(value: Any, text: str, start: int, end: int) -> str:
    """Say of a key that it is no text; `start` and `end` are where it is written, if it is written on one line."""
    written = text[start : min(end, start + MAX_TEXT + 1)]
    if not written:
        return "A key is missing here. Write it, or take its value away."
    if isinstance(value, dict) and text.startswith("{{", start - 1):
        return (
            "Braces in braces look like a template that nobody filled in. Fill it in, or put the whole text in quotes."
        )
    if LINE_END.search(written) or TELLING.search(written):
        return f"A key here is a text, and this is {species(value)}. Correct the indentation, or put it in quotes."
    return f"A key here is a text. Put {quoted(written)} in quotes, or correct the indentation."


def twice(key: str, line: int) -> str:
    """Say of a key that it stands in its mapping already."""
    dash = " If another number begins here, the dash before it is missing." if key == NUMBER_CODE else ""
    return (
        f"The key {quoted(key)} stands already in line {line}. Only one of the two could count, and nobody could tell"
        f" which: take one away.{dash}"
    )


def no_meaning(tag: str, text: str, start: int, *, is_plain: bool) -> str:
    """Say of a tag that it means nothing here; it is told as it is written, at `start` or behind an anchor there."""
    found = _TAG.match(text, start)
    written = found[1] if found else tag.replace(TAG, "!!")
    quotes = ", or put the text in quotes if it begins with '!'" if is_plain and not written.startswith("!!") else ""
    return f"The tag {quoted(written)} means nothing here. Take it away{quotes}."


def no_anchor(anchor: str, known: Iterable[str], text: str, start: int) -> str:
    """Say of an alias that it repeats nothing; what stands beside words like "password" is not told."""
    if TELLING.search(text, text.rfind("\n", 0, start) + 1, start):
        return f"no anchor of this name stands above this alias. {STAR}"
    near = Vocabulary(known).nearest(anchor)
    advice = f"Did you mean {quoted(f'*{near}')}?" if near else STAR
    return f"no anchor {quoted(f'&{anchor}')} stands above this alias. {advice}"
