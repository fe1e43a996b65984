"""A recorded number as a person would declare it now: its forwarding and all that is recorded beside it."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from reconciler.loader.declaring import declared, inexpressible
from reconciler.loader.meaning import LITERAL_SECRET, meaning
from reconciler.loader.naming import with_schedules
from reconciler.loader.places import Places
from reconciler.loader.resolve import payload_of
from reconciler.loader.writing import numbers_text
from reconciler.model.declared import NumberDeclaration
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Severity
from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT, Payload, data_of, texts_of
from reconciler.model.recorded import Entry, OnRemoval

TITLE = "What the provider has and the record has now too: put each item in place of the number's own."

SHOWN = frozenset("\u200d\u00ad")
"""Format characters that the reports leave as they are."""
LAST_SHORT = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How items are written in a folder: contacts by number, schedules by period, and what goes without saying."""

    names: Mapping[str, str]
    schedules: Mapping[str, str] = field(default_factory=dict)
    on_removal: OnRemoval
    with_application: bool


def names_of(declared: Mapping[str, str]) -> dict[str, str]:
    """Answer the names of contacts by their numbers, or of schedules by their periods; of several names the first."""
    return {text: name for name, text in sorted(declared.items(), reverse=True)}


def item_of(entry: Entry, payload: Payload, style: Style, number: DesiredNumber | None = None) -> dict[str, Any]:
    """Answer the item of `numbers` that declares a payload.

    What stands beside it is as the folder has it for the number, applied or not; else it is as it is recorded.
    """
    whole = with_schedules(_whole(payload, style.names), style.schedules)
    return {**_beside(number or entry, style, verify=number is not None and number.verify), **whole}


def undeclarable(payload: Payload, recorded: Payload | None) -> str:
    """Answer why nobody can or should declare a payload as it is; empty where there is no reason.

    What was recorded before was declared, and is no reason.
    """
    item = _whole(payload, {})
    problem = inexpressible(item)
    if problem:
        return f"it cannot be declared: {problem}"
    name = DATA_OBJECT.get(payload["call_forwarding_type"])
    for found in meaning(dict(data_of(payload)), item[name], Places("")) if name else ():
        if found.severity is Severity.ERROR:
            return f"it cannot be declared: {found.detail}"
    known = set(texts_of(recorded))
    if any(LITERAL_SECRET.search(text) for text in texts_of(payload) if text not in known):
        return (
            "its live address looks as if there were a key in it, which must not get into the record; name the key in"
            " settings.secrets and set its variable, or restore it"
        )
    whole = {"call_forwarding_type": _type(item), **item}
    if payload_of(NumberDeclaration.model_validate(whole)) != payload:
        return "it cannot be declared: what would be read of its declaration is another forwarding"
    return ""


def items_text(items: Sequence[Mapping[str, Any]]) -> str:
    """Answer the items as the text of a file; what hides or turns text is an escape, which is read as the same."""
    text = numbers_text([_quoted(item) for item in items], application=None, title=TITLE)
    return text if text.isascii() else "".join(map(_escaped, text))


def _quoted(value: Any) -> Any:
    """Put each text with a character in it that is to be an escape in quotes, where YAML knows escapes."""
    if isinstance(value, Mapping):
        return {key: _quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    is_plain = not isinstance(value, str) or value.isprintable() or not any(map(_hides, value))
    return value if is_plain else DoubleQuotedScalarString(value)


def _hides(character: str) -> bool:
    return character not in SHOWN and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(character: str) -> str:
    if character == "\n" or not _hides(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= LAST_SHORT else f"\\U{code:08x}"


def _type(item: Mapping[str, Any]) -> int:
    return next((kind.value for name, kind in TYPE_OF_DATA_OBJECT.items() if name in item), 0)


def _whole(payload: Payload, names: Mapping[str, str]) -> dict[str, Any]:
    """Answer the declaration of a payload with everything that is in it, also what says nothing."""
    item = declared(payload, names)
    name = DATA_OBJECT.get(payload["call_forwarding_type"])
    if name is None:
        return item
    data = dict(item[name])
    rest = {key: value for key, value in data_of(payload).items() if key not in data}
    if "call_control" in data:
        data["call_control"] = list(_entries(data["call_control"], data_of(payload)["call_control"]))
    return {**item, name: {**data, **rest}}


def _entries(items: Iterable[Mapping[str, Any]], entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for item, entry in zip(items, entries, strict=True):
        yield {**item, **{key: value for key, value in entry.items() if key not in item and key != "active"}}


def _beside(known: Entry | DesiredNumber, style: Style, *, verify: bool) -> dict[str, Any]:
    every: dict[str, Any] = {
        "description": known.description,
        "labels": list(known.labels),
        "application": known.application if style.with_application else None,
        "protected": known.protected,
        "on_removal": None if known.on_removal is style.on_removal else known.on_removal.value,
        "verify": verify,
    }
    beside = {name: value for name, value in every.items() if value}
    return beside if known.weight == 1 else {**beside, "weight": known.weight}
