"""Names for what an import writes: places that calls go to, and times that several entries share."""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of

LONGEST = 40
"""A longer name is no help to whoever reads it."""
UNITS = re.compile(r"\b(?:wd|hr)\b")
"""What says nothing beside the days and hours themselves."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What is written with an @: the name of each number that calls go to, and of each period.

    `contacts` and `schedules` are all of them; the others are those that no file declares yet.
    """

    contacts: Mapping[str, str]
    schedules: Mapping[str, str]
    new_contacts: Mapping[str, str]
    new_schedules: Mapping[str, str]


def naming(payloads: Collection[Payload], contacts: Mapping[str, str], schedules: Mapping[str, str]) -> Naming:
    """Answer the names for some payloads; those that files declare (name → what it stands for) are used again.

    A contact and a schedule of one name would be no mistake, and nobody could tell them apart.
    """
    taken = {*contacts, *schedules}
    known, times = _inverse(contacts), _inverse(schedules)
    places = contact_names(payloads, known=known, taken=taken)
    new = {number: name for number, name in places.items() if number not in known}
    periods = schedule_names(payloads, known=times, taken={*taken, *new.values()})
    return Naming(
        contacts={**known, **new},
        schedules={**times, **periods},
        new_contacts=new,
        new_schedules=periods,
    )


def _inverse(declared: Mapping[str, str]) -> dict[str, str]:
    """Answer what stands for what; of several names for one thing the first in the alphabet."""
    return {text: name for name, text in sorted(declared.items(), reverse=True)}


def contact_names(
    payloads: Iterable[Payload], *, known: Mapping[str, str] = NOTHING, taken: Collection[str] = ()
) -> dict[str, str]:
    """Answer names for the numbers that calls go to more than once, or that somebody has named already.

    A number that is known has its name; no other gets one that is taken. Of several with one title, that which calls go
    to most has it as it is.
    """
    used: Counter[str] = Counter()
    titles: dict[str, Counter[str]] = {}
    for entry in _entries(payloads):
        number = entry.get("redirect_number")
        if number:
            used[number] += 1
            titles.setdefault(number, Counter()).update([entry["name"]] if entry.get("name") else [])
    names: dict[str, str] = {}
    claimed = set(taken)
    for number in sorted(used, key=lambda number: (-used[number], number)):
        slug = next((_slug(title) for title, _ in titles[number].most_common(1)), "")
        if number in known:
            names[number] = known[number]
        elif used[number] > 1 or slug:
            # A name of digits alone would pass for a number, and be another than the one that it stands for.
            name = f"to-{number}" if not re.search(r"[^\W\d]", slug) else slug
            names[number] = _claimed([name, f"{name}-{number}"], claimed)
    return names


def schedule_names(
    payloads: Iterable[Payload], *, known: Mapping[str, str] = NOTHING, taken: Collection[str] = ()
) -> dict[str, str]:
    """Answer names for the periods of more than one entry that have none yet."""
    used: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for entry in _entries(payloads):
        period = entry.get("period")
        if period and period not in known:
            used[period] += 1
            words.setdefault(period, Counter()).update(filter(None, [_slug(entry.get("period_description") or "")]))
    names: dict[str, str] = {}
    claimed = set(taken)
    for period in sorted(period for period, count in used.items() if count > 1):
        spoken = next((word for word, _ in words[period].most_common(1)), "")
        names[period] = _claimed([name for name in (spoken, _from_text(period)) if name], claimed)
    return names


def with_schedules(item: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Answer an item of `numbers` with names in the place of the periods that have one."""
    name = DATA_OBJECT[ForwardingType.NUMBER]
    data = item.get(name)
    if not data:
        return dict(item)
    entries = [
        {**entry, "period": f"@{names[entry['period']]}"} if entry.get("period") in names else entry
        for entry in data["call_control"]
    ]
    return {**item, name: {**data, "call_control": entries}}


def _entries(payloads: Iterable[Payload]) -> Iterator[Mapping[str, Any]]:
    for payload in payloads:
        yield from data_of(payload).get("call_control", ())


def _from_text(period: str) -> str:
    """Answer a name from the text of a period, "mon-fri-9-17", where that is short."""
    whole = re.sub(r"[\W_]+", "-", period.lower()).strip("-")
    bare = re.sub(r"-+", "-", UNITS.sub("", whole)).strip("-")
    name = bare if re.search(r"[^\W\d]", bare) else whole
    return name if len(name) <= LONGEST else ""


def _slug(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")[:LONGEST].strip("-")


def _claimed(names: list[str], claimed: set[str]) -> str:
    """Claim and answer the first of some names that nobody has, or else the last of them with a number."""
    more = (f"{(names or ['schedule'])[-1]}-{count}" for count in itertools.count(2 if names else 1))
    name = next(name for name in itertools.chain(names, more) if name not in claimed)
    claimed.add(name)
    return name
