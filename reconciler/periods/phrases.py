"""Words without braces, as people write when they are open, read as a period; what could mean two things is not read.

    phrase = join* part ( join* part )* join*
    part   = days [ hours ] | hours [ days ]
    days, hours = items that name some, or a word for all of them

Days and hours go in pairs: `Mon-Fri 9-18, Sat 10-16` has two, and of `Mon-Fri 9-18 Sat` nobody knows the hours of
Saturday.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from reconciler.periods import hours
from reconciler.periods.folding import folded
from reconciler.periods.guessing import LONGEST, TO, ends, meant_item
from reconciler.periods.scales import TIMES, UNITS, Unit, value_of


class Join(IntEnum):
    """How words join what stands on both sides of them; of several the greatest counts."""

    NOTHING = 0
    AND = 1
    COMMA = 2
    EITHER = 3
    """Signs that part things of one kind; between two kinds they may mean both or one of them."""
    OR = 4


SIGNS = {",": Join.COMMA, "&": Join.AND, "|": Join.OR, ";": Join.EITHER, "/": Join.EITHER, "+": Join.EITHER}
_JOINS = {"and": Join.AND, "и": Join.AND, "or": Join.OR, "или": Join.OR, "либо": Join.OR}
_FILLERS = frozenset({"at", "from", "on", "hours", "o'clock", "every", "в", "с", "на", "часов", "каждый"})
"""Words between others that say nothing."""
_EVERY_DAY = frozenset({"daily", "everyday", "ежедневно"})
_ALL_DAY = frozenset({"круглосуточно"})
_ALWAYS = frozenset({"24x7", "*", "always", "all", "any"})
_ROUND_THE_CLOCK = re.compile(r"\b24/7\b")
_WRAPPING = re.compile(r"""[()\[\]<>"'{}]""")
_AFTER_NAME = re.compile(r"(?<=[a-zа-я])\s*[:=]\s*|(?<=\b(?:yr|mo|wk|yd|md|wd|hr))(?=[0-9])")
_WORD = re.compile(r"[,&|;/+]+|[^\s,&|;/+]+")
_BETWEEN_DIGITS = re.compile(r"[0-9]\s*[/+]\s*[0-9]")
_BARE = re.compile("[0-9]{1,2}(?:-[0-9]{1,2})?")
"""Numbers that could be hours or days of a month."""
Chosen = dict[Unit, list[str]]


