"""The profile: one switch for each thing that Exolve's documentation leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Notation(StrEnum):
    """How an answer writes an integer or an enum."""

    NUMBERS = "numbers"
    STRINGS = "strings"


class Defaults(StrEnum):
    """Whether an answer shows fields that have their default: zero, false, an empty text, an empty list."""

    ABSENT = "absent"
    PRESENT = "present"


class DeleteOnNothing(StrEnum):
    """What deleting a forwarding that does not exist answers."""

    OK = "ok"
    ERROR = "error"


class LeftOut(StrEnum):
    """What Set does with the fields that it leaves out."""

    CLEARED = "cleared"
    KEPT = "kept"


class ErrorBody(StrEnum):
    """The shape of an error: `{"error": "text"}` or `{"error": {"message": "text"}}`."""

    FLAT = "flat"
    NESTED = "nested"


class ListScope(StrEnum):
    """Whose numbers GetList shows when `application_uuid` is left out."""

    APPLICATION = "application"
    CUSTOMER = "customer"


class StaticObject(StrEnum):
    """How GetAttributes shows the data object of type 4, for which it documents none."""

    ABSENT = "absent"
    AS_LISTED = "as-listed"
    AS_SENT = "as-sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One consistent guess about everything that is not documented; the defaults are the profile `documented`."""

    delete_on_nothing: DeleteOnNothing = DeleteOnNothing.OK
    left_out_fields: LeftOut = LeftOut.CLEARED
    error_body: ErrorBody = ErrorBody.FLAT
    defaults: Defaults = Defaults.ABSENT
    # The pages mix the notations: GetAttributes prints "timeout": "16" beside redirect_type 1, GetList the reverse.
    attribute_integers: Notation = Notation.STRINGS
    attribute_enums: Notation = Notation.NUMBERS
    list_integers: Notation = Notation.NUMBERS
    list_enums: Notation = Notation.STRINGS
    period_shown: bool = True
    static_object: StaticObject = StaticObject.ABSENT
    number_code_listed: bool = False
    list_scope: ListScope = ListScope.APPLICATION
    # The most rows in a page of GetList, and their number when `limit` is left out; None sets no bound.
    page_size: int | None = None
    # `answer` and `call_control[].dtmf` are shown by GetAttributes and not documented for Set.
    undocumented_fields: bool = False
    # Which fields are mandatory was shown in bold and is lost in the text: whether a Set without them is refused.
    mandatory_checked: bool = True
    type_required: bool = False
    limits_checked: bool = False
    # Requests of one application in any one second before it is answered 429; None sets no bound.
    rate_limit: int | None = None
    # Seconds before GetAttributes and GetList show what a Set or a Delete did.
    propagation_delay: float = 0.0


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "documented": Profile(),
        "contrary": Profile(
            delete_on_nothing=DeleteOnNothing.ERROR,
            left_out_fields=LeftOut.KEPT,
            error_body=ErrorBody.NESTED,
            defaults=Defaults.PRESENT,
            attribute_integers=Notation.NUMBERS,
            attribute_enums=Notation.STRINGS,
            list_integers=Notation.STRINGS,
            list_enums=Notation.NUMBERS,
            period_shown=False,
            static_object=StaticObject.AS_LISTED,
            number_code_listed=True,
            list_scope=ListScope.CUSTOMER,
            page_size=50,
            undocumented_fields=True,
            mandatory_checked=False,
            type_required=True,
            limits_checked=True,
            rate_limit=200,
            propagation_delay=0.05,
        ),
    }
)
