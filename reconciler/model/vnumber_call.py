"""The parameters of UIS's test call, start.vnumber_call, with the rules that its page gives them.

Source: the UIS page "Вызов на виртуальный номер" (method start.vnumber_call, version 4.0), table of parameters. Mind
the roles: the number dialled is `contact`; `virtual_phone_number` is our own number at UIS and becomes the caller ID.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from reconciler.model.declared import Declared
from reconciler.model.diagnostics import Code, quoted
from reconciler.model.digits import phone_hint
from reconciler.model.fields import Boolean, Checked
from reconciler.model.kinds import kind_of, refusal
from reconciler.model.texts import text

DIGITS = re.compile(r"[0-9]+", re.ASCII)
E164 = re.compile(r"[1-9][0-9]{6,14}", re.ASCII)
DTMF = re.compile(r"[0-9*#.]+", re.ASCII)
MOST_INTERNAL = 4
"""Employees' internal numbers are short; no number in E.164 form and no SIP number has so few digits."""
MOST_DIGITS = 15
MESSAGE = "Это проверка переадресации. Отвечать не нужно, трубку можно положить."
"""What whoever answers hears, unless settings say something else."""


class UsageRule(StrEnum):
    """Which of our numbers is shown to the contact."""

    FIXED = "fixed"
    FIXED_FOR_NUMA = "fixed_for_numa"
    RANDOM = "random"
    REGIONAL_RANDOM = "regional_random"
    REGIONAL_FIXED_FOR_NUMA = "regional_fixed_for_numa"


class Direction(StrEnum):
    """What kind of call it counts as at UIS. Its default has changed over the years, so it is always sent."""

    IN = "in"
    OUT = "out"


class FirstCall(StrEnum):
    """Who is dialled first."""

    CONTACT = "contact"
    EMPLOYEE = "employee"


class MessageType(StrEnum):
    """What is played to the contact: a file, or a text that is read out."""

    MEDIA = "media"
    TTS = "tts"


def virtual_number(value: object) -> str:
    """Accept a number in E.164 form without plus, with or without quotes; answer its digits as text."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    if E164.fullmatch(written) is None:
        raise refusal(
            Code.INVALID_NUMBER,
            f"{quoted(written)} must be a number in E.164 form without plus, such as 74993720692.{phone_hint(written)}",
        )
    return written


def contact(value: object) -> str:
    """Accept a number in E.164 form without plus, or an employee's SIP number; internal numbers are not supported."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    if DIGITS.fullmatch(written) is None or len(written) > MOST_DIGITS:
        raise refusal(
            Code.INVALID_NUMBER,
            f"{quoted(written)} must be a number in E.164 form without plus, or an employee's SIP number, and that is"
            f" at most {MOST_DIGITS} digits.{phone_hint(written)}",
        )
    if len(written) <= MOST_INTERNAL:
        raise refusal(
            Code.INVALID_NUMBER,
            f"{quoted(written)} looks like an employee's internal number, and UIS does not call those. Write a number"
            " in E.164 form without plus, or an employee's SIP number.",
        )
    return written


def dtmf(value: object) -> str:
    """Accept what is sent as tones: digits, * and #, and dots, each of which waits one second."""
    written = text(value)
    if DTMF.fullmatch(written) is None:
        raise refusal(
            Code.NOT_ONE_OF,
            f"{quoted(written)} is no DTMF: write digits, * and #, and a dot for each second to wait, such as"
            " '.12.1..4'.",
        )
    return written


