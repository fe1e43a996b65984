"""What a call can be expected to come to, as an expectation declares it."""

from typing import Annotated

from reconciler.model.diagnostics import Code, quoted
from reconciler.model.fields import Checked, phone
from reconciler.model.kinds import refusal
from reconciler.model.spelling import nearest, odd_character

SPECIALS = ("nobody", "dropped", "url")
"""The members of `reconciler.model.desired.Special`."""


def answer(value: object) -> str:
    """Accept nobody, dropped, url, the digits of a number or a SIP ID, or an "@name"; answer text."""
    if not isinstance(value, str) or value in SPECIALS:
        return value if isinstance(value, str) else phone(value)
    if value.startswith("@") or not any(sign.isalpha() for sign in value):
        return phone(value)
    near = nearest(value, SPECIALS)
    words = f"{quoted(value)} is nothing that a call comes to: write nobody, dropped, url, a number, or an @name."
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
