"""The pace on the wire: real threads, a real socket, and the moments at which calls arrive at the stand-in."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from support.emulated import MAIN_KEY, emulated
from support.exolve import to_one
from support.shell import CODES

from reconciler.model.identifiers import ApplicationName, NumberCode
from reconciler.providers.exolve import Exolve

RATE, CONCURRENCY, CALLS = 20, 4, 60
MAIN = ApplicationName("main")


def test_in_no_second_more_calls_arrive_than_the_rate_and_those_at_once() -> None:
    """However slow the machine is: calls can come late and close together, but never more than wait at a time."""
    with emulated() as emulator:
        client = Exolve(
            base_url=emulator.url,
            keys={MAIN: MAIN_KEY},
            secrets={},
            concurrency=CONCURRENCY,
            calls_per_second=RATE,
            stop=threading.Event(),
            now=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            randomness=random.Random(7),  # noqa: S311 - dice, not a secret
        )
        with client, ThreadPoolExecutor(max_workers=4 * CONCURRENCY) as pool:
            codes = [NumberCode(CODES[index % len(CODES)]) for index in range(CALLS)]
            list(pool.map(lambda code: client.set_call_forwarding(MAIN, to_one(code)), codes))
        arrived = sorted(call.time for call in emulator.log.calls())
    assert len(arrived) == CALLS
    assert max(sum(begin <= moment < begin + 1 for moment in arrived) for begin in arrived) <= RATE + CONCURRENCY
    assert arrived[-1] - arrived[0] >= (CALLS - 1 - CONCURRENCY) / RATE
