"""The canonical layout: order of keys, indentation, quotes where they are needed; every comment and value stays."""

import re
from typing import Any

from ruamel.yaml.error import YAMLError

from reconciler.loader.builder import read_document
from reconciler.loader.events import NotYamlError
from reconciler.loader.layout.margins import scanned
from reconciler.loader.layout.order import put_in_order
from reconciler.loader.layout.reading import tree_of
from reconciler.loader.layout.writing import text_of
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic

LINE_FEEDS = re.compile("\r\n?")


class LayoutError(Exception):
    """The layout would change what a file says, which is a fault of ours: the file must stay as it is."""


def formatted(text: str) -> str:
    """Answer a text in canonical layout; the reading of YAML must find nothing wrong in it."""
    after, problems = laid_out(text, "")
    if after is None:
        raise ValueError(problems[0].detail)
    return after


def laid_out(text: str, file: str) -> tuple[str | None, list[Diagnostic]]:
    """Answer a file's text in canonical layout, or None and what the reading of its YAML finds wrong."""
    text = text.lstrip("\ufeff")
    document, problems = read_document(text, file)
    if document is None or problems:
        return None, problems
    lines = LINE_FEEDS.sub("\n", text)
    try:
        tree = tree_of(lines)
    except NotYamlError as problem:
        source = Source(file=file, line=problem.line, column=problem.column)
        return None, [diagnostic(Code.WRONG_TYPE, f"This cannot be laid out: {problem.message}", source)]
    except YAMLError as error:
        raise LayoutError from error
    put_in_order(tree.root)
    after = text_of(tree)
    if after != lines:
        _check(lines, document.value, after)
    return after, []


def _check(before: str, value: Any, after: str) -> None:
    """Raise LayoutError unless both texts have the same value and the same comments."""
    again, problems = read_document(after, "")
    if again is None or problems or not _same(value, again.value) or _comments(before) != _comments(after):
        raise LayoutError


def _comments(text: str) -> list[str]:
    return sorted(comment.text for comment in scanned(text)[1].comments)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal, their types and the signs of their zeros included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return repr(one) == repr(other)
