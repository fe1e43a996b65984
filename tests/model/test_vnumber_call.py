"""Every parameter of start.vnumber_call with its rule, as the page's table has it."""

from typing import Any

import pytest
from pydantic import ValidationError

from reconciler.model.diagnostics import Code
from reconciler.model.fields import errors_of
from reconciler.model.vnumber_call import (
    DEFAULT_MESSAGE,
    CallParameters,
    Direction,
    UsageRule,
    VnumberCall,
    call_of,
    troubles,
)

LEAST = {"virtual_phone_number": "74993720692", "contact": "79260000000"}


def made(**parameters: Any) -> VnumberCall:
    return VnumberCall.model_validate({**LEAST, **parameters})


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("virtual_phone_number", "74993720692", "74993720692"),
        ("virtual_phone_number", 74993720692, "74993720692"),
        ("virtual_phone_usage_rule", "fixed_for_numa", "fixed_for_numa"),
        ("virtual_phone_usage_rule", "random", "random"),
        ("virtual_phone_usage_rule", "regional_random", "regional_random"),
        ("virtual_phone_usage_rule", "regional_fixed_for_numa", "regional_fixed_for_numa"),
        ("external_id", "34rty567", "34rty567"),
        ("dtmf_string", "..1.2.3", "..1.2.3"),
        ("dtmf_string", "*#0", "*#0"),
        ("direction", "in", "in"),
        ("direction", "out", "out"),
        ("contact", "79091234567", "79091234567"),
        ("contact", 79091234567, "79091234567"),
        ("contact", "0012345", "0012345"),
        ("first_call", "contact", "contact"),
        ("first_call", "employee", "employee"),
        ("switch_at_once", True, True),
        ("switch_at_once", False, False),
        ("early_switching", True, True),
        ("contact_message", {"type": "media", "value": "237"}, {"type": "media", "value": "237"}),
        ("contact_message", {"type": "media", "value": 237}, {"type": "media", "value": "237"}),
        ("contact_message", {"type": "tts", "value": "Проверка"}, {"type": "tts", "value": "Проверка"}),
    ],
)
def test_a_right_value_is_sent_as_the_page_types_it(name: str, value: object, sent: object) -> None:
    params = made(**{name: value}).params()
    assert params[name] == sent
    assert type(params[name]) is type(sent)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("virtual_phone_number", "+74993720692", Code.INVALID_NUMBER),
        ("virtual_phone_number", "8 (499) 372-06-92", Code.INVALID_NUMBER),
        ("virtual_phone_number", "0", Code.INVALID_NUMBER),
        ("virtual_phone_number", None, Code.WRONG_TYPE),
        ("virtual_phone_usage_rule", "always", None),
        ("dtmf_string", "", Code.NOT_ONE_OF),
        ("dtmf_string", "1,2", Code.NOT_ONE_OF),
        ("dtmf_string", "1A", Code.NOT_ONE_OF),
        ("dtmf_string", "١", Code.NOT_ONE_OF),
        ("direction", "both", None),
        ("contact", "101", Code.INVALID_NUMBER),
        ("contact", "номер", Code.INVALID_NUMBER),
        ("contact", "+79091234567", Code.INVALID_NUMBER),
        ("contact", "1234567890123456", Code.INVALID_NUMBER),
        ("first_call", "client", None),
        ("switch_at_once", "yes", Code.WRONG_TYPE),
        ("early_switching", 1, Code.WRONG_TYPE),
        ("contact_message", {"type": "media"}, None),
        ("contact_message", {"value": "237"}, None),
        ("contact_message", {"type": "mp3", "value": "237"}, None),
        ("contact_message", {"type": "tts", "value": " "}, Code.WRONG_TYPE),
        ("contact_message", {"type": "tts", "value": "a", "voice": "b"}, None),
        ("show_virtual_phone_number", True, None),
        ("access_token", "a key", None),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: object, code: Code | None) -> None:
    with pytest.raises(ValidationError) as caught:
        made(**{name: value})
    first = errors_of(caught.value)[0]
    assert first["loc"][0] == name
    if code is not None:
        assert first["type"] == code.value


@pytest.mark.parametrize("name", ["virtual_phone_number", "contact"])
def test_what_the_page_requires_is_required(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        VnumberCall.model_validate({key: value for key, value in LEAST.items() if key != name})


def test_the_direction_is_always_sent_and_the_other_defaults_are_not() -> None:
    assert made(contact_message=None).params() == {
        **LEAST,
        "direction": "in",
        "first_call": "contact",
        "switch_at_once": False,
    }


def test_a_test_call_dials_the_contact_first_and_reads_out_a_message() -> None:
    call = call_of(CallParameters(virtual_phone_number="74993720692"), contact="74991112233", external_id="run-1")
    assert call.params() == {
        "virtual_phone_number": "74993720692",
        "external_id": "run-1",
        "direction": "in",
        "contact": "74991112233",
        "first_call": "contact",
        "switch_at_once": False,
        "contact_message": {"type": "tts", "value": DEFAULT_MESSAGE.value},
    }


def test_what_settings_say_is_in_every_call() -> None:
    common = CallParameters(
        virtual_phone_number="74993720692", direction=Direction.OUT, dtmf_string=".1", contact_message=None
    )
    call = call_of(common, contact="74991112233", external_id="run-1")
    assert (call.direction, call.dtmf_string, call.contact_message) == (Direction.OUT, ".1", None)


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, []),
        ({"early_switching": True}, [("early_switching", Code.INVALID_COMBINATION)]),
        (
            {"early_switching": True, "first_call": "employee", "contact_message": None},
            [("early_switching", Code.INVALID_COMBINATION), ("first_call", Code.ATTENDED_CALL)],
        ),
        (
            {"early_switching": True, "first_call": "employee", "switch_at_once": True, "contact_message": None},
            [("first_call", Code.ATTENDED_CALL)],
        ),
        (
            {"switch_at_once": True, "contact_message": {"type": "tts", "value": "a"}},
            [("switch_at_once", Code.IDLE_PARAMETER)],
        ),
        ({"switch_at_once": True, "contact_message": {"type": "media", "value": "1"}}, []),
        *(
            ({"virtual_phone_usage_rule": rule.value}, [("virtual_phone_usage_rule", Code.NEEDS_COMPONENT)])
            for rule in UsageRule
            if rule is not UsageRule.FIXED
        ),
        ({"contact": "74993720692"}, [("contact", Code.INVALID_COMBINATION)]),
    ],
)
def test_what_parameters_say_together(parameters: dict[str, Any], found: list[tuple[str, Code]]) -> None:
    call = made(**parameters)
    assert [(trouble.parameter, trouble.code) for trouble in troubles(call)] == found
    assert all(len(trouble.detail) > 40 for trouble in troubles(call))
