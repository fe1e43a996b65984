"""What a call comes to, as expectations tell it: the numbers that are rung, nobody, dropped, or a URL decides."""

from typing import NamedTuple, assert_never

from reconciler.model.desired import Special
from reconciler.model.forwarding import RedirectType
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Place, Rings, UrlDecides, rung

AND = {RedirectType.SINGLE: " or ", RedirectType.SEQUENTIAL: ", then ", RedirectType.PARALLEL: " and at once "}


class Ends(NamedTuple):
    """What a call comes to besides the numbers that are rung."""

    dropped: bool = False
    url: bool = False
    loop: bool = False


def is_as_expected(behaviour: Behaviour, expect: Special | tuple[str, ...]) -> bool:
    """Tell whether a call comes to exactly what is expected: all that are rung, in order where the order matters.

    A sequence that drops the call after it has rung everybody comes to those that are rung. Where a URL decides too,
    or a call also goes round in a loop, nobody can tell all that are rung.
    """
    ends = ends_of(behaviour)
    if isinstance(expect, Special):
        return not rung(behaviour) and ends == ENDS[expect]
    return not (ends.url or ends.loop) and is_rung(behaviour, expect)


ENDS = {Special.NOBODY: Ends(), Special.DROPPED: Ends(dropped=True), Special.URL: Ends(url=True)}
"""What a call that rings nobody comes to where that is as expected."""


def is_rung(behaviour: Behaviour, expected: tuple[str, ...]) -> bool:
    """Tell whether these are all that are rung: one after the other in this order, at once in any."""
    if not isinstance(behaviour, Rings):
        return rung(behaviour) == expected
    if behaviour.order is RedirectType.PARALLEL:
        return sorted(rung(behaviour)) == sorted(expected)
    for part in behaviour.parts:
        count = len(rung(part))
        if not is_rung(part, expected[:count]):
            return False
        expected = expected[count:]
    return not expected


def ends_of(behaviour: Behaviour) -> Ends:
    """Answer what a call comes to besides whom it rings."""
    match behaviour:
        case Phone() | Nobody():
            return Ends()
        case Dropped():
            return Ends(dropped=True)
        case UrlDecides():
            return Ends(url=True)
        case Loop():
            return Ends(loop=True)
        case Rings():
            ends = [ends_of(part) for part in behaviour.parts]
            return Ends(*(any(column) for column in zip(*ends, strict=True)))
        case _:
            assert_never(behaviour)


def told(behaviour: Behaviour) -> str:
    """Answer what becomes of a call, to be read behind "the call"."""
    match behaviour:
        case Phone():
            return f"rings {_place(behaviour)}"
        case Rings():
            ends = ends_of(behaviour)
            return f"{'comes to' if ends.url or ends.loop else 'rings'} {_parts(behaviour)}"
        case Nobody():
            return "rings nobody"
        case Dropped():
            return "is dropped"
        case UrlDecides():
            return "goes where a URL decides"
        case Loop():
            return f"goes round in a loop ({' → '.join(map(str, (*behaviour.path, behaviour.path[0])))})"
        case _:
            assert_never(behaviour)


def _parts(behaviour: Rings) -> str:
    return AND[behaviour.order].join(_part(part, behaviour.order) for part in behaviour.parts)


def _part(behaviour: Behaviour, order: RedirectType) -> str:
    """Answer one of several parts, which are rung in an order."""
    match behaviour:
        case Phone():
            return _place(behaviour)
        case Rings():
            return _parts(behaviour) if behaviour.order is order else f"({_parts(behaviour)})"
        case Nobody():
            return "nobody"
        case Dropped():
            return "is dropped"
        case UrlDecides():
            return "what a URL decides"
        case Loop():
            return f"a loop ({' → '.join(map(str, (*behaviour.path, behaviour.path[0])))})"
        case _:
            assert_never(behaviour)


def offered(behaviour: Behaviour) -> str | None:
    """Answer what an expectation would have to say; None where none can say it."""
    numbers = rung(behaviour)
    if numbers and is_as_expected(behaviour, numbers) and not _elsewhere(behaviour):
        return numbers[0] if len(numbers) == 1 else f"[{', '.join(numbers)}]"
    return next((special.value for special in Special if is_as_expected(behaviour, special)), None)


def _elsewhere(behaviour: Behaviour) -> bool:
    """Tell whether an account or a trunk is rung, which has no number."""
    if isinstance(behaviour, Rings):
        return any(map(_elsewhere, behaviour.parts))
    return isinstance(behaviour, Phone) and behaviour.place is not Place.NUMBER


def _place(phone: Phone) -> str:
    match phone.place:
        case Place.NUMBER:
            return phone.number
        case Place.ACCOUNT:
            return f"the SIP account {phone.number}"
        case Place.TRUNK:
            return f"the SIP trunk {phone.number}"
        case _:
            assert_never(phone.place)
