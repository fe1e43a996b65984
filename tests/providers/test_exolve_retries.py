"""How often and how long a call is tried, what waits in between, and what is remembered of earlier tries."""

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exolve import NUMBER, SALES, Script, Session, Setup, Step, answer, ok, to_one
from support.time import BEGIN

from reconciler.errors import (
    CallFailedError,
    CallRefusedError,
    CircuitOpenError,
    NoAnswerError,
    ProviderError,
    StoppedError,
)
from reconciler.model.identifiers import ApplicationName
from reconciler.providers.http_answers import retry_after
from reconciler.providers.patience import Patience

OTHER = ApplicationName("other")
BUSY = answer(429, {"error": "Too Many Requests"})
BROKEN = answer(503, "Service Unavailable")
WRONG = answer(400, {"error": "wrong"})
DROPPED = httpx.RemoteProtocolError("closed")
REFUSED = httpx.ConnectError("refused")


def failure(*steps: Step, patience: Patience | None = None, stop_during: int | None = None) -> ProviderError:
    """Answer what a Set comes to when these are the answers to its tries."""
    session = Setup(transport=Script(*steps), patience=patience or Patience(), stop_during=stop_during).session()
    with pytest.raises(ProviderError) as caught:
        session.client.set_call_forwarding(SALES, to_one())
    return caught.value


@pytest.mark.parametrize("trouble", [BUSY, BROKEN, DROPPED, REFUSED, answer(408), answer(425), answer(500)])
def test_a_passing_trouble_is_tried_again_until_it_passes(trouble: Step) -> None:
    script = Script(trouble, trouble, ok())
    session = Setup(transport=script).session()
    session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 3
    assert len(session.waits) >= 2, "after each trouble; a 429 slows the calls down beside that"


@pytest.mark.parametrize("tries", [1, 2, 5])
def test_a_trouble_that_stays_is_given_up_after_so_many_tries(tries: int) -> None:
    script = Script(BROKEN)
    session = Setup(transport=script, patience=Patience(tries=tries)).session()
    with pytest.raises(CallFailedError):
        session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == tries
    assert len(session.waits) == tries - 1


@given(st.integers(0, 1000))
def test_each_wait_lies_below_a_bound_that_doubles(seed: int) -> None:
    session = Setup(transport=Script(BROKEN), patience=Patience(tries=5, first_wait=0.5), seed=seed).session()
    with pytest.raises(CallFailedError):
        session.client.get_attributes(SALES, NUMBER)
    assert all(0 <= wait <= bound for wait, bound in zip(session.waits, [0.5, 1, 2, 4], strict=True))


def test_no_wait_is_longer_than_the_longest() -> None:
    patience = Patience(tries=9, first_wait=4, longest_wait=5, total=1000)
    session = Setup(transport=Script(BROKEN), patience=patience).session()
    with pytest.raises(CallFailedError):
        session.client.get_attributes(SALES, NUMBER)
    assert len(session.waits) == 8
    assert max(session.waits) <= 5


@pytest.mark.parametrize("status", [429, 503])
def test_a_retry_after_in_seconds_is_obeyed(status: int) -> None:
    session = Setup(transport=Script(answer(status, None, Retry_After="7"), ok())).session()
    session.client.set_call_forwarding(SALES, to_one())
    assert session.waits == [7.0]


def test_a_retry_after_as_a_date_is_obeyed() -> None:
    date = format_datetime(BEGIN + timedelta(seconds=12), usegmt=True)
    session = Setup(transport=Script(answer(429, None, Retry_After=date), ok())).session()
    session.client.set_call_forwarding(SALES, to_one())
    assert session.waits == [12.0]


