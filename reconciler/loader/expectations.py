"""The expectations of all files, in the order of the files: calls, and what each is expected to come to."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reconciler.loader.builder import Document
from reconciler.loader.catalogue import Catalogue, undeclared
from reconciler.loader.home import Item
from reconciler.loader.levels import EXPECTATIONS
from reconciler.loader.listed import listed
from reconciler.loader.names import Names, doubts
from reconciler.loader.places import Places
from reconciler.loader.shape import Shape
from reconciler.model.answers import SPECIALS
from reconciler.model.declared import ExpectationDeclaration
from reconciler.model.desired import Expectation, Special
from reconciler.model.diagnostics import Code, Diagnostic, diagnostic, has_errors
from reconciler.model.fields import Number
from reconciler.model.identifiers import NumberCode
from reconciler.model.phone import is_plain

EXPECT = "expect"
_NUMBER: TypeAdapter[int] = TypeAdapter(Number)


class Expectations:
    """Takes the expectations of file after file, once all names and numbers are read.

    `taken` are those that could be read and are about a number that could be; `items` are where each of them stands.
    """

    def __init__(self, names: Names, catalogue: Catalogue, zone: tzinfo) -> None:
        self.taken: list[Expectation] = []
        self.items: list[Item] = []
        self._names = names
        self._catalogue = catalogue
        self._zone = zone

    def read(self, document: Document) -> Iterator[Diagnostic]:
        """Take the expectations of one file; yield what is wrong with them."""
        places = document.places
        for index, item, problem in listed(document, EXPECTATIONS, "An expectation"):
            if problem is not None:
                yield problem
                continue
            found = list(self._take(item, (places.file, index), places))
            yield from found

    def _take(self, item: dict[str, Any], where: Item, places: Places) -> Iterator[Diagnostic]:
        whole = _with_list(item, places)
        found = list(self._called(item, places))
        declaration: ExpectationDeclaration | None = None
        try:
            declaration = ExpectationDeclaration.model_validate(whole)
        except ValidationError as error:
            shape = Shape(ExpectationDeclaration, contacts=self._names.vocabulary("contacts"), zone=self._zone)
            found += shape.problems(error, whole, places)
        else:
            found += self._expected(declaration.expect, whole[EXPECT], places)
        yield from found
        if declaration is None or has_errors(found):
            return
        called = self._catalogue.items.get(NumberCode(declaration.call))
        expect = self._meant(declaration.expect)
        if called is None or called.number is None or expect is None:
            return  # what it is about could not be read
        self.taken.append(
            Expectation(
                call=called.number.number_code,
                at=declaration.at,
                expect=expect,
                written=tuple(declaration.expect),
                source=places.of(item),
            )
        )
        self.items.append(where)

    def _called(self, item: dict[str, Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with a number that is right by itself, whatever else is wrong."""
        try:
            code = NumberCode(_NUMBER.validate_python(item.get("call")))
        except ValidationError:
            return
        if self._catalogue.lacks(code):
            detail = undeclared(code, self._catalogue)
            yield diagnostic(Code.SELECTS_NOTHING, detail, places.of_value(item, "call"))

    def _expected(self, answers: list[str], raw: list[Any], places: Places) -> Iterator[Diagnostic]:
        """Yield what is wrong with answers that are right by themselves."""
        if not answers:
            detail = "The list is empty. Write 'nobody' if nobody is to be rung."
            yield diagnostic(Code.NOT_ONE_OF, detail, places.of(raw))
        for index, answer in enumerate(answers):
            source = places.of_value(raw, index)
            if answer.startswith("@"):
                if self._names.lacks("contacts", answer[1:]):
                    yield self._names.dangling("contacts", answer[1:], source)
            elif answer in SPECIALS:
                if len(answers) > 1:
                    detail = f"'{answer}' stands alone: a list holds the numbers that are rung. Take it or them out."
                    yield diagnostic(Code.NOT_ONE_OF, detail, source)
            elif not is_plain(answer):
                yield from doubts(answer, source)

    def _meant(self, answers: list[str]) -> Special | tuple[str, ...] | None:
        """Answer what is expected, with the numbers that names stand for, or None where one stands for nothing."""
        if len(answers) == 1 and answers[0] in SPECIALS:
            return Special(answers[0])
        known = [self._names.contacts.get(text[1:]) if text.startswith("@") else text for text in answers]
        return None if None in known else tuple(text for text in known if text is not None)


def _with_list(item: dict[str, Any], places: Places) -> dict[str, Any]:
    """Answer an expectation whose one answer stands in a list."""
    if EXPECT not in item or isinstance(item[EXPECT], list):
        return item
    answers = [item[EXPECT]]
    places.wrap(answers, item, EXPECT)
    whole = {**item, EXPECT: answers}
    places.adopt(whole, item, {key: (item, key) for key in whole})
    return whole
