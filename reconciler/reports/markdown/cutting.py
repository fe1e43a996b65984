"""One line of Markdown that is too long for a part, in stretches: cut between values, or within one that is too long.

What is open within the line at a cut, such as `<code>`, is closed before it and opened again behind it; a row of a
table is filled up to its last column, and goes on in the column in which it was cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reconciler.reports.markdown.still_open import StillOpen

TOKEN = re.compile(
    r"&\#?\w{1,31};(?:<!---->)?"  # a character written out
    r"|<!--[^>\n]{0,60}-->|</?[a-z]{1,10}>|`[^`\n]{1,60}`|\*\*"  # what marks up
    r"|[A-Za-z0-9]{1,16}"  # several at once, for speed alone
    r"|.[\u0300-\u036f\ufe0f\u200d]?",
    re.DOTALL,
)
PAIRED = frozenset({"code", "details", "summary"})
LEAD = re.compile(r"(?:> |- )?")
STRONG = "**"
MOST_OPEN = 4
MORE = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a line, with what is opened again before it and closed behind it; the last is not closed yet."""

    before: str
    text: str
    after: str = ""


def cut(line: str, still_open: StillOpen, room: int) -> Iterator[Stretch]:
    """Yield the stretches of a line; each is within `room` bytes with all that is opened and closed."""
    tokens = list(line) if still_open.fence else TOKEN.findall(line)
    lead = LEAD.match(line)
    within = _Within(still_open=still_open, lead=lead.group() if lead else "")
    while True:
        before = within.opening()
        fitting = _fitting(tokens, within, room - size_of(before))
        if fitting is None:
            yield Stretch(before=before, text="".join(tokens))
            return
        count, behind = fitting
        yield Stretch(before=before, text="".join(tokens[:count]), after=behind.closing())
        tokens, within = tokens[count:], replace(behind, is_going_on=True, has_words=False)


def size_of(text: str) -> int:
    """Answer how many bytes a text takes in UTF-8; half a character, which has none, counts as its replacement."""
    return len(text.encode(errors="replace"))


def _fitting(tokens: Sequence[str], within: "_Within", room: int) -> "tuple[int, _Within] | None":
    """Answer how many tokens to take and what is open behind them; None if all of them fit."""
    used, last, clean = 0, None, None
    for count, token in enumerate(tokens, start=1):
        within = within.behind(token)
        used += size_of(token)
        if last is not None and used + size_of(within.closing()) > room and token != "\n":  # noqa: S105 - no password
            return clean or last
        last = (count, within)
        if within.is_clean and (token in {" ", "|"} or token.endswith(">")):
            clean = last
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Within:
    """What is open within a line: its tags, and in which column of a table it is.

    `lead` is what makes the line an item or a quotation, `is_going_on` tells that a stretch of it stands before,
    `has_words` that this one says something already.
    """

    still_open: StillOpen
    lead: str = ""
    tags: tuple[str, ...] = ()
    column: int = 0
    is_going_on: bool = False
    has_words: bool = False

    @property
    def is_clean(self) -> bool:
        return self.has_words and not self.tags

    def behind(self, token: str) -> "_Within":
        name, tags = token.strip("</>"), self.tags
        if token == STRONG:
            tags = tags[:-1] if tags[-1:] == (STRONG,) else (*tags, STRONG)
        elif token == f"</{name}>" and tags[-1:] == (name,):
            tags = tags[:-1]
        elif token == f"<{name}>" and name in PAIRED:
            tags = (*tags, name)
        return replace(
            self,
            tags=tags[:MOST_OPEN],
            column=self.column + (token == "|"),  # noqa: S105 - it ends a cell
            has_words=self.has_words or token not in "| ",  # noqa: S105 - see above
        )

    def opening(self) -> str:
        opened = self.still_open.opening()
        if self.still_open.fence or not self.is_going_on:
            return opened
        cells = "| " * self.column if self.still_open.columns else self.lead
        return f"{opened}{cells}{MORE} {''.join(tag if tag == STRONG else f'<{tag}>' for tag in self.tags)}"

    def closing(self) -> str:
        if self.still_open.fence:
            return f"\n{self.still_open.closing()}"
        tags = "".join(tag if tag == STRONG else f"</{tag}>" for tag in reversed(self.tags))
        cells = " |" * (self.still_open.columns + 1 - self.column) if self.still_open.columns else ""
        return f"{tags} {MORE}{cells}\n{self.still_open.closing()}"
