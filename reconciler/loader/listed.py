"""The items of a section that is a list of mappings."""

from collections.abc import Iterator
from typing import Any

from reconciler.loader.builder import Document
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic
from reconciler.model.kinds import kind_of


def listed(document: Document, section: str, what: str) -> Iterator[tuple[int, dict[str, Any], Diagnostic | None]]:
    """Yield each item of a section with its index, and what is wrong where it is no mapping, or the section no list."""
    declared, places = document.value.get(section), document.places
    if declared is None:
        return
    if not isinstance(declared, list):
        detail = f"'{section}' must be a list, and it is {kind_of(declared)}."
        yield 0, {}, diagnostic(Code.WRONG_TYPE, detail, places.of_value(document.value, section))
        return
    for index, item in enumerate(declared):
        if isinstance(item, dict):
            yield index, item, None
        else:
            detail = f"{what} is a mapping, and this is {kind_of(item)}."
            yield index, {}, diagnostic(Code.WRONG_TYPE, detail, places.of_value(declared, index))
