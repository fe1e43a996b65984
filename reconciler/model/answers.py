"""What a call can be expected to come to, as an expectation declares it."""

from typing import Annotated

from reconciler.model.diagnostics import Code, quoted
from reconciler.model.fields import Checked, phone
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.spelling import nearest, odd_character

SPECIALS = ("nobody", "dropped", "url")
"""The members of `reconciler.model.desired.Special`."""


RIGHT = "A call comes to nobody, dropped, url, a number, or an @name"


def answer(value: object) -> str:
    """Accept nobody, dropped, url, the digits of a number or a SIP ID, or an "@name"; answer text."""
    if not isinstance(value, str):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return phone(value)
        raise refusal(Code.WRONG_TYPE, f"{RIGHT}, and this is {kind_of(value)}.")
    if value in SPECIALS:
        return value
    if value.startswith("@") or not any(sign.isalpha() for sign in value):
        return phone(value)
    near = nearest(value, SPECIALS)
    words = f"{RIGHT}, and this is {quoted(value)}."
    if near is not None:
        raise refusal(Code.NOT_ONE_OF, f"{words} Did you mean '{near}'?{odd_character(value, near)}")
    raise refusal(Code.INVALID_NUMBER, words)


Answer = Annotated[
    str,
    Checked(
        answer,
        {
            "type": ["string", "integer"],
            "minimum": 1,
            "pattern": f"^(?:@|(?:{'|'.join(SPECIALS)}|[0-9]+)$)",
            "errorMessage": "Write nobody, dropped, url, the digits of a number, or an @name.",
        },
    ),
]
