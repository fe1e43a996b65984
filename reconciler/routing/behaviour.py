"""What becomes of a call, as values that can be compared: who is rung and how, or why nobody is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, assert_never

from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode


class Place(StrEnum):
    """What kind of place is rung."""

    NUMBER = "number"
    ACCOUNT = "account"
    TRUNK = "trunk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One place is rung: a number or SIP ID, an external SIP account (user@host), or a SIP trunk (address:port).

    `name` is what the entry calls it; it takes no part in comparing, because a caller notices nothing of it.
    `seconds` is how long it is rung. The number can be one of our own: then the call goes there and is followed no
    further, because its forwarding is not known or there are too many numbers on the way.
    """

    number: str
    name: str | None = field(default=None, compare=False)
    seconds: int | None = None
    place: Place = Place.NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Rings:
    """Several parts are reached: one after the other, or at once. A sequence can end by dropping the call.

    Parts that are rung at once are equal in whatever order they stand, for a caller notices nothing of it.
    """

    order: RedirectType
    parts: "tuple[Behaviour, ...]" = field(compare=False)
    _compared: "frozenset[tuple[Behaviour, int]] | tuple[Behaviour, ...]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        compared = frozenset(Counter(self.parts).items()) if self.order is RedirectType.PARALLEL else self.parts
        object.__setattr__(self, "_compared", compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """Nothing forwards the call: nobody is rung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The call is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlDecides:
    """A URL is asked where the call goes; `reserve` is what happens if it is unavailable, where that is declared."""

    url: str
    reserve: "Behaviour | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """The call comes back to a number that it has been to: each number on the way round once, the smallest first."""

    path: tuple[NumberCode, ...]


Behaviour: TypeAlias = Phone | Rings | Nobody | Dropped | UrlDecides | Loop
NOBODY = Nobody()
DROPPED = Dropped()


def rung(behaviour: Behaviour) -> tuple[str, ...]:
    """Answer all that are rung, in order; whom a URL decides on, and its reserve, are not among them."""
    return tuple(_rung(behaviour))


def _rung(behaviour: Behaviour) -> Iterator[str]:
    match behaviour:
        case Phone():
            yield behaviour.number
        case Rings():
            for part in behaviour.parts:
                yield from _rung(part)
        case Nobody() | Dropped() | UrlDecides() | Loop():
            return
        case _:
            assert_never(behaviour)


def is_dark(behaviour: Behaviour) -> bool:
    """Tell whether surely nobody is rung; whom a URL decides on is not known, so that is never dark."""
    match behaviour:
        case Phone() | UrlDecides():
            return False
        case Rings():
            return all(is_dark(part) for part in behaviour.parts)
        case Nobody() | Dropped() | Loop():
            return True
        case _:
            assert_never(behaviour)


def rotated(path: tuple[NumberCode, ...]) -> tuple[NumberCode, ...]:
    """Answer the same way round, from its smallest number on."""
    first = path.index(min(path))
    return path[first:] + path[:first]
