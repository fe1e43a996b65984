"""Where ruamel gave up: its words, the place, and what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml.error import StreamMark
from ruamel.yaml.tokens import FlowMappingEndToken, FlowSequenceEndToken, ScalarToken

from reconciler.loader.position import LINE_END
from reconciler.loader.syntax.trail import Token, Trail

# ruamel's words, which the explanations go by: about a line that begins like a key and is none; about a colon, a dash
# and a question mark that can mean nothing where they stand; about a character that no text begins with.
NO_COLON = "could not find expected ':'"
NO_PAIR = "mapping values are not allowed here"
NO_ITEM = "sequence entries are not allowed here"
NO_KEY = "mapping keys are not allowed here"
NO_BEGINNING = "found character"

TELLING = re.compile("key|token|secret|passw|auth|bearer|cred|sig|ключ|токен|секрет|парол", re.IGNORECASE)
"""Words beside which a value may be a secret, so that nothing of their line is repeated."""

_FOUND = re.compile(
    r"expected (?:<block end>|'<document start>'|',' or '.'|the node content), but (?:found|got) \(?'(.+?)',?\)?"
)
_INDENTATION = re.compile(" *")
_HEAD = re.compile(r" *(?:[-?][ \t]+)*")
_WORD = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong, in sentences, and the character of the text that it begins at."""

    index: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the text without its end, and where it begins."""

    index: int
    text: str

    @property
    def indentation(self) -> int:
        """How many spaces it begins with."""
        return _INDENTATION.match(self.text).end()  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stumble:
    """A place where the text goes on in no way that YAML knows.

    `context` and `problem` are ruamel's words; `begin` is where that begins which ruamel could not end.
    """

    text: str
    context: str
    problem: str
    begin: StreamMark
    mark: StreamMark
    trail: Trail

    @property
    def index(self) -> int:
        """The character at the place."""
        return int(self.mark.index)

    def at(self, index: int) -> str:
        """Answer the character at an index of the text; at its end the one that ruamel puts there."""
        return self.text[index] if index < len(self.text) else "\0"

    @property
    def before(self) -> Iterator[Token]:
        """The tokens before the place, the last one first; those without a character are left out."""
        for token in reversed(self.trail.tokens):
            if token.start_mark.index < min(token.end_mark.index, self.index):
                yield token

    @property
    def beside(self) -> Token | None:
        """The token before the place, if it ends on the same line."""
        last = next(self.before, None)
        is_beside = last is not None and last.end_mark.line == self.mark.line and not is_block(last)
        return last if is_beside else None

    @property
    def across(self) -> Token | None:
        """The text, in quotes or plain, that begins on a line above and ends on the line of the place."""
        for token in self.before:
            if token.end_mark.line < self.mark.line:
                return None
            if token.start_mark.line < self.mark.line:
                return token if isinstance(token, ScalarToken) and not is_block(token) else None
        return None

    @property
    def found(self) -> str:
        """What the parser came upon and could not take, by ruamel's name for it."""
        found = _FOUND.fullmatch(self.problem)
        return found[1] if found else ""

    @property
    def is_in_brackets(self) -> bool:
        """Tell whether brackets or braces are open around the place."""
        return "flow" in self.context if self.found else bool(self.trail.brackets)

    @property
    def since(self) -> StreamMark:
        """Where that begins, at the latest, which the place belongs to."""
        if self.problem == NO_COLON:
            return self.begin
        return self.across.start_mark if self.across else self.mark

    def line(self, mark: StreamMark) -> Line:
        """Answer the line of a mark."""
        start = mark.index - mark.column
        end = LINE_END.search(self.text, mark.index)
        return Line(index=start, text=self.text[start : end.start() if end else len(self.text)])

    def lines(self) -> Iterator[Line]:
        """Yield the lines of the text up to that of the place."""
        start = 0
        stop = self.line(self.mark)
        for end in LINE_END.finditer(self.text, start, stop.index):
            yield Line(index=start, text=self.text[start : end.start()])
            start = end.end()
        yield stop

    def is_head(self, mark: StreamMark) -> bool:
        """Tell whether nothing but dashes stands before a mark on its line, so that a key or an item begins there."""
        line = self.line(mark)
        return _HEAD.match(line.text).end() >= mark.column  # type: ignore[union-attr]

    def name(self, index: int) -> str:
        """Answer the word at a character; nothing where there is none, or where it may be a part of a secret."""
        found = _WORD.match(self.text, index)
        return found.group() if found and not TELLING.search(self.line(self.mark).text) else ""


def is_block(token: Token) -> bool:
    """Tell whether a token is a text that '|' or '>' begins."""
    return isinstance(token, ScalarToken) and token.style in {"|", ">"}


def is_closed(token: Token | None) -> bool:
    """Tell whether a token is a text in quotes, or ends brackets: nothing can belong to it that stands behind it."""
    if isinstance(token, ScalarToken):
        return token.style in {"'", '"'}
    return isinstance(token, FlowMappingEndToken | FlowSequenceEndToken)
