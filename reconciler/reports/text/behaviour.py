"""What becomes of a call, in the fewest words that a person understands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import assert_never

from reconciler.model.forwarding import RedirectType
from reconciler.reports.harmless import harmless, shortened
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Place, Rings, UrlDecides

JOINT = {RedirectType.SINGLE: ", or ", RedirectType.SEQUENTIAL: ", then ", RedirectType.PARALLEL: " + "}
ARROW = " → "
NOBODY, DROPPED, OTHERS, A_LOOP, THE_URL = "nobody", "the call is dropped", "others", "a loop ", "the URL "
MOST_PARTS = 12
"""Of so many parts the first are told."""
MOST_LEVELS = 4
"""Parts within parts are told so deep."""
MOST_LETTERS = 80
"""Of a longer name the beginning is told."""
BLANK = " \u115f\u1160\u2800\u3164\uffa0"
"""A space, and characters that count as letters or signs and are drawn as nothing."""


def render(behaviour: Behaviour) -> str:
    """Answer who is rung, by name where the entry has one, or why nobody is."""
    return _BRIEFLY.words(behaviour)


def in_full(behaviour: Behaviour) -> str:
    """Answer the same with numbers and seconds."""
    return _IN_FULL.words(behaviour)


def change(before: Behaviour, after: Behaviour, unclear: frozenset[str] = frozenset()) -> str:
    """Answer "before → after", what differs with numbers and seconds where the short words are the same."""
    return ARROW.join(sides(before, after, unclear))


def sides(before: Behaviour, after: Behaviour, unclear: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Answer both sides of a change in words that differ; `unclear` names have their numbers beside them."""
    return afterwards(after, before, unclear), afterwards(before, after, unclear)


def afterwards(before: Behaviour, after: Behaviour, unclear: frozenset[str] = frozenset()) -> str:
    """Answer what follows something else: what differs with numbers and seconds where the short words are the same."""
    brief, full = replace(_BRIEFLY, unclear=unclear), _IN_FULL
    short = brief.words(after)
    if before == after or not (_sound_alike(before, after, brief) or _differ_in_reserve(before, after)):
        return short
    if _are_at_once(before, after):
        return full.words(after)
    if isinstance(before, Rings) and isinstance(after, Rings) and len(before.parts) == len(after.parts):
        pairs = zip(before.parts, after.parts, strict=True)
        return _joined(after, ((brief if part == old else full).within(part, MOST_LEVELS) for old, part in pairs))
    return full.words(after)


def unclear_names(behaviours: Iterable[Behaviour]) -> frozenset[str]:
    """Answer the names that stand for more than one place among what is told together."""
    places: dict[str, set[str]] = defaultdict(set)
    for behaviour in behaviours:
        for phone in _phones(behaviour):
            if name := _name(phone):
                places[name].add(phone.number)
    return frozenset(name for name, numbers in places.items() if len(numbers) > 1)


def _phones(behaviour: Behaviour) -> Iterator[Phone]:
    match behaviour:
        case Phone():
            yield behaviour
        case Rings():
            for part in behaviour.parts:
                yield from _phones(part)
        case UrlDecides():
            if behaviour.reserve is not None:
                yield from _phones(behaviour.reserve)
        case Nobody() | Dropped() | Loop():
            return
        case _:
            assert_never(behaviour)


def _sound_alike(before: Behaviour, after: Behaviour, brief: "_Wording") -> bool:
    """Tell whether brief words tell no difference; in which order those stand that are rung at once is none."""
    if isinstance(before, Rings) and isinstance(after, Rings) and _are_at_once(before, after):
        one, other = (sorted(brief.words(part) for part in rings.parts) for rings in (before, after))
        return one == other
    return brief.words(before) == brief.words(after)


def _are_at_once(*behaviours: Behaviour) -> bool:
    return all(isinstance(one, Rings) and one.order is RedirectType.PARALLEL for one in behaviours)


def _differ_in_reserve(before: Behaviour, after: Behaviour) -> bool:
    """Tell whether both let a URL decide, and have another reserve: the short words do not tell it."""
    return isinstance(before, UrlDecides) and isinstance(after, UrlDecides) and before.reserve != after.reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """How much is told: of every place its number and seconds, or the numbers of unclear names alone."""

    in_full: bool
    unclear: frozenset[str] = frozenset()

    def words(self, behaviour: Behaviour, levels: int = MOST_LEVELS) -> str:
        match behaviour:
            case Phone():
                return self._phone(behaviour)
            case Rings():
                parts = (self.within(part, levels - 1) for part in behaviour.parts)
                return _joined(behaviour, parts) if levels else OTHERS
            case Nobody():
                return NOBODY
            case Dropped():
                return DROPPED
            case UrlDecides():
                reserve = behaviour.reserve if self.in_full and levels else None
                beside = f" (in reserve: {self.words(reserve, levels - 1)})" if reserve is not None else ""
                return f"{THE_URL}{harmless(behaviour.url)} decides{beside}"
            case Loop():
                return f"{A_LOOP}{round_of(behaviour.path)}"
            case _:
                assert_never(behaviour)

    def within(self, part: Behaviour, levels: int) -> str:
        """Answer the words of a part; several parts within one stand in brackets."""
        words = self.words(part, levels)
        return f"({words})" if isinstance(part, Rings) else words

    def _phone(self, phone: Phone) -> str:
        where = harmless(_where(phone))
        seconds = f"{phone.seconds} s" if self.in_full and phone.seconds is not None else ""
        name = _name(phone)
        if not name:
            return f"{where} ({seconds})" if seconds else where
        is_numbered = self.in_full or name in self.unclear or _is_like_ours(name)
        about = ", ".join(filter(None, (where if is_numbered else "", seconds)))
        return f"{name} ({about})" if about else name


def _name(phone: Phone) -> str:
    """Answer what a place is called as it is shown, "" if that is nothing that anybody sees."""
    return shortened((phone.name or "").strip().strip(BLANK), MOST_LETTERS)


def _is_like_ours(name: str) -> bool:
    """Tell whether a name could be taken for words of our own."""
    return (
        name.casefold() in {NOBODY, DROPPED, OTHERS}
        or name.startswith((A_LOOP, THE_URL))
        or any(sign.strip() in name for sign in (ARROW, *JOINT.values()))
    )


def _where(phone: Phone) -> str:
    match phone.place:
        case Place.NUMBER:
            return phone.number
        case Place.ACCOUNT:
            return f"SIP account {phone.number}"
        case Place.TRUNK:
            return f"SIP trunk {phone.number}"
        case _:
            assert_never(phone.place)


def round_of(path: tuple[int, ...]) -> str:
    """Answer the way round a loop, closed; of a long one the beginning and the end."""
    shown = [str(code) for code in (*path, path[0])]
    if len(shown) > MOST_PARTS:
        left_out = f"… {len(shown) - MOST_PARTS} more …"
        shown = [*shown[: MOST_PARTS // 2], left_out, *shown[-MOST_PARTS // 2 :]]
    return ARROW.join(shown)


def _joined(behaviour: Rings, parts: Iterable[str]) -> str:
    """Answer the parts in one text; of very many the first."""
    told = list(islice(parts, MOST_PARTS))
    more = len(behaviour.parts) - len(told)
    return JOINT[behaviour.order].join([*told, *([f"{more} more"] if more else [])])


_BRIEFLY, _IN_FULL = _Wording(in_full=False), _Wording(in_full=True)
