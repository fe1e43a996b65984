"""What becomes of a call, in the fewest words that a person understands."""

from collections.abc import Iterable
from itertools import islice
from typing import assert_never

from reconciler.model.forwarding import RedirectType
from reconciler.reports.harmless import harmless
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Place, Rings, UrlDecides

JOINT = {RedirectType.SINGLE: ", or ", RedirectType.SEQUENTIAL: ", then ", RedirectType.PARALLEL: " + "}
MOST_PARTS = 12
"""Of so many parts the first are told."""
MOST_LEVELS = 4
"""Parts within parts are told so deep."""
MOST_LETTERS = 80
"""Of a longer name the beginning is told."""


def render(behaviour: Behaviour) -> str:
    """Answer who is rung, by name where the entry has one, or why nobody is."""
    return _words(behaviour, in_full=False)


def in_full(behaviour: Behaviour) -> str:
    """Answer the same with numbers and seconds."""
    return _words(behaviour, in_full=True)


def change(before: Behaviour, after: Behaviour) -> str:
    """Answer "before → after", what differs with numbers and seconds where the short words are the same."""
    return f"{afterwards(after, before)} → {afterwards(before, after)}"


def afterwards(before: Behaviour, after: Behaviour) -> str:
    """Answer what follows something else: what differs with numbers and seconds where the short words are the same."""
    short = _words(after, in_full=False)
    if before == after or (short != _words(before, in_full=False) and not _differ_in_reserve(before, after)):
        return short
    if isinstance(before, Rings) and isinstance(after, Rings) and len(before.parts) == len(after.parts):
        pairs = zip(before.parts, after.parts, strict=True)
        return _joined(after, (_within(part, MOST_LEVELS, in_full=part != old) for old, part in pairs))
    return _words(after, in_full=True)


def _differ_in_reserve(before: Behaviour, after: Behaviour) -> bool:
    """Tell whether both let a URL decide, and have another reserve: the short words do not tell it."""
    return isinstance(before, UrlDecides) and isinstance(after, UrlDecides) and before.reserve != after.reserve


def _words(behaviour: Behaviour, levels: int = MOST_LEVELS, *, in_full: bool) -> str:
    match behaviour:
        case Phone():
            return _phone(behaviour, in_full=in_full)
        case Rings():
            parts = (_within(part, levels - 1, in_full=in_full) for part in behaviour.parts)
            return _joined(behaviour, parts) if levels else "others"
        case Nobody():
            return "nobody"
        case Dropped():
            return "the call is dropped"
        case UrlDecides():
            reserve = behaviour.reserve if in_full and levels else None
            beside = f" (in reserve: {_words(reserve, levels - 1, in_full=True)})" if reserve is not None else ""
            return f"the URL {harmless(behaviour.url)} decides{beside}"
        case Loop():
            return f"a loop {round_of(behaviour.path)}"
        case _:
            assert_never(behaviour)


def round_of(path: tuple[int, ...]) -> str:
    """Answer the way round a loop, closed; of a long one the beginning and the end."""
    shown = [str(code) for code in (*path, path[0])]
    if len(shown) > MOST_PARTS:
        left_out = f"… {len(shown) - MOST_PARTS} more …"
        shown = [*shown[: MOST_PARTS // 2], left_out, *shown[-MOST_PARTS // 2 :]]
    return " → ".join(shown)


def _joined(behaviour: Rings, parts: Iterable[str]) -> str:
    """Answer the parts in one text; of very many the first."""
    told = list(islice(parts, MOST_PARTS))
    more = len(behaviour.parts) - len(told)
    return JOINT[behaviour.order].join([*told, *([f"{more} more"] if more else [])])


def _within(part: Behaviour, levels: int, *, in_full: bool) -> str:
    """Answer the words of a part; several parts within one stand in brackets."""
    words = _words(part, levels, in_full=in_full)
    return f"({words})" if isinstance(part, Rings) else words


def _phone(phone: Phone, *, in_full: bool) -> str:
    match phone.place:
        case Place.NUMBER:
            where = phone.number
        case Place.ACCOUNT:
            where = f"SIP account {phone.number}"
        case Place.TRUNK:
            where = f"SIP trunk {phone.number}"
        case _:
            assert_never(phone.place)
    where = harmless(where)
    seconds = f"{phone.seconds} s" if in_full and phone.seconds is not None else ""
    if phone.name and phone.name.strip():
        about = ", ".join(filter(None, (where, seconds))) if in_full else ""
        name = phone.name.strip()
        name = harmless(name if len(name) <= MOST_LETTERS else name[:MOST_LETTERS] + "…")
        return f"{name} ({about})" if about else name
    return f"{where} ({seconds})" if seconds else where
