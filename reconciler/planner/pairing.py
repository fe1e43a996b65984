"""Which entry of `call_control` became which, where the provider does not show all of what was recorded. Pure.

Here nothing is guessed: a period that is given to another entry than it was rings at hours that nobody chose.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from reconciler.planner.live import MAYBE_SHOWN, UNASKED

ControlEntry: TypeAlias = Mapping[str, Any]
Entries: TypeAlias = Sequence[ControlEntry]


def hidden(old: Entries, new: Entries) -> tuple[str, ...]:
    """Answer the names of the fields that recorded entries have and the provider does not show, sorted."""
    return tuple(sorted({name for name in MAYBE_SHOWN for entry in old if _is_hidden(name, entry, old, new)}))


def _is_hidden(name: str, entry: ControlEntry, old: Entries, new: Entries) -> bool:
    """Tell whether a recorded field is not shown, or is shown by entries of which nobody knows which is which."""
    if not entry.get(name):
        return False
    if not any(other.get(name) for other in new):
        return True
    number = entry.get("redirect_number")
    like = [other for other in new if other.get("redirect_number") == number]
    if len(like) <= 1 and sum(other.get("redirect_number") == number for other in old) == 1:
        return False
    return not any(other.get(name) == entry[name] for other in like)


def paired(old: Entries, new: Entries) -> dict[int, int] | None:
    """Answer for each live entry the recorded one that it is, by their places; None where that is not plain.

    An entry that looks as recorded in its place is the same; of the rest, entries of the same number are; one that is
    left on each side is the same one too. No number may stand there twice, and no name may speak for another entry.
    """
    shown_elsewhere = any(entry.get(name) for name in hidden(old, new) for entry in new)
    if len(old) != len(new) or shown_elsewhere:
        return None
    same = {place: place for place in range(len(new)) if _looks_alike(old[place], new[place])}
    left = [place for place in range(len(new)) if place not in same]
    if any(_stands_twice("redirect_number", side, left) for side in (old, new)):
        return None
    by_number, by_name = (_by(field, old, new, left) for field in ("redirect_number", "name"))
    taken = {**by_name, **by_number}
    contradict = any(taken[place] != was for place, was in by_name.items())
    if contradict or len(set(taken.values())) < len(taken):
        return None
    old_left = [place for place in left if place not in taken.values()]
    new_left = [place for place in left if place not in taken]
    if len(new_left) > 1 or len(old_left) != len(new_left):
        return None
    return {**same, **taken, **dict(zip(new_left, old_left, strict=True))}


def _stands_twice(field: str, entries: Entries, places: Sequence[int]) -> bool:
    return any(count > 1 for count in _values(field, entries, places).values())


def _values(field: str, entries: Entries, places: Sequence[int]) -> Counter[str]:
    return Counter(entries[place][field] for place in places if entries[place].get(field))


def _by(field: str, old: Entries, new: Entries, left: Sequence[int]) -> dict[int, int]:
    """Pair the entries that are left by those values of a field that stand once on each side."""
    was, now = _values(field, old, left), _values(field, new, left)
    once = {value for value, count in was.items() if count == 1 and now[value] == 1}
    places = {old[place][field]: place for place in left if old[place].get(field) in once}
    return {place: places[new[place][field]] for place in left if new[place].get(field) in once}


def _looks_alike(old: ControlEntry, new: ControlEntry) -> bool:
    return all((old.get(name) or None) == (new.get(name) or None) for name in _shown(old, new))


def _shown(old: ControlEntry, new: ControlEntry) -> Iterator[str]:
    for name in old.keys() | new.keys():
        if not (name in MAYBE_SHOWN and name not in new) and not (name in UNASKED and name not in old):
            yield name
