"""Loops are found as a person with much patience would find them: hour by hour, along every way."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.calls import (
    BEGIN,
    MOSCOW,
    NOTHING,
    PARALLEL,
    PHONES,
    SEQUENTIAL,
    A,
    B,
    C,
    drop,
    network,
    ring,
    to_numbers,
    to_url,
    window,
)

from reconciler.model.forwarding import Payload, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import Behaviour, Dropped, Loop, Nobody, Phone, Rings, UrlDecides
from reconciler.routing.call import behaviour_at
from reconciler.routing.entries import entries_of, order_of, reached, target_of
from reconciler.routing.graph import MOST_LOOPS, FoundLoop, loops
from reconciler.routing.network import Network, Stages
from reconciler.routing.schedules import Schedules

Path = tuple[NumberCode, ...]
HOUR = timedelta(hours=1)
DAYS = 9
"""The brute force looks at more than a week, and behind all overrides; its schedules are weekly."""
TEXTS = [
    None,
    "hr {0-11}",
    "hr {12-23}",
    "wd {mon-fri}",
    "wd {sat-sun} hr {9-17}",
    "hr {9-17}",
    "hr {18-8}",
    "wd {tue}",
]
SCHEDULES = Schedules()


@dataclass(frozen=True)
class Hour:
    """An hour, and the schedules that hold in it."""

    begin: datetime
    holding: frozenset[str]


def hours(at: datetime) -> list[Hour]:
    """Answer the hours that brute force looks at."""
    net = Network(stages={}, zone=MOSCOW, schedules=SCHEDULES)
    moments = [at + HOUR * count for count in range(DAYS * 24)]
    return [Hour(moment, frozenset(text for text in TEXTS if text and net.holds(text, moment))) for moment in moments]


HOURS = hours(BEGIN)


def ways(net: Network, code: NumberCode, hour: Hour, *, by_reserve: bool, by_any: bool = False) -> list[NumberCode]:
    """Answer the numbers of ours that a call goes on to in an hour; with `by_any` single is read as parallel."""
    payload = net.holding(code, hour.begin)[0]
    if payload is None:
        return []
    if by_any and entries_of(payload) and order_of(payload) is RedirectType.SINGLE:
        payload = to_numbers(*entries_of(payload), order=PARALLEL)
    targets = [target_of(entry) for entry in reached(payload, hour.holding.__contains__)]
    if by_reserve:
        targets.append(payload.get("call_forwarding_ipcr", {}).get("reserve"))
    return [own for target in targets if target and (own := net.own(target)) is not None]


def rounds(graph: Mapping[NumberCode, list[NumberCode]]) -> Iterator[Path]:
    """Yield every way round in a graph, from its smallest number on."""

    def walk(path: Path) -> Iterator[Path]:
        for there in graph.get(path[-1], ()):
            if there == path[0]:
                yield path
            elif there > path[0] and there not in path:
                yield from walk((*path, there))

    for start in graph:
        yield from walk((start,))


def unlike_hours(net: Network) -> list[Hour]:
    """Answer the first hour of each set of schedules and overrides that hold together."""
    states: dict[tuple[object, ...], Hour] = {}
    for hour in HOURS:
        held = [id(net.holding(code, hour.begin)[1]) for code in net.stages]
        states.setdefault((hour.holding, *held), hour)
    return list(states.values())


def brute_force(net: Network) -> dict[Path, tuple[datetime | None, bool]]:
    """Answer every loop with the first hour at which it is open, and whether it needs a reserve for that."""
    united: dict[NumberCode, list[NumberCode]] = {}
    for code in net.stages:
        onward = [there for payload in net.stages[code].since(BEGIN) for there in net.onward(payload)]
        united[code] = list(dict.fromkeys(onward))
    found: dict[Path, tuple[datetime | None, bool]] = dict.fromkeys(rounds(united), (None, False))
    states = unlike_hours(net)
    for by_reserve in (False, True):
        for hour in states:
            for path in rounds({code: ways(net, code, hour, by_reserve=by_reserve) for code in net.stages}):
                if found[path][0] is None:
                    found[path] = hour.begin, by_reserve
    return found


def brute_force_perhaps(net: Network) -> dict[Path, tuple[datetime, bool]]:
    """Answer the first hour at which each loop is open if any entry may be used, and whether that needs a reserve."""
    found: dict[Path, tuple[datetime, bool]] = {}
    states = unlike_hours(net)
    for by_reserve in (False, True):
        for hour in states:
            onward = {code: ways(net, code, hour, by_reserve=by_reserve, by_any=True) for code in net.stages}
            for path in rounds(onward):
                found.setdefault(path, (hour.begin, by_reserve))
    return found


def drawn(dice: random.Random) -> Network:
    """Draw a network of three or four numbers with weekly schedules and overrides within two days."""
    codes = [NumberCode(code) for code in range(1, dice.choice([3, 4]) + 1)]

    def forwarding() -> Payload:
        if dice.random() < 0.1:
            return to_url(dice.choice(codes))
        entries = []
        for _ in range(dice.choice([1, 1, 2, 3])):
            text = dice.choice(TEXTS)
            target = dice.choice([*codes, PHONES[0]])
            entries.append(drop(text) if dice.random() < 0.15 else ring(target, text))
        return to_numbers(*entries, order=dice.choice([1, 2, 3]))

    stages = {}
    for code in codes:
        begin = BEGIN + HOUR * dice.randrange(-20, 20)
        end = begin + HOUR * dice.randrange(1, 24)
        held = (window(begin, end, forwarding()),) if dice.random() < 0.3 else ()
        stages[code] = Stages(base=forwarding() if dice.random() < 0.95 else None, windows=held)
    return Network(stages=stages, zone=MOSCOW, schedules=SCHEDULES)


@pytest.mark.parametrize("block", range(8))
def test_loops_agree_with_brute_force(block: int) -> None:
    dice = random.Random(block)  # noqa: S311 - the same graphs every time, and nobody's secret
    counts = {"open": 0, "closed": 0, "by reserve": 0, "many": 0}
    for _ in range(400):
        net = drawn(dice)
        told = {loop.path: loop for loop in loops(net, at=BEGIN)}
        expected = brute_force(net)
        if any(loop.more for loop in told.values()):
            counts["many"] += 1
            assert told.keys() <= expected.keys()
        else:
            assert told.keys() == expected.keys()
        for path, loop in told.items():
            is_open_by_reserve = loop.by_reserve and loop.opens is not None
            assert (loop.opens, is_open_by_reserve) == expected[path], (net, path)
            counts["by reserve" if is_open_by_reserve else "closed" if loop.opens is None else "open"] += 1
        assert any(loop.opens for loop in told.values()) == any(opens for opens, _ in expected.values())
    assert min(counts["open"], counts["closed"], counts["by reserve"]) > 10, counts


def test_whether_a_closed_loop_might_open_agrees_with_brute_force() -> None:
    dice = random.Random(11)  # noqa: S311 - see above
    counts = {"might": 0, "never": 0}
    for _ in range(1200):
        net = drawn(dice)
        expected = brute_force_perhaps(net)
        for loop in loops(net, at=BEGIN):
            assert loop.perhaps is None or loop.opens is None
            if loop.opens is None:
                told = (loop.perhaps, loop.by_reserve) if loop.perhaps else None
                assert told == expected.get(loop.path), (net, loop.path)
                counts["might" if loop.perhaps else "never"] += 1
    assert min(counts.values()) > 10, counts


def test_a_call_meets_the_loop_that_is_told() -> None:
    dice = random.Random(7)  # noqa: S311 - see above
    met = 0
    for _ in range(300):
        net = drawn(dice)
        for loop in loops(net, at=BEGIN):
            if loop.opens is not None:
                behaviour = behaviour_at(net, loop.path[0], loop.opens)
                assert loop.path in set(loops_in(behaviour))
                met += 1
    assert met > 100


def loops_in(behaviour: Behaviour | None) -> Iterator[Path]:
    match behaviour:
        case Loop():
            yield behaviour.path
        case Rings():
            for part in behaviour.parts:
                yield from loops_in(part)
        case UrlDecides():
            yield from loops_in(behaviour.reserve)
        case Phone() | Nobody() | Dropped() | None:
            return


def only(net: Network, at: datetime = BEGIN) -> FoundLoop:
    (loop,) = loops(net, at=at)
    return loop


def test_a_loop_that_nothing_closes_is_always_open() -> None:
    loop = only(network({B: to_numbers(ring(C)), C: to_numbers(ring(B)), A: to_numbers(ring(B))}))
    assert loop == FoundLoop(path=(B, C), opens=BEGIN, always=True, by_reserve=False)


def test_a_number_that_forwards_to_itself_is_a_loop() -> None:
    assert only(network({A: to_numbers(ring(A), order=PARALLEL)})).path == (A,)


def test_a_schedule_of_all_hours_opens_at_once_and_is_not_called_always() -> None:
    loop = only(network({A: to_numbers(ring(A, "hr {0-23}"))}))
    assert (loop.opens, loop.always) == (BEGIN, False)


@pytest.mark.parametrize(
    ("first", "second", "opens"),
    [
        ("hr {9-17}", "hr {18-8}", None),
        ("hr {9-17}", "hr {17-20} wd {sat}", "2026-10-24T17:00:00+03:00"),
        ("md {29} mo {feb}", "wd {sun}", "2032-02-29T00:00:00+03:00"),
        ("md {29} mo {feb}", "yr {2071}", None),
        ("md {28} mo {feb}", "yr {2071}", "2071-02-28T00:00:00+03:00"),
        ("yr {2026} mo {jan}", "wd {mon}", None),
        ("yd {60} mo {mar}", "wd {sun}", "2037-03-01T00:00:00+03:00"),
        ("yr {71}", "wd {mon}", "2071-01-05T00:00:00+03:00"),
        ("wk {6} wd {mon}", "md {31}", "2027-05-31T00:00:00+03:00"),
        ("sec {5}", "sec {6}", None),
        ("sec {5}", "min {59} sec {0-5}", "2026-10-20T15:59:05+03:00"),
    ],
)
def test_a_loop_opens_when_the_schedules_first_meet(first: str, second: str, opens: str | None) -> None:
    loop = only(network({A: to_numbers(ring(B, first)), B: to_numbers(ring(A, second))}))
    expected = datetime.fromisoformat(opens).astimezone(UTC) if opens else None
    assert (loop.opens, loop.always) == (expected, False)


def test_an_hour_that_the_clocks_skip_opens_nothing_that_year() -> None:
    text = "md {29} mo {mar} hr {2}"
    berlin = ZoneInfo("Europe/Berlin")
    net = network({A: to_numbers(ring(A, text))}, zone=berlin)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert only(net, at).opens == datetime(2027, 3, 29, 2, tzinfo=berlin).astimezone(UTC)


def test_clocks_that_go_back_over_midnight_may_show_the_later_day_first() -> None:
    """In 2006 the clocks of St. John's were put back at one minute past midnight, to the evening before."""
    zone = ZoneInfo("America/St_Johns")
    net = network({A: to_numbers(ring(A, "md {28} hr {23} min {30}, md {29} hr {0} min {0}"))}, zone=zone)
    at = datetime(2006, 10, 28, 23, 45, tzinfo=zone)
    assert only(net, at).opens == datetime(2006, 10, 29, 0, 0, tzinfo=zone).astimezone(UTC)
    assert only(net, at).opens == datetime(2006, 10, 29, 2, 30, tzinfo=UTC)


