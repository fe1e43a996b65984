"""The canonical layout: order of keys, indentation, quotes where they are needed; every comment and value stays."""

from typing import Any

from reconciler.loader.builder import read_document
from reconciler.loader.layout.order import put_in_order
from reconciler.loader.layout.reading import tree_of
from reconciler.loader.layout.writing import text_of
from reconciler.model.diagnostics import Diagnostic


class ValueTouchedError(Exception):
    """The layout would change what a file means, which is a fault of ours: the file must stay as it is."""


def formatted(text: str) -> str:
    """Answer a text in canonical layout; the reading of YAML must find nothing wrong in it."""
    after, problems = laid_out(text, "")
    if after is None:
        raise ValueError(problems[0].detail)
    return after


def laid_out(text: str, file: str) -> tuple[str | None, list[Diagnostic]]:
    """Answer a file's text in canonical layout, or None and what the reading of its YAML finds wrong."""
    document, problems = read_document(text, file)
    if document is None or problems:
        return None, problems
    tree = tree_of(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    put_in_order(tree.root)
    after = text_of(tree)
    again, problems = read_document(after, file)
    if again is None or problems or not _same(document.value, again.value):
        raise ValueTouchedError(file)
    return after, []


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal, their types and the signs of their zeros included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return repr(one) == repr(other)
