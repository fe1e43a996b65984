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

LOOK_BACK = 200
"""So far before it, in characters, a word on its line makes a piece of the text a secret; a line may be very long."""
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
    if LINE_END.search(written) or _may_tell(text, start, start + len(written)):
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
    written = _written(tag, text, start)
    quotes = ", or put the text in quotes if it begins with '!'" if is_plain and not written.startswith("!!") else ""
    shown = "This tag" if _may_tell(text, start, start) else f"The tag {quoted(written)}"
    return f"{shown} means nothing here. Take it away{quotes}."


def no_fit(tag: str, text: str, start: int) -> str:
    """Say of a tag that the text behind it is nothing of the kind."""
    return f"The tag {quoted(_written(tag, text, start))} does not fit what stands behind it. Take it away."


def _may_tell(text: str, start: int, end: int) -> bool:
    """Tell whether a piece of the text may hold a secret, by the words before it on its line, and in it."""
    earliest = max(0, start - LOOK_BACK)
    return TELLING.search(text, max(earliest, text.rfind("\n", earliest, start) + 1), end) is not None


def _written(tag: str, text: str, start: int) -> str:
    found = _TAG.match(text, start)
    return found[1] if found else tag.replace(TAG, "!!")


def no_anchor(anchor: str, known: Iterable[str], text: str, start: int) -> str:
    """Say of an alias that it repeats nothing."""
    if _may_tell(text, start, start):
        return f"no anchor of this name stands above this alias. {STAR}"
    near = Vocabulary(known).nearest(anchor)
    advice = f"Did you mean {quoted(f'*{near}')}?" if near else STAR
    return f"no anchor {quoted(f'&{anchor}')} stands above this alias. {advice}"
