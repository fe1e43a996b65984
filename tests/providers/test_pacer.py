"""The pace of calls: the schedule as a law, and the gate that makes threads keep to it."""

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.time import Clock, Stop

from reconciler.errors import StoppedError
from reconciler.providers.pacer import Gate, Schedule

moments = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).map(sorted)


@given(rate=st.floats(0.01, 1e4), arrivals=moments)
def test_no_two_calls_start_closer_together_than_the_rate_allows(rate: float, arrivals: list[float]) -> None:
    schedule, starts = Schedule(rate=rate), []
    for now in arrivals:
        schedule, delay = schedule.reserve(now)
        assert delay >= 0
        starts.append(now + delay)
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(starts))


@given(rate=st.floats(0.01, 1e4), arrivals=moments)
def test_no_call_waits_longer_than_those_before_it_make_necessary(rate: float, arrivals: list[float]) -> None:
    schedule = Schedule(rate=rate)
    for before, now in enumerate(arrivals):
        schedule, delay = schedule.reserve(now)
        assert delay <= before / rate + 1e-6


@given(moments)
def test_without_a_rate_nobody_ever_waits(arrivals: list[float]) -> None:
    schedule = Schedule(rate=0)
    for now in arrivals:
        schedule, delay = schedule.reserve(now)
        assert delay == 0


def test_the_gate_makes_each_call_wait_for_its_turn() -> None:
    clock = Clock()
    stop = Stop(clock)
    gate = Gate(Schedule(rate=4), stop, clock.monotonic)
    for _ in range(4):
        gate.enter()
    assert stop.waits == [0.25, 0.25, 0.25]


def test_a_gate_that_was_free_long_enough_makes_nobody_wait() -> None:
    clock = Clock()
    stop = Stop(clock)
    gate = Gate(Schedule(rate=4), stop, clock.monotonic)
    gate.enter()
    clock.move(10)
    gate.enter()
    assert stop.waits == []


def test_threads_at_one_gate_take_turns_and_none_shares_a_turn() -> None:
    clock = Clock()
    waits: list[float] = []

    class Noting(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            return self.is_set()

    gate = Gate(Schedule(rate=10), Noting(), clock.monotonic)
    threads = [threading.Thread(target=gate.enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == pytest.approx([0.1 * turn for turn in range(1, 8)])


def test_a_stop_before_the_gate_lets_nobody_through() -> None:
    clock = Clock()
    stop = Stop(clock)
    stop.set()
    with pytest.raises(StoppedError, match="asked to stop before this call was sent"):
        Gate(Schedule(rate=0), stop, clock.monotonic).enter()


def test_a_stop_while_waiting_at_the_gate_lets_nobody_through() -> None:
    clock = Clock()
    stop = Stop(clock, during=1)
    gate = Gate(Schedule(rate=1), stop, clock.monotonic)
    gate.enter()
    with pytest.raises(StoppedError):
        gate.enter()
