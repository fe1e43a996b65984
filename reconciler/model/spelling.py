"""Words as people misspell them: the known word that is nearest, and characters that are not what they look like."""

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from reconciler.model.diagnostics import quoted

NEAR = 65
"""How alike two words must be for one to be offered for the other: twice what they share, in per cent of both."""
LONGEST = 80
"""A longer word is compared with nothing: nobody misspells one, and comparing would take long."""
FEW = 12
MOST_LISTED = 200
"""So many known words, and so many characters of them, are listed where none is near."""
MANY = 1_000
COMPARISONS = 2_000_000
"""How often names are compared, which takes a fifth of a second; whoever asks after that is told without."""

_LATIN = "ABEIKMHOPCTYXSJabeikmopctyxsjdABEIKMHOPTYXZNopavi"
_ALIKE = "АВЕІКМНОРСТУХЅЈаЬеікморстухѕјԁΑΒΕΙΚΜΗΟΡΤΥΧΖΝορανι"
LOOK_ALIKES = dict(zip(_ALIKE, _LATIN, strict=True))
"""Cyrillic and Greek letters that nobody can tell from the Latin ones."""
SEEN_AS = {"Cf": ", which nobody sees", "Zs": ", which is no part of a word"}
"""What to say of characters that are not seen as such, by their category in Unicode."""
_BETWEEN_PARTS = re.compile("[-_/]")
_SKELETON = str.maketrans(LOOK_ALIKES)


class Vocabulary:
    """The words that are known somewhere, for words that are not; it answers in bounded time, however many ask."""

    def __init__(self, words: Iterable[str], *, comparisons: float = COMPARISONS) -> None:
        self._left = comparisons
        self._words = sorted(words)
        self._alike = {_skeleton(word): word for word in self._words if len(word) <= LONGEST}
        self._skeletons = list(self._alike)
        self._parts: dict[str, str | None] = {}
        for skeleton, word in self._alike.items():
            for part in set(_BETWEEN_PARTS.split(skeleton)):
                self._parts[part] = None if part in self._parts else word

    def nearest(self, word: str) -> str | None:
        """Answer the one known word that was most likely meant: it looks alike, is spelt alike, or has it as a part."""
        if not 1 < len(word) <= LONGEST or not self._words:
            return None
        skeleton = _skeleton(word)
        if skeleton in self._alike:
            return self._alike[skeleton]
        self._left -= len(self._skeletons)
        if self._left < 0:
            return None
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - it costs 30 ms, which right files need not pay

        found = process.extractOne(skeleton, self._skeletons, scorer=fuzz.ratio, score_cutoff=NEAR)
        return self._alike[found[0]] if found else self._parts.get(skeleton)

    def look_up(self, word: str) -> tuple[str | None, str]:
        """Answer the nearest word, and a sentence that offers it, or else all words if they are few."""
        near = self.nearest(word)
        if near is not None:
            return near, f" Did you mean {quoted(near)}?{odd_character(word, near)}"
        listed = ", ".join(quoted(known)[1:-1] for known in self._words) if len(self._words) <= FEW else ""
        return None, f" Known here: {listed}." if 0 < len(listed) <= MOST_LISTED else ""


@lru_cache(maxsize=256)
def vocabulary(words: tuple[str, ...]) -> Vocabulary:
    """Answer the vocabulary of some words; it compares as often as it is asked, and not at all if they are many."""
    return Vocabulary(words, comparisons=math.inf if len(words) <= MANY else 0)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Answer the known word that was most likely meant, or None."""
    return vocabulary(tuple(known)).nearest(word)


def offer(word: str, known: Iterable[str]) -> str:
    """Answer a sentence that offers the nearest known word, or nothing."""
    near, hint = vocabulary(tuple(known)).look_up(word)
    return hint if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Answer a sentence that offers the nearest known word, or else all of them if they are few."""
    return vocabulary(tuple(known)).look_up(word)[1]


def alike(word: str, known: Iterable[str]) -> str | None:
    """Answer the known word that looks the same, or None."""
    return {_skeleton(other): other for other in known}.get(_skeleton(word[:LONGEST]))


def odd_character(word: str, meant: str) -> str:
    """Answer a sentence about the first character by which a word only looks like the one that was meant, or none."""
    same = _skeleton(word) == _skeleton(meant)
    for index, character in enumerate(word[:LONGEST]):
        if character in meant:
            continue
        if is_unseen(character) or (character in LOOK_ALIKES and (same or meant.isascii())):
            return named(index, character)
    if same and len(word) == len(meant):
        for index, (written, right) in enumerate(zip(word, meant, strict=True)):
            if written.lower() != right.lower():
                return named(index, written)
    return ""


def _skeleton(word: str) -> str:
    """Answer what a word looks like, capital letters or not."""
    seen = word if word.isascii() else "".join(sign for sign in word if not is_unseen(sign)).translate(_SKELETON)
    return seen.lower()


def is_unseen(character: str) -> bool:
    """Tell whether a character is one that nobody sees as such."""
    return unicodedata.category(character) in SEEN_AS


def named(index: int, character: str) -> str:
    """Answer a sentence that says which character stands where; one that nobody sees is not shown."""
    code = f"U+{ord(character):04X}"
    unseen = SEEN_AS.get(unicodedata.category(character), "")
    shown = "" if unseen else f", {quoted(character)},"
    return f" Character {index + 1}{shown} is {unicodedata.name(character, code)} ({code}){unseen}."
