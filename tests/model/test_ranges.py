"""Countries and kinds of numbers, against the library that knows them."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.ranges import PhoneKind, Range, _ordinary_in_russia, range_of

ORDINARY, PREMIUM, SHARED, SATELLITE = PhoneKind
HARD = frozenset({phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("74992223344", Range("RU", ORDINARY, "74992223344")),
        ("79161112233", Range("RU", ORDINARY, "79161112233")),
        ("78001112233", Range("RU", ORDINARY, "78001112233")),
        ("78091234567", Range("RU", PREMIUM, "78091234567")),
        ("78031234567", Range("RU", PREMIUM, "78031234567")),
        ("77011234567", Range("KZ", ORDINARY, "77011234567")),
        ("77172123456", Range("KZ", ORDINARY, "77172123456")),
        ("72222222222", Range(None, ORDINARY, "72222222222")),
        ("380441234567", Range("UA", ORDINARY, "380441234567")),
        ("19005552671", Range("US", PREMIUM, "19005552671")),
        ("491801123456", Range("DE", SHARED, "491801123456")),
        ("870773111632", Range("001", SATELLITE, "870773111632")),
        ("881612345678", Range("001", SATELLITE, "881612345678")),
        ("882161234567", Range("001", ORDINARY, "882161234567")),
        ("80812345678", Range("001", SHARED, "80812345678")),
        ("788091234567", Range("RU", PREMIUM, "78091234567")),
        ("780912345671234", Range("RU", PREMIUM, "780912345671234")),
        ("742222222222222", Range("RU", ORDINARY, "742222222222222")),
    ],
)
def test_a_number_has_a_country_and_a_kind(text: str, expected: Range) -> None:
    assert range_of(text) == expected


@pytest.mark.parametrize(
    "text", ["883140000000001", "", "@ivanov", "7", "99999999999999999", "+74992223344", "7٤992223344", "74992223344\n"]
)
def test_a_sip_id_and_what_is_no_number_are_in_no_range(text: str) -> None:
    assert range_of(text) is None


def test_the_quick_way_says_of_russian_numbers_what_the_library_says() -> None:
    """On 30,000 numbers of country code 7, most of them in or around assigned ranges."""
    dice = random.Random(20261123)  # noqa: S311 - the same numbers in every run, nobody is to be surprised
    quick = 0
    for _ in range(30_000):
        text = "7" + dice.choice(("3", "4", "8", "80", "9", "93", "7", "70", "6", "")) + f"{dice.randrange(10**13):013}"
        text = text[: dice.choice((11, 11, 11, 11, 10, 12, 15))]
        if _ordinary_in_russia().fullmatch(text):
            quick += 1
            number = phonenumbers.parse("+" + text)
            assert phonenumbers.region_code_for_number(number) == "RU"
            assert phonenumbers.number_type(number) not in HARD
            assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == "+" + text
    assert quick > 5_000


def test_every_ordinary_russian_number_of_the_library_goes_the_quick_way() -> None:
    kinds = phonenumbers.PhoneNumberType
    for kind in (kinds.FIXED_LINE, kinds.MOBILE, kinds.TOLL_FREE):
        example = phonenumbers.example_number_for_type("RU", kind)
        assert example is not None
        assert _ordinary_in_russia().fullmatch(f"7{example.national_number}")


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_examples_of_every_country_are_in_it_and_of_their_kind(region: str) -> None:
    kinds = phonenumbers.PhoneNumberType
    wanted = {kinds.PREMIUM_RATE: PREMIUM, kinds.SHARED_COST: SHARED}
    for kind in (kinds.FIXED_LINE, kinds.MOBILE, *wanted):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None or phonenumbers.number_type(example) != kind:
            continue
        found = range_of(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164).removeprefix("+"))
        assert found is not None
        assert (found.country, found.kind) == (phonenumbers.region_code_for_number(example), wanted.get(kind, ORDINARY))


@given(digits=st.text("0123456789", max_size=18))
def test_any_digits_can_be_asked_about(digits: str) -> None:
    range_of(digits)


@given(extra=st.text("0123456789", max_size=4), start=st.sampled_from(["78091234567", "78031234567", "19005552671"]))
def test_no_digits_behind_a_premium_rate_number_make_it_an_ordinary_one(start: str, extra: str) -> None:
    found = range_of(start + extra)
    if found is not None and len(start + extra) <= 15:
        number = phonenumbers.parse("+" + start + extra)
        assert found.kind is PREMIUM or phonenumbers.is_valid_number(number)
