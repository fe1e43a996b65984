"""What belongs between the scales of an alternative where words stand among them, outside of braces.

Only a comma means 'or', and nothing at all means 'and'. So a comma is what joins two pieces that have the same scales,
and nothing what joins pieces that have none in common; of all others nobody knows what was meant.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reconciler.periods.phrases import Join, Phrase
from reconciler.periods.scales import Unit

AND, OR = " ", ", "

Sides = tuple[str, str]
"""What belongs before and behind words."""
Part = Unit | Phrase | None
"""A scale, None if nobody knows which, or what words say."""


class _Piece(NamedTuple):
    """Scales that stand together, or those that words name; and how the words before it join it to the last one."""

    units: list[Unit | None]
    join: Join = Join.NOTHING
    joined_by: int | None = None
    phrase: int | None = None
    behind: Join = Join.NOTHING


def sides(parts: Sequence[Part]) -> list[Sides] | None:
    """Answer what belongs on both sides of each phrase, or None if that cannot be told of all of them."""
    found: dict[int, Sides] = {}
    pieces = _pieces(parts, found)
    if not pieces:
        return None
    if pieces[0].join not in (Join.NOTHING, Join.COMMA) or pieces[-1].behind not in (Join.NOTHING, Join.COMMA):
        return None
    between = _between(pieces)
    if None in between:
        return None
    joins = ["", *(join for join in between if join is not None), ""]
    for index, piece in enumerate(pieces):
        if piece.joined_by is not None:
            found[piece.joined_by] = "", joins[index]
        if piece.phrase is not None:
            found[piece.phrase] = joins[index], joins[index + 1]
    return [found[index] for index in sorted(found)]


def _pieces(parts: Sequence[Part], edges: dict[int, Sides]) -> list[_Piece]:
    """Answer the pieces of an alternative; words at its edges that say nothing are put among the edges."""
    found: list[_Piece] = []
    count = 0
    waiting: tuple[Join, int | None] = Join.NOTHING, None
    for part in parts:
        if not isinstance(part, Phrase):
            if found and found[-1].phrase is None and waiting[1] is None:
                found[-1].units.append(part)
            else:
                found.append(_Piece([part], *waiting))
            waiting = Join.NOTHING, None
            continue
        if part.alternatives:
            join = max(waiting[0], part.before)
            found.append(_Piece(list(part.units), join, waiting[1], phrase=count, behind=part.behind))
            waiting = Join.NOTHING, None
        elif waiting[1] is not None or (not found and part.behind):
            return []
        elif not found:
            edges[count] = "", ""
        else:
            waiting = part.behind, count
        count += 1
    if waiting[1] is not None:
        if waiting[0]:
            return []
        edges[waiting[1]] = "", ""
    return found


def _between(pieces: Sequence[_Piece]) -> list[str | None]:
    """Answer what joins each two pieces that follow each other."""
    units = [unit for piece in pieces for unit in piece.units]
    is_unique = len(set(units)) == len(units)
    return [
        _joining(max(after.join, before.behind), before.units, after.units, is_unique=is_unique)
        for before, after in pairwise(pieces)
    ]


def _joining(join: Join, before: Sequence[Unit | None], after: Sequence[Unit | None], *, is_unique: bool) -> str | None:
    if None in before or None in after:
        return None
    if set(before) == set(after) and len(before) == len(set(before)) and len(after) == len(set(after)):
        return OR
    if not is_unique or join is Join.EITHER:
        return None
    return OR if join is Join.OR else AND