def test_an_override_can_open_a_loop_or_close_it() -> None:
    day = timedelta(days=1)
    opening = network(
        {A: to_numbers(ring(B)), B: to_numbers(ring(PHONES[0]))},
        windows={B: [window(BEGIN + 300 * day, BEGIN + 301 * day, to_numbers(ring(A)))]},
    )
    assert only(opening).opens == BEGIN + 300 * day
    assert loops(opening, at=BEGIN + 301 * day) == ()
    closing = network(
        {A: to_numbers(ring(B)), B: to_numbers(ring(A))},
        windows={B: [window(BEGIN - day, BEGIN + day, to_numbers(ring(PHONES[0])))]},
    )
    assert (only(closing).opens, only(closing).always) == (BEGIN + day, False)


def test_an_earlier_entry_or_a_drop_keeps_a_loop_closed() -> None:
    for forwarding in (
        to_numbers(ring(PHONES[0]), ring(A)),
        to_numbers(drop(), ring(A), order=SEQUENTIAL),
        to_numbers(ring(PHONES[0], "hr {0-11}"), drop("hr {12-23}"), ring(A)),
        to_numbers(ring(A, "hours {9}")),
    ):
        assert only(network({A: forwarding})).opens is None
    assert only(network({A: to_numbers(drop(), ring(A), order=PARALLEL)})).always


