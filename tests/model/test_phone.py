"""Numbers, SIP IDs, and what a person most likely meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.phone import (
    PhoneProblem,
    is_plain,
    is_sip_id,
    phone_problem,
    suggestion,
    with_country_code,
    without_trunk_prefix,
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("74992223344", None),
        ("883140000000001", None),
        ("88314000000001", PhoneProblem.IMPOSSIBLE),
        ("72222222222", PhoneProblem.UNASSIGNED),
        ("7499222334", PhoneProblem.IMPOSSIBLE),
        ("112", PhoneProblem.IMPOSSIBLE),
        ("0", PhoneProblem.IMPOSSIBLE),
        ("9" * 40, PhoneProblem.IMPOSSIBLE),
        ("", PhoneProblem.NOT_DIGITS),
        ("+74992223344", PhoneProblem.NOT_DIGITS),
        ("7 499 222-33-44", PhoneProblem.NOT_DIGITS),
        ("٧٤٩٩٢٢٢٣٣٤٤", PhoneProblem.NOT_DIGITS),
        ("74992223344\n", PhoneProblem.NOT_DIGITS),
    ],
)
def test_digits_are_judged(text: str, problem: PhoneProblem | None) -> None:
    assert phone_problem(text) is problem


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("+7 (499) 222-33-44", "74992223344"),
        ("8 499 222 33 44", "74992223344"),
        ("89161112233", "79161112233"),
        ("4992223344", "74992223344"),
        ("74992223344", None),
        ("", None),
        ("nobody", None),
        ("12", None),
    ],
)
def test_a_wrong_number_is_answered_with_the_one_meant(text: str, better: str | None) -> None:
    assert suggestion(text) == better


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("84951234567", "74951234567"),
        ("84992223344", "74992223344"),
        ("88001112233", "78001112233"),
        ("88312345678", "78312345678"),
        ("74951234567", None),
        ("8495123456", None),
        ("849512345670", None),
        ("85221234567", None),
        ("82222222222", None),
        ("8495123456٧", None),
        ("883140000000001", None),
        ("", None),
    ],
)
def test_a_russian_number_dialled_at_home_is_answered_in_its_international_form(text: str, better: str | None) -> None:
    assert without_trunk_prefix(text) == better


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("4951234567", "74951234567"),
        ("9161112233", "79161112233"),
        ("8001112233", "78001112233"),
        ("3725123456", None),
        ("74951234567", None),
        ("495123456", None),
        ("49512345670", None),
        ("495123456٧", None),
        ("", None),
    ],
)
def test_a_russian_number_without_its_country_code_is_answered_with_it(text: str, better: str | None) -> None:
    assert with_country_code(text) == better


@given(
    text=st.one_of(
        st.text("0123456789", max_size=16), st.from_regex("(7|8)?[49][0-9]{9}|883140[0-9]{9}", fullmatch=True)
    )
)
def test_a_number_is_plain_if_nothing_is_to_be_said_about_it(text: str) -> None:
    doubtful = without_trunk_prefix(text) or with_country_code(text)
    assert is_plain(text) is (phone_problem(text) is None and doubtful is None)


@pytest.mark.parametrize("text", ["883140000000001\n", "88314000000000٣", "8831400000000012", "783140000000001"])
def test_only_883140_and_nine_digits_are_a_sip_id(text: str) -> None:
    assert not is_sip_id(text)


@given(text=st.text("0123456789+ -()", max_size=18))
def test_a_suggestion_is_never_wrong_itself_and_never_what_was_written(text: str) -> None:
    better = suggestion(text)
    assert better is None or (better != text and phone_problem(better) is None)
