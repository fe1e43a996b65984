"""Windows: how many numbers may stand between their durable intent and their durable outcome."""

import threading

import pytest
from support.applying import FakeLedger, Scene, change, code

from reconciler.planner.change import Action, Change
from reconciler.state.backend import Windows

PATIENT = 30.0
"""Seconds after which a test that waits for another thread gives up; never waited for when all is well."""


def changes(count: int) -> list[Change]:
    return [change(index) for index in range(count)]


@pytest.mark.parametrize(("size", "concurrency", "most"), [(0, 3, 3), (1, 3, 1), (2, 4, 2), (5, 2, 5)])
def test_no_more_numbers_than_the_window_are_ever_between_intent_and_outcome(
    size: int, concurrency: int, most: int
) -> None:
    scene = Scene(windows=Windows(size=size), concurrency=concurrency)
    scene.apply(changes(20))
    assert scene.ledger.most_between == most
    assert scene.ledger.between == set()


def test_a_window_of_the_whole_plan_writes_all_intents_at_once_and_first() -> None:
    scene = Scene(windows=Windows(size=None, flush_seconds=60), concurrency=3)
    scene.apply(changes(20))
    assert scene.ledger.writes[0] == ([], [code(index) for index in range(20)])
    assert scene.ledger.intents == [code(index) for index in range(20)]
    assert len(scene.ledger.writes) == 2


@pytest.mark.parametrize("size", [0, 1, 7, None])
def test_no_call_is_made_before_its_intent_is_durable(size: int | None) -> None:
    scene = Scene(windows=Windows(size=size), concurrency=4)
    scene.apply([*changes(9), change(9, Action.ADD), change(10, Action.REMOVE)])
    assert scene.provider.unannounced == []
    assert len(scene.provider.sent) == 11


@pytest.mark.parametrize("size", [0, 1, 7, None])
def test_no_outcome_is_told_before_it_is_durable(size: int | None) -> None:
    scene = Scene(windows=Windows(size=size, flush_seconds=60), concurrency=4)
    assert len(scene.apply(changes(12))) == 12
    assert scene.told_early == []


def test_as_many_calls_run_at_once_as_the_concurrency_allows() -> None:
    together = threading.Barrier(3)
    deeds = {code(index): lambda: together.wait(PATIENT) for index in range(9)}
    scene = Scene(deeds=deeds, concurrency=3)
    assert len(scene.apply(changes(9))) == 9
    assert scene.provider.most_in_flight == 3


def test_a_window_slides_so_that_a_slow_call_holds_up_only_its_own_place() -> None:
    others_done = threading.Event()
    deeds = {code(0): lambda: others_done.wait(PATIENT), code(9): others_done.set}
    scene = Scene(deeds=deeds, concurrency=2, windows=Windows(size=2))
    outcomes = scene.apply(changes(10))
    assert outcomes[-1].number_code in {code(0), code(9)}
    assert scene.provider.sent.index(code(9)) == 9
    assert scene.ledger.most_between == 2


def test_outcomes_wait_to_be_written_until_the_flush_is_due() -> None:
    first_done = threading.Event()
    deeds = {code(0): first_done.set, code(1): lambda: first_done.wait(PATIENT)}
    scene = Scene(deeds=deeds, concurrency=2, windows=Windows(size=None, flush_seconds=60))
    scene.apply(changes(2))
    assert [len(settled) for settled, _ in scene.ledger.writes] == [0, 2]


def test_outcomes_are_written_while_others_are_in_flight_once_the_flush_is_due() -> None:
    ledger = FakeLedger()
    written = threading.Event()
    ledger.meanwhile = lambda: written.set() if ledger.outcomes else None
    first_done = threading.Event()

    def slow() -> None:
        first_done.wait(PATIENT)
        scene.clock.move(60)
        assert written.wait(PATIENT)

    deeds = {code(0): first_done.set, code(1): slow}
    scene = Scene(deeds=deeds, concurrency=2, ledger=ledger, windows=Windows(size=None, flush_seconds=60))
    scene.apply(changes(2))
    assert [len(settled) for settled, _ in ledger.writes] == [0, 1, 1]


def test_a_new_intent_carries_the_outcomes_that_came_in_however_long_the_flush_may_wait() -> None:
    scene = Scene(concurrency=1, windows=Windows(size=1, flush_seconds=60))
    scene.apply(changes(3))
    assert [(len(settled), len(begun)) for settled, begun in scene.ledger.writes] == [(0, 1), (1, 1), (1, 1), (1, 0)]
