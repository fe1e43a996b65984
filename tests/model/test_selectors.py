"""A selector is a number, a label or an application; what is nearly one is offered as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from reconciler.model.answers import SPECIALS, Answer
from reconciler.model.desired import Special
from reconciler.model.diagnostics import Code
from reconciler.model.fields import errors_of
from reconciler.model.selectors import Selector

SELECTOR: TypeAdapter[int | str] = TypeAdapter(Selector)
ANSWER: TypeAdapter[str] = TypeAdapter(Answer)
anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(-1e15, 1e15)
    | st.text()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text())
)


def refusal(adapter: TypeAdapter[str] | TypeAdapter[int | str], value: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python(value)
    (details,) = errors_of(refused.value)
    return details["type"], details["ctx"]["detail"]


@pytest.mark.parametrize(
    ("written", "selector"),
    [
        (74991112233, 74991112233),
        ("74991112233", 74991112233),
        ("label:sales", "label:sales"),
        ("label:Отдел продаж", "label:Отдел продаж"),
        ("application:a:b", "application:a:b"),
    ],
)
def test_a_selector_is_read(written: object, selector: int | str) -> None:
    assert SELECTOR.validate_python(written) == selector


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ("sales", Code.NOT_ONE_OF, "A label is written 'label:sales'."),
        ("labl:sales", Code.NOT_ONE_OF, "Did you mean 'label:sales'?"),
        ("Label: sales", Code.NOT_ONE_OF, "Did you mean 'label:sales'?"),
        ("label: sales", Code.NOT_ONE_OF, "Did you mean 'label:sales'?"),
        ("label:", Code.NOT_ONE_OF, "selects no numbers. Write"),
        ("colour:red", Code.NOT_ONE_OF, "selects no numbers. Write"),
        ("@ivanov", Code.NOT_ONE_OF, "An @name is a place that calls go to."),
        ("office/sales.yaml", Code.NOT_ONE_OF, "give them a label"),
        ("", Code.NOT_ONE_OF, "Write a number, 'label:NAME' or 'application:NAME'."),
        ({"label": "sales"}, Code.WRONG_TYPE, "Without a space behind the colon it is one: 'label:sales'."),
        ({"label": 5}, Code.WRONG_TYPE, "it is a mapping. Write"),
        (5.5, Code.WRONG_TYPE, "the decimal number"),
        (None, Code.WRONG_TYPE, "nothing (null)"),
        (True, Code.WRONG_TYPE, "boolean"),
        ("+7 499 111-22-33", Code.WRONG_TYPE, "Did you mean 74991112233?"),
        (883140000000001, Code.INVALID_NUMBER, "is a SIP ID"),
        (5, Code.INVALID_NUMBER, "no phone number"),
        ("label:a\x07b", Code.CONTROL_CHARACTER, "Take it out."),
    ],
)
def test_what_is_no_selector_is_refused(written: object, code: Code, says: str) -> None:
    found, detail = refusal(SELECTOR, written)
    assert found == code
    assert says in detail


@pytest.mark.parametrize("written", [*SPECIALS, "@ivanov", "74992223344", "883140000000001"])
def test_an_answer_is_read_as_it_is_written(written: str) -> None:
    assert ANSWER.validate_python(written) == written


def test_the_special_answers_are_those_of_the_desired_state() -> None:
    assert tuple(Special) == SPECIALS


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ("nobdy", Code.NOT_ONE_OF, "Did you mean 'nobody'?"),
        ("Dropped", Code.NOT_ONE_OF, "Did you mean 'dropped'?"),
        ("uгl", Code.NOT_ONE_OF, "Did you mean 'url'?"),
        ("reception", Code.INVALID_NUMBER, "a number, or an @name"),
        ("+7 499 222-33-44", Code.INVALID_NUMBER, "Did you mean '74992223344'?"),
        (None, Code.WRONG_TYPE, "this is nothing (null)"),
        (True, Code.WRONG_TYPE, "this is the boolean true"),
        (7.5, Code.WRONG_TYPE, "digits of a number"),
        ({}, Code.WRONG_TYPE, "this is a mapping"),
    ],
)
def test_what_no_call_comes_to_is_refused(written: object, code: Code, says: str) -> None:
    found, detail = refusal(ANSWER, written)
    assert found == code
    assert says in detail


@given(value=anything)
def test_any_value_is_taken_or_refused_in_whole_sentences(value: object) -> None:
    for adapter in (SELECTOR, ANSWER):
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            for details in errors_of(error):
                detail = details["ctx"]["detail"]
                assert detail.endswith((".", "?"))
                assert len(detail) < 400
