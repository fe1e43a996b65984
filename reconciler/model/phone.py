"""What a phone number or a SIP ID looks like.

Source: the provider's page (a redirect goes to a number, or to a SIP ID's user name: 15 digits, 883140 and nine
more); numbering plans come from the library `phonenumbers`. SIP IDs are recognised first, because that library
takes them for international numbers of region 001.
"""

import re
from enum import Enum
from functools import cache, lru_cache

SIP_PREFIX = "883140"
SIP_ID = re.compile(SIP_PREFIX + r"[0-9]{9}", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
RUSSIAN_LENGTH = 11
NATIONAL_LENGTH = RUSSIAN_LENGTH - 1
RUSSIAN = range(70_000_000_000, 80_000_000_000)
"""Numbers of country code 7 with all their digits: each of them is possible, assigned or not."""


class PhoneProblem(Enum):
    """Why a text cannot stand for a place that a call goes to."""

    NOT_DIGITS = "not-digits"
    IMPOSSIBLE = "impossible"
    UNASSIGNED = "unassigned"


def is_sip_id(text: str) -> bool:
    """Tell whether the text is a SIP ID's user name."""
    return SIP_ID.fullmatch(text) is not None


@cache
def _assigned_in_russia() -> re.Pattern[str]:
    """Make one pattern of the library's ranges for Russia: what it matches, the library calls valid.

    The library takes 50 µs for a number, this pattern less than one, and most numbers here are Russian.
    """
    from phonenumbers import PhoneMetadata  # noqa: PLC0415 - see phone_problem

    plan = PhoneMetadata.metadata_for_region("RU")
    assert plan is not None and plan.general_desc is not None  # noqa: S101, PT018 - the library knows Russia
    kinds = (plan.fixed_line, plan.mobile, plan.toll_free, plan.premium_rate, plan.shared_cost)
    ranges = "|".join(kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern)
    length = f"(?=[0-9]{{{NATIONAL_LENGTH}}}$)"
    return re.compile(f"7(?=(?:{plan.general_desc.national_number_pattern})$){length}(?:{ranges})")


@lru_cache(maxsize=65536)
def phone_problem(text: str) -> PhoneProblem | None:
    """Answer what is wrong with the digits of a number, or None."""
    if is_sip_id(text):
        return None
    if text.startswith("7") and text.isascii() and _assigned_in_russia().fullmatch(text):
        return None
    if DIGITS.fullmatch(text) is None:
        return PhoneProblem.NOT_DIGITS
    if text.startswith(SIP_PREFIX):
        return PhoneProblem.IMPOSSIBLE  # a SIP ID with a digit too few or too many; `phonenumbers` would let it pass
    import phonenumbers  # noqa: PLC0415 - its metadata costs 30 ms, which `--help` need not pay

    try:
        number = phonenumbers.parse("+" + text)
    except phonenumbers.NumberParseException:
        return PhoneProblem.IMPOSSIBLE
    if not phonenumbers.is_possible_number(number):
        return PhoneProblem.IMPOSSIBLE
    return None if phonenumbers.is_valid_number(number) else PhoneProblem.UNASSIGNED


def countries() -> frozenset[str]:
    """Answer the countries that have phone numbers, by their two letters."""
    import phonenumbers  # noqa: PLC0415 - see phone_problem

    return frozenset(phonenumbers.SUPPORTED_REGIONS)


def is_plain(text: str) -> bool:
    """Tell whether there is nothing to say about a number: a SIP ID, or a number that is assigned and no other's.

    What this tells of most numbers at once, the other functions tell of all.
    """
    if phone_problem(text) is not None:
        return False
    if len(text) == NATIONAL_LENGTH:
        return with_country_code(text) is None
    return text[0] != "8" or without_trunk_prefix(text) is None


def without_trunk_prefix(text: str) -> str | None:
    """Answer the E.164 form of a Russian number as it is dialled at home (8 and ten digits), or None.

    Many of them are numbers of other countries too: 84951234567 is a mobile in Vietnam, 88001112233 has the length of
    a number in Bangladesh, 88312345678 that of one in an international network (883). Nobody here means those more
    often than the Russian one; a SIP ID has 15 digits and is never taken for it.
    """
    if len(text) != RUSSIAN_LENGTH or not text.startswith("8"):
        return None
    better = "7" + text[1:]
    return better if phone_problem(better) is None else None


def with_country_code(text: str) -> str | None:
    """Answer the E.164 form of a Russian number without its 7 (ten digits), or None.

    Many of them are numbers of other countries too: 4951234567 is one in Germany, 9161112233 has the length of one in
    India. A number of Moscow whose 7 was forgotten must not ring there.
    """
    if len(text) != NATIONAL_LENGTH:
        return None
    better = "7" + text
    return better if phone_problem(better) is None else None


def suggestion(text: str) -> str | None:
    """Answer the digits that a person most likely meant, or None."""
    digits = "".join(character for character in text if character in "0123456789")
    candidates = [digits]
    if digits.startswith("8") and len(digits) == RUSSIAN_LENGTH:
        candidates = ["7" + digits[1:], digits]
    elif len(digits) == NATIONAL_LENGTH:
        candidates = ["7" + digits, digits]
    for candidate in candidates:
        if candidate and candidate != text and phone_problem(candidate) is None:
            return candidate
    return None