def test_a_loop_through_a_reserve_says_so() -> None:
    loop = only(network({A: to_url(B), B: to_numbers(ring(A))}))
    assert (loop.path, loop.opens, loop.always, loop.by_reserve) == ((A, B), BEGIN, True, True)


def test_what_leads_to_nobody_of_ours_makes_no_loop() -> None:
    assert loops(network({A: to_numbers(ring(PHONES[0])), B: NOTHING, C: None}), at=BEGIN) == ()


def test_of_very_many_loops_some_are_told_and_that_there_are_more() -> None:
    codes = [NumberCode(code) for code in range(9)]
    everywhere = {
        code: to_numbers(*(ring(there) for there in codes if there != code), order=PARALLEL) for code in codes
    }
    found = loops(network(everywhere), at=BEGIN)
    assert len(found) == MOST_LOOPS
    assert [loop.more for loop in found] == [False] * (MOST_LOOPS - 1) + [True]


def test_the_one_loop_that_opens_is_found_among_thousands_that_never_do() -> None:
    codes = [NumberCode(code) for code in range(8)]
    stages = {
        code: to_numbers(
            *(ring(there, f"hr {{{code}}} min {{{there}}}") for there in codes if there != code), order=PARALLEL
        )
        for code in codes
    }
    stages[NumberCode(6)] = to_numbers(ring(5, "wd {sat} hr {5} min {6}"), ring(2, "hr {6} min {2}"), order=PARALLEL)
    loop = loops(network(stages), at=BEGIN)[0]
    assert (loop.path, loop.opens) == ((5, 6), datetime(2026, 10, 24, 5, 6, tzinfo=MOSCOW).astimezone(UTC))