def test_a_retry_after_in_the_past_or_of_nothing_sensible_leaves_the_usual_wait() -> None:
    past = format_datetime(BEGIN - timedelta(days=1), usegmt=True)
    for value in (past, "soon", "-3", "٣", ""):
        session = Setup(transport=Script(answer(429, None, **{"Retry-After": value.encode()}), ok())).session()  # type: ignore[arg-type]
        session.client.set_call_forwarding(SALES, to_one())
        assert 0 <= session.waits[0] <= 0.5


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40))
def test_no_retry_after_can_do_harm(value: str) -> None:
    response = httpx.Response(429, headers=[(b"Retry-After", value.encode("latin-1"))])
    asked = retry_after(response, BEGIN)
    assert asked is None or asked >= 0


def test_a_retry_after_as_a_date_is_one_of_the_providers_own_clock() -> None:
    later = format_datetime(BEGIN + timedelta(hours=5, seconds=20), usegmt=True)
    response = answer(429, None, Retry_After=later, Date=format_datetime(BEGIN + timedelta(hours=5), usegmt=True))
    assert retry_after(response, BEGIN) == 20
    assert retry_after(response, BEGIN + timedelta(days=9)) == 20, "ours may be wrong, or jump"
    assert retry_after(answer(429, None, Retry_After=later, Date="yesterday"), BEGIN) == 5 * 3600 + 20


def test_an_application_of_which_everything_fails_is_given_up_and_the_others_go_on() -> None:
    script = Script(BROKEN)
    keys = {SALES: "sales-key-4f1c9e", OTHER: "other-key-77aa01"}
    session = Setup(transport=script, keys=keys, patience=Patience(tries=2), concurrency=2).session()
    for _ in range(5):
        with pytest.raises(CallFailedError):
            session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 10
    with pytest.raises(CircuitOpenError, match="'sales' was given up for this run: 5 calls in a row") as caught:
        session.client.set_call_forwarding(SALES, to_one())
    assert not caught.value.may_have_happened, "it was never sent"
    assert len(script.requests) == 10
    with pytest.raises(CallFailedError):
        session.client.set_call_forwarding(OTHER, to_one())


def test_a_call_that_waits_for_another_try_when_its_application_is_given_up_may_have_happened() -> None:
    session = Setup(transport=Script(BROKEN, BUSY), concurrency=1).session()
    gate = session.client._gates[SALES]
    session.stop.act = lambda: gate.close("everything fails")
    with pytest.raises(CircuitOpenError) as caught:
        session.client.set_call_forwarding(SALES, to_one())
    assert caught.value.may_have_happened


def test_an_answer_that_refuses_a_number_does_not_count_as_a_failure_of_the_application() -> None:
    session = Setup(transport=Script(*[BROKEN, BROKEN, WRONG] * 9), patience=Patience(tries=2), concurrency=1).session()
    for _ in range(9):
        with pytest.raises(CallRefusedError if _ % 2 else CallFailedError):
            session.client.set_call_forwarding(SALES, to_one())


def test_a_429_that_asks_for_longer_than_anybody_waits_gives_the_application_up() -> None:
    script = Script(answer(429, None, Retry_After="3600"))
    session = Setup(transport=script).session()
    with pytest.raises(CallFailedError):
        session.client.set_call_forwarding(SALES, to_one())
    with pytest.raises(CircuitOpenError, match="the provider asks to wait 3600 seconds"):
        session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 1
    one_number = Setup(transport=Script(answer(503, None, Retry_After="3600"), ok())).session()
    with pytest.raises(CallFailedError):
        one_number.client.set_call_forwarding(SALES, to_one())
    one_number.client.set_call_forwarding(SALES, to_one())


def test_one_application_that_is_slowed_down_does_not_slow_another() -> None:
    keys = {SALES: "sales-key-4f1c9e", OTHER: "other-key-77aa01"}
    script = Script(answer(429, None, Retry_After="30"), ok())
    session = Setup(transport=script, keys=keys).session()
    session.client.set_call_forwarding(SALES, to_one())
    waited = sum(session.waits)
    assert waited >= 30
    session.client.set_call_forwarding(OTHER, to_one())
    assert sum(session.waits) == waited


