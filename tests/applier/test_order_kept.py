"""Levels: one begins when that before has come to its outcomes, and what a failed number is needed for is not tried."""

import threading
from collections.abc import Mapping

import pytest
from support.applying import SUPPORT, Call, Scene, change, code
from support.exolve import SALES

from reconciler.errors import CallRefusedError
from reconciler.model.identifiers import NumberCode
from reconciler.model.outcome import Applied, NotTried
from reconciler.planner.change import Action
from reconciler.planner.order import Order
from reconciler.state.backend import Windows

PATIENT = 30.0
SIZES = pytest.mark.parametrize("size", [0, 1, 7, None])


def order(*levels: tuple[int, ...], waits: Mapping[int, tuple[int, ...]] | None = None) -> Order:
    return Order(
        levels=tuple(tuple(map(code, level)) for level in levels),
        waits_for={code(one): tuple(map(code, others)) for one, others in (waits or {}).items()},
    )


def written(calls: list[Call]) -> list[NumberCode]:
    return [call.number_code for call in calls if call.method != "get"]


@SIZES
def test_no_level_begins_before_the_one_before_it_has_ended(size: int | None) -> None:
    scene = Scene(windows=Windows(size=size, flush_seconds=60), concurrency=4)
    scene.apply([change(index) for index in range(9)], order((6, 7, 8), (3, 4, 5), (0, 1, 2)))
    sent = written(scene.provider.calls)
    assert [set(sent[start : start + 3]) for start in (0, 3, 6)] == [
        {code(6), code(7), code(8)},
        {code(3), code(4), code(5)},
        {code(0), code(1), code(2)},
    ]
    assert scene.provider.unannounced == []
    assert len(scene.ledger.outcomes) == 9


def test_a_window_of_the_whole_plan_announces_all_levels_at_once() -> None:
    scene = Scene(windows=Windows(size=None, flush_seconds=60), concurrency=4)
    scene.apply([change(index) for index in range(4)], order((2, 3), (0, 1)))
    assert [begun for _, begun in scene.ledger.writes if begun] == [[code(0), code(1), code(2), code(3)]]
    assert len(scene.ledger.writes) == 2


@SIZES
def test_what_waits_for_a_failed_number_is_not_tried_and_says_why(size: int | None) -> None:
    scene = Scene(deeds={code(2): CallRefusedError("no.")}, windows=Windows(size=size, flush_seconds=60))
    changes = [change(0), change(1), change(2), change(3), change(4, Action.REMOVE)]
    outcomes = {
        outcome.number_code: outcome
        for outcome in scene.apply(changes, order((2, 3), (1,), (0,), (4,), waits={1: (2,), 0: (1, 3), 4: (0,)}))
    }
    assert outcomes[code(1)] == NotTried(
        number_code=code(1), detail=f"its calls would come to {code(2)}, whose own change was not applied (failed)."
    )
    assert (
        outcomes[code(0)].detail == f"its calls would come to {code(1)}, whose own change was not applied (not-tried)."
    )
    assert (
        outcomes[code(4)].detail == f"calls still come to it from {code(0)}, whose change was not applied (not-tried)."
    )
    assert outcomes[code(3)] == Applied(number_code=code(3))
    assert set(written(scene.provider.calls)) == {code(2), code(3)}
    assert scene.ledger.between == set()


def test_a_slow_application_does_not_take_the_places_of_another() -> None:
    others = threading.Event()
    left, guard = 6, threading.Lock()

    def one_of_the_others() -> None:
        nonlocal left
        with guard:
            left -= 1
            if not left:
                others.set()

    def waits_for_the_others() -> None:
        assert others.wait(PATIENT)

    slow = {code(index): waits_for_the_others for index in range(4)}
    quick = {code(index): one_of_the_others for index in range(4, 10)}
    scene = Scene(deeds={**slow, **quick}, concurrency=2)
    changes = [change(index, application=SALES if index < 4 else SUPPORT) for index in range(10)]
    outcomes = scene.apply(changes)
    assert {type(outcome) for outcome in outcomes} == {Applied}
    assert scene.ledger.most_between <= 4


def test_a_stop_in_the_first_level_leaves_the_second_not_tried() -> None:
    stop = threading.Event()
    scene = Scene(deeds={code(1): stop.set}, stop=stop, concurrency=2)
    outcomes = scene.apply([change(0), change(1)], order((1,), (0,)))
    assert [(outcome.number_code, type(outcome)) for outcome in outcomes] == [
        (code(1), Applied),
        (code(0), NotTried),
    ]
