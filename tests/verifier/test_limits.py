"""Why a number is not dialled: each limit on its own, at the moment before and the moment behind it."""

from datetime import datetime, timedelta

import pytest
from support.time import BEGIN

from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import Expected, Expecting
from reconciler.verifier.limits import Limits, bound_of, reason_not_to_dial, reason_to_dial_nobody, turns_too_soon

ANSWER = Expected(expecting=Expecting.ANSWER, rung=("74992223344", "74992223355"), seconds=20)
LOOP = Expected(expecting=Expecting.LOOP, why="a call would go round.")
CODE = NumberCode(74991112233)
DAY = timedelta(days=1)


def limits(*, per_run: int = 2, per_day: int = 3, quiet: bool = False) -> Limits:
    return Limits(per_run=per_run, per_day=per_day, is_quiet=lambda _at: quiet)


def reason(
    expected: Expected = ANSWER,
    given: Limits | None = None,
    *,
    dialled: tuple[datetime, ...] = (),
    in_run: int = 0,
    busy: tuple[str, ...] = (),
) -> str:
    nobody = reason_to_dial_nobody(given or limits(), at=BEGIN, dialled=dialled, in_run=in_run)
    return nobody or reason_not_to_dial(CODE, expected, at=BEGIN, busy=busy) or "is dialled"


def test_nothing_stands_in_the_way() -> None:
    assert reason(in_run=1, dialled=(BEGIN, BEGIN), busy=("74992223366",)) == "is dialled"


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (reason(LOOP), "a call would go round"),
        (reason(given=limits(quiet=True)), "`verify.quiet_hours`"),
        (reason(in_run=2), "`verify.per_run` allows 2 calls"),
        (reason(given=limits(per_run=0)), "`verify.per_run` allows 0 calls"),
        (reason(dialled=(BEGIN,) * 3), "`verify.per_day` allows 3 calls in 24 hours"),
        (reason(busy=("74992223355",)), "may still be ringing 74992223355"),
        (reason(busy=(str(CODE),)), "an earlier test call to it may still be running"),
    ],
)
def test_what_stands_in_the_way_is_said(found: str, says: str) -> None:
    assert found.startswith("Not dialled: ")
    assert says in found


def test_a_day_is_any_24_hours() -> None:
    almost = BEGIN - DAY + timedelta(seconds=1)
    assert "per_day" in reason(dialled=(almost, almost, almost))
    assert reason(dialled=(almost, almost, BEGIN - DAY)) == "is dialled"


@pytest.mark.parametrize(
    ("seconds", "bound"), [(None, 80), (1, 40), (20, 40), (46, 66), (160, 180), (161, 180), (3600, 180)]
)
def test_a_call_is_bounded_a_little_behind_its_forwarding(seconds: int | None, bound: float) -> None:
    assert bound_of(Expected(expecting=Expecting.ANSWER, seconds=seconds)) == bound


@pytest.mark.parametrize(
    ("seconds", "is_near"), [(-61, False), (-60, True), (0, True), (100, True), (101, False), (400, False)]
)
def test_a_call_near_a_turn_of_the_schedule_is_not_made(seconds: int, is_near: bool) -> None:  # noqa: FBT001 - a column
    turn = BEGIN + timedelta(seconds=seconds)
    expected = Expected(expecting=Expecting.ANSWER, rung=("1",), seconds=20, turns_at=turn)
    assert turns_too_soon(expected, BEGIN) is is_near
    assert ("what it does changes about" in reason(expected)) is is_near
