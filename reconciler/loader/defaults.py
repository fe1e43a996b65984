"""The defaults of one file: checked once where they stand, and merged under each number's own values."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.places import Places
from reconciler.loader.shape import did_you_mean, shape_problem, shape_problems
from reconciler.model.declared import (
    CallForwardingIpcr,
    CallForwardingNumber,
    CallForwardingSip,
    CallForwardingStatic,
    NumberDeclaration,
)
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, quoted
from reconciler.model.fields import errors_of
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


def read_defaults(document: Document) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Answer what of a file's defaults can be used, and what is wrong with them."""
    declared = document.value.get("defaults")
    if declared is None:
        return {}, []
    if not isinstance(declared, dict):
        source = document.places.of_value(document.value, "defaults")
        return {}, [diagnostic(Code.WRONG_TYPE, f"'defaults' must be a mapping, it is {kind_of(declared)}.", source)]
    problems = list(_problems(declared, document.places))
    usable = {key: value for key, value in declared.items() if key in ALLOWED}
    document.places.adopt(usable, declared, {key: (declared, key) for key in usable})
    return usable, problems


def _problems(declared: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
    for key, value in declared.items():
        if key not in ALLOWED:
            detail = f"{quoted(key)} has no default.{did_you_mean(key, ALLOWED)}"
            yield diagnostic(Code.UNKNOWN_KEY, detail, places.of_key(declared, key))
        elif key in DATA_MODELS:
            if not isinstance(value, dict):
                yield no_mapping(value, places.of_value(declared, key))
            else:
                yield from _incomplete(with_list(value, places), places, DATA_MODELS[key])
    metadata = {key: declared[key] for key in METADATA if key in declared}
    try:
        NumberDeclaration.model_validate({"number_code": 74991112233, **metadata})
    except ValidationError as error:
        yield from shape_problems(error, declared, places, NumberDeclaration)


def _incomplete(value: object, places: Places, model: type[BaseModel]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a data object that numbers will complete: a missing key is nothing wrong here."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        for details in errors_of(error):
            if details["type"] != "missing":
                yield shape_problem(details, value, places, model)


def no_mapping(value: object, source: Source) -> Diagnostic:
    """Answer the diagnostic about a data object that is none."""
    return diagnostic(Code.WRONG_TYPE, f"This must be a mapping, and it is {species(value)}.", source)


def with_list(data: Any, places: Places) -> Any:
    """Answer a data object whose one `call_control` mapping stands in a list, as the provider's examples have it."""
    if not isinstance(data, dict) or not isinstance(data.get("call_control"), dict):
        return data
    entries: list[Any] = [data["call_control"]]
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
