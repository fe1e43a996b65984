"""Lines that begin with what is no indentation: marks of git's, spaces and dashes that YAML does not know, tabs."""

import re
import unicodedata

from reconciler.loader.syntax.scanner import TAB
from reconciler.loader.syntax.stumble import Mistake, Stumble

SPACES = "\xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
DASHES = "\u2010-\u2015\u2022\u2043\u2212\u00b7\ufe58\ufe63\uff0d"
_CONFLICT = re.compile(r"^(?:<{7} |\|{7} |>{7} |={7}(?=[\r\n]|\Z))", re.MULTILINE)
_OTHER = re.compile(f"[ \t]*(?:([{SPACES}])|([{DASHES}])(?=[ \t{SPACES}]))")
_TAB = re.compile(r" *(?:- +)*(-?)(\t)[ \t]*(?![ \t#]|$)")


def conflict(stumble: Stumble) -> Mistake | None:
    """Explain the first of the marks that git left where two versions of the file met."""
    line = stumble.line(stumble.mark)
    found = _CONFLICT.search(stumble.text, 0, line.index + len(line.text))
    if found is None:
        return None
    words = "this is a mark of git's, left by a conflict of two versions. Keep one of them, and take the marks away."
    return Mistake(index=found.start(), words=words)


def other_margin(stumble: Stumble) -> Mistake | None:
    """Explain the first of the lines around the place that begins with a space or a dash which YAML does not know."""
    if stumble.is_in_brackets:
        return None
    since = stumble.line(stumble.since).index
    first: tuple[int, re.Match[str]] | None = None
    for line in stumble.lines():
        found = _OTHER.match(line.text)
        first = (first or (line.index, found)) if found else None
        if first and line.index >= since:
            break
    if first is None:
        return None
    index, found = first
    character = found[1] or found[2]
    name = f"U+{ord(character):04X} ({unicodedata.name(character, 'a character without a name')})"
    words = f"this line begins with {name}, which is no indentation. Indent it with spaces."
    if found[2]:
        words = f"an item of a list begins with '-', and this is {name}. Write '-' and a space."
    return Mistake(index=index + found.end() - 1, words=words)


def tab(stumble: Stumble) -> Mistake | None:
    """Explain the first tab in the indentation of the lines around the place."""
    if stumble.problem != TAB and stumble.is_in_brackets:
        return None
    since = stumble.line(stumble.since).index
    for line in stumble.lines():
        found = _TAB.match(line.text) if line.index >= since else None
        if found:
            words = "a tab stands in the indentation of this line, and YAML indents with spaces alone."
            if found[1]:
                words = "a tab stands behind the dash, and YAML lines up the keys of an item by spaces alone."
            return Mistake(index=line.index + found.start(2), words=f"{words} Put spaces in its place.")
    return None
