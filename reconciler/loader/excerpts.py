"""The lines that diagnostics speak of, as they stand in the files; none that may hold a secret."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reconciler.loader.meaning import LITERAL_SECRET
from reconciler.loader.position import LINE_END
from reconciler.model.diagnostics import Code, Diagnostic

SECRET = frozenset({Code.KEY_IN_FILE, Code.LITERAL_SECRET, Code.SECRET_NOT_LISTED, Code.SECRET_MISPLACED})
"""Where one of these is found, the line may hold what its detail takes care not to repeat."""


def with_excerpts(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the diagnostics with the text of their lines; `texts` has the text of each file that was read."""
    every = list(found)
    secret = {(item.source.file, item.source.line) for item in every if item.code in SECRET}
    lines: dict[str, list[str]] = {}
    for item in every:
        file, number = item.source.file, item.source.line
        if file in texts and file not in lines:
            lines[file] = LINE_END.split(texts[file])
        inside = number <= len(lines.get(file, ()))
        if not inside or (file, number) in secret or LITERAL_SECRET.search(lines[file][number - 1]):
            yield item
        else:
            yield replace(item, excerpt=lines[file][number - 1])