class Item(NamedTuple):
    """A value or range of a scale; without a scale it is a word for all days or all hours, or numbers alone."""

    unit: Unit | None
    text: str
    is_time: bool
    join: Join = Join.NOTHING
    is_named: bool = False

    @property
    def is_bare(self) -> bool:
        """Tell whether it is numbers whose scale the words beside them decide."""
        return self.unit is None and bool(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What words say: alternatives, and how the first and the last one join what stands beside the words.

    Without any alternative the words do nothing but join; one without scales is always active.
    """

    alternatives: tuple[Chosen, ...]
    before: Join
    behind: Join

    def __str__(self) -> str:
        return ", ".join(" ".join(_scales(chosen)) for chosen in self.alternatives)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The scales of all alternatives."""
        return tuple(unit for chosen in self.alternatives for unit in chosen)

    @property
    def is_night(self) -> bool:
        """Tell whether hours run over midnight, whose two ends belong to the same day in a period."""
        return any(hours.runs_over_midnight(item) for chosen in self.alternatives for item in chosen.get(Unit.HOUR, ()))


def read(written: str) -> Phrase | None:
    """Read words, or answer None if one of them is not understood or together they could mean two things."""
    words = _words(written) if len(written) <= LONGEST else []
    if len(words) == 1 and words[0] in _ALWAYS:
        return Phrase(alternatives=({},), before=Join.NOTHING, behind=Join.NOTHING)
    found = _items(words) if words else None
    if found is None:
        return None
    items, behind = found
    settled = _settled(items)
    if settled is None:
        return None
    alternatives = _alternatives(settled)
    before = items[0].join if items else behind
    return None if alternatives is None else Phrase(alternatives=alternatives, before=before, behind=behind)


def _words(written: str) -> list[str]:
    text = _ROUND_THE_CLOCK.sub("24x7", _AFTER_NAME.sub(" ", _WRAPPING.sub(" ", folded(written))))
    if _BETWEEN_DIGITS.search(text):
        return []
    return _WORD.findall(TO.sub("-", hours.joined(text)))


def _items(words: Sequence[str]) -> tuple[list[Item], Join] | None:
    """Answer what words name, and how they join what follows: words = { name | item | join | filler }."""
    found: list[Item] = []
    unit: Unit | None = None
    join, is_awaited = Join.NOTHING, False
    for word in words:
        if word in _FILLERS:
            continue
        if word in _JOINS or word[0] in SIGNS:
            join = max(join, _JOINS.get(word) or max(SIGNS[sign] for sign in word))
            continue
        if word in UNITS:
            if is_awaited:
                return None
            unit, is_awaited = UNITS[word], True
            continue  # its values follow
        item = _told(unit, word)
        if item is None:
            return None
        found.append(item._replace(join=join))
        join, is_awaited = Join.NOTHING, False
    return None if is_awaited else (found, join)


def _told(unit: Unit | None, word: str) -> Item | None:
    """Answer the item that a word is: of the scale that was named last, or of one that can be told from itself."""
    if unit is not None:
        item = word if all(value_of(unit, end) is not None for end in word.split("-", 1)) else meant_item(unit, word)
        return Item(unit, item, unit in TIMES, is_named=True) if item else None
    if word in _EVERY_DAY or word in _ALL_DAY:
        return Item(None, "", is_time=word in _ALL_DAY)
    for guessed in (Unit.WEEKDAY, Unit.MONTH):
        item = ends(guessed, word)
        if item and not any(sign.isdigit() for sign in word):
            return Item(guessed, item, is_time=False)
    if _BARE.fullmatch(word):
        return Item(None, word, is_time=True)
    item = ends(Unit.HOUR, word, until=True) if "-" in word or ":" in word else None
    return Item(Unit.HOUR, item, is_time=True) if item else None


def _settled(items: Sequence[Item]) -> list[Item] | None:
    """Answer items of which all have their scale: numbers beside the name of one month are days, others are hours."""
    if len({item.text[0].isdecimal() for item in items if item.unit is Unit.MONTH}) > 1:
        return None  # `mo jan 1-8` could be days, and could be months
    months = [index for index, item in enumerate(items) if item.unit is Unit.MONTH]
    bare = [index for index, item in enumerate(items) if item.is_bare]
    if not months or not bare:
        found = [_as(Unit.HOUR, item) if item.is_bare else item for item in items]
        return [item for item in found if item is not None] if None not in found else None
    if len(months) > 1 or len(bare) > 1 or abs(months[0] - bare[0]) > 1 or "-" in items[months[0]].text:
        return None
    if any(item.unit is Unit.WEEKDAY for item in items) or items[max(months[0], bare[0])].join:
        return None
    days = _as(Unit.DAY, items[bare[0]])
    return None if days is None else [days if item.is_bare else item for item in items]


def _as(unit: Unit, item: Item) -> Item | None:
    """Answer numbers as those of a scale; a single one is no hour that anybody is open."""
    if unit is Unit.HOUR and "-" not in item.text:
        return None
    text = ends(unit, item.text, until=True)
    if text is None or (unit is Unit.DAY and hours.runs_over_midnight(text)):
        return None
    return item._replace(unit=unit, text=text, is_time=unit in TIMES)


def _alternatives(items: Sequence[Item]) -> tuple[Chosen, ...] | None:
    """Answer days and hours in pairs, or None where they do not come in pairs."""
    runs = [list(run) for _, run in groupby(items, key=lambda item: item.is_time)]
    pairs = [runs] if len(runs) == 1 else [runs[index : index + 2] for index in range(0, len(runs), 2)]
    found = [_together(pair) for pair in pairs]
    chosen = tuple(one for one in found if one is not None)
    if len(chosen) < len(found) or (len(runs) > 1 and len(runs) % 2):
        return None
    is_every_day = any(not item.text and not item.is_time for item in items)
    return None if len(chosen) > 1 and (is_every_day or not all(chosen)) else chosen


def _together(runs: Sequence[Sequence[Item]]) -> Chosen | None:
    """Answer what days and hours that belong together choose; a comma between scales by their names means 'or'."""
    found: Chosen = {}
    for run in runs:
        chosen = _of_one_kind(run)
        if chosen is None:
            return None
        found |= chosen
    if len(runs) > 1:
        join = runs[1][0].join
        if join > Join.COMMA or (join is Join.COMMA and any(item.is_named for run in runs for item in run)):
            return None
    return found


def _of_one_kind(items: Sequence[Item]) -> Chosen | None:
    """Answer what some days, or some hours, choose; each scale stands once, and nothing parts two scales."""
    found: Chosen = {}
    last: Item | None = None
    for item in items:
        if item.unit is None:
            return {} if len(items) == 1 else None
        if last is None or item.unit is not last.unit:
            if item.unit in found or (last is not None and item.join):
                return None
            found[item.unit] = []
        found[item.unit].append(item.text)
        last = item
    return found


def _scales(chosen: Chosen) -> Iterator[str]:
    for unit in Unit:
        if unit in chosen:
            yield f"{unit} {{{' '.join(chosen[unit])}}}"
