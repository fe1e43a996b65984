"""Which range of the world's numbers a number is in: its country, and whether a call there costs more than others do.

Ranges come from the library `phonenumbers`, which takes 50 µs for a number; for ordinary Russian ones, which are most,
a pattern made of the library's own data says the same in one.
"""

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reconciler.model.phone import DIGITS, NATIONAL_LENGTH, is_sip_id

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

SATELLITE_CODES = frozenset({870, 881})
"""Country codes of Inmarsat, and of the global mobile satellite systems (Globalstar, Iridium)."""
INTERNATIONAL = "001"
"""What the library calls the country of networks that belong to none."""
NOTHING = "(?!)"
"""A pattern that matches nothing."""


class PhoneKind(StrEnum):
    """What a call to a number costs, as far as it differs from an ordinary one."""

    ORDINARY = "ordinary"
    PREMIUM_RATE = "premium-rate"
    SHARED_COST = "shared-cost"
    SATELLITE = "satellite"


class Range(NamedTuple):
    """A range: `country` has two letters, is INTERNATIONAL, or None where nobody knows one.

    `digits` are those of the number in E.164: without a trunk prefix that was written behind the country code.
    """

    country: str | None
    kind: PhoneKind
    digits: str


@lru_cache(maxsize=65536)
def range_of(text: str) -> Range | None:
    """Answer which range the digits of a number are in; None for a SIP ID, and for what is no number."""
    if text.startswith("7") and text.isascii() and _ordinary_in_russia().fullmatch(text):
        return Range("RU", PhoneKind.ORDINARY, text)
    if is_sip_id(text) or DIGITS.fullmatch(text) is None:
        return None
    import phonenumbers  # noqa: PLC0415 - its metadata costs 30 ms, which `--help` need not pay

    try:
        number = phonenumbers.parse("+" + text)
    except phonenumbers.NumberParseException:
        return None
    digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    return Range(phonenumbers.region_code_for_number(number), _kind_of(number, (digits, text)), digits)


def _kind_of(number: "PhoneNumber", spellings: tuple[str, ...]) -> PhoneKind:
    """Answer the kind of a number; of one that no range holds, whether it begins with a number that costs more.

    Networks may ignore digits too many, so that one behind a premium-rate number must not make it an ordinary one.
    """
    import phonenumbers  # noqa: PLC0415 - see range_of

    code = str(number.country_code)
    if number.country_code in SATELLITE_CODES:
        return PhoneKind.SATELLITE
    kinds = phonenumbers.PhoneNumberType
    match phonenumbers.number_type(number):
        case kinds.PREMIUM_RATE:
            return PhoneKind.PREMIUM_RATE
        case kinds.SHARED_COST:
            return PhoneKind.SHARED_COST
        case kinds.UNKNOWN:
            begins = (kind for kind, start in _dear(code) for text in spellings if start.match(text.removeprefix(code)))
            return next(begins, PhoneKind.ORDINARY)
        case _:
            return PhoneKind.ORDINARY


@cache
def _dear(code: str) -> tuple[tuple[PhoneKind, re.Pattern[str]], ...]:
    """Make the patterns of the numbers behind a country code that cost more."""
    import phonenumbers  # noqa: PLC0415 - see range_of

    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())
    plans = [phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), region) for region in regions]
    return tuple(
        (kind, re.compile("|".join(_either(plan, name) for plan in plans) or NOTHING))
        for kind, name in ((PhoneKind.PREMIUM_RATE, "premium_rate"), (PhoneKind.SHARED_COST, "shared_cost"))
    )


@cache
def _ordinary_in_russia() -> re.Pattern[str]:
    """Make one pattern of the library's ranges for Russia: what it matches, the library calls Russian and ordinary.

    Country code 7 is Kazakhstan's too; the leading digits tell them apart, as the library does it.
    """
    from phonenumbers import PhoneMetadata  # noqa: PLC0415 - see range_of

    plan = PhoneMetadata.metadata_for_region("RU")
    assert plan is not None  # noqa: S101 - the library knows Russia
    general = f"(?=(?:{_either(plan, 'general_desc')})$)(?=[0-9]{{{NATIONAL_LENGTH}}}$)"
    leading = f"(?={plan.leading_digits or ''})"
    dear = f"(?!(?:{_either(plan, 'premium_rate', 'shared_cost')})$)"
    return re.compile(f"7{general}{leading}{dear}(?:{_either(plan, 'fixed_line', 'mobile', 'toll_free')})")


def _either(plan: object, *names: str) -> str:
    """Answer the pattern of some of a numbering plan's kinds."""
    kinds = (getattr(plan, name) for name in names)
    return "|".join(kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern) or NOTHING
