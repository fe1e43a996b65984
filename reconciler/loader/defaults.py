"""The defaults of one file: checked once where they stand, and merged under each number's own values."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.levels import guess_default
from reconciler.loader.names import Names
from reconciler.loader.places import Places
from reconciler.loader.shape import Shape, shape_problems
from reconciler.model.declared import (
    CallForwardingIpcr,
    CallForwardingNumber,
    CallForwardingSip,
    CallForwardingStatic,
    NumberDeclaration,
)
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, quoted
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.kinds import kind_of, species

DATA_MODELS: dict[str, type[BaseModel]] = {
    "call_forwarding_sip": CallForwardingSip,
    "call_forwarding_number": CallForwardingNumber,
    "call_forwarding_ipcr": CallForwardingIpcr,
    "call_forwarding_static": CallForwardingStatic,
}
METADATA = ("application", "labels", "on_removal", "weight")
ALLOWED = (*DATA_OBJECT.values(), *METADATA)


def read_defaults(document: Document, names: Names) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Answer what of a file's defaults can be used, and what is wrong with them."""
    declared = document.value.get("defaults")
    if declared is None:
        return {}, []
    if not isinstance(declared, dict):
        detail = f"'defaults' must be a mapping, and it is {kind_of(declared)}."
        return {}, [diagnostic(Code.WRONG_TYPE, detail, document.places.of_value(document.value, "defaults"))]
    return usable_defaults(document), list(_problems(declared, names, document.places))


def usable_defaults(document: Document) -> dict[str, Any]:
    """Answer what of a file's defaults can be used, right or wrong."""
    declared = document.value.get("defaults")
    if not isinstance(declared, dict):
        return {}
    usable = {key: value for key, value in declared.items() if key in ALLOWED}
    document.places.adopt(usable, declared, {key: (declared, key) for key in usable})
    return usable


def _problems(declared: dict[str, Any], names: Names, places: Places) -> Iterator[Diagnostic]:
    for key, value in declared.items():
        if key not in ALLOWED:
            detail = f"{quoted(key)} has no default.{guess_default(key, ALLOWED).advice}"
            yield diagnostic(Code.UNKNOWN_KEY, detail, places.of_key(declared, key))
        elif key in DATA_MODELS:
            if not isinstance(value, dict):
                yield no_mapping(value, places.of_value(declared, key))
            else:
                yield from _incomplete(with_list(value, places), places, DATA_MODELS[key], names)
    metadata = {key: declared[key] for key in METADATA if key in declared}
    try:
        NumberDeclaration.model_validate({"number_code": 74991112233, **metadata})
    except ValidationError as error:
        yield from shape_problems(error, declared, places, NumberDeclaration)


def _incomplete(value: object, places: Places, model: type[BaseModel], names: Names) -> Iterator[Diagnostic]:
    """Yield what is wrong with a data object that numbers will complete: a missing key is nothing wrong here."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        shape = Shape(model, contacts=names.vocabulary("contacts"))
        yield from shape.problems(error, value, places, complete=False)


def no_mapping(value: object, source: Source) -> Diagnostic:
    """Answer the diagnostic about a data object that is none."""
    return diagnostic(Code.WRONG_TYPE, f"This must be a mapping, and it is {species(value)}.", source)


def with_list(data: Any, places: Places) -> Any:
    """Answer a data object whose one `call_control` mapping stands in a list, as the provider's examples have it.

    A mapping of nothing but mappings is no entry: somebody named the entries that should stand in a list.
    """
    entry = data.get("call_control") if isinstance(data, dict) else None
    if not isinstance(entry, dict) or (entry and all(isinstance(value, dict) for value in entry.values())):
        return data
    entries: list[Any] = [entry]
    places.wrap(entries, data, "call_control")
    answer = dict(data)
    answer["call_control"] = entries
    places.adopt(answer, data, {key: (data, key) for key in answer})
    return answer


def merged(defaults: dict[str, Any], own: dict[str, Any], places: Places) -> dict[str, Any]:
    """Answer `own` over `defaults`: mappings merge, lists and values replace."""
    answer: dict[str, Any] = {}
    origins: dict[str | int, tuple[Any, str | int]] = {}
    for key in (*own, *(key for key in defaults if key not in own)):
        origin = own if key in own else defaults
        answer[key] = origin[key]
        origins[key] = (origin, key)
        if isinstance(own.get(key), dict) and isinstance(defaults.get(key), dict):
            answer[key] = merged(defaults[key], own[key], places)
    places.adopt(answer, own, origins)
    return answer
