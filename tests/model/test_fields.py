"""What each type of field takes, what it makes of it, and in which words it refuses the rest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from reconciler.model.fields import (
    UINT32_MAX,
    UINT64_MAX,
    Boolean,
    Count,
    IpAddress,
    Number,
    Phone,
    Port,
    Positive,
    SipUri,
    Text,
    TypeOfForwarding,
    TypeOfRedirect,
    Uint32,
    Uint64,
    Url,
    errors_of,
)
from reconciler.model.kinds import kind_of, species

TAKEN: list[tuple[Any, Any, Any]] = [
    (Uint32, 0, 0),
    (Uint32, "16", 16),
    (Uint32, UINT32_MAX, UINT32_MAX),
    (Uint32, "007", 7),
    (Uint64, UINT64_MAX, UINT64_MAX),
    (Port, "65535", 65535),
    (Count, 0, 0),
    (Positive, 1, 1),
    (Boolean, True, True),
    (Boolean, False, False),
    (Text, "", ""),
    (Text, "два слова\tи\nстрока", "два слова\tи\nстрока"),
    (Text, "\u202eabc", "\u202eabc"),
    (Text, "no", "no"),
    (Phone, 74992223344, "74992223344"),
    (Phone, "74992223344", "74992223344"),
    (Phone, "883140000000001", "883140000000001"),
    (Phone, "72222222222", "72222222222"),
    (Phone, "@ivanov", "@ivanov"),
    (Number, 74991112233, 74991112233),
    (Number, "74991112233", 74991112233),
    (Url, "https://example.com/", "https://example.com/"),
    (Url, "HTTP://example.com:8080/a?b=c#d", "HTTP://example.com:8080/a?b=c#d"),
    (Url, "https://${HOST}/a?key=${KEY}", "https://${HOST}/a?key=${KEY}"),
    (Url, "https://h:${PORT}/${PATH}", "https://h:${PORT}/${PATH}"),
    (Url, "https://[::1]:8080/", "https://[::1]:8080/"),
    (Url, "https://пример.рф/звонки", "https://пример.рф/звонки"),
    (Url, "https://u:${P}@example.com", "https://u:${P}@example.com"),
    (SipUri, "office@sip.example.com", "office@sip.example.com"),
    (SipUri, "office@sip.example.com:5060;transport=tcp", "office@sip.example.com:5060;transport=tcp"),
    (SipUri, "74991112233@192.0.2.1", "74991112233@192.0.2.1"),
    (SipUri, "a@[2001:db8::1]:5060", "a@[2001:db8::1]:5060"),
    (SipUri, "${USER}@${HOST}:${PORT}", "${USER}@${HOST}:${PORT}"),
    (IpAddress, "127.0.0.1", "127.0.0.1"),
    (IpAddress, "2001:db8::1", "2001:db8::1"),
    (TypeOfForwarding, "undefined", 0),
    (TypeOfForwarding, "static", 4),
    (TypeOfForwarding, "3", 3),
    (TypeOfForwarding, 1, 1),
    (TypeOfRedirect, "single", 1),
    (TypeOfRedirect, "sequential", 2),
    (TypeOfRedirect, 3, 3),
]

REFUSED: list[tuple[Any, Any, str, str]] = [
    (Uint32, 16.0, "wrong-type", "it is the decimal number '16.0'. Write 16."),
    (Uint32, 1.5, "wrong-type", "it is the decimal number '1.5'."),
    (Uint32, True, "wrong-type", "the boolean true"),
    (Uint32, None, "wrong-type", "nothing (null)"),
    (Uint32, "+5", "wrong-type", "the text '+5'"),
    (Uint32, " 5", "wrong-type", "the text ' 5'"),
    (Uint32, "٥", "wrong-type", "Did you mean 5? Character 1, '٥', is ARABIC-INDIC DIGIT FIVE (U+0665)."),
    (Uint32, "2О", "wrong-type", "Did you mean 20? Character 2, 'О', is CYRILLIC CAPITAL LETTER O (U+041E)."),
    (Uint32, "1" * 31, "wrong-type", "whole number"),
    (Uint32, [], "wrong-type", "a list"),
    (Uint32, -1, "out-of-range", "too small: the least is"),
    (Uint32, UINT32_MAX + 1, "out-of-range", "too large: the most is"),
    (Uint64, "18446744073709551616", "out-of-range", "too large: the most is"),
    (Port, 0, "out-of-range", "too small: the least is"),
    (Port, 65536, "out-of-range", "too large: the most is"),
    (Count, 10**20, "out-of-range", "too large: the most is"),
    (Positive, 0, "out-of-range", "too small: the least is"),
    (Boolean, "no", "wrong-type", "Write false, without quotes."),
    (Boolean, "Yes", "wrong-type", "Write true, without quotes."),
    (Boolean, "maybe", "wrong-type", "the text 'maybe'."),
    (Boolean, "one", "wrong-type", "the text 'one'."),
    (Boolean, "нет", "wrong-type", "Write false, without quotes."),
    (Boolean, "truе", "wrong-type", "Write true, without quotes. Character 4, 'е', is CYRILLIC SMALL LETTER IE"),
    (Boolean, 1, "wrong-type", "the number '1'"),
    (Text, 5, "wrong-type", "Put it in quotes."),
    (Text, 1.5, "wrong-type", "Put it in quotes."),
    (Text, False, "wrong-type", "the boolean false."),
    (Text, {}, "wrong-type", "a mapping"),
    (Text, "a\x07", "control-character", "Character 2 of this text is U+0007"),
    (Text, "\x85", "control-character", "U+0085"),
    (Text, "\ud800", "control-character", "U+D800"),
    (Phone, "+74992223344", "invalid-number", "Did you mean '74992223344'?"),
    (Phone, "8 (916) 111-22-33", "invalid-number", "Did you mean '79161112233'?"),
    (Phone, "٧٤٩٩٢٢٢٣٣٤٤", "invalid-number", "Did you mean '74992223344'? Character 1, '٧', is ARABIC-INDIC DIGIT"),
    (Phone, "７４９９２２２３３４４", "invalid-number", "Did you mean '74992223344'? Character 1, '７', is FULLWIDTH"),
    (Phone, "7499222334О", "invalid-number", "Did you mean '74992223340'? Character 11, 'О', is CYRILLIC"),
    (Phone, 74992223344.0, "wrong-type", "must be the digits of a number, and it is the decimal number"),
    (Phone, 74992223344.0, "wrong-type", "Write 74992223344."),
    (Phone, 7.49922e10, "wrong-type", "A spreadsheet may have lost its last digits: look the number up."),
    (Phone, "7,49922E+10", "invalid-number", "A spreadsheet may have lost its last digits"),
    (Phone, "112", "invalid-number", "such as 74992223344"),
    (Phone, "", "invalid-number", "''"),
    (Phone, "88314000000000", "invalid-number", "SIP ID"),
    (Phone, "0074992223344", "invalid-number", "E.164"),
    (Phone, True, "wrong-type", "the boolean true"),
    (Phone, -74992223344, "invalid-number", "Did you mean '74992223344'?"),
    (Phone, "7499222\x003344", "control-character", "U+0000"),
    (Number, 0, "out-of-range", "greater than 0"),
    (Number, -74991112233, "out-of-range", "uint64"),
    (Number, UINT64_MAX + 1, "out-of-range", "uint64"),
    (Number, 12, "invalid-number", "12 is no phone number"),
    (Number, 89161112233, "invalid-number", "Did you mean 79161112233?"),
    (Number, "@ivanov", "wrong-type", "whole number"),
    (Number, 7.49911e10, "wrong-type", "A spreadsheet may have lost its last digits: look the number up."),
    (Number, "7,49911E+10", "wrong-type", "A spreadsheet may have lost its last digits: look the number up."),
    (Number, 74991112233.0, "wrong-type", "Write 74991112233."),
    (Number, "+7 499 111-22-33", "wrong-type", "Did you mean 74991112233?"),
    (Number, 883140000000001, "invalid-number", "883140000000001 is a SIP ID"),
    (Url, "example.com", "invalid-url", "starts with https:// or http://"),
    (Url, "ftp://example.com", "invalid-url", "starts with"),
    (Url, "https://", "invalid-url", "names no host"),
    (Url, "https:///path", "invalid-url", "names no host"),
    (Url, "https://a b/", "invalid-url", "no spaces"),
    (Url, "https://h:0/", "invalid-url", "Port 0"),
    (Url, "https://h:99999/", "invalid-url", "cannot be read"),
    (Url, "https://h:x/", "invalid-url", "cannot be read"),
    (Url, "https://[::1/", "invalid-url", "cannot be read"),
    (Url, "https://-/", "invalid-url", "names no host"),
    (Url, "${URL}", "invalid-url", "starts with"),
    (Url, 5, "wrong-type", "a text"),
    (SipUri, "sip:office@example.com", "invalid-sip-uri", "Take 'sip:' away"),
    (SipUri, "SIPS:office@example.com", "invalid-sip-uri", "Take 'sip:' away"),
    (SipUri, "example.com", "invalid-sip-uri", "user@host"),
    (SipUri, "a@b@c", "invalid-sip-uri", "user@host"),
    (SipUri, "a@b:0", "invalid-sip-uri", "user@host:port"),
    (SipUri, "a@b:65536", "invalid-sip-uri", "user@host:port"),
    (SipUri, "a@b c", "invalid-sip-uri", "user@host"),
    (SipUri, "a@b:٥", "invalid-sip-uri", "user@host"),
    (IpAddress, "localhost", "invalid-ip", "not a name or a network"),
    (IpAddress, "192.0.2.0/24", "invalid-ip", "not a name or a network"),
    (IpAddress, "127.0.0.256", "invalid-ip", "203.0.113.10"),
    (IpAddress, "127.0.0.01", "invalid-ip", "203.0.113.10"),
    (IpAddress, 127.0, "wrong-type", "203.0.113.10, and it is the decimal number '127.0'."),
    (IpAddress, "fe80::1%eth0", "invalid-ip", "has a zone behind the '%'"),
    (TypeOfForwarding, 5, "not-one-of", "0 (undefined), 1 (sip), 2 (number), 3 (url), 4 (static)"),
    (TypeOfForwarding, True, "not-one-of", "the boolean true"),
    (TypeOfForwarding, "Number", "not-one-of", "the text 'Number'. Did you mean 'number'?"),
    (TypeOfForwarding, 2.0, "not-one-of", "the decimal number"),
    (TypeOfForwarding, [2], "not-one-of", "a list"),
    (TypeOfRedirect, 0, "not-one-of", "1 (single), 2 (sequential), 3 (parallel)"),
    (TypeOfRedirect, "٢", "not-one-of", "must be one of 1 (single)"),
    (TypeOfRedirect, "sеquential", "not-one-of", "Did you mean 'sequential'? Character 2, 'е', is CYRILLIC"),
]


@pytest.mark.parametrize(("kind", "value", "answer"), TAKEN)
def test_a_right_value_is_taken(kind: Any, value: Any, answer: Any) -> None:
    found = TypeAdapter(kind).validate_python(value)
    assert found == answer
    assert type(found) is type(answer)


@pytest.mark.parametrize(("kind", "value", "code", "words"), REFUSED)
def test_a_wrong_value_is_refused_once_with_its_code_and_words(kind: Any, value: Any, code: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    (error,) = errors_of(caught.value)
    assert error["type"] == code
    assert words in error["msg"]


@pytest.mark.parametrize("kind", [Url, SipUri, Text])
def test_the_refusal_of_what_could_be_a_key_does_not_repeat_it(kind: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python("s3cretkey \x07")
    assert "s3cretkey" not in errors_of(caught.value)[0]["msg"]


def test_braces_in_a_refused_value_stay_as_they_are() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(IpAddress).validate_python("{0}{detail}")
    assert "'{0}{detail}' must be an IP address" in errors_of(caught.value)[0]["msg"]


@pytest.mark.parametrize(
    ("value", "told", "untold"),
    [
        (None, "nothing (null)", "nothing (null)"),
        (True, "the boolean true", "a boolean"),
        (5, "the number '5'", "a number"),
        (1.5, "the decimal number '1.5'", "a decimal number"),
        ("a", "the text 'a'", "a text"),
        ([], "a list", "a list"),
        ({}, "a mapping", "a mapping"),
        ((), "a tuple", "a tuple"),
    ],
)
def test_a_value_is_named_in_the_words_of_yaml(value: object, told: str, untold: str) -> None:
    assert (kind_of(value), species(value)) == (told, untold)


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none(), max_size=1)


@given(value=anything)
def test_every_value_is_taken_or_refused_in_a_sentence(value: Any) -> None:
    for kind in (Uint32, Number, Boolean, Text, Phone, Url, SipUri, IpAddress, TypeOfForwarding):
        try:
            TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            (details,) = errors_of(error)
            assert details["msg"].isprintable()


@given(text=st.text())
def test_what_was_taken_is_taken_again(text: str) -> None:
    for kind in (Text, Phone, Url, SipUri, IpAddress):
        adapter: TypeAdapter[str] = TypeAdapter(kind)
        try:
            once = adapter.validate_python(text)
        except ValidationError:
            continue
        assert adapter.validate_python(once) == once == text
