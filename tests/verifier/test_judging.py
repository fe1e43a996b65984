"""The verdict on a call, from its legs and what was expected: a table of both, and laws over all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import (
    Contradicted,
    Evidence,
    Expected,
    Expecting,
    Inconclusive,
    Leg,
    Verdict,
    Verified,
    word,
)
from reconciler.verifier.judging import NOT_ANSWERED, SAYS_NOTHING, is_final, judged, of_contact

CODE = NumberCode(74991112233)
ANSWER = Expected(expecting=Expecting.ANSWER, rung=("74992223344",), seconds=20)
CLOSED = Expected(expecting=Expecting.NO_ANSWER, why="none of its entries is active at this moment.")
DROPPED = Expected(expecting=Expecting.DROP, why="its forwarding drops the call at this moment.")
NOTHING = Expected(expecting=Expecting.UNDEFINED, why="its forwarding is not defined (type 0).")
URL = Expected(expecting=Expecting.URL, why="a URL decides.")
UNKNOWN = Expected(expecting=Expecting.UNKNOWN, why="what forwards its calls is not known.")
TAKEN = Leg(is_operator=False, connect_time="2026-07-25 15:00:03", duration=15, total_duration=18)
OVER = Leg(is_operator=False, connect_time="x", duration=15, total_duration=18, finish_reason="subscriber_disconnects")
EVERY = (ANSWER, CLOSED, DROPPED, NOTHING, URL, UNKNOWN)


def leg(reason: str = "", *, duration: float = 0, total_duration: float = 0) -> Leg:
    return Leg(is_operator=False, finish_reason=reason, duration=duration, total_duration=total_duration)


def verdict(expected: Expected, *legs: Leg, released: bool = False, rang: float = 60.0) -> Verdict:
    evidence = Evidence(external_id="run-1-74991112233", call_session_id=1, legs=legs, released=released)
    return judged(CODE, expected, evidence, rang=rang, report_seconds=120)


@pytest.mark.parametrize(
    ("expected", "legs", "comes_to", "says"),
    [
        (ANSWER, [OVER], "verified", "The number was answered after about 3 s."),
        (ANSWER, [TAKEN], "verified", "The number was answered."),
        (ANSWER, [leg(duration=3)], "verified", "The number was answered."),
        (ANSWER, [leg("subscriber_busy"), OVER], "verified", "answered after about 3 s"),
        (ANSWER, [leg("no_money", duration=3)], "verified", "The number was answered."),
        (URL, [OVER], "verified", "answered after about 3 s"),
        (UNKNOWN, [OVER], "inconclusive", "Whether it should be is not known"),
        (CLOSED, [OVER], "failed", "It was answered, and by the record nobody is to be: none of its entries is active"),
        (DROPPED, [OVER], "failed", "its forwarding drops the call"),
        (NOTHING, [OVER], "inconclusive", "Whether it should be is not known"),
        (ANSWER, [], "inconclusive", "UIS reported nothing of the call within 120 seconds"),
        (ANSWER, [leg()], "inconclusive", "UIS reported nothing"),
        (ANSWER, [leg("subscriber_busy"), leg()], "inconclusive", "UIS reported nothing"),
        (URL, [leg("subscriber_busy")], "inconclusive", "Whether it should be is not known: a URL decides."),
        (UNKNOWN, [leg("subscriber_busy")], "inconclusive", "Whether it should be is not known: what forwards"),
        (CLOSED, [leg("subscriber_busy")], "verified", "That is what the record says: none of its entries is active"),
        (DROPPED, [leg("no_success_subscriber_call")], "verified", "That is what the record says"),
        (NOTHING, [leg("no_success_subscriber_call")], "verified", "That is what the record says"),
        (ANSWER, [leg("subscriber_busy"), leg("no_money")], "inconclusive", "(no_money): the UIS account has no money"),
        (ANSWER, [leg("a_reason_of_tomorrow")], "inconclusive", "says nothing about the forwarding"),
    ],
)
def test_a_verdict(expected: Expected, legs: list[Leg], comes_to: str, says: str) -> None:
    found = verdict(expected, *legs)
    assert (word(found), found.expected) == (comes_to, expected)
    assert says in found.detail


@pytest.mark.parametrize("reason", NOT_ANSWERED)
def test_whoever_is_to_be_rung_and_does_not_answer_fails_the_number(reason: str) -> None:
    found = verdict(ANSWER, leg(reason, total_duration=20))
    assert isinstance(found, Contradicted)
    assert f"({reason}). By the record it rings 74992223344." in found.detail


@pytest.mark.parametrize("expected", EVERY)
@pytest.mark.parametrize("reason", [*SAYS_NOTHING, "numb_not_exists", "call_released", ""])
def test_money_limits_and_schedules_of_uis_say_nothing_about_the_forwarding(expected: Expected, reason: str) -> None:
    assert isinstance(verdict(expected, leg(reason, total_duration=20)), Inconclusive)


@pytest.mark.parametrize(
    ("expected", "reason", "total", "released", "rang"),
    [
        (Expected(expecting=Expecting.ANSWER, rung=("1",), seconds=90), "timeout", 60, False, 110),
        (Expected(expecting=Expecting.ANSWER, rung=("1",)), "timeout", 60, False, 80),
        (Expected(expecting=Expecting.ANSWER, rung=("1",), seconds=300), "no_success_subscriber_call", 180, True, 180),
        (Expected(expecting=Expecting.ANSWER, rung=("1",)), "no_success_subscriber_call", 60, True, 60),
    ],
)
def test_a_call_that_was_cut_short_says_nothing(
    expected: Expected, reason: str, total: float, *, released: bool, rang: float
) -> None:
    found = verdict(expected, leg(reason, total_duration=total), released=released, rang=rang)
    assert isinstance(found, Inconclusive)
    assert "goes on ringing" in found.detail


@pytest.mark.parametrize("expected", [CLOSED, DROPPED, NOTHING])
@pytest.mark.parametrize(
    ("reason", "total", "released", "rang"),
    [
        ("timeout", 20.0, False, 20.0),
        ("no_success_subscriber_call", 31.0, False, 31.0),
        ("no_success_subscriber_call", 2.0, True, 2.0),
    ],
)
def test_a_call_that_may_have_rung_somebody_does_not_prove_that_nobody_is(
    expected: Expected, reason: str, total: float, *, released: bool, rang: float
) -> None:
    found = verdict(expected, leg(reason, total_duration=total), released=released, rang=rang)
    assert isinstance(found, Inconclusive)
    assert "somebody may have been" in found.detail


def test_the_legs_of_employees_are_not_the_contact_s() -> None:
    operator = Leg(is_operator=True, connect_time="x", duration=5, finish_reason="operator_disconnects")
    assert of_contact([operator, OVER]) == (OVER,)
    assert not is_final([operator])
    assert is_final([operator, TAKEN])


LEGS = st.builds(
    Leg,
    is_operator=st.just(value=False),
    connect_time=st.sampled_from(["", "2026-07-25 15:00:03"]),
    duration=st.sampled_from([0.0, 4.0]),
    total_duration=st.sampled_from([0.0, 20.0, 200.0]),
    finish_reason=st.sampled_from(["", *NOT_ANSWERED, *SAYS_NOTHING, "another"]),
)


@given(
    expected=st.sampled_from(EVERY),
    legs=st.lists(LEGS, max_size=3),
    released=st.booleans(),
    rang=st.sampled_from([0.0, 20.0, 200.0]),
)
def test_no_more_is_claimed_than_the_legs_show(
    expected: Expected, legs: list[Leg], *, released: bool, rang: float
) -> None:
    found = verdict(expected, *legs, released=released, rang=rang)
    answered = any(one.is_answered for one in legs)
    if isinstance(found, Verified):
        assert answered is (expected.expecting in {Expecting.ANSWER, Expecting.URL})
    if isinstance(found, Contradicted):
        assert answered is (expected.expecting in {Expecting.NO_ANSWER, Expecting.DROP})
    if not isinstance(found, Inconclusive) and not answered:
        assert {one.finish_reason for one in legs} <= NOT_ANSWERED.keys()
