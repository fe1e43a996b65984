"""Verdicts of every kind, and numbers as they would be verified, for the reports."""

from datetime import UTC, datetime, timedelta

from reconciler.model.identifiers import NumberCode
from reconciler.model.verdict import (
    Contradicted,
    Evidence,
    Expected,
    Expecting,
    Inconclusive,
    Leg,
    Prospect,
    Verdict,
    Verified,
)

AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
ANSWER = Expected(expecting=Expecting.ANSWER, rung=("79160000101", "883140000000001"), seconds=45)
CLOSED = Expected(expecting=Expecting.NO_ANSWER, why="none of its entries is active at this moment.")
URL = Expected(expecting=Expecting.URL, why="a URL decides where its calls go.")
LOOP = Expected(expecting=Expecting.LOOP, why="a call would go round: 74991110007 → 74991110008 → 74991110007.")
MANY = Expected(expecting=Expecting.ANSWER, rung=tuple(f"7916000010{digit}" for digit in range(7)))


def code(index: int) -> NumberCode:
    return NumberCode(74991110000 + index)


def evidence(index: int, *legs: Leg, released: bool = False) -> Evidence:
    return Evidence(
        external_id=f"run-7-{code(index)}",
        call_session_id=123467588 + index,
        dialled_at=AT + timedelta(minutes=index),
        legs=legs,
        released=released,
    )


TAKEN = Leg(
    is_operator=False,
    called="74991110001",
    connect_time="2026-07-25 15:01:06",
    duration=12,
    total_duration=18,
    finish_reason="subscriber_disconnects",
)
BUSY = Leg(is_operator=False, called="74991110002", total_duration=1, finish_reason="subscriber_busy")
VERDICTS: tuple[Verdict, ...] = (
    Verified(
        number_code=code(1),
        expected=ANSWER,
        detail="The number was answered after about 6 s.",
        evidence=evidence(1, TAKEN, released=True),
    ),
    Contradicted(
        number_code=code(2),
        expected=ANSWER,
        detail="The number was not answered: the line was busy (subscriber_busy). By the record it rings 79160000101.",
        evidence=evidence(2, BUSY),
    ),
    Verified(
        number_code=code(3),
        expected=CLOSED,
        detail="The number was not answered. That is what the record says: none of its entries is active.",
        evidence=evidence(3),
    ),
    Inconclusive(
        number_code=code(4),
        expected=URL,
        detail="The call came to nothing (no_money): the UIS account has no money left. Top it up.",
        evidence=evidence(4),
    ),
    Inconclusive(
        number_code=code(5),
        expected=ANSWER,
        detail="Nobody knows whether the call was started (no answer came), and no report of UIS shows it.",
        evidence=Evidence(external_id=f"run-7-{code(5)}", dialled_at=AT),
    ),
    Inconclusive(
        number_code=code(6),
        expected=ANSWER,
        detail="Not dialled: `verify.per_run` allows 5 calls. Run verify again for the rest.\x1b[2K",
    ),
)
PROSPECTS = (
    Prospect(number_code=code(1), expected=ANSWER, reason=None, seconds=65),
    Prospect(number_code=code(2), expected=CLOSED, reason=None, seconds=65),
    Prospect(number_code=code(3), expected=URL, reason=None, seconds=65),
    Prospect(number_code=code(4), expected=MANY, reason=None, seconds=65),
    Prospect(number_code=code(5), expected=ANSWER, reason="Not dialled: it is in `verify.quiet_hours`."),
    Prospect(number_code=code(7), expected=LOOP, reason=f"Not dialled: {LOOP.why}"),
)
