"""Exceptions to the policy, written into the settings: every comment stays, nothing else is touched.

They are put into the tree of the layout, which knows to whom each comment belongs.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml.error import YAMLError

from reconciler.errors import ConfigurationError
from reconciler.loader.builder import read_document
from reconciler.loader.events import NotYamlError
from reconciler.loader.layout.canonical import LayoutError, formatted
from reconciler.loader.layout.reading import tree_of
from reconciler.loader.layout.tree import Alias, Collection, Document, Node, Scalar, Slot
from reconciler.loader.layout.writing import text_of
from reconciler.loader.levels import SETTINGS, SETTINGS_FILE
from reconciler.model.settings import PolicyException

TITLE = "# Settings stand in this one file; docs/desired-state.md lists them.\n"
PATH = (SETTINGS, "policy", "exceptions")


def with_exceptions(text: str | None, exceptions: Sequence[PolicyException]) -> str:
    """Answer the text of the settings (None: there is no file yet) with more exceptions at the end of those it has.

    ConfigurationError where they stand in a way that nothing can be added to, as behind an alias of YAML.
    """
    before = TITLE if text is None else text
    items = [{"name": item.name, "target": item.target, "reason": item.reason} for item in exceptions]
    try:
        document = tree_of(formatted(before))
        listed = _listed(document)
        listed.slots += [Slot(key=None, value=_mapping(item, listed)) for item in items]
        after = formatted(text_of(document))
        if _value(after) == _extended(_value(before), items):
            return after
    except (LayoutError, NotYamlError, YAMLError, ValueError, _NowhereError):
        pass  # what was read without a mistake can be laid out, so that this is a rare shape
    raise ConfigurationError(
        f"exceptions cannot be added to {'.'.join(PATH)} as it is written in {SETTINGS_FILE}, and without them the"
        " policy denies what was found, so nothing was written.",
        advice=pasting(exceptions) if text else "",
    )


def pasting(exceptions: Sequence[PolicyException]) -> str:
    """Answer the advice to write exceptions by hand, with their lines."""
    lines = with_exceptions("", exceptions)
    return f"Put what stands below {'.'.join(PATH)} here at the end of yours, and import again:\n\n{lines}"


class _NowhereError(Exception):
    """There is no place that more could be put into."""


def _listed(document: Document) -> Collection:
    """Answer the list of exceptions in a tree, made where it is missing, and opened where it is in brackets."""
    here = _root(document)
    for key in PATH:
        slot = next((slot for slot in here.slots if isinstance(slot.key, Scalar) and slot.key.value == key), None)
        if slot is None:
            slot = Slot(key=Scalar(value=key), value=Scalar(value=""))
            here.slots.append(slot)
        here = _collection(slot, is_mapping=key != PATH[-1], is_flow=here.is_flow)
    return here


def _root(document: Document) -> Collection:
    if isinstance(document.root, Collection):
        document.root.is_spread = document.root.is_flow
        return document.root
    # What stands in a file that says nothing else is its header.
    beside = [document.beside] if document.beside is not None else []
    document.above, document.below = [*document.above, *beside, *document.below], []
    document.root, document.beside = Collection(is_mapping=True, is_flow=False), None
    return document.root


def _collection(slot: Slot, *, is_mapping: bool, is_flow: bool) -> Collection:
    """Answer the mapping or list of a slot, made in place of nothing."""
    value: Node = slot.value
    if isinstance(value, Collection) and (is_flow or value.slots or value.opening or value.closing or value.properties):
        value.is_spread = value.is_flow
        return value
    if isinstance(value, Alias) or value.properties:
        raise _NowhereError
    slot.value = Collection(is_mapping=is_mapping, is_flow=is_flow, is_spread=is_flow)
    if not is_flow:
        # What begins on the next line has room behind its head alone.
        said = [comment for comment in (slot.after_head, *slot.between, slot.beside) if comment]
        slot.after_head, slot.between, slot.beside = None, [], None
        slot.above += said[:-1]
        slot.after_head = said[-1] if said else None
    return slot.value


def _mapping(item: Mapping[str, str], listed: Collection) -> Collection:
    slots = [Slot(key=Scalar(value=key), value=Scalar(value=text, style='"')) for key, text in item.items()]
    return Collection(is_mapping=True, is_flow=listed.is_flow, slots=slots)


def _value(text: str) -> Any:
    document, problems = read_document(text, SETTINGS_FILE)
    if document is None or problems:
        raise _NowhereError
    return document.value


def _extended(value: Any, items: Sequence[Mapping[str, str]]) -> Any:
    """Answer a file's value with more exceptions, whatever is missing on the way to them made."""
    root = here = copy.deepcopy(value) or {}
    for key in PATH[:-1]:
        here[key] = here = here.get(key) or {}
    here[PATH[-1]] = [*(here.get(PATH[-1]) or []), *items]
    return root
