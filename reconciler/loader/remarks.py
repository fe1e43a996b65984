"""Comments that an import writes: what was not declared and why, on lines that nothing in the text can break."""

import textwrap

MOST = 400
WIDTH = 118
"""As wide as the lines of the files that a person keeps, the sign of a comment left aside."""


def remark(text: str) -> str:
    """Answer one comment line; what no screen shows, line breaks included, is written out as escapes."""
    shown = text if len(text) <= MOST else f"{text[:MOST]}…"
    if not shown.isprintable():
        shown = "".join(map(_visible, shown))
    return f"# {shown}".rstrip()


def wrapped(text: str) -> list[str]:
    """Answer a text of our own as comment lines of the usual width; each of its lines is a paragraph."""
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, WIDTH, break_on_hyphens=False)]
    return [remark(line) for line in lines]


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
