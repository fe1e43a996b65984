"""What changes for callers, as rows of a table: numbers of which the same is told stand together."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from reconciler.model.identifiers import NumberCode
from reconciler.planner.change import Action, Change
from reconciler.planner.review import NO_EFFECT, Review
from reconciler.reports.beside import Beside
from reconciler.reports.markdown.tables import EMPTY, Cell, Row, Table, lines, number, spread, strong
from reconciler.reports.markdown.templating import code, words
from reconciler.reports.text import forwarding
from reconciler.reports.text import review as of_review
from reconciler.reports.text.acts import VERB
from reconciler.reports.text.review import Flags

HEAD = ("number", "", "when", "before", "after")
MOST_ALIKE = 10
"""So many numbers of which the same is told are named in one cell; the field changes name all."""


def table_of(changes: Iterable[Change], beside: Beside, flags: Flags) -> Table:
    """Answer what callers notice of changes."""
    alike: dict[tuple[str, tuple[Row, ...]], list[Markup]] = {}
    for change in changes:
        told = tuple(_told(change, beside.review, flags))
        if told:
            entry = change.after or change.before
            named = number(change.number_code, entry.description if entry else None)
            alike.setdefault((VERB[change.action], told), []).append(named)
    rows = [row for (verb, told), numbers in alike.items() for row in spread((_together(numbers), words(verb)), told)]
    return Table(title="What changes for callers", head=HEAD, rows=rows)


def unnoticed(changes: Iterable[Change], review: Review, flags: Flags) -> tuple[NumberCode, ...]:
    """Answer the numbers whose change no caller notices."""
    return tuple(change.number_code for change in changes if not any(True for _ in _told(change, review, flags)))


def affected(review: Review, flags: Flags) -> Table:
    """Answer what callers notice of numbers that have no change of their own."""
    alike: dict[tuple[Row, ...], list[Markup]] = {}
    for each in review.affected:
        told = (*_flags(each, flags), *_effect(each, review))
        if told:
            alike.setdefault(told, []).append(number(each))
    rows = [row for told, numbers in alike.items() for row in spread((_together(numbers),), told)]
    title = f"Callers of {len(review.affected)} other number{'' if len(review.affected) == 1 else 's'} notice something"
    return Table(title=title, head=(HEAD[0], *HEAD[2:]), rows=rows)


def _told(change: Change, review: Review, flags: Flags) -> Iterator[Row]:
    yield from _flags(change.number_code, flags)
    found = list(_effect(change.number_code, review))
    if change.action is Action.ADD and not found and change.after is not None:
        yield (EMPTY, words("nothing is recorded"), code(forwarding.render(change.after.payload)))
    yield from found


def _flags(each: NumberCode, flags: Flags) -> Iterator[Row]:
    for item in flags.beside.get(each, ()):
        yield (code(of_review.flag_words(item, is_one=True)), EMPTY, EMPTY)


def _effect(each: NumberCode, review: Review) -> Iterator[Row]:
    found = review.effects.get(each, NO_EFFECT)
    for line in of_review.told_lines(found):
        after: Cell = strong(line.after) if line.goes_dark else code(line.after)
        yield (words(line.when), code(line.before), after)
    if found.told.more:
        yield (words(of_review.other_times(found)), EMPTY, EMPTY)


def _together(numbers: list[Markup]) -> Markup:
    more = len(numbers) - MOST_ALIKE
    others = [words(f"and {more} other{'s' if more > 1 else ''}")] if more > 0 else []
    return lines([*numbers[:MOST_ALIKE], *others])
