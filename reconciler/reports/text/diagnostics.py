"""Mistakes in files for people: place, title and code on one line, below it the place itself and what to do."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from reconciler.model.diagnostics import Diagnostic, Severity
from reconciler.reports.harmless import harmless
from reconciler.reports.text import excerpt
from reconciler.reports.text.chosen import chosen
from reconciler.reports.text.paint import PLAIN, Paint

WIDTH = 100
NAMED = 20
"""So many files of which nothing is shown are named."""
HINT = "correct these first, or see all with --format json"


def render(diagnostics: Iterable[Diagnostic], *, paint: Paint = PLAIN) -> str:
    """Answer them file by file in order, and a last line that counts all of them; empty when there is none.

    Of very many only the first are shown, errors before warnings, and what is left out is counted.
    """
    found = list(diagnostics)
    if not found:
        return ""
    shown = chosen(found)
    files: dict[str, list[int]] = {}
    for position, item in enumerate(found):
        files.setdefault(item.source.file, []).append(position)
    told = _Told()
    blocks: list[str] = []
    unseen: dict[str, list[Diagnostic]] = {}
    for file, positions in files.items():
        blocks += ["\n".join(_lines(found[position], paint, told)) for position in positions if position in shown]
        left_out = [found[position] for position in positions if position not in shown]
        if len(left_out) == len(positions):
            unseen[file] = left_out
        elif left_out:
            blocks.append(_left_out(left_out, harmless(file)))
    blocks += _unseen(unseen)
    return "\n".join([*blocks, paint.strong(_count(found, len(files), len(shown)))]) + "\n"


class _Told:
    """What details were shown, each with the place at which it was first; the same words are not read twice."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        self._last: str | None = None

    def words(self, detail: str, place: str) -> str:
        """Answer what to show of a detail: all of it once, nothing behind the same words, elsewhere where it stands."""
        first = self._places.setdefault(detail, place)
        is_repeated, self._last = self._last == detail, detail
        if is_repeated:
            return ""  # the title and the line tell it; the same words once more would only hide the other mistakes
        return harmless(detail) if first == place else f"As at {first}."


def _lines(item: Diagnostic, paint: Paint, told: _Told) -> Iterator[str]:
    colour = paint.bad if item.severity is Severity.ERROR else paint.changed
    place = f"{harmless(item.source.file)}:{item.source.line}:{item.source.column}"
    yield f"{paint.strong(place)}: {colour(item.severity.value)}: {item.summary} {paint.faint(f'[{item.code.value}]')}"
    if item.excerpt is not None:
        yield from excerpt.render(item.source, item.excerpt, width=WIDTH, paint=paint, colour=colour)
    words = told.words(item.detail, place)
    if words:
        yield textwrap.fill(
            words,
            WIDTH,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _unseen(files: dict[str, list[Diagnostic]]) -> Iterator[str]:
    """Yield what is left out of files of which nothing is shown."""
    named = list(files)[:NAMED] if len(files) > NAMED + 1 else list(files)
    for file in named:
        yield _left_out(files[file], harmless(file))
    others = [item for file, items in files.items() if file not in named for item in items]
    if others:
        yield _left_out(others, f"{len(files) - len(named):,} other files")


def _left_out(items: Sequence[Diagnostic], where: str) -> str:
    return f"… and {' and '.join(_counts(items, ' more'))} in {where}"


def _count(found: Sequence[Diagnostic], files: int, shown: int) -> str:
    total = f"{', '.join(_counts(found))} in {_some(files, 'file')}."
    return total if shown == len(found) else f"{total} {shown} of them are shown: {HINT}."


def _counts(items: Sequence[Diagnostic], more: str = "") -> Iterator[str]:
    errors = sum(item.severity is Severity.ERROR for item in items)
    for count, word in ((errors, "error"), (len(items) - errors, "warning")):
        if count:
            yield _some(count, word, more)


def _some(count: int, word: str, more: str = "") -> str:
    return f"{count:,}{more} {word}{'s' if count != 1 else ''}"
