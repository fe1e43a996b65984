"""Quotes that are never closed, or closed before the text ends, and what a backslash does between them."""

import re

from ruamel.yaml.tokens import ScalarToken

from reconciler.loader.syntax.scanner import END
from reconciler.loader.syntax.stumble import NO_BEGINNING, NO_ITEM, NO_PAIR, Mistake, Stumble, is_closed
from reconciler.model.diagnostics import quoted

END_OF_STREAM = "found unexpected end of stream"
END_OF_DOCUMENT = "found unexpected document separator"
_BEGINNINGS = frozenset({"<scalar>", "<alias>", "<anchor>", "<tag>", "{", "["})
_UNKNOWN = "found unknown escape character"
_DIGITS = re.compile(r"expected escape sequence of (\d) .+", re.DOTALL)
_APART = frozenset(" \t,:]}#") | frozenset(END)
"""What may stand behind a closing quote."""


def unclosed(stumble: Stumble) -> Mistake | None:
    """Explain a quote that is closed nowhere, or by the one that opens a text on a line below."""
    mark, across = stumble.begin, stumble.across
    if stumble.problem == END_OF_STREAM:
        what = "is never closed, so all that follows counts as text"
    elif stumble.problem == END_OF_DOCUMENT:
        what = f"is not closed before the document ends in line {stumble.mark.line + 1}"
    elif across is not None and across.style and stumble.at(across.end_mark.index) not in _APART:
        mark, what = across.start_mark, f"is closed only in line {stumble.mark.line + 1}, where more text follows"
    else:
        return None
    quote = stumble.at(mark.index)
    return Mistake(index=mark.index, words=f"the quote that opens here {what}. Write {quote} where the text ends.")


def behind(stumble: Stumble) -> Mistake | None:
    """Explain what stands behind a text in quotes, or behind brackets, on their line."""
    token = stumble.beside
    begins_text = stumble.found in _BEGINNINGS or stumble.problem.startswith((NO_BEGINNING, NO_PAIR, NO_ITEM))
    if not begins_text or not is_closed(token):
        return None
    if stumble.text.startswith("//", stumble.index):
        return Mistake(index=stumble.index, words="a comment begins with '#', and '//' begins none. Write '#'.")
    what = "the brackets end before the text does. If they belong to the text, put all of it in quotes."
    if isinstance(token, ScalarToken):
        what = "the quotes end before the text does. Write '' for an apostrophe within it, or put it in double quotes."
        if token.style == '"':
            what = 'the quotes end before the text does. Write \\" for a quote within it, or put it in single quotes.'
    comma = " If another value begins here, write a comma before it." if stumble.is_in_brackets else ""
    return Mistake(index=stumble.index, words=what + comma)


def escape(stumble: Stumble) -> Mistake | None:
    """Explain a backslash within double quotes that begins no escape."""
    digits = _DIGITS.fullmatch(stumble.problem)
    if digits:
        index = stumble.index - len("\\u")
        what = f"{quoted(stumble.text[index : stumble.index])} takes {digits[1]} hexadecimal digits"
    elif stumble.problem.startswith(_UNKNOWN):
        index = stumble.index - len("\\")
        what = f"{quoted(stumble.text[index : stumble.index + 1])} is none"
    else:
        return None
    return Mistake(
        index=index,
        words=f"within double quotes a backslash begins an escape, and {what}. Put the text in single quotes, where a"
        " backslash means itself, or write two of them.",
    )
