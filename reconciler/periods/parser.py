"""The text of a period read into a tree, by recursive descent; every mistake is found at once, and nothing raises."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from reconciler.periods import explaining, strays
from reconciler.periods.findings import Finding, Kind
from reconciler.periods.items import Items
from reconciler.periods.mistakes import Mistakes
from reconciler.periods.naming import is_name, meant_scale
from reconciler.periods.nodes import Period, Scale, Sub
from reconciler.periods.perl import is_blank, stripped
from reconciler.periods.scales import TIMES, UNITS, Unit
from reconciler.periods.strays import Alternative, Words
from reconciler.periods.tokens import SPACES, Piece, Token, pieces

PARTING = ";|/+&"
"""Signs with which people part scales."""
PERIOD_WORDS = frozenset({"none", "never", "always"})
BRACES = frozenset({Token.OPEN, Token.CLOSE})
OUTSIDE = frozenset({Token.OPEN, Token.CLOSE, Token.COMMA, Token.END})
"""What ends a run of words outside braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says: the period, or None and the errors that make it none, in order of place."""

    period: Period | None
    findings: tuple[Finding, ...]


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """Read a text; one that is empty or blank is a period that is always active."""
    mistakes = Mistakes()
    period = _Parser(text, mistakes).period()
    if not mistakes.count:
        return Reading(period=period, findings=())
    return Reading(period=None, findings=mistakes.findings(_corrected(text, mistakes)))


def _corrected(text: str, mistakes: Mistakes) -> str | None:
    """Answer a text with every mistake corrected, or None if that cannot be told, or would mean something else."""
    replacement = mistakes.corrected(text)
    if replacement is None:
        return None
    again = Mistakes(limit=0)
    period = _Parser(replacement, again).period()
    return None if again.count or (mistakes.has_night and _has_night_of_a_day(period)) else replacement


def _has_night_of_a_day(period: Period) -> bool:
    """Tell whether hours over midnight stand with days: both ends are of the same day, and a person means one night."""
    return any(
        any(scale.name is Unit.HOUR and any(item.first > item.last for item in scale.ranges) for scale in sub.scales)
        and any(scale.name not in TIMES for scale in sub.scales)
        for sub in period.subs
    )


class _Parser:
    """Goes through the tokens once; what is wrong is noted, and reading goes on behind it."""

    def __init__(self, text: str, mistakes: Mistakes) -> None:
        self._text = text
        self._mistakes = mistakes
        self._pieces: list[Piece] = []
        self._at = 0
        self._parts: list[Unit | Words | None] = []
        """What the alternative that is being read has so far: scales, None for unknown ones, and stray words."""

    def period(self) -> Period:
        """Read everything: period = ws* [ subs ] ws*."""
        whole = self._text.strip(SPACES)
        start = self._text.index(whole)
        end = start + len(whole)
        if not whole:
            return Period(subs=())
        if stripped(whole).lower() in PERIOD_WORDS:
            self._mistakes.add(Kind.PERIOD_WORD, start, end, lambda: explaining.word(stripped(whole), start, end))
        elif "," in whole and is_blank(whole.replace(",", "")):
            self._mistakes.add(Kind.MISREAD_PERIOD, start, end, explaining.lone_comma)
        elif "{" not in whole and "}" not in whole:
            self._parts = [Words(whole, start, end)]
            self._strays()
        else:
            self._pieces = list(pieces(self._text))
            return Period(subs=self._subs())
        return Period(subs=())

    def _subs(self) -> tuple[Sub, ...]:
        """Read alternatives: subs = sub ( ws* "," ws* sub )*; one that is empty is a mistake."""
        subs: list[Sub] = []
        empty: list[Piece] = []
        while True:
            sub = self._sub()
            if sub is None:
                empty.append(self._piece)
            else:
                for comma in empty:
                    self._empty_part(comma)
                empty.clear()
                subs.append(sub)
            if self._piece.token is Token.END:
                break
            self._at += 1
        self._trailing_comma()
        return tuple(subs)

    def _sub(self) -> Sub | None:
        """Read one alternative: sub = scale ( ws* scale )*; None if there is nothing in it."""
        scales: list[Scale] = []
        self._parts = []
        first = self._at
        while (piece := self._piece).token not in (Token.COMMA, Token.END):
            match piece.token:
                case Token.SPACE:
                    self._at += 1
                case Token.CLOSE:
                    self._mistakes.add(
                        Kind.INVALID_PERIOD, piece.start, piece.end, lambda: explaining.unopened(piece.start, piece.end)
                    )
                    self._at += 1
                case _:
                    scale = self._named()
                    if scale is not None:
                        scales.append(scale)
        self._strays()
        inside = [piece for piece in self._pieces[first : self._at] if piece.token is not Token.SPACE]
        if not inside:
            return None
        return Sub(scales=tuple(scales), start=inside[0].start, end=inside[-1].end)

    def _named(self) -> Scale | None:
        """Read words and, if a brace follows, the scale that the last of them names."""
        first = self._at
        while self._piece.token not in OUTSIDE:
            self._at += 1
        run = self._without_spaces(first, self._at)
        if self._piece.token is not Token.OPEN:
            end = run[-1].end
            if self._piece.token is Token.CLOSE:
                end = self._piece.end
                self._at += 1
            self._parts.append(Words(self._text[run[0].start : end], run[0].start, end))
            return None
        start, end = (run[0].start, run[-1].end) if run else (self._piece.start, self._piece.start)
        if (len(run) > 1 or self._text[start] in PARTING) and not is_name(self._text[start:end]):
            start = self._behind_signs(self._start_of_last_word(run), end)
            if start > run[0].start:
                before = self._text[run[0].start : start].rstrip(SPACES)
                self._parts.append(Words(before, run[0].start, run[0].start + len(before)))
        return self._scale(start, end)

    def _start_of_last_word(self, run: Sequence[Piece]) -> int:
        index = len(run) - 1
        while index > 0 and run[index - 1].end == run[index].start:
            index -= 1
        return run[index].start

    def _behind_signs(self, start: int, end: int) -> int:
        """Answer where a name begins behind signs that part scales, such as `;wd`."""
        name = self._text[start:end]
        bare = name.lstrip(PARTING)
        return end - len(bare) if bare else start

    def _scale(self, start: int, end: int) -> Scale | None:
        """Read the braces of a scale: scale = name ws* "{" ws* item ( ws+ item )* ws* "}"."""
        name = self._text[start:end]
        known = UNITS.get(name.lower()) if name.isascii() else None
        inside = self._inside()
        last = self._pieces[self._at - 1]
        content = self._text[inside[0].start : inside[-1].end] if inside else ""
        unit = known or self._unknown(start, end, content)
        self._parts.append(unit)
        if known is not None and is_blank(content):
            self._mistakes.add(Kind.MISREAD_PERIOD, start, last.end, lambda: explaining.nothing_inside(name, known))
            return None
        if unit is None:
            return None
        ranges = tuple(Items(self._text, unit, self._mistakes).read(inside))
        return Scale(name=unit, ranges=ranges, written=name, start=start, end=last.end) if ranges else None

    def _inside(self) -> Sequence[Piece]:
        """Go behind the brace that closes the one here; answer what is between, also where one of them is missing."""
        opening = self._piece
        first = self._to_brace()
        while self._piece.token is Token.OPEN and not self._without_spaces(first, self._at):
            inner = self._piece
            self._mistakes.add(
                Kind.INVALID_PERIOD, inner.start, inner.end, partial(explaining.doubled, inner.start, inner.end)
            )
            first = self._to_brace()
        if self._piece.token is Token.CLOSE:
            self._at += 1
            return self._pieces[first : self._at - 1]
        if self._piece.token is Token.OPEN:
            self._at = self._end_of_unclosed(first)
        shown = self._without_spaces(first, self._at)
        place = shown[-1].end if shown else opening.end
        before = self._text[opening.start : place]
        self._mistakes.add(Kind.INVALID_PERIOD, place, place, lambda: explaining.unclosed(before, place))
        return self._pieces[first : self._at]

    def _to_brace(self) -> int:
        """Go to the next brace or the end; answer where what stands before it begins."""
        self._at += 1
        first = self._at
        while self._piece.token not in BRACES and self._piece.token is not Token.END:
            self._at += 1
        return first

    def _end_of_unclosed(self, first: int) -> int:
        """Answer where the content ends that lacks its brace: at a comma, or before the name of the next scale."""
        index = self._at - 1
        while index > first and self._pieces[index].token is Token.SPACE:
            index -= 1
        while index > first and self._pieces[index - 1].token in (Token.WORD, Token.HYPHEN):
            index -= 1
        before = index - 1
        while before > first and self._pieces[before].token is Token.SPACE:
            before -= 1
        return before if before > first and self._pieces[before].token is Token.COMMA else index

    def _unknown(self, start: int, end: int, content: str) -> Unit | None:
        """Note a name that no scale has; answer the scale that was most likely meant."""
        name = self._text[start:end]
        meant = meant_scale(name, content)
        kind = Kind.INVALID_PERIOD if name.isascii() else Kind.MISREAD_PERIOD
        self._mistakes.add(kind, start, end, lambda: explaining.unknown_scale(name, content, meant, start, end))
        return meant

    def _strays(self) -> None:
        """Note words outside of braces, which are explained by all that stands in the same alternative."""
        visible = [part for part in self._parts if not isinstance(part, Words) or not is_blank(part.text)]
        alternative = Alternative(self._text, visible)
        for part in self._parts:
            if isinstance(part, Words):
                if is_blank(part.text):
                    self._mistakes.add(Kind.MISREAD_PERIOD, part.start, part.end, partial(strays.blank, part))
                else:
                    self._mistakes.add(Kind.INVALID_PERIOD, part.start, part.end, partial(alternative.explain, part))

    def _empty_part(self, comma: Piece) -> None:
        self._mistakes.add(
            Kind.INVALID_PERIOD, comma.start, comma.end, lambda: explaining.empty_part(comma.start, comma.end)
        )

    def _trailing_comma(self) -> None:
        """Note commas behind the last alternative."""
        index = len(self._pieces) - 2
        commas = []
        while index >= 0 and self._pieces[index].token in (Token.SPACE, Token.COMMA):
            if self._pieces[index].token is Token.COMMA:
                commas.append(self._pieces[index])
            index -= 1
        if commas:
            start, end = commas[-1].start, commas[0].end
            self._mistakes.add(Kind.MISREAD_PERIOD, start, end, lambda: explaining.trailing_comma(start, end))

    def _without_spaces(self, first: int, last: int) -> list[Piece]:
        return [piece for piece in self._pieces[first:last] if piece.token is not Token.SPACE]

    @property
    def _piece(self) -> Piece:
        return self._pieces[self._at]
