"""The lines that diagnostics speak of, as they stand in the files; none that may hold a secret."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from reconciler.loader.meaning import LITERAL_SECRET
from reconciler.loader.position import LINE_END
from reconciler.model.diagnostics import Code, Diagnostic

SECRET = frozenset({Code.KEY_IN_FILE, Code.LITERAL_SECRET, Code.SECRET_NOT_LISTED, Code.SECRET_MISPLACED})
"""Where one of these is found, the line may hold what its detail takes care not to repeat."""

NAMED = re.compile(
    r"""(?:key|token|secret|passw\w*|auth\w*|bearer|cred\w*|ключ|токен|секрет|парол\w*)["']?\s*:\s*[^\s\[{]""",
    re.IGNORECASE,
)
"""A key with the name of a secret, and a value: it belongs into no file, and so nobody else looks for it."""

LONGEST = 100_000
"""A longer line is not looked through, and so not shown."""


Line: TypeAlias = tuple[str, int]
"""A file and the number of a line in it."""


def secret_lines(found: Iterable[Diagnostic]) -> frozenset[Line]:
    """Answer the lines that must not be shown because of what is told of them."""
    return frozenset((item.source.file, item.source.line) for item in found if item.code in SECRET)


def with_excerpts(
    found: Iterable[Diagnostic], texts: Mapping[str, str], hidden: frozenset[Line] = frozenset()
) -> Iterator[Diagnostic]:
    """Yield the diagnostics with the text of their lines; `texts` has the text of each file that was read.

    `hidden` are lines that must not be shown because of other diagnostics.
    """
    every = list(found)
    shown: dict[Line, str | None] = {}
    lines: dict[str, list[str]] = {}
    for item in every:
        file, number = item.source.file, item.source.line
        if file in texts and file not in lines:
            lines[file] = LINE_END.split(texts[file])
        if (file, number) not in shown:
            shown[file, number] = _shown(lines.get(file, []), number)
    shown.update(dict.fromkeys(hidden | secret_lines(every)))
    for item in every:
        excerpt = shown[item.source.file, item.source.line]
        yield item if excerpt is None else replace(item, excerpt=excerpt)


def _shown(lines: list[str], number: int) -> str | None:
    """Answer a line, looked through once however many diagnostics speak of it, or None where it must not be shown."""
    line = lines[number - 1] if number <= len(lines) else ""
    if not line or len(line) > LONGEST or LITERAL_SECRET.search(line) or NAMED.search(line):
        return None
    return line
