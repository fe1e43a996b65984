"""What a test call is expected to come to: each kind of forwarding at a moment, and when something else is near."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from support.calls import (
    ACCOUNT,
    MOSCOW,
    NOTHING,
    PARALLEL,
    PHONES,
    SEQUENTIAL,
    SINGLE,
    TRUNK,
    A,
    Asked,
    B,
    C,
    asked,
    drop,
    network,
    ring,
    to_numbers,
    to_url,
    window,
)

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import Expected, Expecting
from reconciler.routing.behaviour import is_dark, rung
from reconciler.routing.call import behaviour_at
from reconciler.routing.expected import NEAR, expected_at

NOW = datetime(2026, 12, 12, 12, 30, tzinfo=MOSCOW)
"""A Saturday."""
OFF, ON, BAD = "wd {mon-fri} hr {9-17}", "wd {sat} hr {12}", "hours {9-17}"
ONE, TWO, THREE = PHONES


def expected(*stages: Payload | None, at: datetime = NOW, is_certain: bool = True) -> Expected:
    numbers = dict(zip((A, B, C), stages, strict=False))
    return expected_at(network(numbers), A, at, is_certain=is_certain)


@pytest.mark.parametrize(
    ("stages", "expecting", "everybody", "seconds"),
    [
        ([to_numbers(ring(ONE, seconds=16))], Expecting.ANSWER, (ONE,), 16),
        ([to_numbers(ring(ONE), ring(TWO, seconds=30), order=SEQUENTIAL)], Expecting.ANSWER, (ONE, TWO), 40),
        ([to_numbers(ring(ONE), ring(TWO, seconds=30), order=PARALLEL)], Expecting.ANSWER, (ONE, TWO), 30),
        ([to_numbers(ring(ONE, OFF), ring(TWO, ON), order=SEQUENTIAL)], Expecting.ANSWER, (TWO,), 10),
        ([to_numbers(ring(ONE), drop(), order=SEQUENTIAL)], Expecting.ANSWER, (ONE,), 10),
        ([to_numbers(ring(ONE, OFF))], Expecting.NO_ANSWER, (), None),
        ([to_numbers(ring(ONE, BAD))], Expecting.NO_ANSWER, (), None),
        ([to_numbers(drop())], Expecting.DROP, (), None),
        ([to_numbers(drop(ON), ring(ONE), order=SINGLE)], Expecting.DROP, (), None),
        ([NOTHING], Expecting.UNDEFINED, (), None),
        ([to_url()], Expecting.URL, (), None),
        ([to_url(ONE)], Expecting.URL, (), None),
        ([None], Expecting.UNKNOWN, (), None),
        ([to_numbers(ring(B)), to_numbers(ring(ONE, OFF))], Expecting.NO_ANSWER, (), None),
        ([to_numbers(ring(B)), NOTHING], Expecting.UNDEFINED, (), None),
        ([to_numbers(ring(B)), to_numbers(ring(C)), NOTHING], Expecting.UNDEFINED, (), None),
        ([to_numbers(ring(B), drop(), order=SEQUENTIAL), NOTHING], Expecting.UNDEFINED, (), None),
        ([to_numbers(ring(B, OFF), drop(), order=SEQUENTIAL), NOTHING], Expecting.DROP, (), None),
        ([to_numbers(ring(ONE), ring(B), order=PARALLEL), NOTHING], Expecting.ANSWER, (ONE,), 10),
        (
            [to_numbers(ring(B), ring(C), order=PARALLEL), to_numbers(drop()), to_numbers(ring(A))],
            Expecting.LOOP,
            (),
            None,
        ),
        ([TRUNK], Expecting.ANSWER, ("203.0.113.10:5060",), 30),
        ([ACCOUNT], Expecting.ANSWER, ("office@sip.example.com",), None),
        ([to_numbers(ring(B)), to_numbers(ring(ONE, seconds=25))], Expecting.ANSWER, (ONE,), 25),
        ([to_numbers(ring(B)), to_url()], Expecting.URL, (), None),
        ([to_numbers(ring(ONE), ring(B), order=SEQUENTIAL), to_url()], Expecting.ANSWER, (ONE,), None),
        ([to_numbers(ring(B), ring(C), order=PARALLEL), to_url(), to_url()], Expecting.URL, (), None),
        ([to_numbers(ring(A))], Expecting.LOOP, (), None),
        (
            [to_numbers(ring(B), ring(C), order=SEQUENTIAL), to_numbers(ring(A)), to_numbers(drop())],
            Expecting.LOOP,
            (),
            None,
        ),
        (
            [to_numbers(ring(B), ring(C), order=PARALLEL), to_numbers(drop()), to_numbers(drop())],
            Expecting.DROP,
            (),
            None,
        ),
        ([to_numbers(ring(ONE, seconds=0))], Expecting.ANSWER, (ONE,), None),
    ],
)
def test_what_is_expected(
    stages: list[Payload | None], expecting: Expecting, everybody: tuple[str, ...], seconds: int | None
) -> None:
    found = expected(*stages)
    assert (found.expecting, found.rung, found.seconds) == (expecting, everybody, seconds)
    assert bool(found.why) is (expecting is not Expecting.ANSWER)


def test_of_a_change_that_nobody_knows_of_nothing_is_expected() -> None:
    found = expected(to_numbers(ring(ONE)), is_certain=False)
    assert (found.expecting, found.rung) == (Expecting.UNKNOWN, (ONE,))


@pytest.mark.parametrize(
    ("hour", "minute", "turns"),
    [
        (17, 54, None),
        (17, 55, (18, 0)),
        (17, 59, (18, 0)),
        (18, 0, (17, 59)),
        (18, 2, None),
        (8, 58, (9, 0)),
    ],
)
def test_a_turn_of_the_schedule_is_seen_when_it_is_near(hour: int, minute: int, turns: tuple[int, int] | None) -> None:
    at = datetime(2026, 12, 11, hour, minute, tzinfo=MOSCOW)
    found = expected(to_numbers(ring(ONE, OFF)), at=at).turns_at
    assert (None if found is None else (found.hour, found.minute)) == turns


def test_a_turn_from_one_person_to_another_is_none_that_matters() -> None:
    at = datetime(2026, 12, 11, 17, 58, tzinfo=MOSCOW)
    assert expected(to_numbers(ring(ONE, OFF), ring(TWO)), at=at).turns_at is None


@pytest.mark.parametrize("of", [A, B])
def test_an_override_that_is_near_turns_it_too_at_its_second_wherever_it_is_on_the_way(of: NumberCode) -> None:
    begin = NOW + timedelta(seconds=90)
    closed = window(begin, begin + timedelta(days=1), to_numbers(drop()))
    numbers = {A: to_numbers(ring(B)), B: to_numbers(ring(ONE))}
    assert expected_at(network(numbers, windows={of: [closed]}), A, NOW).turns_at == begin


@given(asked())
def test_who_is_expected_to_be_rung_is_who_is_rung(drawn: Asked) -> None:
    found = expected_at(drawn.network, A, drawn.start)
    behaviour = behaviour_at(drawn.network, A, drawn.start)
    assert set(found.rung) <= set(rung(behaviour))
    if found.expecting is Expecting.ANSWER:
        assert found.rung == rung(behaviour) != ()
    if found.expecting in {Expecting.NO_ANSWER, Expecting.DROP, Expecting.UNDEFINED, Expecting.LOOP}:
        assert is_dark(behaviour)


@given(asked())
def test_without_a_turn_near_the_same_is_expected_until_the_call_is_over(drawn: Asked) -> None:
    found = expected_at(drawn.network, A, drawn.start)
    if found.turns_at is None:
        later = expected_at(drawn.network, A, drawn.start + NEAR - timedelta(minutes=1))
        assert later.expecting is found.expecting
