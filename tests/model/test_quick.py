"""What pydantic's core accepts by itself is what our own checks accept, unchanged; the quick ways are only quicker."""

from typing import Any, get_args

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError, SchemaValidator

from reconciler.model import fields
from reconciler.model.fields import QUICK, Checked, errors_of
from reconciler.model.phone import PhoneProblem, is_plain, phone_problem, without_trunk_prefix

TYPES = {
    name: kind
    for name, kind in vars(fields).items()
    if any(isinstance(part, Checked) and part.quick is not None for part in get_args(kind))
}
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 70000)
    | st.integers(69_999_999_990, 80_000_000_010)
    | st.floats()
    | st.text(max_size=12)
    | st.from_regex(r"@?[0-9]{0,12}", fullmatch=True)
    | st.from_regex(r"https?://[a-z0-9.:/?#@\[\]${} -]{0,20}", fullmatch=True)
    | st.from_regex(r"[7-9][0-9]{9,10}\n?", fullmatch=True)
    | st.lists(st.none(), max_size=1)
)


def checked(kind: Any) -> Checked:
    return next(part for part in get_args(kind) if isinstance(part, Checked))


def test_the_usual_types_have_a_quick_way() -> None:
    assert {"Text", "Phone", "Number", "Url", "Boolean", "Uint32", "TypeOfRedirect"} <= TYPES.keys()


@pytest.mark.parametrize("name", TYPES)
@given(value=VALUES)
@example("https://example.com:99999/")
@example("https://example.com:0/")
@example("https://a.-/")
@example("74992223344\n")
@example("a\x85b")
@example("@\x00")
@example("\ud800")
@example(True)
def test_the_quick_way_accepts_nothing_that_the_check_refuses_or_changes(name: str, value: Any) -> None:
    part = checked(TYPES[name])
    assert part.quick is not None
    try:
        accepted = SchemaValidator(part.quick).validate_python(value)
    except ValidationError:
        return
    answer = part.check(value)
    assert (type(answer), answer) == (type(accepted), accepted)


@pytest.mark.parametrize("name", TYPES)
@given(value=VALUES)
def test_a_field_accepts_and_refuses_what_its_check_does(name: str, value: Any) -> None:
    refusal: PydanticCustomError | None = None
    expected: object = None
    try:
        expected = checked(TYPES[name]).check(value)
    except PydanticCustomError as error:
        refusal = error
    try:
        answer = TypeAdapter(TYPES[name]).validate_python(value)
    except ValidationError as error:
        (details,) = errors_of(error)
        answer = (details["type"], details["msg"], details["loc"])
    assert answer == (expected if refusal is None else (refusal.type, refusal.message(), ()))


def test_the_names_of_the_two_ways_never_reach_a_path() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, list[fields.Text]]).validate_python({"a": ["b", 5]})
    assert QUICK in str(caught.value.errors()[0]["loc"][-1])
    assert [details["loc"] for details in errors_of(caught.value)] == [("a", 1)]


@given(number=st.integers(70_000_000_000, 79_999_999_999))
@example(78001112233)
@example(78091112233)
@example(79991112233)
@example(77011112233)
@example(74991112233)
@example(70000000000)
def test_russian_numbers_are_judged_as_the_library_judges_them(number: int) -> None:
    parsed = phonenumbers.parse(f"+{number}")
    assert phonenumbers.is_possible_number(parsed)
    expected = None if phonenumbers.is_valid_number(parsed) else PhoneProblem.UNASSIGNED
    assert phone_problem(str(number)) is expected


@given(text=st.from_regex(r"[0-9]{5,16}", fullmatch=True) | st.from_regex(r"(8|883140)[0-9]{9,10}", fullmatch=True))
def test_about_a_plain_number_there_is_nothing_to_say(text: str) -> None:
    if is_plain(text):
        assert phone_problem(text) is None
        assert without_trunk_prefix(text) is None
