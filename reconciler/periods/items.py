"""What stands between braces: values and ranges of one scale, and whatever else was written there."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reconciler.periods import valuing
from reconciler.periods.findings import Kind
from reconciler.periods.mistakes import Mistakes
from reconciler.periods.nodes import Range
from reconciler.periods.perl import is_blank, taken
from reconciler.periods.scales import Unit, value_of
from reconciler.periods.tokens import Piece, Token

HALVES = frozenset({"am", "pm", "a.m.", "p.m.", "noon"})
BETWEEN = frozenset({"to", "till", "until", "through", "thru", "по", "до"})
DIGITS = frozenset("0123456789")


class Chunk(NamedTuple):
    """Words and hyphens that stand together, with spaces at most around the hyphens."""

    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.pieces[-1].end


class Items:
    """Reads what stands between the braces of one scale."""

    def __init__(self, text: str, unit: Unit, mistakes: Mistakes) -> None:
        self._text = text
        self._unit = unit
        self._mistakes = mistakes

    def read(self, pieces: Sequence[Piece]) -> Iterator[Range]:
        """Yield the ranges: `item ( ws+ item )*`; a comma and a line break between them are mistakes."""
        for chunk in self._chunks(pieces):
            item = self._range(chunk)
            if item is not None:
                yield item

    def _chunks(self, pieces: Sequence[Piece]) -> Iterator[Chunk]:
        held: list[Piece] = []
        for piece in pieces:
            match piece.token:
                case Token.SPACE:
                    self._space(piece)
                case Token.WORD if not (word := self._text[piece.start : piece.end]).isascii() and is_blank(word):
                    self._odd_space(word, piece)
                case Token.COMMA:
                    self._comma(piece)
                    if held:
                        yield Chunk(tuple(held))
                    held = []
                case _:
                    if held and not self._joins(held[-1], piece):
                        yield Chunk(tuple(held))
                        held = []
                    held.append(piece)
        if held:
            yield Chunk(tuple(held))

    def _joins(self, before: Piece, piece: Piece) -> bool:
        """Tell whether a word or hyphen goes on with what stands before it: a range, `9 to 5`, or `9 am`."""
        if Token.HYPHEN in (before.token, piece.token):
            return True
        last, word = (self._text[item.start : item.end].lower() for item in (before, piece))
        if last in BETWEEN or word in BETWEEN:
            return True
        return self._unit is Unit.HOUR and word in HALVES and last[-1] in DIGITS

    def _range(self, chunk: Chunk) -> Range | None:
        """Read one item: item = value [ ws* "-" ws* value ]."""
        words = [self._text[piece.start : piece.end] for piece in chunk.pieces]
        match [piece.token for piece in chunk.pieces]:
            case [Token.WORD]:
                ends = (words[0], words[0])
            case [Token.WORD, Token.HYPHEN, Token.WORD]:
                ends = (words[0], words[2])
            case _:
                self._wrong(chunk)
                return None
        first = value_of(self._unit, ends[0])
        last = first if ends[0] is ends[1] else value_of(self._unit, ends[1])
        if first is None or last is None:
            self._wrong(chunk)
            return None
        return Range(first=first, last=last, written=ends, is_dashed=len(words) > 1, start=chunk.start, end=chunk.end)

    def _wrong(self, chunk: Chunk) -> None:
        """Note an item that is none; one with letters of another alphabet is never what it looks like."""
        written = self._text[chunk.start : chunk.end]
        reading = taken(self._unit, written)
        kind = Kind.INVALID_PERIOD if reading is None and written.isascii() else Kind.MISREAD_PERIOD
        place = chunk.start, chunk.end
        self._mistakes.add(kind, *place, lambda: valuing.explain(self._unit, written, place, reading))

    def _odd_space(self, written: str, piece: Piece) -> None:
        place = piece.start, piece.end
        self._mistakes.add(Kind.MISREAD_PERIOD, *place, lambda: valuing.odd_space(written, place))

    def _comma(self, piece: Piece) -> None:
        place = piece.start, piece.end
        self._mistakes.add(Kind.INVALID_PERIOD, *place, lambda: valuing.comma(place))

    def _space(self, piece: Piece) -> None:
        place = piece.start, piece.end
        if "\n" in self._text[piece.start : piece.end]:
            self._mistakes.add(Kind.MISREAD_PERIOD, *place, lambda: valuing.line_break(place))
