"""What Exolve refuses, in every shape it does so: which of our errors it means, and what that says."""

import httpx
import pytest
from support.exolve import NUMBER, SALES, Script, Setup, answer, ok, to_one

from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    NoAnswerError,
    ProviderError,
    UnauthorizedError,
    WrongAddressError,
)
from reconciler.providers.patience import Patience

HTML = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<h1>502</h1>\n</body>\n</html>\n"
ONCE = Patience(tries=1)


def refusal(step: httpx.Response | Exception) -> ProviderError:
    """Answer what one Set comes to when it is tried once."""
    session = Setup(transport=Script(step), patience=ONCE).session()
    with pytest.raises(ProviderError) as caught:
        session.client.set_call_forwarding(SALES, to_one())
    return caught.value


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"error": "number has sip"}, "Exolve answered 400: number has sip"),
        ({"error": {"message": "number has sip"}}, "Exolve answered 400: number has sip"),
        ({"message": "number has sip"}, "Exolve answered 400: number has sip"),
        ({"error": "", "message": "number has sip"}, "Exolve answered 400: number has sip"),
        ({"error": {"code": 3}, "message": "number has sip"}, "Exolve answered 400: number has sip"),
        ("number has sip", "Exolve answered 400: number has sip"),
        ("number\n  has\r\n\tsip\n", "Exolve answered 400: number has sip"),
        (None, "Exolve answered 400 without a word"),
        ("", "Exolve answered 400 without a word"),
        ({}, "Exolve answered 400: {}"),
        ({"error": {"code": 3}}, 'Exolve answered 400: {"error":{"code":3}}'),
        ({"error": ["a"]}, 'Exolve answered 400: {"error":["a"]}'),
        (["number has sip"], 'Exolve answered 400: ["number has sip"]'),
        (HTML, f"Exolve answered 400: {' '.join(HTML.split())}"),
        (b"\xff\xfe\x00", "Exolve answered 400: \ufffd\ufffd\x00"),
    ],
)
def test_an_error_says_what_its_body_says_whatever_its_shape(body: object, text: str) -> None:
    error = refusal(answer(400, body))
    assert isinstance(error, CallRefusedError)
    assert error.message == text
    assert not error.may_have_happened


def test_a_long_error_is_cut() -> None:
    error = refusal(answer(400, "x" * 10_000))
    assert error.message == f"Exolve answered 400: {'x' * 300}…"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Error setting call forwarding: number is missing in the application", "belong to another application"),
        ("number has sip", "bound to a SIP ID"),
        ('proto: (line 1:2): unknown field "answer"', "does not know this field"),
        ("proto: syntax error (line 2:20): invalid value /", ""),
        ("invalid SetCallForwardingRequest.NumberCode: value must be greater than 0", ""),
    ],
)
def test_a_refusal_comes_with_advice_where_there_is_any(text: str, advice: str) -> None:
    error = refusal(answer(400, {"error": text}))
    assert isinstance(error, CallRefusedError)
    assert advice in error.advice
    assert bool(advice) == bool(error.advice)


def test_a_service_that_is_not_activated_is_a_refusal_with_advice() -> None:
    error = refusal(answer(403, {"error": "activate call forwarding service on this application"}))
    assert isinstance(error, CallRefusedError)
    assert "Activate it in the web cabinet" in error.advice


@pytest.mark.parametrize("text", ["Unauthorized", "malformed token"])
def test_a_bad_key_is_an_error_of_its_application(text: str) -> None:
    error = refusal(answer(401, {"error": text}))
    assert isinstance(error, UnauthorizedError)
    assert text in error.message
    assert "api_key_env" in error.advice


def test_a_404_in_plain_text_means_that_the_address_is_wrong() -> None:
    error = refusal(answer(404, "404 page not found"))
    assert isinstance(error, WrongAddressError)
    assert "EXOLVE_BASE_URL" in error.advice


def test_a_404_in_json_is_a_refusal_of_this_call_alone() -> None:
    error = refusal(answer(404, {"error": "number not found"}))
    assert isinstance(error, CallRefusedError)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_not_followed(status: int) -> None:
    script = Script(answer(status, None, Location="https://elsewhere.example/"), ok())
    with pytest.raises(CallRefusedError, match="a redirect, which is not followed"):
        Setup(transport=script).session().client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [400, 402, 403, 405, 409, 413, 422])
def test_other_refusals_are_never_tried_again(status: int) -> None:
    script = Script(answer(status, {"error": "no"}), ok())
    with pytest.raises(CallRefusedError):
        Setup(transport=script).session().client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("status", "may_have_happened"),
    [(408, False), (425, False), (429, False), (500, True), (502, True), (503, True), (504, True)],
)
def test_of_the_busy_and_the_broken_only_the_broken_may_have_done_the_call(
    status: int, *, may_have_happened: bool
) -> None:
    error = refusal(answer(status, HTML))
    assert isinstance(error, CallFailedError)
    assert error.may_have_happened is may_have_happened


@pytest.mark.parametrize("body", ["OK", "", HTML, "[]", "null", '{"cut": ', "{} {}"])
def test_a_200_that_is_no_json_object_leaves_a_write_unknown_and_is_not_repeated(body: str) -> None:
    script = Script(answer(200, body), ok())
    with pytest.raises(NoAnswerError, match="something that is no JSON object") as caught:
        Setup(transport=script).session().client.set_call_forwarding(SALES, to_one())
    assert caught.value.may_have_happened
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [201, 202, 204])
def test_a_success_that_nobody_documents_leaves_a_write_unknown(status: int) -> None:
    assert isinstance(refusal(answer(status, {} if status != 204 else None)), NoAnswerError)


def test_a_200_that_is_no_json_object_is_read_again() -> None:
    script = Script(answer(200, HTML), ok({"attributes": {}}))
    payload = Setup(transport=script).session().client.get_attributes(SALES, NUMBER)
    assert payload == {"number_code": NUMBER, "call_forwarding_type": 0}
    assert len(script.requests) == 2


def test_a_read_that_never_gets_a_usable_answer_has_failed_and_done_nothing() -> None:
    session = Setup(transport=Script(answer(200, HTML))).session()
    with pytest.raises(CallFailedError) as caught:
        session.client.get_attributes(SALES, NUMBER)
    assert not caught.value.may_have_happened


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
def test_a_provider_out_of_reach_fails_with_advice_about_runners_abroad(error: Exception) -> None:
    found = refusal(error)
    assert isinstance(found, CallFailedError)
    assert not found.may_have_happened
    assert "Russian addresses only" in found.advice


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.RemoteProtocolError("closed"),
        httpx.DecodingError("not gzip"),
    ],
)
def test_a_call_whose_answer_never_came_is_unknown(error: Exception) -> None:
    found = refusal(error)
    assert isinstance(found, NoAnswerError)
    assert type(error).__name__ in found.message


def test_a_delete_of_what_is_not_there_is_done() -> None:
    script = Script(answer(400, {"error": "Error deleting: call forwarding Already Disabled on number"}))
    Setup(transport=script).session().client.delete_call_forwarding(SALES, NUMBER)
    assert len(script.requests) == 1


def test_any_other_refusal_of_a_delete_is_a_refusal() -> None:
    session = Setup(transport=Script(answer(400, {"error": "number has sip"}))).session()
    with pytest.raises(CallRefusedError):
        session.client.delete_call_forwarding(SALES, NUMBER)


def test_already_disabled_is_no_success_for_a_set() -> None:
    assert isinstance(refusal(answer(400, {"error": "already disabled"})), CallRefusedError)
