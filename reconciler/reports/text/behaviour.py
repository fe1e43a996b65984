"""What becomes of a call, in the fewest words that a person understands."""

from typing import assert_never

from reconciler.model.forwarding import RedirectType
from reconciler.reports.harmless import harmless
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Place, Rings, UrlDecides

JOINT = {RedirectType.SINGLE: ", or ", RedirectType.SEQUENTIAL: ", then ", RedirectType.PARALLEL: " + "}
MOST_PARTS = 12
"""Of so many parts the first are told."""


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
    if before == after or short != _words(before, in_full=False):
        return short
    if isinstance(before, Rings) and isinstance(after, Rings) and len(before.parts) == len(after.parts):
        pairs = zip(before.parts, after.parts, strict=True)
        return _joined(after, [_within(part, in_full=part != old) for old, part in pairs])
    return _words(after, in_full=True)


def _words(behaviour: Behaviour, *, in_full: bool) -> str:
    match behaviour:
        case Phone():
            return _phone(behaviour, in_full=in_full)
        case Rings():
            return _rings(behaviour, in_full=in_full)
        case Nobody():
            return "nobody"
        case Dropped():
            return "the call is dropped"
        case UrlDecides():
            reserve = behaviour.reserve
            beside = f" (in reserve: {_words(reserve, in_full=in_full)})" if reserve is not None and in_full else ""
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


def _rings(behaviour: Rings, *, in_full: bool) -> str:
    return _joined(behaviour, [_within(part, in_full=in_full) for part in behaviour.parts])


def _joined(behaviour: Rings, parts: list[str]) -> str:
    """Answer the parts in one text; of very many the first."""
    if len(parts) > MOST_PARTS:
        parts = [*parts[:MOST_PARTS], f"{len(parts) - MOST_PARTS} more"]
    return JOINT[behaviour.order].join(parts)


def _within(part: Behaviour, *, in_full: bool) -> str:
    """Answer the words of a part; several parts within one stand in brackets."""
    words = _words(part, in_full=in_full)
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
        return harmless(phone.name.strip()) + (f" ({about})" if about else "")
    return f"{where} ({seconds})" if seconds else where
