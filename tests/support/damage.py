"""Files damaged as people, editors, merges and disks damage them: seeded, so that each one can be made again."""

import random
from collections.abc import Callable, Sequence

TOKENS: tuple[bytes, ...] = (
    *(b"\t", b"\r", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80"),
    *(b"[", b"{", b"]", b"}", b",", b":", b": ", b"- ", b"? ", b"#", b" #", b"'", b'"', b"|\n", b">-\n", b"%", b"@"),
    *(b"&a ", b"*a ", b"<<: *a\n", b"!!python/object ", b"!!set ", b"---\n", b"...\n", b"=", b"~", b"null", b"1e999"),
    *(b"9" * 400, b"x" * 5000, b"[" * 200, b"- " * 200, b"${KEY}", b"?key=secret", b"\xd0\xb5", b"\xe2\x80\xae"),
    *(b"\\uD83D", b"\x1b[31m", b"`"),
)


def damaged(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Answer the content after one to six damages."""
    for _ in range(chance.randint(1, 6)):
        content = chance.choice(_DAMAGES)(content, others, chance)
    return content


def _insert(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 3)) + content[at:]


def _cut(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    at = chance.randint(0, len(content))
    return content[:at] + content[at + chance.choice((1, 1, 2, 8, 60)) :]


def _flip(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def _line(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Repeat a line, move it, or give it another indentation."""
    lines = content.splitlines(keepends=True) + chance.choice(others).splitlines(keepends=True)[:3]
    line = chance.choice(lines or [b"\n"])
    changed = chance.choice((line, line * 2, b" " * chance.randint(0, 8) + line.lstrip(), b"\t" + line))
    lines.insert(chance.randint(0, len(lines)), changed)
    return b"".join(lines)


def _splice(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    here, there = chance.randint(0, len(content)), chance.randint(0, len(other))
    return content[:here] + other[there : there + 400]


def _recode(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    del others
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1251", "koi8-r"))
    return content.decode(errors="replace").encode(encoding, errors="replace")


_DAMAGES: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    *(_insert, _insert, _insert, _cut, _cut, _flip, _flip, _line, _line, _splice, _recode),
)
