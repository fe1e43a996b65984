"""The pace of calls and the circuit, as laws: never too fast in any window, slower after a 429, and back again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.providers.pacer import BURST, FAST, MARGIN, RECOVERY, SLOWEST, Circuit, Pace

moments = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).map(sorted)
rates = st.floats(0.5, 1e4)
answers = st.lists(st.tuples(st.floats(0, 3), st.none() | st.just(0.0) | st.floats(0.1, 30)), max_size=60)
"""How long after the last event a call arrives, and whether a 429 comes then, with the seconds that it asks for."""


def starts_of(pace: Pace, arrivals: list[float]) -> list[float]:
    starts = []
    for now in arrivals:
        pace, delay = pace.reserve(now)
        assert delay >= 0
        starts.append(now + delay)
    return starts


def most_in_any(seconds: float, starts: list[float]) -> int:
    """Answer the most starts in any half-open window of so many seconds: the worst ones begin at a start."""
    return max(sum(begin <= start < begin + seconds for start in starts) for begin in starts)


@given(rate=st.integers(1, 200), seconds=st.integers(1, 5), arrivals=st.lists(st.floats(0, 20), min_size=1).map(sorted))
def test_no_window_has_more_calls_than_the_rate_allows(rate: int, seconds: int, arrivals: list[float]) -> None:
    assert most_in_any(seconds, starts_of(Pace(rate=rate), arrivals)) <= rate * seconds


@given(rate=rates, events=answers)
def test_no_answer_makes_the_pace_faster_than_the_rate(rate: float, events: list[tuple[float, float | None]]) -> None:
    pace, now, starts = Pace(rate=rate), 0.0, []
    for step, asked in events:
        now += step
        if asked is not None:
            pace = pace.throttled(now, asked or None)
        for _ in range(3):
            pace, delay = pace.reserve(now)
            starts.append(now + delay)
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(starts))


@given(rate=rates, calls=st.integers(40, 200), begin=st.floats(0, 1e5))
def test_under_load_at_least_95_of_100_of_the_rate_are_used(rate: float, calls: int, begin: float) -> None:
    starts = starts_of(Pace(rate=rate), [begin] * (calls + 1))
    assert calls >= 0.95 * rate * (starts[-1] - starts[0])


@given(rate=rates, arrivals=moments)
def test_no_call_waits_longer_than_those_before_it_make_necessary(rate: float, arrivals: list[float]) -> None:
    pace = Pace(rate=rate)
    for before, now in enumerate(arrivals):
        pace, delay = pace.reserve(now)
        assert delay <= before * MARGIN / rate + 1e-6


@given(moments)
def test_without_a_rate_nobody_ever_waits(arrivals: list[float]) -> None:
    assert starts_of(Pace(rate=0), arrivals) == arrivals


@given(rate=st.floats(1, 1e4), asked=st.none() | st.floats(0, 60))
def test_a_429_halves_the_pace_and_pauses_it_as_long_as_it_asks(rate: float, asked: float | None) -> None:
    pace = Pace(rate=rate).throttled(100.0, asked)
    begin = 100.0 + (asked or 0.0)
    assert pace.at(begin) == pytest.approx(max(rate / 2, SLOWEST))
    assert pace.reserve(100.0)[1] == pytest.approx(asked or 0.0)


@given(rate=st.floats(1, 1e4), burst=st.lists(st.floats(0, BURST * 0.99), max_size=8))
def test_the_answers_of_one_burst_slow_the_pace_once(rate: float, burst: list[float]) -> None:
    pace = Pace(rate=rate).throttled(0.0, None)
    for moment in sorted(burst):
        pace = pace.throttled(moment, None)
    assert pace.slowed_to == max(rate / 2, SLOWEST)


@given(rate=st.floats(1, 1e3), times=st.integers(1, 20))
def test_the_pace_recovers_by_itself(rate: float, times: int) -> None:
    pace, now = Pace(rate=rate), 0.0
    for _ in range(times):
        pace, now = pace.throttled(now, None), now + 2 * BURST
    assert pace.at(now) < rate
    assert pace.at(now + 15 * RECOVERY) == rate
    load = starts_of(pace, [now + 15 * RECOVERY] * 41)
    assert 0.95 * rate * (load[-1] - load[0]) <= 40


def test_however_often_it_is_asked_the_pace_does_not_come_to_a_stop() -> None:
    pace = Pace(rate=10)
    for second in range(200):
        pace = pace.throttled(second * 2.0, None)
    assert pace.at(400.0) >= SLOWEST
    slow = Pace(rate=0.05).throttled(0.0, None)
    assert slow.at(0.0) == 0.05, "a rate that is slower anyway stays"


def test_without_a_rate_a_429_halves_what_the_last_second_had() -> None:
    pace = Pace(rate=0)
    for index in range(80):
        pace, _ = pace.reserve(index / 40)
    slowed = pace.throttled(2.0, None)
    assert slowed.at(2.0) == pytest.approx(20, abs=1)
    assert slowed.at(2.0 + RECOVERY) == pytest.approx(40, abs=2)
    assert slowed.at(1000.0) == 0, f"beyond {FAST} calls a second it is no limit any more"
    idle = pace.throttled(100.0, None)
    assert idle.at(100.0) >= SLOWEST


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 9))
def test_a_circuit_opens_when_so_many_calls_in_a_row_come_to_nothing(worked: list[bool], most: int) -> None:
    circuit, row, opens = Circuit(most=most), 0, False
    for well in worked:
        circuit = circuit.succeeded() if well else circuit.failed("503")
        row = 0 if well else row + 1
        opens = opens or row >= most
        assert bool(circuit.reason) is opens
    if opens:
        assert circuit.reason.startswith(f"{most} calls in a row failed after all their tries, the last one: 503")


def test_the_first_reason_for_which_a_circuit_opened_stays() -> None:
    circuit = Circuit(most=1).opened("the provider asks to wait").failed("503")
    assert circuit.reason == "the provider asks to wait"