@pytest.mark.parametrize("value", ["61", "9" * 400, format_datetime(BEGIN + timedelta(hours=1), usegmt=True)])
def test_a_retry_after_longer_than_we_would_wait_gives_up_at_once(value: str) -> None:
    script = Script(answer(429, None, Retry_After=value), ok())
    session = Setup(transport=script).session()
    with pytest.raises(CallFailedError) as caught:
        session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 1
    assert session.waits == []
    assert not caught.value.may_have_happened


def test_waiting_ends_when_the_whole_of_it_would_take_too_long() -> None:
    script = Script(answer(429, None, Retry_After="40"))
    session = Setup(transport=script, patience=Patience(tries=10, total=90)).session()
    with pytest.raises(CallFailedError):
        session.client.set_call_forwarding(SALES, to_one())
    assert session.waits == [40.0, 40.0]
    assert len(script.requests) == 3


@pytest.mark.parametrize(
    ("steps", "kind", "may_have_happened"),
    [
        ((BROKEN, WRONG), CallRefusedError, True),
        ((DROPPED, WRONG), CallRefusedError, True),
        ((BUSY, WRONG), CallRefusedError, False),
        ((REFUSED, WRONG), CallRefusedError, False),
        ((BROKEN, BUSY), CallFailedError, True),
        ((DROPPED, REFUSED), CallFailedError, True),
        ((BUSY, REFUSED), CallFailedError, False),
        ((BUSY, DROPPED), NoAnswerError, True),
    ],
)
def test_a_try_that_may_have_taken_effect_is_not_forgotten(
    steps: tuple[Step, ...], kind: type[ProviderError], *, may_have_happened: bool
) -> None:
    error = failure(*steps)
    assert type(error) is kind
    assert error.may_have_happened is may_have_happened


@pytest.mark.parametrize("last", [WRONG, BUSY, DROPPED, BROKEN])
def test_no_read_ever_may_have_happened(last: Step) -> None:
    session = Setup(transport=Script(BROKEN, last)).session()
    with pytest.raises(ProviderError) as caught:
        session.client.get_attributes(SALES, NUMBER)
    assert not isinstance(caught.value, NoAnswerError)
    assert not caught.value.may_have_happened


def test_a_run_that_was_stopped_sends_nothing() -> None:
    script = Script(ok())
    session = Setup(transport=script).session()
    session.stop.set()
    with pytest.raises(StoppedError) as caught:
        session.client.set_call_forwarding(SALES, to_one())
    assert script.requests == []
    assert not caught.value.may_have_happened


@pytest.mark.parametrize(("trouble", "may_have_happened"), [(BUSY, False), (BROKEN, True), (DROPPED, True)])
def test_a_stop_during_a_wait_ends_the_tries_and_remembers_the_last(trouble: Step, *, may_have_happened: bool) -> None:
    error = failure(trouble, ok(), stop_during=1)
    assert isinstance(error, StoppedError)
    assert error.may_have_happened is may_have_happened


def stopped_during(response: httpx.Response) -> tuple[Session, Script]:
    """Answer a client that is asked to stop while its first call is under way."""

    def stopping(_: httpx.Request) -> httpx.Response:
        session.stop.set()
        return response

    script = Script(stopping)
    session = Setup(transport=script).session()
    return session, script


def test_a_stop_during_a_call_lets_it_come_to_its_answer() -> None:
    session, script = stopped_during(ok())
    session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 1


def test_a_stop_during_a_call_that_fails_ends_its_tries() -> None:
    session, script = stopped_during(answer(503))
    with pytest.raises(CallFailedError) as caught:
        session.client.set_call_forwarding(SALES, to_one())
    assert len(script.requests) == 1
    assert session.waits == []
    assert caught.value.may_have_happened


def test_every_try_keeps_to_the_pace() -> None:
    session = Setup(transport=Script(BROKEN, ok()), calls_per_second=0.01, patience=Patience(first_wait=0)).session()
    session.client.set_call_forwarding(SALES, to_one())
    assert sum(session.waits) == pytest.approx(100, rel=0.01)
