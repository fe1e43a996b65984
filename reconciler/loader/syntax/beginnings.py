"""Characters that mean something at the beginning of a text, which must then stand in quotes."""

import re

from ruamel.yaml.tokens import DirectiveToken

from reconciler.loader.syntax.scanner import VERSION
from reconciler.loader.syntax.stumble import NO_BEGINNING, NO_ITEM, NO_KEY, Mistake, Stumble
from reconciler.model.diagnostics import quoted

_PROPERTY = re.compile("while (?:scanning|parsing) an? (tag|alias|anchor|directive)")
_UNDEFINED = "found undefined tag handle"
_VALUE = "while parsing a block node"
_BLOCK = "while scanning a block scalar"
_NO_MARKER = "<document start>"
_QUOTES = "Put the text in quotes."


def beginning(stumble: Stumble) -> Mistake | None:
    """Explain '@', '%', ',' and other characters that no text begins with."""
    is_comma = stumble.found == "," and stumble.context == _VALUE
    if not is_comma and not stumble.problem.startswith(NO_BEGINNING):
        return None
    character = stumble.at(stumble.index)
    name = stumble.name(stumble.index + 1) if character == "@" else ""
    better = f': "@{name}"' if name else ""
    words = f"a text that begins with {quoted(character)} must stand in quotes{better}."
    return Mistake(index=stumble.index, words=words)


def property_or_alias(stumble: Stumble) -> Mistake | None:
    """Explain '!', '*' and '&' before a text, and '%' at the beginning of a line."""
    found = _PROPERTY.fullmatch(stumble.context)
    if stumble.problem.startswith(_UNDEFINED):
        return Mistake(index=stumble.index, words=f"'!' makes a tag of the word behind it. {_QUOTES}")
    if found is None:
        return None
    index = stumble.begin.index
    if found[1] == "directive":
        words = "a line that begins with '%' is an instruction to YAML, and YAML knows none such."
    else:
        words = f"'{stumble.at(index)}' makes a{'n'[: found[1][0] == 'a']} {found[1]} of the word behind it."
    return Mistake(index=index, words=f"{words} {_QUOTES}")


def directive(stumble: Stumble) -> Mistake | None:
    """Explain instructions to YAML that ask for another version, or behind which no document begins."""
    if stumble.problem == VERSION:
        return Mistake(index=stumble.index, words="only YAML 1.2 is read here. Take this line away.")
    if _NO_MARKER in stumble.problem and isinstance(next(stumble.before, None), DirectiveToken):
        words = "a line '---' must stand between the instructions that begin with '%' and the document."
        return Mistake(index=stumble.index, words=words)
    return None


def block(stumble: Stumble) -> Mistake | None:
    """Explain what stands behind '|' or '>', where a text begins that has its lines below."""
    if stumble.context != _BLOCK:
        return None
    index = stumble.begin.index
    character = stumble.at(index)
    return Mistake(
        index=index,
        words=f"behind '{character}' the line must end, since it begins a text in the lines below. If it belongs to the"
        " text, put the text in quotes.",
    )


def dash_or_question_mark(stumble: Stumble) -> Mistake | None:
    """Explain a dash or a question mark in the line of a key."""
    if stumble.problem == NO_ITEM:
        words = "a list begins in the line below its key. If the dash belongs to a text, put the text in quotes."
    elif stumble.problem == NO_KEY:
        words = "a text that begins with '? ' must stand in quotes."
    else:
        return None
    return Mistake(index=stumble.index, words=words)
