"""The numbers of one file: composed, validated in bulk, resolved and checked, each mistake placed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.compose import compose
from reconciler.loader.defaults import with_list
from reconciler.loader.meaning import REFERENCE_BEGIN, meaning, misplaced, secret_problems, secrets_are_clear
from reconciler.loader.names import Names, doubts
from reconciler.loader.places import Places
from reconciler.loader.resolve import name_problems, names_in, payload_of, resolve
from reconciler.loader.salvage import salvaged
from reconciler.loader.settings import Known
from reconciler.loader.shape import Shape, Wrong
from reconciler.loader.written import Periods, Written
from reconciler.model.declared import NumberDeclaration
from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Code, Diagnostic, Source, diagnostic, has_errors, quoted
from reconciler.model.fields import Number
from reconciler.model.forwarding import DATA_OBJECT, TYPE_OF_DATA_OBJECT, ForwardingType
from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.model.kinds import kind_of
from reconciler.model.phone import is_plain
from reconciler.model.settings import applications_of
from reconciler.model.spelling import did_you_mean

_DECLARATIONS: TypeAdapter[list[NumberDeclaration]] = TypeAdapter(list[NumberDeclaration])
_NUMBER: TypeAdapter[int] = TypeAdapter(Number)
TO_NUMBERS = DATA_OBJECT[ForwardingType.NUMBER]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNumber:
    """One declared number with its place; `number` is None where the declaration is wrong, or a name in it is.

    `periods` are those that stand in it, and in no number before it.
    """

    number_code: NumberCode | None
    source: Source
    number: DesiredNumber | None
    periods: tuple[Written, ...] = ()


class Numbers:
    """Reads the numbers of file after file, given the names and settings of the whole folder."""

    def __init__(self, names: Names, known: Known) -> None:
        self._names = names
        self._settings = known.settings
        self._applications = tuple(applications_of(known.settings))
        self._applications_are_known = "applications" not in known.unknown
        self._secrets = None if "secrets" in known.unknown else tuple(known.settings.secrets)
        self._periods = Periods()

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
        self._periods = Periods()
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
                found += self._rest(item, defaults, places)
                numbers.append(_unread(item, places, self._periods))
            else:
                composed.append(whole)
        self._validated(composed, places, numbers, found)
        return numbers, found

    def _validated(
        self, composed: list[dict[str, Any]], places: Places, numbers: list[ReadNumber], found: list[Diagnostic]
    ) -> None:
        wrong: dict[int, list[Wrong]] = {}
        try:
            declarations = _DECLARATIONS.validate_python(composed)
        except ValidationError as error:
            shape = Shape(NumberDeclaration, prefix=1, contacts=self._names.vocabulary("contacts"))
            found += shape.problems(error, composed, places)
            for mistake in shape.wrong(error):
                wrong.setdefault(int(mistake.path[0]), []).append(replace(mistake, path=mistake.path[1:]))
            right = [item for index, item in enumerate(composed) if index not in wrong]
            declarations = _DECLARATIONS.validate_python(right)
        else:
            right = composed
        for declaration, item in zip(declarations, right, strict=True):
            numbers.append(self._number(declaration, item, places, found))
        for index, mistakes in wrong.items():
            found += self._wrong(composed[index], mistakes, places)
            numbers.append(_unread(composed[index], places, self._periods))

    def _number(
        self, declaration: NumberDeclaration, item: dict[str, Any], places: Places, found: list[Diagnostic]
    ) -> ReadNumber:
        """Answer a number whose every value is right by itself, and add what is wrong with it as a whole."""
        payload = payload_of(declaration)
        name = DATA_OBJECT.get(payload["call_forwarding_type"], "")
        problems = self._as_a_whole(declaration, payload, item, places)
        data = payload.get(name)
        is_resolved, periods = self._resolved(data, item[name], places, problems) if data else (True, ())
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
            number=number if is_resolved and not (problems and has_errors(problems)) else None,
            periods=periods,
        )

    def _resolved(
        self, data: dict[str, Any], raw: dict[str, Any], places: Places, problems: list[Diagnostic]
    ) -> tuple[bool, tuple[Written, ...]]:
        """Put the values of names into a data object; tell whether none is left, and its periods that are no names."""
        is_clear, written = resolve(data, self._names)
        if not is_clear:
            problems += name_problems(raw, self._names, places)
        if not secrets_are_clear(data, self._secrets):
            problems += secret_problems(raw, self._secrets, places)
        periods = self._periods.new(raw["call_control"], written) if written else ()
        return is_clear or not names_in(data), periods

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
        if declaration.description is not None and REFERENCE_BEGIN in declaration.description:
            problems += misplaced(item, "description", places)
        if declaration.labels:
            problems += _unreplaced(item["labels"], places)
        return problems

    def _wrong(self, item: dict[str, Any], mistakes: list[Wrong], places: Places) -> Iterator[Diagnostic]:
        """Yield what else is wrong with a number that has wrong values: all of its mistakes show at once."""
        yield from self._written(item, places)
        declaration = salvaged(item, mistakes, self._applications[0])
        if declaration is not None:
            yield from self._as_a_whole(declaration, payload_of(declaration), item, places)

    def _rest(self, item: dict[str, Any], defaults: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what else is wrong with a number whose data object cannot be told."""
        rest = {key: with_list(value, places) for key, value in item.items() if key != "call_forwarding_type"}
        places.adopt(rest, item, {key: (item, key) for key in rest})
        wrong: list[Wrong] = []
        try:
            NumberDeclaration.model_validate(rest)
        except ValidationError as error:
            shape = Shape(NumberDeclaration, contacts=self._names.vocabulary("contacts"))
            yield from shape.problems(error, rest, places)
            wrong = shape.wrong(error)
        yield from self._written(rest, places)
        bare = {key: value for key, value in rest.items() if key not in TYPE_OF_DATA_OBJECT}
        if "application" in defaults:
            bare.setdefault("application", self._applications[0])  # what is wrong with it is told of the defaults
        declaration = salvaged(bare, wrong, self._applications[0])
        if declaration is not None:
            yield from self._as_a_whole(declaration, payload_of(declaration), item, places)

    def in_defaults(self, defaults: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with the names, secrets and application of defaults, used by a number or not."""
        yield from self._written(defaults, places)
        labels = defaults.get("labels")
        yield from _unreplaced(labels if isinstance(labels, list) else [], places)
        name = defaults.get("application")
        if isinstance(name, str) and name not in self._applications:
            yield from self._application(name, defaults, places)

    def _written(self, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with the names and secrets of a number, right or wrong in itself, as it is written."""
        for name in DATA_OBJECT.values():
            if name in item:
                raw = with_list(item[name], places)
                yield from name_problems(raw, self._names, places)
                yield from secret_problems(raw, self._secrets, places)

    def _application(self, name: str | None, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        known = self._applications
        if not self._applications_are_known:
            return
        if name is None and len(known) > 1:
            detail = (
                f"Settings have several applications ({', '.join(known)}): write 'application: NAME', or a default."
            )
            yield diagnostic(Code.NO_APPLICATION, detail, places.of(item))
        elif name is not None:
            detail = f"{quoted(name)} is not in settings.applications.{did_you_mean(name, known)}"
            yield diagnostic(Code.UNKNOWN_APPLICATION, detail, places.of_value(item, "application"))


def _unreplaced(labels: list[Any], places: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with references in labels: nobody puts a value into them."""
    for index, label in enumerate(labels):
        if isinstance(label, str) and REFERENCE_BEGIN in label:
            yield from misplaced(labels, index, places)


def _unread(item: dict[str, Any], places: Places, periods: Periods) -> ReadNumber:
    """Answer a wrong number as far as it can be told, so that a second declaration of it is still found."""
    try:
        known = NumberCode(_NUMBER.validate_python(item.get("number_code")))
    except ValidationError:
        known = None
    data = with_list(item.get(TO_NUMBERS), places)
    written = periods.of(data.get("call_control")) if isinstance(data, dict) else ()
    return ReadNumber(number_code=known, source=places.of(item), number=None, periods=written)
