"""The files that an import writes, as texts: names, pools, single numbers, and comments on what is not in them."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reconciler.loader.declaring import UNDOCUMENTED, declared
from reconciler.loader.levels import SETTINGS_FILE
from reconciler.loader.meaning import LITERAL_SECRET
from reconciler.loader.naming import Naming, with_schedules
from reconciler.loader.pools import Pool, pool_name, pooled
from reconciler.loader.remarks import not_imported
from reconciler.loader.writing import contacts_text, numbers_text, schedules_text
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType, Payload, data_of
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.secrets import FIELDS

MOST = 150
"""So many single numbers stand in a file: more than a person looks through, and less than an editor minds."""
LISTED = 10
"""So many of the numbers without a forwarding are named."""
LONGEST_NAME = 60
ODD = re.compile(r"[^\w-]+")
OF_ITS_OWN = "undocumented for SetCallForwarding and not declared here."
NUMBERS = DATA_OBJECT[ForwardingType.NUMBER]
NOT_SHOWN = "The provider never shows client_id: if a number has one, nobody has written it here."
NO_PERIODS = (
    "It has shown no period of any entry, and may not show them at all: before the first change of a number, compare"
    " its schedules with the web cabinet."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is to be written of one application: its numbers' payloads, and why others are not among them.

    `idle` are its numbers without a forwarding. `notes` are what is to be said of some of those that are written.
    """

    application: ApplicationName
    payloads: tuple[Payload, ...]
    left_out: Mapping[NumberCode, str]
    idle: tuple[NumberCode, ...]
    notes: Mapping[NumberCode, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the files are written: at which time, with which names, and whether they name their application.

    `secrets` maps names to values, in whose place references are written.
    """

    at: datetime
    naming: Naming
    secrets: Mapping[str, str]
    several: bool

    def title(self, what: str) -> str:
        """Answer what a file says of itself."""
        return f"{what}, as `reconciler import` found them at the provider on {self.at:%Y-%m-%d}."

    def named(self, part: Part) -> str | None:
        """Answer the application that the files of a part name, where there are several."""
        return part.application if self.several else None

    def of(self, part: Part) -> str:
        """Answer the words that tell a part's application, where there are several."""
        return f" of the application {part.application}" if self.several else ""


def files_of(parts: Sequence[Part], manner: Manner, is_free: Callable[[str], bool]) -> dict[str, str]:
    """Answer the texts of new files by their names, names before what uses them; `is_free` refuses names."""
    shelf = _Shelf(is_free)
    naming = manner.naming
    if naming.new_contacts:
        title = manner.title('Where calls go, by the names that other files write as "@name"')
        shelf.put("contacts", contacts_text(naming.new_contacts, title=f"{title} Rename them as you like."))
    if naming.new_schedules:
        title = manner.title('Times that several entries share, by the names that other files write as "@name"')
        shelf.put("schedules", schedules_text(naming.new_schedules, title=f"{title} Rename them as you like."))
    shows_periods = any("period" in entry for part in parts for body in part.payloads for entry in _entries(body))
    tail = f"{NOT_SHOWN}{'' if shows_periods else f' {NO_PERIODS}'}"
    for part in parts:
        if part.payloads:
            pools, singles = pooled(_item(payload, manner) for payload in part.payloads)
            _put_pools(pools, part, manner, shelf, tail)
            _put_singles(singles, part, manner, shelf, tail)
    return shelf.texts


def _put_pools(pools: Sequence[Pool], part: Part, manner: Manner, shelf: "_Shelf", not_shown: str) -> None:
    notes = _about_numbers(part)
    for pool in pools:
        title = manner.title(f"Numbers{manner.of(part)} that forward alike")
        text = numbers_text(
            [{"number_code": code} for code in pool.numbers],
            application=manner.named(part),
            title="\n".join([f"{title} One more is one line more.", *_about(pool.forwarding, not_shown)]),
            defaults=pool.forwarding,
            notes={code: notes[code] for code in pool.numbers if code in notes},
        )
        shelf.put(pool_name(pool), text, folder="pools/")


def _put_singles(singles: Sequence[Mapping[str, Any]], part: Part, manner: Manner, shelf: "_Shelf", tail: str) -> None:
    notes, foot = _about_numbers(part), list(_foot(part))
    batches = [singles[begin : begin + MOST] for begin in range(0, len(singles), MOST)] or ([()] if foot else [])
    for index, batch in enumerate(batches):
        title = manner.title(f"Numbers{manner.of(part)}{'' if batch else ' that are in none of the pools'}")
        text = numbers_text(
            batch,
            application=manner.named(part) if batch else None,
            title=f"{title}\n{tail}" if any(NUMBERS in item for item in batch) else title,
            notes={item["number_code"]: list(_notes(item, notes)) for item in batch},
            foot=foot if index == len(batches) - 1 else (),
        )
        shelf.put(manner.named(part) or "numbers", text)


def _item(payload: Payload, manner: Manner) -> dict[str, Any]:
    return with_schedules(declared(payload, manner.naming.contacts, manner.secrets), manner.naming.schedules)


def _notes(item: Mapping[str, Any], notes: Mapping[NumberCode, Sequence[str]]) -> Iterator[str]:
    """Yield what is to be said above a number that is not in a pool."""
    code = item["number_code"]
    yield from notes.get(code, ())
    yield from (f"{code}: {warning}" for warning in _literal(item))


def _about(forwarding: Mapping[str, Any], not_shown: str) -> Iterator[str]:
    """Yield what is to be said of the forwarding of a pool."""
    if NUMBERS in forwarding:
        yield not_shown
    yield from (f"{warning[0].upper()}{warning[1:]}" for warning in _literal(forwarding))


def _literal(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield a warning for each field in which something looks like a key; the key itself is not repeated."""
    for data in item.values():
        if isinstance(data, Mapping):
            for field in sorted(FIELDS & data.keys()):
                if LITERAL_SECRET.search(data[field]):
                    yield (
                        f"{field} has what looks like a key in it: before you commit this, put the value into an"
                        " environment variable, write ${NAME} here, and list NAME in settings.secrets."
                    )


def _about_numbers(part: Part) -> dict[NumberCode, list[str]]:
    """Answer notes on numbers of which the provider has something that nobody would have written."""
    notes = {code: [f"{code}: {note}"] for code, note in part.notes.items()}
    for payload in part.payloads:
        of_numbers = (data_of(payload), *_entries(payload))
        found = sorted({name for item in of_numbers for name in UNDOCUMENTED & item.keys() if item[name]})
        if found:
            code = NumberCode(payload["number_code"])
            words = f"{code}: the provider also has {' and '.join(found)}, {OF_ITS_OWN}"
            notes.setdefault(code, []).append(words)
    return notes


def _entries(payload: Payload) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = data_of(payload).get("call_control", ())
    return entries


def _foot(part: Part) -> Iterator[str]:
    """Yield what is to be said of the numbers that nobody will find in the files."""
    if part.left_out:
        yield "Not in these files, and why:"
    yield from (not_imported(code, reason) for code, reason in sorted(part.left_out.items()))
    if part.idle:
        first = ", ".join(map(str, sorted(part.idle)[:LISTED]))
        more = len(part.idle) - LISTED
        yield f"Without a forwarding, so there was nothing to import: {first}{f' and {more} more' if more > 0 else ''}"


class _Shelf:
    """Texts by the names of their files, no two of one name, and none of a name that is not free."""

    def __init__(self, is_free: Callable[[str], bool]) -> None:
        self._is_free = is_free
        self.texts: dict[str, str] = {}

    def put(self, stem: str, text: str, folder: str = "") -> None:
        """Put a text under a name that begins as is wished."""
        plain = folder + ODD.sub("-", stem)[:LONGEST_NAME]
        names = (f"{plain}{f'-{count}' if count > 1 else ''}.yaml" for count in itertools.count(1))
        taken = {name.casefold() for name in (*self.texts, SETTINGS_FILE)}
        self.texts[next(name for name in names if name.casefold() not in taken and self._is_free(name))] = text
