"""The gate of an application: threads take turns and places, and a stop or an open circuit lets nobody through."""

import threading

import pytest
from support.time import Clock, Stop

from reconciler.errors import CircuitOpenError, StoppedError
from reconciler.model.identifiers import ApplicationName
from reconciler.providers.gate import Gate
from reconciler.providers.pacer import Circuit, Pace


def gate_of(stop: threading.Event, clock: Clock, *, rate: float = 4, places: int = 1, most: int = 2) -> Gate:
    return Gate(
        application=ApplicationName("sales"),
        pace=Pace(rate=rate),
        circuit=Circuit(most=most),
        places=threading.Semaphore(places),
        stop=stop,
        monotonic=clock.monotonic,
    )


def enter(gate: Gate, *, to_the_end: bool = False) -> None:
    with gate.turn(to_the_end=to_the_end):
        pass


def test_each_call_waits_for_its_turn() -> None:
    clock = Clock()
    stop = Stop(clock)
    gate = gate_of(stop, clock)
    for _ in range(4):
        enter(gate)
    assert stop.waits == pytest.approx([0.25, 0.25, 0.25], rel=0.01)


def test_a_gate_that_was_free_long_enough_makes_nobody_wait() -> None:
    clock = Clock()
    stop = Stop(clock)
    gate = gate_of(stop, clock)
    enter(gate)
    clock.move(10)
    enter(gate)
    assert stop.waits == []


def test_no_more_threads_are_within_than_there_are_places() -> None:
    clock = Clock()
    gate = gate_of(Stop(clock), clock, rate=0, places=3)
    within, most, guard = 0, 0, threading.Lock()
    inside = threading.Barrier(3)

    def call() -> None:
        nonlocal within, most
        with gate.turn():
            with guard:
                within += 1
                most = max(most, within)
            inside.wait(10)
            with guard:
                within -= 1

    threads = [threading.Thread(target=call) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3


def test_a_stop_before_the_gate_lets_nobody_through() -> None:
    clock = Clock()
    stop = Stop(clock)
    stop.set()
    with pytest.raises(StoppedError, match="asked to stop before this call was sent"):
        enter(gate_of(stop, clock, rate=0))


def test_a_stop_while_waiting_at_the_gate_lets_nobody_through() -> None:
    clock = Clock()
    stop = Stop(clock, during=1)
    gate = gate_of(stop, clock, rate=1)
    enter(gate)
    with pytest.raises(StoppedError):
        enter(gate)


def test_a_look_that_belongs_to_a_call_is_let_through_after_a_stop() -> None:
    clock = Clock()
    stop = Stop(clock)
    stop.set()
    enter(gate_of(stop, clock, rate=0), to_the_end=True)


def test_an_open_circuit_lets_nobody_through_and_says_why() -> None:
    clock = Clock()
    gate = gate_of(Stop(clock), clock)
    gate.given_up("Exolve answered 503")
    gate.answered()
    gate.given_up("Exolve answered 503")
    enter(gate)
    gate.given_up("Exolve answered 502")
    words = "'sales' was given up for this run: 2 calls in a row failed .* the last one: Exolve answered 502"
    with pytest.raises(CircuitOpenError, match=words):
        enter(gate)


def test_a_circuit_that_opens_ends_the_waiting_of_those_in_front_of_the_gate() -> None:
    clock = Clock()

    class Closing(Stop):
        def wait(self, timeout: float | None = None) -> bool:
            gate.close("the provider asks to wait 3600 seconds")
            return super().wait(timeout)

    stop = Closing(clock)
    gate = gate_of(stop, clock)
    gate.throttled(50.0)
    with pytest.raises(CircuitOpenError, match="3600"):
        enter(gate)
    assert stop.waits == [1.0], "and not all of the 50 seconds"
