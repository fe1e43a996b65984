"""What routing costs: loops among very many numbers, and calls through 56 days; run by hand.

Everything is made in memory, so that only routing is measured, in CPU seconds of this process.
"""

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

from company import distinct_periods

from reconciler.model.forwarding import Payload
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import is_dark
from reconciler.routing.changes import lines
from reconciler.routing.graph import loops
from reconciler.routing.network import Network, Stages
from reconciler.routing.timeline import days_of, patterns_of, timeline

AT = datetime(2026, 10, 20, 12, tzinfo=UTC)
DAYS = 56
ZONE = ZoneInfo("Europe/Moscow")
SMALL, LARGE = 10_000, 100_000
MOST_TIMES = 12
FIRST = 74950000000
Entry: TypeAlias = dict[str, Any]
Question: TypeAlias = Callable[[Network, NumberCode], object]
Shape: TypeAlias = Callable[[int, int, list[str], random.Random], list[Entry]]


def entry(target: int, period: str | None = None) -> Entry:
    """Write an entry."""
    found = {"redirect_number": str(target), "timeout": 20, "active": True}
    return found if period is None else {**found, "period": period}


def phone(dice: random.Random) -> int:
    """Answer a number that is not ours."""
    return 79000000000 + dice.randrange(10**8)


def company(index: int, count: int, periods: list[str], dice: random.Random) -> list[Entry]:
    """Two or three people by schedule, and now and then a number of ours behind them, such as the reception's."""
    found = [entry(phone(dice), dice.choice(periods)) for _ in range(dice.choice((1, 2)))]
    if dice.random() < 0.2:
        found.append(entry(FIRST + dice.randrange(max(1, count // 100)), dice.choice(periods)))
    return found if index < count // 100 else [*found, entry(phone(dice))]


def chain(index: int, count: int, periods: list[str], dice: random.Random) -> list[Entry]:
    """Each number forwards to the next."""
    return [entry(FIRST + index + 1 if index + 1 < count else phone(dice), dice.choice(periods))]


def one_ring(index: int, count: int, periods: list[str], dice: random.Random) -> list[Entry]:
    """Each number forwards to the next, and the last to the first, by schedules that never all hold."""
    del dice
    return [entry(FIRST + (index + 1) % count, periods[index % len(periods)])]


def pairs(index: int, count: int, periods: list[str], dice: random.Random) -> list[Entry]:
    """Two numbers forward to each other by schedules."""
    del count
    return [entry(FIRST + (index ^ 1), dice.choice(periods))]


def anywhere(index: int, count: int, periods: list[str], dice: random.Random) -> list[Entry]:
    """Each number forwards to two others, whichever, by schedules: nearly all are in one part."""
    del index
    return [entry(FIRST + dice.randrange(count), dice.choice(periods)) for _ in range(2)]


def network(shape: Shape, count: int, periods: list[str]) -> Network:
    """Make a network of so many numbers."""
    dice = random.Random(f"{shape.__name__}/{count}")
    stages: dict[NumberCode, Stages] = {}
    for index in range(count):
        data = {"redirect_type": dice.choice((1, 2, 2, 3)), "call_control": shape(index, count, periods, dice)}
        payload: Payload = {"call_forwarding_type": 2, "call_forwarding_number": data}
        stages[NumberCode(FIRST + index)] = Stages(base=payload)
    return Network(stages=stages, zone=ZONE)


def seconds(work: Callable[[], object]) -> float:
    """Answer the CPU seconds that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def graphs() -> Iterator[tuple[str, ...]]:
    """Yield what looking for loops costs, for each shape."""
    periods = distinct_periods(300, random.Random(1))
    for shape in (company, chain, one_ring, pairs, anywhere):
        costs = [seconds(partial(loops, network(shape, count, periods), at=AT)) for count in (SMALL, LARGE)]
        ratio = costs[1] / costs[0]
        held = "yes" if ratio <= MOST_TIMES else "NO"
        yield shape.__name__, f"{costs[0]:.2f}", f"{costs[1]:.2f}", f"{ratio:.1f}", held


def is_nobody_rung(net: Network, code: NumberCode) -> object:
    """Ask when nobody is rung."""
    return patterns_of(net, code, AT.date(), DAYS, is_dark)


def asked(question: Question, net: Network, codes: Sequence[NumberCode]) -> None:
    """Ask a question about numbers, one after the other."""
    for code in codes:
        question(net, code)


def calls(distinct: int) -> Iterator[tuple[str, ...]]:
    """Yield what a number costs, on average, for each question about its calls through 56 days."""
    periods = distinct_periods(distinct, random.Random(1))
    made = network(company, SMALL, periods)
    other = network(company, SMALL, [*periods[1:], periods[0]])
    end = AT + timedelta(days=DAYS)
    questions: Mapping[str, Question] = {
        "patterns_of (nobody is rung)": is_nobody_rung,
        "days_of": lambda net, code: days_of(net, code, AT.date(), DAYS),
        "timeline": lambda net, code: timeline(net, code, AT, end),
        "lines of a change": lambda net, code: lines(net, other, code, AT, end),
    }
    for name, question in questions.items():
        fresh = Network(stages=made.stages, zone=ZONE)
        few = list(fresh.stages)[: 2_000 if name.startswith("lines") else SMALL]
        cost = seconds(partial(asked, question, fresh, few))
        yield name, f"{distinct:,}", f"{len(few):,}", f"{cost:.2f}", f"{cost / len(few) * 1e3:.3f}"


def fine() -> Iterator[tuple[str, ...]]:
    """Yield what a schedule of seconds costs, once and for 1,000 numbers that have it."""
    data = {"redirect_type": 1, "call_control": [entry(79001112233, "sec {1-5}"), entry(79001112234, "hr {9-17}")]}
    payload: Payload = {"call_forwarding_type": 2, "call_forwarding_number": data}
    for count in (1, 1_000):
        made = Network(stages={NumberCode(code): Stages(base=payload) for code in range(count)}, zone=ZONE)
        cost = seconds(partial(asked, is_nobody_rung, made, list(made.stages)))
        yield "patterns_of with sec {1-5}", "2", f"{count:,}", f"{cost:.2f}", f"{cost / count * 1e3:.3f}"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    """Print a table in Markdown, a row as soon as it is known."""
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
    print()


def main() -> None:
    """Print all tables; garbage is collected as seldom as in the program itself."""
    gc.set_threshold(100_000, 50, 100)
    table(("loops()", "10,000, s", "100,000, s", "times", f"at most {MOST_TIMES} times"), graphs())
    head = ("56 days", "distinct periods", "numbers", "CPU, s", "ms a number")
    table(head, (row for distinct in (300, 30_000) for row in calls(distinct)))
    table(head, fine())


if __name__ == "__main__":
    main()
