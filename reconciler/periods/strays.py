"""What to say of words outside of braces, and how to correct them."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from reconciler.periods import phrases
from reconciler.periods.explaining import ALWAYS, EXAMPLES, MALFORMED, NO_NEGATION, OF_THE_LAST_HOUR
from reconciler.periods.joining import OR, Sides, sides
from reconciler.periods.mistakes import MOST, Edit, Explained
from reconciler.periods.phrases import Phrase
from reconciler.periods.quoting import odd_character, quoted
from reconciler.periods.scales import TIMES, UNITS, Unit
from reconciler.periods.tokens import SPACES

GENERIC = "Write each value in the braces of its scale, as in wd {mon-fri} hr {9-17}."
JOINING = "Write a comma between alternatives of which one must fit, and nothing between scales that must all fit."
NIGHT = (
    "In a period both ends of a night belong to the same day. Write two entries, the evening and the morning each with"
    " its own day, as in wd {fri} hr {22-23} and wd {sat} hr {0-6}."
)


class Words(NamedTuple):
    """Words outside of braces, and their place."""

    text: str
    start: int
    end: int


def blank(words: Words) -> Explained:
    """Explain what only looks like a space."""
    odd = odd_character(words.text)
    return Explained(
        detail=f"{odd[0].upper()}{odd[1:]}, which looks like a space and is none to most engines. Write a space.",
        edit=Edit(start=words.start, end=words.end, text=" "),
    )


class Alternative:
    """What stands between two commas: scales, of which None is one that nobody knows, and words among them."""

    def __init__(self, text: str, parts: Sequence[Unit | Words | None]) -> None:
        self.words = [part for part in parts if isinstance(part, Words)]
        self._text = text
        self._parts = parts

    def explain(self, words: Words) -> Explained:
        """Explain some of the words."""
        phrase = self._phrases.get(words)
        what = f"{quoted(words.text)} stands outside of braces. {MALFORMED}"
        if "!" in words.text:
            return Explained(detail=f"{what} {NO_NEGATION}")
        if phrase is None:
            return Explained(detail=f"{what} {_in_braces(words.text)}")
        if phrase.alternatives == ({},):
            is_all = words.text == self._text.strip(SPACES)
            edit = Edit(start=words.start, end=words.end, text="") if is_all else None
            return Explained(detail=f"{what} {ALWAYS}", edit=edit)
        if phrase.is_night and any(unit not in TIMES for unit in (*phrase.units, *self._units)):
            return Explained(detail=f"{what} {NIGHT}")
        around = self._sides.get(words)
        if around is None:
            return Explained(detail=f"{what} {GENERIC if phrase.alternatives else JOINING}")
        return Explained(detail=f"{what} {_advice(phrase, around)}", edit=self._edit(words, phrase, around))

    def _edit(self, words: Words, phrase: Phrase, around: Sides) -> Edit:
        """Answer the edit that puts a phrase, and what belongs around it, in the place of words."""
        start, end = words.start, words.end
        is_first = words is self._parts[0]
        if not is_first and (around[0] or not phrase.alternatives):
            start = len(self._text[:start].rstrip(SPACES))
        if is_first and not phrase.alternatives:
            end = len(self._text) - len(self._text[end:].lstrip(SPACES))
        text = f"{around[0]}{phrase}{around[1]}"
        is_spaced = self._text[end : end + 1] in (*SPACES, "")
        return Edit(start=start, end=end, text=text.rstrip(SPACES) if is_spaced else text)

    @cached_property
    def _units(self) -> list[Unit]:
        return [part for part in self._parts if isinstance(part, Unit)]

    @cached_property
    def _phrases(self) -> dict[Words, Phrase | None]:
        """What the words say; of too many nobody looks, since they are not corrected either."""
        return {words: phrases.read(words.text) for words in self.words} if len(self.words) <= MOST else {}

    @cached_property
    def _sides(self) -> dict[Words, Sides]:
        said = [self._phrases[part] if isinstance(part, Words) else part for part in self._parts]
        if None in self._phrases.values() or any(_is_too_much(part) for part in said if len(said) > 1):
            return {}
        found = sides(said)
        return {} if found is None else dict(zip(self.words, found, strict=True))


def _is_too_much(part: Unit | Phrase | None) -> bool:
    """Tell whether words among others say more than scales that must all fit."""
    return isinstance(part, Phrase) and (len(part.alternatives) > 1 or part.alternatives == ({},))


def _advice(phrase: Phrase, around: Sides) -> str:
    if not phrase.alternatives:
        return "Write a comma instead, which means 'or'." if OR in around else "Take it away."
    where = "behind" if around[0] == OR else "before"
    comma = f" {where} a comma, which means 'or'" if OR in around else ""
    last = OF_THE_LAST_HOUR if "-" in str(phrase).partition("hr {")[2] else "."
    return f"Write {phrase}{comma}{last}"


def _in_braces(words: str) -> str:
    unit = UNITS.get(words.lower())
    return GENERIC if unit is None else f"Write its values in braces behind it, as in {EXAMPLES[unit]}."
