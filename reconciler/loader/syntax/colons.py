"""Colons that are missing, that lack a space behind them, or that stand within a text."""

import re
import unicodedata

from ruamel.yaml.error import StreamMark
from ruamel.yaml.tokens import BlockEntryToken, ScalarToken

from reconciler.loader.syntax.indentation import outside_block
from reconciler.loader.syntax.stumble import NO_COLON, NO_PAIR, TELLING, Line, Mistake, Stumble, is_block
from reconciler.model.diagnostics import quoted

LONGEST_KEY = 1024
_COLON = "':'"
_NO_SPACE = re.compile(r"[\w.-]+(:)(?!//|\s|$)")
_FULL_WIDTH = re.compile(r"""[\w.'"-]+[ ]?(：)""")
_LETTERS = re.compile("[“”„«»‘’‚＂＇｛［]")
"""What looks like a quote or a bracket and is none."""


def missing(stumble: Stumble) -> Mistake | None:
    """Explain a line that begins like a key and has no colon, or none that counts."""
    mark = stumble.begin
    if stumble.problem == NO_PAIR and stumble.across is not None and stumble.is_head(stumble.across.start_mark):
        mark = stumble.across.start_mark
    elif stumble.problem != NO_COLON:
        return None
    return _colon_that_is_none(stumble.line(mark), mark.column) or Mistake(
        index=mark.index, words=_no_key(stumble, mark)
    )


def _colon_that_is_none(line: Line, column: int) -> Mistake | None:
    found = _FULL_WIDTH.match(line.text, column)
    if found:
        return Mistake(index=line.index + found.start(1), words=_letter(found[1]))
    found = _NO_SPACE.match(line.text, column)
    if found:
        better = "" if TELLING.search(line.text) else f", as in {quoted(found.group() + ' …')}"
        words = f"without a space behind it, this colon is a part of the text. Write a space behind it{better}."
        return Mistake(index=line.index + found.start(1), words=words)
    return None


def _no_key(stumble: Stumble, mark: StreamMark) -> str:
    """Say what a line is that begins where a key would, and is none."""
    above = next((token for token in stumble.before if token.start_mark.index < mark.index), None)
    if above is not None and is_block(above):
        return outside_block(stumble.at(above.start_mark.index))
    if _is_in_list(stumble, mark):
        return "this line stands in a list and begins with no dash. Write '- ' before it."
    words = "this line has no colon, and a key and its value are written 'key: value'. Write a colon behind the key"
    if isinstance(above, ScalarToken):
        words += ", or indent the line deeper if it goes on with the text above"
    return f"{words}."


def _is_in_list(stumble: Stumble, mark: StreamMark) -> bool:
    """Tell whether the line above that begins in the same column begins with a dash."""
    for token in stumble.before:
        if token.start_mark.index < mark.index and token.start_mark.column <= mark.column:
            return isinstance(token, BlockEntryToken) and token.start_mark.column == mark.column
    return False


def in_text(stumble: Stumble) -> Mistake | None:
    """Explain a colon that can end no key, since a key stands before it on its line already."""
    if stumble.found != ":" and stumble.problem != NO_PAIR:
        return None
    token = stumble.beside
    if not isinstance(token, ScalarToken) or token.style:
        words = "this colon has no key before it. If it belongs to a text, put the text in quotes."
        return Mistake(index=stumble.index, words=words)
    begin = token.start_mark.index
    if _LETTERS.match(stumble.text, begin):
        return Mistake(index=begin, words=_letter(stumble.at(begin)))
    if stumble.index - begin > LONGEST_KEY:
        words = f"the colon of a key must stand within its first {LONGEST_KEY} characters. Shorten the key."
        return Mistake(index=stumble.index, words=words)
    comma = ", or write a comma where the next pair begins" if stumble.is_in_brackets else ""
    words = f"this colon makes a key of what is before it, where a value stands already. Put the text in quotes{comma}."
    return Mistake(index=stumble.index, words=words)


def _letter(character: str) -> str:
    better = unicodedata.normalize("NFKC", character)
    better = f"'{better}'" if better.isascii() else "a straight quote"
    name = f"U+{ord(character):04X} ({unicodedata.name(character)})"
    return f"this is {name}, which YAML takes for a letter. Write {better}{' and a space' * (better == _COLON)}."
