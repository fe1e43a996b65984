"""Which mistakes a person is shown when there are more than anybody reads."""

from collections import Counter
from collections.abc import Sequence

from reconciler.model.diagnostics import Diagnostic, Severity

PER_FILE = 20
IN_ALL = 100


def chosen(found: Sequence[Diagnostic]) -> frozenset[int]:
    """Answer the positions of those to show: so many of a file and in all, and no warning where an error could be."""
    errors_first = sorted(range(len(found)), key=lambda position: found[position].severity is not Severity.ERROR)
    of_file: Counter[str] = Counter()
    shown: set[int] = set()
    for position in errors_first:
        if len(shown) == IN_ALL:
            break
        file = found[position].source.file
        if of_file[file] < PER_FILE:
            of_file[file] += 1
            shown.add(position)
    return frozenset(shown)
