import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.emulator.exolve_messages import DELETE, LIST, SET_DOCUMENTED, SET_WITH_UNDOCUMENTED
from reconciler.emulator.protojson import Message, read_message
from reconciler.emulator.tokens import ProtoError


def read(body: str | bytes | dict[str, Any], what: Message = SET_DOCUMENTED) -> dict[str, Any]:
    text = json.dumps(body) if isinstance(body, dict) else body
    return read_message(text.encode() if isinstance(text, str) else text, what)


def refusal(body: str | dict[str, Any] | bytes, what: Message = SET_DOCUMENTED) -> str:
    with pytest.raises(ProtoError) as caught:
        read(body, what)
    return str(caught.value)


@pytest.mark.parametrize("written", ["16", '"16"', "16.0", '"16.0"', "1.6e1", "160e-1", '"1.6E+1"'])
def test_an_integer_may_be_a_number_or_a_string_in_any_notation(written: str) -> None:
    assert read(f'{{"number_code": {written}}}', DELETE) == {"number_code": 16}


@pytest.mark.parametrize(
    "written",
    [
        *('""', '" 16"', '"16 "', '"abc"', "true", "[]", "{}", "-1", '"-1"', "1.5", "1e-1", '"+7"', '"٣"'),
        *("18446744073709551616", "1e20", "1e999999999", '"0x10"', '"0016"'),
    ],
)
def test_what_is_no_uint64_is_refused_as_it_was_written(written: str) -> None:
    shown = written[:1] if written in {"[]", "{}"} else written
    says = f"proto: (line 1:17): invalid value for uint64 field numberCode: {shown}"
    assert refusal(f'{{"number_code": {written}}}', DELETE) == says


def test_the_largest_and_the_smallest_integers_are_read() -> None:
    assert read({"number_code": 2**64 - 1}, DELETE) == {"number_code": 18446744073709551615}
    assert read('{"number_code": -0}', DELETE) == {"number_code": 0}
    assert read('{"number_code": 1e19}', DELETE) == {"number_code": 10**19}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"call_forwarding_type": "2"}', 'proto: (line 1:26): invalid value for enum field callForwardingType: "2"'),
        (
            '{"call_forwarding_type": "CALL_FORWARDING_TYPE_NUMBER"}',
            'proto: (line 1:26): invalid value for enum field callForwardingType: "CALL_FORWARDING_TYPE_NUMBER"',
        ),
        (
            '{"call_forwarding_static": {"port": 4294967296}}',
            "proto: (line 1:37): invalid value for uint32 field port: 4294967296",
        ),
        (
            '{"call_forwarding_number": {"masking": "true"}}',
            'proto: (line 1:40): invalid value for bool field masking: "true"',
        ),
        ('{"call_forwarding_number": {"masking": 1}}', "proto: (line 1:40): invalid value for bool field masking: 1"),
        (
            '{"call_forwarding_number": {"display_number": 74995556677}}',
            "proto: (line 1:47): invalid value for string field displayNumber: 74995556677",
        ),
        ('{"call_forwarding_sip": "me@host"}', 'proto: syntax error (line 1:25): unexpected token "me@host"'),
        ('{"call_forwarding_number": {"call_control": [1]}}', "proto: syntax error (line 1:46): unexpected token 1"),
        (
            '{"call_forwarding_number": {"call_control": [null]}}',
            "proto: syntax error (line 1:46): unexpected token null",
        ),
        ('{"call_forwarding_number": {"call_control": "x"}}', 'proto: syntax error (line 1:45): unexpected token "x"'),
    ],
)
def test_a_wrong_type_is_refused(body: str, says: str) -> None:
    assert refusal(body) == says


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{\n  "number": 1}', 'proto: (line 2:3): unknown field "number"'),
        ('{"Number_Code": 1}', 'proto: (line 1:2): unknown field "Number_Code"'),
        ('{"call_forwarding_data": {}}', 'proto: (line 1:2): unknown field "call_forwarding_data"'),
        ('{"call_forwarding_ipcr": {"uri": "x"}}', 'proto: (line 1:27): unknown field "uri"'),
        ('{"number_code": 1, "number_code": 1}', 'proto: (line 1:20): duplicate field "number_code"'),
        ('{"number_code": 1, "numberCode": 1}', 'proto: (line 1:20): duplicate field "numberCode"'),
        (
            '{"call_forwarding_ipcr": {}, "call_forwarding_sip": {}}',
            (
                'proto: (line 1:30): error parsing "call_forwarding_sip", '
                "oneof SetCallForwardingRequest.call_forwarding_data is already set"
            ),
        ),
        ("", "proto: syntax error (line 1:1): unexpected token "),
        ("[]", "proto: syntax error (line 1:1): unexpected token ["),
        ("null", "proto: syntax error (line 1:1): unexpected token null"),
        ("{} {}", "proto: syntax error (line 1:4): unexpected token {"),
        ('{"number_code": 1', "proto: unexpected EOF"),
        ('{"number_code":\n}', "proto: (line 2:1): invalid value for uint64 field numberCode: }"),
        ('{"number_code": ,}', "proto: syntax error (line 1:17): unexpected token ,"),
    ],
)
def test_what_is_no_such_message_is_refused_with_its_place(body: str, says: str) -> None:
    assert refusal(body) == says


def test_a_body_that_is_not_utf_8_is_refused() -> None:
    assert refusal('{"name": "я"}'.encode("cp1251")) == "proto: syntax error (line 1:11): invalid UTF-8 in string"


def test_a_field_has_two_spellings() -> None:
    assert read({"numberCode": 1, "callForwardingIpcr": {"url": "u"}}) == read(
        {"number_code": 1, "call_forwarding_ipcr": {"url": "u"}}
    )


def test_null_is_as_if_the_field_were_not_there() -> None:
    assert read({"number_code": None, "call_forwarding_sip": None, "call_forwarding_ipcr": {"url": None}}) == {
        "call_forwarding_ipcr": {}
    }


def test_one_call_control_alone_is_a_list_of_one() -> None:
    assert read({"call_forwarding_number": {"call_control": {"timeout": "16"}}}) == {
        "call_forwarding_number": {"call_control": [{"timeout": 16}]}
    }


def test_undocumented_fields_are_known_only_where_they_are_asked_for() -> None:
    body = {"call_forwarding_number": {"answer": True, "call_control": [{"dtmf": "8"}]}}
    assert read(body, SET_WITH_UNDOCUMENTED) == body
    assert refusal(body) == 'proto: (line 1:29): unknown field "answer"'
    assert refusal({"call_forwarding_number": {"call_control": [{"dtmf": "8"}]}}).endswith('unknown field "dtmf"')


def test_every_documented_filter_of_get_list_is_read() -> None:
    body = {"application_uuid": "u", "date_from": "2022-10-01T08:49:28Z", "limit": "10", "offset": 0, "sip_filter": 2}
    assert read(body, LIST) == body | {"limit": 10}


@given(st.dictionaries(st.sampled_from(["url", "reserve"]), st.text()), st.integers(0, 2**64 - 1))
def test_a_message_written_as_json_is_read_as_it_was(data: dict[str, str], number: int) -> None:
    body = {"number_code": number, "call_forwarding_ipcr": data}
    assert read(body) == body
