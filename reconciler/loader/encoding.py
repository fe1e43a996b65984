"""Which encoding bytes most likely have that are not UTF-8: it is told, and never used to read a file."""

import codecs
import re

SAMPLE = 4096
"""So many bytes tell the encoding."""
FEWEST_ZEROS = 4
FEWEST_TIMES = 10
"""One byte of two is zero that much oftener than the other in UTF-16, and no more rarely than once in so many."""
MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # it begins like the mark of UTF-16
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
CYRILLIC = ("windows-1251", "KOI8-R", "IBM866")
FEWEST_LETTERS = 3
FREQUENT = frozenset("оеаинтсрвлОЕАИНТСРВЛ")
"""The letters that make up two thirds of a Russian text."""

_LETTER = re.compile("[А-Яа-яЁё]")
_ODD = re.compile("(?=[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]|[а-яё][А-ЯЁ])|[^\0-\x7fА-Яа-яЁё№«»„“”–—…\xa0]")
"""What Russian texts rarely have, and garbled ones soon: two alphabets in a word, capitals inside it, strange signs."""


def wide(content: bytes) -> str | None:
    """Answer UTF-16 or UTF-32 for bytes that look like it, by their mark or by where their zeros are."""
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return name
    sample = content[:SAMPLE]
    if sample.count(0) < FEWEST_ZEROS:
        return None
    quarter = len(sample) // 4
    zeros = [sample[start::4].count(0) for start in range(4)]
    if min(zeros[:2]) >= quarter or min(zeros[2:]) >= quarter:
        return "UTF-32" if max(zeros) > min(zeros) else None
    fewer, more = sorted((zeros[0] + zeros[2], zeros[1] + zeros[3]))
    return "UTF-16" if more > FEWEST_TIMES * fewer and more * FEWEST_TIMES > quarter else None


def cyrillic(content: bytes) -> str | None:
    """Answer the encoding in which bytes make a Russian text, if they do so in one alone."""
    scores = {name: _score(content[:SAMPLE].decode(name, errors="replace")) for name in CYRILLIC}
    best = max(scores, key=scores.__getitem__)
    is_alone = sum(score == scores[best] for score in scores.values()) == 1
    return best if scores[best] > 0 and is_alone else None


def _score(text: str) -> float:
    """Answer how Russian a text looks, from 0 to 1."""
    letters = _LETTER.findall(text)
    if len(letters) < FEWEST_LETTERS or _ODD.search(text):
        return 0
    return sum(letter in FREQUENT for letter in letters) / len(letters)
