"""What a plan does number by number and field by field, as rows of a table."""

from collections.abc import Iterable, Iterator

from reconciler.planner.change import Action, Change
from reconciler.planner.fields import FieldChange, field_changes
from reconciler.reports.beside import Beside
from reconciler.reports.markdown.tables import EMPTY, Cell, Row, Table, lines, number, spread
from reconciler.reports.markdown.templating import code, words
from reconciler.reports.text import acts, fields, forwarding
from reconciler.reports.text import review as of_review
from reconciler.reports.text.totals import some

HEAD = ("number", "", "field", "before", "after")
SAME = (words("as above"), EMPTY, EMPTY)
NO_FIELD = (words("nothing that is shown"), EMPTY, EMPTY)


def table_of(changes: Iterable[Change], beside: Beside) -> Table:
    """Answer every change; of numbers of which the same is told the first has the fields, the others stand below."""
    alike: dict[tuple[Action, tuple[Row, ...]], list[Change]] = {}
    for change in changes:
        alike.setdefault((change.action, tuple(_told(change, beside))), []).append(change)
    rows: list[Row] = []
    for (_, told), (first, *others) in alike.items():
        rows += spread(_head(first), told or (NO_FIELD,))
        rows += [(*_head(other), *SAME) for other in others]
    count = sum(map(len, alike.values()))
    return Table(title=f"Field changes of {some(count)}", head=HEAD, rows=rows)


def _head(change: Change) -> tuple[Cell, Cell]:
    """Answer the number with its description, and what is done where it is declared."""
    entry = change.after or change.before
    place = code(f"{change.source.file}:{change.source.line}") if change.source else words(acts.UNDECLARED)
    described = number(change.number_code, entry.description if entry is not None else None)
    return described, lines([words(acts.VERB[change.action]), place])


def _told(change: Change, beside: Beside) -> Iterator[Row]:
    yield from _what(change)
    for sentence in (*of_review.until(change, beside.zone), *of_review.later(change, beside.zone)):
        yield _sentence(code(sentence))
    for name in change.missing_secrets:
        yield _sentence(code(acts.without(name)))


def _what(change: Change) -> Iterator[Row]:
    before = change.before.payload if change.before else None
    after = change.after.payload if change.after else None
    match change.action:
        case Action.ADD:
            yield (words("forwarding"), EMPTY, code(forwarding.render(after)))
            yield from (_sentence(code(line)) for line in forwarding.details(after))
        case Action.REMOVE:
            yield from (_sentence(words(line)) for line in acts.open_question(change.before))
            yield (words("forwarding"), code(forwarding.render(before)), words(acts.DELETED))
        case Action.FORGET:
            yield from (_sentence(words(line)) for line in acts.open_question(change.before))
            yield (words("forwarding"), code(forwarding.render(before)), words(acts.STAYS))
        case Action.RESEND:
            yield _sentence(words(acts.why_again(change.before)))
            yield from map(_field, field_changes(change))
        case Action.NOTE:
            yield _sentence(words(acts.RECORD_ONLY))
            yield from map(_field, field_changes(change))
        case Action.CHANGE | Action.MOVE:
            yield from map(_field, field_changes(change))


def _sentence(cell: Cell) -> Row:
    return (cell, EMPTY, EMPTY)


def _field(field: FieldChange) -> Row:
    if field.path[0] == "secrets":
        return (code(f"secret changed: {field.path[-1]}"), EMPTY, EMPTY)
    before, after = (EMPTY if side is None else code(fields.value(side)) for side in (field.before, field.after))
    return (code(field.name), before, after)