def spoken(value: object) -> str:
    """Accept a text of a message, or a file's id as a number; it must not be empty."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    if not written.strip():
        raise refusal(Code.WRONG_TYPE, f"A message is a text or a file's id, and this is {kind_of(value)}.")
    return written


VirtualNumber = Annotated[
    str,
    Checked(
        virtual_number,
        {
            "type": ["string", "integer"],
            "minimum": 1000000,
            "pattern": "^[1-9][0-9]{6,14}$",
            "errorMessage": "Write the digits of the number in E.164 form without plus, such as 74993720692.",
        },
    ),
]
Contact = Annotated[str, Checked(contact, {"type": ["string", "integer"], "pattern": "^[0-9]{5,15}$"})]
Dtmf = Annotated[
    str,
    Checked(
        dtmf,
        {
            "type": "string",
            "pattern": "^[0-9*#.]+$",
            "errorMessage": "Write digits, * and #, and a dot for each second to wait, such as '.12.1..4'.",
        },
    ),
]
Spoken = Annotated[str, Checked(spoken, {"type": ["string", "integer"], "pattern": r"\S"})]


class ContactMessage(Declared):
    """What is played to the contact once it has answered; behind it, dialling music."""

    type: Annotated[MessageType, Field(description="media (a file) or tts (a text that is read out)")]
    value: Annotated[Spoken, Field(description="the text to read out, or the file's id at UIS")]


DEFAULT_MESSAGE = ContactMessage(type=MessageType.TTS, value=MESSAGE)


class CallParameters(Declared):
    """What every test call has in common: all parameters of start.vnumber_call that settings can say."""

    virtual_phone_number: Annotated[
        VirtualNumber | None,
        Field(description="our own number at UIS, with an active scenario; it is shown to whoever is called"),
    ] = None
    virtual_phone_usage_rule: Annotated[
        UsageRule, Field(description="which of our numbers is shown; all but fixed need a paid component")
    ] = UsageRule.FIXED
    dtmf_string: Annotated[
        Dtmf | None, Field(description="tones sent to the contact; a dot waits a second", examples=[".12.1..4"])
    ] = None
    direction: Annotated[Direction, Field(description="as what kind of call UIS counts it")] = Direction.IN
    first_call: Annotated[
        FirstCall, Field(description="who is dialled first; with employee nobody is until an employee answers")
    ] = FirstCall.CONTACT
    switch_at_once: Annotated[
        Boolean, Field(description="true interrupts the message once both have answered; of no effect on tts")
    ] = False
    early_switching: Annotated[
        Boolean,
        Field(description="true lets the employee hear the line; only with first_call employee and switch_at_once"),
    ] = False
    contact_message: Annotated[
        ContactMessage | None, Field(description="what is played to whoever answers; null: dialling music alone")
    ] = DEFAULT_MESSAGE


class VnumberCall(CallParameters):
    """One call as it is asked for: the common parameters, whom it dials, and by which id it is known to us."""

    virtual_phone_number: VirtualNumber
    external_id: Annotated[str | None, Field(description="our own identifier, which UIS's reports show")] = None
    contact: Annotated[Contact, Field(description="the number that is dialled")]

    def params(self) -> dict[str, Any]:
        """Answer the parameters as they are sent, `access_token` aside: number-like values as text, direction always.

        What has its default and changes nothing is left out.
        """
        written = {
            "virtual_phone_number": self.virtual_phone_number,
            "virtual_phone_usage_rule": self._unless(self.virtual_phone_usage_rule.value, UsageRule.FIXED.value),
            "external_id": self.external_id,
            "dtmf_string": self.dtmf_string,
            "direction": self.direction.value,
            "contact": self.contact,
            "first_call": self.first_call.value,
            "switch_at_once": self.switch_at_once,
            "early_switching": self._unless(self.early_switching, False),
            "contact_message": self.contact_message.model_dump(mode="json") if self.contact_message else None,
        }
        return {name: value for name, value in written.items() if value is not None}

    @staticmethod
    def _unless(value: Any, default: Any) -> Any:  # noqa: ANN401 - any JSON
        return None if value == default else value


def call_of(common: CallParameters, *, contact: str, external_id: str) -> VnumberCall:
    """Answer the call to a number; a ValidationError where settings name no number of ours, or the contact is none."""
    return VnumberCall.model_validate({**common.model_dump(), "contact": contact, "external_id": external_id})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, or without effect, between parameters that are each right: of which, by which code, and why."""

    parameter: str
    code: Code
    detail: str


def troubles(call: CallParameters) -> Iterator[Trouble]:
    """Yield what the parameters say together that UIS refuses, or that does not do what it looks like."""
    if call.early_switching and not (call.first_call is FirstCall.EMPLOYEE and call.switch_at_once):
        yield Trouble(
            "early_switching",
            Code.INVALID_COMBINATION,
            "'early_switching: true' is allowed only with 'first_call: employee' and 'switch_at_once: true'; UIS"
            " answers invalid_parameters_combination to anything else. Take it out.",
        )
    if call.switch_at_once and call.contact_message is not None and call.contact_message.type is MessageType.TTS:
        yield Trouble(
            "switch_at_once",
            Code.IDLE_PARAMETER,
            "'switch_at_once: true' does nothing to a message of type tts: the text is read to its end. Take it out, or"
            " play a file (type media).",
        )
    if call.virtual_phone_usage_rule is not UsageRule.FIXED:
        yield Trouble(
            "virtual_phone_usage_rule",
            Code.NEEDS_COMPONENT,
            f"'{call.virtual_phone_usage_rule}' needs UIS's paid component for managing numbers, and where no number"
            " fits, 'virtual_phone_number' is shown after all: nobody knows beforehand which number calls, so that a"
            " call can not be found again by its caller. Use 'fixed' for test calls.",
        )
    if call.first_call is FirstCall.EMPLOYEE:
        yield Trouble(
            "first_call",
            Code.ATTENDED_CALL,
            "With 'first_call: employee' UIS rings an employee of the scenario first, and dials the number only once"
            " somebody has answered: without anybody there every verification stays without a result. Use 'contact'.",
        )
    if isinstance(call, VnumberCall) and call.contact == call.virtual_phone_number:
        yield Trouble(
            "contact",
            Code.INVALID_COMBINATION,
            f"{call.contact} would call itself: the contact is never a number of our own at UIS"
            " (own_virtual_phone_number_not_allowed).",
        )
