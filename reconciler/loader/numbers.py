"""The numbers of one file: composed, validated in bulk, resolved and checked, each mistake placed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.compose import compose
from reconciler.loader.defaults import with_list
from reconciler.loader.meaning import may_hold_secrets, meaning, secret_problems
from reconciler.loader.names import Names, doubts
from reconciler.loader.places import Key, Places
from reconciler.loader.resolve import name_problems, payload_of, resolve
from reconciler.loader.salvage import salvaged
from reconciler.loader.shape import did_you_mean, shape_problem
from reconciler.model.declared import NumberDeclaration
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, has_errors, quoted
from reconciler.model.fields import Number, errors_of
from reconciler.model.forwarding import DATA_OBJECT
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.kinds import kind_of
from reconciler.model.phone import is_plain
from reconciler.model.settings import Settings, applications_of

_DECLARATIONS: TypeAdapter[list[NumberDeclaration]] = TypeAdapter(list[NumberDeclaration])
_NUMBER: TypeAdapter[int] = TypeAdapter(Number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNumber:
    """One declared number with its place; `number` is None where the declaration is wrong.

    `display_source` is where its display number stands, and None where its file was read without places.
    """

    number_code: NumberCode | None
    source: Source
    number: DesiredNumber | None
    display_source: Source | None


class Numbers:
    """Reads the numbers of file after file, given the names and settings of the whole folder."""

    def __init__(self, names: Names, settings: Settings) -> None:
        self._names = names
        self._settings = settings
        self._applications = tuple(applications_of(settings))

    def read(self, document: Document, defaults: dict[str, Any]) -> tuple[list[ReadNumber], list[Diagnostic]]:
        """Answer every number of a file, and what is wrong with them."""
        declared = document.value.get("numbers")
        if declared is None:
            return [], []
        places = document.places
        if not isinstance(declared, list):
            source = places.of_value(document.value, "numbers")
            return [], [
                diagnostic(Code.WRONG_TYPE, f"'numbers' must be a list, and it is {kind_of(declared)}.", source)
            ]
        numbers: list[ReadNumber] = []
        found: list[Diagnostic] = []
        composed: list[dict[str, Any]] = []
        for index, item in enumerate(declared):
            if not isinstance(item, dict):
                source = places.of_value(declared, index)
                found.append(
                    diagnostic(Code.WRONG_TYPE, f"A number is a mapping, and this is {kind_of(item)}.", source)
                )
                continue
            whole, problems = compose(item, defaults, places)
            found += problems
            if whole is None:
                found += self._rest(item, places)
                numbers.append(_unread(item, places))
            else:
                composed.append(whole)
        self._validated(composed, places, numbers, found)
        return numbers, found

    def _validated(
        self, composed: list[dict[str, Any]], places: Places, numbers: list[ReadNumber], found: list[Diagnostic]
    ) -> None:
        wrong: dict[int, list[tuple[Key, ...]]] = {}
        try:
            declarations = _DECLARATIONS.validate_python(composed)
        except ValidationError as error:
            for details in errors_of(error):
                found.append(shape_problem(details, composed, places, NumberDeclaration, prefix=1))
                wrong.setdefault(int(details["loc"][0]), []).append(details["loc"][1:])
            right = [item for index, item in enumerate(composed) if index not in wrong]
            declarations = _DECLARATIONS.validate_python(right)
        else:
            right = composed
        for declaration, item in zip(declarations, right, strict=True):
            numbers.append(self._number(declaration, item, places, found))
        for index, paths in wrong.items():
            found += self._wrong(composed[index], paths, places)
            numbers.append(_unread(composed[index], places))

    def _number(
        self, declaration: NumberDeclaration, item: dict[str, Any], places: Places, found: list[Diagnostic]
    ) -> ReadNumber:
        """Answer a number whose every value is right by itself, and add what is wrong with it as a whole."""
        payload = payload_of(declaration)
        name = DATA_OBJECT.get(payload["call_forwarding_type"], "")
        problems = self._as_a_whole(declaration, payload, item, places)
        if name:
            raw = item[name]
            if not resolve(payload[name], self._names):
                problems += name_problems(raw, self._names, places)
            if may_hold_secrets(payload[name]):
                problems += secret_problems(raw, self._settings, places)
        found += problems
        number = DesiredNumber(
            number_code=NumberCode(declaration.number_code),
            application=ApplicationName(declaration.application or self._applications[0]),
            forwarding=payload,
            description=declaration.description,
            labels=tuple(declaration.labels),
            protected=declaration.protected,
            on_removal=declaration.on_removal or self._settings.on_removal,
            weight=declaration.weight,
            verify=declaration.verify,
        )
        return ReadNumber(
            number_code=number.number_code,
            source=places.of(item),
            number=None if has_errors(problems) else number,
            display_source=places.display(item.get(name)),
        )

    def _as_a_whole(
        self, declaration: NumberDeclaration, payload: dict[str, Any], item: dict[str, Any], places: Places
    ) -> list[Diagnostic]:
        """Answer what is wrong with the parts of a number together, whether or not each is right by itself."""
        problems: list[Diagnostic] = []
        name = DATA_OBJECT.get(payload["call_forwarding_type"], "")
        if name:
            problems += meaning(payload[name], item[name], places)
        if declaration.application not in self._applications:
            problems += self._application(declaration.application, item, places)
        code = str(declaration.number_code)
        if not is_plain(code):
            problems += doubts(code, places.of_value(item, "number_code"))
        return problems

    def _wrong(self, item: dict[str, Any], paths: list[tuple[Key, ...]], places: Places) -> Iterator[Diagnostic]:
        """Yield what else is wrong with a number that has wrong values: all of its mistakes show at once."""
        yield from self._written(item, places)
        declaration = salvaged(item, paths)
        if declaration is not None:
            for problem in self._as_a_whole(declaration, payload_of(declaration), item, places):
                # What is missing now may only be what is wrong, and told as such.
                if problem.code is not Code.MISSING_KEY:
                    yield problem

    def _rest(self, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what else is wrong with a number whose data object cannot be told."""
        rest = {key: with_list(value, places) for key, value in item.items() if key != "call_forwarding_type"}
        places.adopt(rest, item, {key: (item, key) for key in rest})
        try:
            NumberDeclaration.model_validate(rest)
        except ValidationError as error:
            for details in errors_of(error):
                yield shape_problem(details, rest, places, NumberDeclaration)
        yield from self._written(rest, places)

    def _written(self, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with the names and secrets of a number, right or wrong in itself, as it is written."""
        for name in DATA_OBJECT.values():
            if name in item:
                raw = with_list(item[name], places)
                yield from name_problems(raw, self._names, places)
                yield from secret_problems(raw, self._settings, places)

    def _application(self, name: str | None, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        known = self._applications
        if name is None and len(known) > 1:
            detail = (
                f"Settings have several applications ({', '.join(known)}): write 'application: NAME', or a default."
            )
            yield diagnostic(Code.NO_APPLICATION, detail, places.of(item))
        elif name is not None:
            detail = f"{quoted(name)} is not in settings.applications.{did_you_mean(name, known)}"
            yield diagnostic(Code.UNKNOWN_APPLICATION, detail, places.of_value(item, "application"))


def _unread(item: dict[str, Any], places: Places) -> ReadNumber:
    """Answer a wrong number as far as it can be told, so that a second declaration of it is still found."""
    try:
        known = NumberCode(_NUMBER.validate_python(item.get("number_code")))
    except ValidationError:
        known = None
    return ReadNumber(number_code=known, source=places.of(item), number=None, display_source=None)
