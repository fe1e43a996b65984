"""Secrets are put in at the send and come out nowhere: no exception's text holds a key or a value."""

from urllib.parse import quote

import httpx
import pytest
from support.exolve import KEY, NUMBER, SALES, Script, Setup, answer, ok, to_one, to_url, told

from reconciler.errors import ConfigurationError, ProviderError

SECRET = "s3cr3t/+ value&more"
SECRETS = {"EVENTS_KEY": SECRET, "SIP_PASSWORD": "sip-p4ssword"}
URL = f"https://events.example/?key={SECRET}"


def test_values_are_put_in_at_the_send_and_the_payload_keeps_its_references() -> None:
    script = Script(ok())
    payload = to_one(event_url="https://events.example/?key=${EVENTS_KEY}&again=${EVENTS_KEY}")
    Setup(transport=script, secrets=SECRETS).session().client.set_call_forwarding(SALES, payload)
    assert SECRET.encode() in script.requests[0].content
    assert "${EVENTS_KEY}" in payload["call_forwarding_number"]["event_url"]


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        (to_url("https://a.example/${EVENTS_KEY}"), SECRET),
        (
            {"number_code": NUMBER, "call_forwarding_type": 1, "call_forwarding_sip": {"sip_uri": "a@${SIP_PASSWORD}"}},
            "a@sip-p4ssword",
        ),
    ],
)
def test_url_and_sip_uri_may_refer_to_secrets_too(payload: dict[str, object], sent: str) -> None:
    script = Script(ok())
    Setup(transport=script, secrets=SECRETS).session().client.set_call_forwarding(SALES, payload)
    assert sent.encode() in script.requests[0].content
    assert b"${" not in script.requests[0].content


def test_a_reference_in_any_other_field_is_sent_as_it_is_written() -> None:
    script = Script(ok())
    Setup(transport=script, secrets=SECRETS).session().client.set_call_forwarding(
        SALES, to_one(client_id="${EVENTS_KEY}")
    )
    assert b"${EVENTS_KEY}" in script.requests[0].content


def test_a_secret_without_a_value_is_told_by_name_and_nothing_is_sent() -> None:
    script = Script(ok())
    session = Setup(transport=script, secrets={}).session()
    with pytest.raises(ConfigurationError, match="EVENTS_KEY is not set"):
        session.client.set_call_forwarding(SALES, to_url("https://a.example/${EVENTS_KEY}"))
    assert script.requests == []


ECHOES = [
    f"Bearer {KEY}",
    URL,
    quote(URL),
    quote(URL, safe=""),
    f"x{'y' * 290} {KEY}",  # the bound of an error's text falls into the key
    f"x{'y' * 292} {SECRET}",
    f"<b>{SECRET.replace('&', '&amp;')}</b>",
]


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("shape", [str, lambda text: {"error": text}, lambda text: {"details": [text]}])
@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 429, 500, 503])
def test_no_error_repeats_what_the_provider_echoes(echo: str, shape: type[str], status: int) -> None:
    session = Setup(transport=Script(answer(status, shape(echo))), secrets=SECRETS).session()
    with pytest.raises(ProviderError) as caught:
        session.client.set_call_forwarding(SALES, to_url("https://events.example/?key=${EVENTS_KEY}"))
    text = told(caught.value)
    for secret in (KEY, SECRET, quote(SECRET), quote(SECRET, safe=""), KEY[:8], SECRET[:8]):
        assert secret not in text


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError])
def test_no_error_of_the_library_brings_a_secret_out(kind: type[httpx.TransportError]) -> None:
    session = Setup(transport=Script(kind(f"cannot send Bearer {KEY} to {URL}")), secrets=SECRETS).session()
    with pytest.raises(ProviderError) as caught:
        session.client.set_call_forwarding(SALES, to_url("https://events.example/?key=${EVENTS_KEY}"))
    error = caught.value
    assert KEY not in f"{error}{error.advice}"
    assert SECRET not in f"{error}{error.advice}"


def test_a_client_does_not_print_its_keys_and_secrets() -> None:
    session = Setup(transport=Script(ok()), secrets=SECRETS).session()
    assert KEY not in repr(session.client)
    assert SECRET not in repr(session.client)