def test_ways_that_lead_nowhere_are_not_walked_again_and_again() -> None:
    """Behind B there are 2 to the power of 40 ways, and all of them come back to B before they come to A."""
    first, steps = 10**12, 40
    stages: dict[NumberCode, Payload | None] = {
        A: to_numbers(ring(B)),
        B: to_numbers(ring(A), ring(first), order=PARALLEL),
    }
    for code in range(first, first + 3 * steps, 3):
        onward = code + 3 if code + 3 < first + 3 * steps else B
        stages[NumberCode(code)] = to_numbers(ring(code + 1), ring(code + 2), order=PARALLEL)
        stages[NumberCode(code + 1)] = stages[NumberCode(code + 2)] = to_numbers(ring(onward))
    found = loops(network(stages), at=BEGIN)
    assert (len(found), found[0].path, found[-1].more) == (MOST_LOOPS, (A, B), True)


@pytest.mark.parametrize("length", [3_000, 30_000])
def test_a_chain_and_a_ring_of_many_numbers_need_no_deep_stack(length: int) -> None:
    chain: dict[NumberCode, Payload | None] = {
        NumberCode(code): to_numbers(ring(code + 1, "hr {9-17}")) for code in range(length)
    }
    assert loops(network(chain), at=BEGIN) == ()
    chain[NumberCode(length)] = to_numbers(ring(0, "hr {12}"))
    loop = only(network(chain), datetime(2026, 10, 20, 0, tzinfo=MOSCOW))
    assert (len(loop.path), loop.opens) == (length + 1, datetime(2026, 10, 20, 12, tzinfo=MOSCOW).astimezone(UTC))
