"""The numbers of one file: composed, validated in bulk, resolved and checked, each mistake placed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.compose import compose
from reconciler.loader.defaults import with_list
from reconciler.loader.meaning import meaning, secret_problems
from reconciler.loader.names import Names, doubts
from reconciler.loader.places import Places
from reconciler.loader.resolve import name_problems, payload_of, resolve
from reconciler.loader.shape import did_you_mean, shape_problems
from reconciler.model.declared import NumberDeclaration
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, has_errors, quoted
from reconciler.model.fields import Number, errors_of
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.kinds import kind_of
from reconciler.model.settings import Settings, applications_of

_DECLARATIONS: TypeAdapter[list[NumberDeclaration]] = TypeAdapter(list[NumberDeclaration])
_NUMBER: TypeAdapter[int] = TypeAdapter(Number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNumber:
    """One declared number with its place; `number` is None where the declaration is wrong."""

    number_code: NumberCode | None
    source: Source
    number: DesiredNumber | None
    display_source: Source
    diagnostics: tuple[Diagnostic, ...]


def read_numbers(
    document: Document, defaults: dict[str, Any], names: Names, settings: Settings
) -> Iterator[ReadNumber | Diagnostic]:
    """Yield every number of a file, and diagnostics about the list itself."""
    declared = document.value.get("numbers")
    if declared is None:
        return
    if not isinstance(declared, list):
        source = document.places.of_value(document.value, "numbers")
        yield diagnostic(Code.WRONG_TYPE, f"'numbers' must be a list, and it is {kind_of(declared)}.", source)
        return
    composed: list[dict[str, Any]] = []
    for index, item in enumerate(declared):
        if not isinstance(item, dict):
            source = document.places.of_value(declared, index)
            yield diagnostic(Code.WRONG_TYPE, f"A number is a mapping, and this is {kind_of(item)}.", source)
            continue
        whole, problems = compose(item, defaults, document.places)
        yield from problems
        if whole is None:
            yield from _rest(item, document.places)
        else:
            composed.append(whole)
        for name in DATA_OBJECT.values():
            raw = with_list((whole or item).get(name), document.places)
            yield from name_problems(raw, names, document.places)
            yield from secret_problems(raw, settings, document.places)
    yield from _validated(composed, document.places, names, settings)


def _rest(item: dict[str, Any], places: Places) -> Iterator[Diagnostic | ReadNumber]:
    """Look at the other keys of a number whose data object cannot be told, so that all mistakes show at once."""
    rest = {key: with_list(value, places) for key, value in item.items() if key != "call_forwarding_type"}
    places.adopt(rest, places.of(item), {key: (item, key) for key in rest})
    try:
        NumberDeclaration.model_validate(rest)
    except ValidationError as error:
        yield from shape_problems(error, rest, places, NumberDeclaration)
    yield _unread(item, places)


def _unread(item: dict[str, Any], places: Places) -> ReadNumber:
    """Answer a wrong number as far as it can be told, so that a second declaration of it is still found."""
    try:
        known = NumberCode(_NUMBER.validate_python(item.get("number_code")))
    except ValidationError:
        known = None
    place = places.of(item)
    return ReadNumber(number_code=known, source=place, number=None, display_source=place, diagnostics=())


def _validated(
    composed: list[dict[str, Any]], places: Places, names: Names, settings: Settings
) -> Iterator[ReadNumber | Diagnostic]:
    wrong: set[int] = set()
    try:
        declarations = _DECLARATIONS.validate_python(composed)
    except ValidationError as error:
        wrong = {int(details["loc"][0]) for details in errors_of(error)}
        yield from shape_problems(error, composed, places, NumberDeclaration, prefix=1)
        declarations = _DECLARATIONS.validate_python(
            [item for index, item in enumerate(composed) if index not in wrong]
        )
    right = (item for index, item in enumerate(composed) if index not in wrong)
    for declaration, item in zip(declarations, right, strict=True):
        yield _read(declaration, item, places, names, settings)
    for index in sorted(wrong):
        yield _unread(composed[index], places)


def _read(
    declaration: NumberDeclaration, item: dict[str, Any], places: Places, names: Names, settings: Settings
) -> ReadNumber:
    payload = payload_of(declaration)
    name = DATA_OBJECT.get(ForwardingType(payload["call_forwarding_type"]), "")
    found: list[Diagnostic] = []
    if name:
        resolve(payload[name], names)
        found += meaning(payload[name], item[name], places)
    application, problems = _application(declaration, item, settings, places)
    found += problems
    found += doubts(str(declaration.number_code), places.of_value(item, "number_code"))
    number = DesiredNumber(
        number_code=NumberCode(declaration.number_code),
        application=application,
        forwarding=payload,
        description=declaration.description,
        labels=tuple(declaration.labels),
        protected=declaration.protected,
        on_removal=declaration.on_removal or settings.on_removal,
        weight=declaration.weight,
        verify=declaration.verify,
    )
    return ReadNumber(
        number_code=number.number_code,
        source=places.of(item),
        number=None if has_errors(found) else number,
        display_source=places.of_value(item.get(name), "display_number"),
        diagnostics=tuple(found),
    )


def _application(
    declaration: NumberDeclaration, item: dict[str, Any], settings: Settings, places: Places
) -> tuple[ApplicationName, list[Diagnostic]]:
    known = applications_of(settings)
    name = declaration.application
    if name is None and len(known) == 1:
        return ApplicationName(next(iter(known))), []
    if name is None:
        detail = f"Settings have several applications ({', '.join(known)}): write 'application: NAME', or a default."
        return ApplicationName(""), [diagnostic(Code.NO_APPLICATION, detail, places.of(item))]
    if name not in known:
        detail = f"{quoted(name)} is not in settings.applications.{did_you_mean(name, known)}"
        return ApplicationName(name), [
            diagnostic(Code.UNKNOWN_APPLICATION, detail, places.of_value(item, "application"))
        ]
    return ApplicationName(name), []
