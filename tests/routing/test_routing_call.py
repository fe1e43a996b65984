"""What becomes of one call at one moment: each rule in a table, with what the story of the call says about it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from support.calls import (
    ACCOUNT,
    BEGIN,
    MOSCOW,
    NOTHING,
    PARALLEL,
    PHONES,
    SEQUENTIAL,
    SINGLE,
    TRUNK,
    A,
    Asked,
    B,
    C,
    D,
    asked,
    drop,
    network,
    ring,
    to_numbers,
    to_url,
    trunk,
    window,
)
from support.planning import CODE, RING, entry, recorded, wanted

from reconciler.model.desired import Desired
from reconciler.model.forwarding import Payload, RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.routing.behaviour import (
    DROPPED,
    NOBODY,
    Behaviour,
    Loop,
    Phone,
    Place,
    Rings,
    UrlDecides,
    is_dark,
    rotated,
    rung,
)
from reconciler.routing.call import behaviour_at, trace
from reconciler.routing.entries import reached
from reconciler.routing.fates import Fate
from reconciler.routing.network import MOST_FOLLOWED, Network, network_of, network_recorded, unreadable
from reconciler.routing.trace import MOST_HOPS_TOLD, Note, Onward, hops

NOW = datetime(2026, 12, 12, 12, 30, tzinfo=MOSCOW)
"""A Saturday."""
OFF, ON, BAD = "wd {mon-fri} hr {9-17}", "wd {sat} hr {12}", "hours {9-17}"
ONE, TWO, THREE = PHONES
HOOK = "https://events.example.com/"


def phone(number: str, seconds: int = 10) -> Phone:
    return Phone(number=number, seconds=seconds)


def rings(order: RedirectType, *parts: Behaviour) -> Rings:
    return Rings(order=order, parts=parts)


def then(*parts: Behaviour) -> Rings:
    return rings(RedirectType.SEQUENTIAL, *parts)


def together(*parts: Behaviour) -> Rings:
    return rings(RedirectType.PARALLEL, *parts)


USED, DROPS, NOT_NOW = Fate.USED, Fate.DROPS, Fate.NOT_NOW
EARLIER, BEHIND, BESIDE, UNREAD = Fate.EARLIER_USED, Fate.BEHIND_DROP, Fate.BESIDE_OTHERS, Fate.UNREADABLE


@pytest.mark.parametrize(
    ("order", "entries", "behaviour", "fates"),
    [
        (SINGLE, [ring(ONE)], phone(ONE), [USED]),
        (SINGLE, [ring(ONE, ON), ring(TWO)], phone(ONE), [USED, EARLIER]),
        (SINGLE, [ring(ONE, OFF), ring(TWO)], phone(TWO), [NOT_NOW, USED]),
        (SINGLE, [drop(), ring(TWO)], DROPPED, [DROPS, EARLIER]),
        (SINGLE, [ring(ONE, OFF), ring(TWO, BAD)], NOBODY, [NOT_NOW, UNREAD]),
        (SINGLE, [ring(ONE, "  "), ring(TWO, "")], phone(ONE), [USED, EARLIER]),
        (SEQUENTIAL, [ring(ONE), ring(TWO, OFF), ring(THREE)], then(phone(ONE), phone(THREE)), [USED, NOT_NOW, USED]),
        (SEQUENTIAL, [ring(ONE), drop(), ring(THREE)], then(phone(ONE), DROPPED), [USED, DROPS, BEHIND]),
        (SEQUENTIAL, [drop(OFF), ring(ONE)], phone(ONE), [NOT_NOW, USED]),
        (SEQUENTIAL, [drop(ON), drop(), ring(ONE)], DROPPED, [DROPS, BEHIND, BEHIND]),
        (SEQUENTIAL, [ring(ONE, OFF)], NOBODY, [NOT_NOW]),
        (PARALLEL, [ring(ONE), ring(TWO)], together(phone(ONE), phone(TWO)), [USED, USED]),
        (PARALLEL, [drop(), ring(ONE), drop()], phone(ONE), [BESIDE, USED, BESIDE]),
        (PARALLEL, [drop(), ring(ONE, OFF), drop()], DROPPED, [DROPS, NOT_NOW, EARLIER]),
        (PARALLEL, [ring(ONE, OFF)], NOBODY, [NOT_NOW]),
    ],
)
def test_entries_count_by_their_periods_and_the_kind_of_redirection(
    order: int, entries: list[dict[str, object]], behaviour: Behaviour, fates: list[Fate]
) -> None:
    net = network({A: to_numbers(*entries, order=order)})
    assert behaviour_at(net, A, NOW) == behaviour
    assert [look.fate for look in trace(net, A, NOW).looks] == fates


@pytest.mark.parametrize(
    ("forwarding", "behaviour"),
    [
        (NOTHING, NOBODY),
        (ACCOUNT, Phone(number="office@sip.example.com", place=Place.ACCOUNT)),
        (TRUNK, Phone(number="203.0.113.10:5060", seconds=30, place=Place.TRUNK)),
        (
            {"call_forwarding_type": 4, "call_forwarding_static": {"static_ip": "2001:db8::1", "port": 5060}},
            Phone(number="[2001:db8::1]:5060", place=Place.TRUNK),
        ),
        (to_url(), UrlDecides(url="https://decide.example.com/")),
        (to_url(ONE), UrlDecides(url="https://decide.example.com/", reserve=Phone(number=ONE))),
        (to_url(B), UrlDecides(url="https://decide.example.com/", reserve=phone(TWO))),
        (None, Phone(number=str(A))),
        ({"call_forwarding_type": 9}, Phone(number=str(A))),
        ({"call_forwarding_type": 4}, Phone(number="?:0", place=Place.TRUNK)),
    ],
)
def test_each_type_of_forwarding_has_its_behaviour(forwarding: Payload | None, behaviour: Behaviour) -> None:
    assert behaviour_at(network({A: forwarding, B: to_numbers(ring(TWO))}), A, NOW) == behaviour


def test_a_number_of_ours_is_followed_at_the_same_moment() -> None:
    net = network(
        {
            A: to_numbers(ring(B, seconds=5), ring(ONE), order=SEQUENTIAL),
            B: to_numbers(ring(TWO, ON), ring(C), order=PARALLEL),
            C: to_numbers(ring(THREE, OFF)),
        }
    )
    behaviour = behaviour_at(net, A, NOW)
    assert behaviour == then(phone(TWO), phone(ONE))
    assert rung(behaviour) == (TWO, ONE)


def test_a_name_is_no_part_of_what_becomes_of_a_call() -> None:
    named = behaviour_at(network({A: to_numbers(ring(ONE, name="Иванов"))}), A, NOW)
    assert named == phone(ONE)
    assert isinstance(named, Phone)
    assert named.name == "Иванов"


def test_coming_back_is_a_loop_wherever_it_begins() -> None:
    net = network({A: to_numbers(ring(C)), B: to_numbers(ring(C)), C: to_numbers(ring(B), ring(ONE), order=PARALLEL)})
    assert behaviour_at(net, A, NOW) == together(Loop(path=(B, C)), phone(ONE))
    assert behaviour_at(net, B, NOW) == together(Loop(path=(B, C)), phone(ONE))
    assert behaviour_at(net, C, NOW) == together(Loop(path=(B, C)), phone(ONE))
    assert rotated((D, C, A, B)) == (A, B, D, C)


@pytest.mark.parametrize(
    ("behaviour", "dark"),
    [
        (NOBODY, True),
        (DROPPED, True),
        (Loop(path=(A,)), True),
        (phone(ONE), False),
        (UrlDecides(url="https://x.example/"), False),
        (then(NOBODY, DROPPED), True),
        (then(NOBODY, phone(ONE)), False),
    ],
)
def test_dark_is_what_surely_rings_nobody(behaviour: Behaviour, dark: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_dark(behaviour) is dark
    assert (rung(behaviour) == ()) is (dark or isinstance(behaviour, UrlDecides))


def test_an_override_holds_from_its_beginning_until_its_end() -> None:
    hour = timedelta(hours=1)
    held = [window(NOW, NOW + hour, to_numbers(ring(TWO))), window(NOW + hour, NOW + 2 * hour, NOTHING)]
    net = network({A: to_numbers(ring(ONE))}, windows={A: held})
    second = timedelta(seconds=1)
    told = [behaviour_at(net, A, NOW + shift) for shift in (-second, 0 * hour, hour - second, hour, 2 * hour)]
    assert told == [phone(ONE), phone(TWO), phone(TWO), NOBODY, phone(ONE)]
    assert trace(net, A, NOW).window == held[0]
    assert trace(net, A, NOW + 2 * hour).window is None


def test_a_story_tells_when_each_is_rung() -> None:
    net = network(
        {
            A: to_numbers(ring(ONE, seconds=15), ring(TWO, OFF), ring(B), ring(THREE), order=SEQUENTIAL),
            B: to_numbers(ring(TWO, seconds=20), ring(THREE, seconds=25), order=PARALLEL),
        }
    )
    first, second = hops(trace(net, A, NOW))
    assert [look.start for look in first.looks] == [0, None, 15, None]
    assert [look.start for look in second.looks] == [0, 0]


def test_a_story_tells_a_number_once_and_where_the_call_turns_in_a_loop() -> None:
    net = network(
        {
            A: to_numbers(ring(B), ring(C), ring(A), order=PARALLEL),
            B: to_numbers(ring(C)),
            C: to_numbers(ring(B, ON)),
        }
    )
    story = trace(net, A, NOW)
    assert [hop.number_code for hop in hops(story)] == [A, B, C]
    onward = [look.next for look in story.looks]
    assert [following and following.onward for following in onward] == [Onward.HOP, Onward.TOLD, Onward.LOOP]
    assert onward[2] is not None
    assert onward[2].path == (A,)


@pytest.mark.parametrize(
    ("stages", "notes"),
    [
        ({A: to_numbers(ring(ONE))}, set()),
        ({A: to_numbers(ring(ONE), ring(TWO))}, {Note.SEVERAL_UNDER_SINGLE}),
        ({A: to_numbers(ring(ONE, ON))}, {Note.PERIOD}),
        ({A: to_numbers(ring(ONE, BAD))}, {Note.PERIOD, Note.UNREADABLE_PERIOD}),
        ({A: to_numbers(ring(ONE), drop(), order=PARALLEL)}, {Note.DROP_BESIDE_OTHERS}),
        ({A: to_numbers(ring(ONE), masking=True)}, {Note.MASKING}),
        ({A: to_numbers(ring(ONE), masking=True, display_number="74995556677")}, set()),
        ({A: to_numbers(ring(B)), B: TRUNK}, {Note.OUTER_TIMEOUT, Note.TRUNK_TIMEOUT}),
        (
            {A: to_numbers(ring(B), ring(ONE), order=SEQUENTIAL), B: to_numbers(drop())},
            {Note.OUTER_TIMEOUT, Note.DROP_WITHIN},
        ),
        (
            {
                A: to_numbers(ring(B), ring(ONE), order=SEQUENTIAL),
                B: to_numbers(ring(C)),
                C: to_numbers(ring(TWO), drop(), order=SEQUENTIAL),
            },
            {Note.OUTER_TIMEOUT, Note.DROP_WITHIN, Note.DROP_IN_SEQUENCE},
        ),
        (
            {
                A: to_numbers(ring(B), ring(C), order=SEQUENTIAL),
                B: to_numbers(ring(D)),
                C: to_numbers(ring(D), ring(ONE), order=PARALLEL),
                D: to_numbers(drop()),
            },
            {Note.OUTER_TIMEOUT, Note.DROP_WITHIN},
        ),
        ({A: to_numbers(drop(), ring(ONE), order=SEQUENTIAL)}, {Note.DROP_IN_SEQUENCE}),
        ({A: to_numbers(ring(ONE), drop(), order=SEQUENTIAL)}, {Note.DROP_IN_SEQUENCE}),
        ({A: to_numbers(drop(), order=SEQUENTIAL)}, set()),
        ({A: to_numbers(ring(ONE), ring(TWO, seconds=0), order=PARALLEL)}, {Note.NO_TIME}),
        ({A: to_numbers(drop(OFF), {"redirect_number": ONE}, order=SEQUENTIAL)}, {Note.PERIOD}),
        ({A: trunk(timeout=0)}, {Note.TRUNK_TIMEOUT, Note.NO_TIME}),
        ({A: to_numbers(ring(ONE), event_url=HOOK)}, set()),
        ({A: to_numbers(ring(B), event_url=HOOK), B: to_numbers(ring(ONE), event_url=HOOK)}, {Note.OUTER_TIMEOUT}),
        ({A: to_numbers(ring(B), event_url=HOOK), B: to_numbers(ring(ONE))}, {Note.OUTER_TIMEOUT}),
        (
            {A: to_numbers(ring(B)), B: to_numbers(ring(ONE), event_url=HOOK)},
            {Note.OUTER_TIMEOUT, Note.EVENTS_BEHIND},
        ),
        ({A: to_url()}, {Note.URL_DECIDES}),
        ({A: None}, {Note.FORWARDING_UNKNOWN}),
    ],
)
def test_what_is_not_documented_is_noted(stages: dict[NumberCode, Payload | None], notes: set[Note]) -> None:
    assert {note for hop in hops(trace(network(stages), A, NOW)) for note in hop.notes} == notes


def test_drops_of_a_number_in_two_places_are_noted_where_something_follows() -> None:
    """The second number is told the first time, and only referred to the second time."""
    net = network(
        {
            A: to_numbers(ring(B), ring(C), order=SEQUENTIAL),
            B: to_numbers(ring(D)),
            C: to_numbers(ring(D), ring(ONE), order=PARALLEL),
            D: to_numbers(drop()),
        }
    )
    story = list(hops(trace(net, A, NOW)))
    assert [hop.number_code for hop in story if Note.DROP_WITHIN in hop.notes] == [A, C]


@pytest.mark.parametrize("entry", [ring(ONE, seconds=0), {"redirect_number": ONE}])
def test_nobody_knows_when_an_entry_is_rung_that_follows_one_without_a_time(entry: dict[str, object]) -> None:
    net = network({A: to_numbers(ring(TWO), entry, ring(THREE), order=SEQUENTIAL)})
    assert [look.start for look in trace(net, A, NOW).looks] == [0, 10, None]


def chain(length: int) -> dict[NumberCode, Payload | None]:
    stages: dict[NumberCode, Payload | None] = {
        NumberCode(code): to_numbers(ring(code + 1)) for code in range(1, length)
    }
    return {**stages, NumberCode(length): to_numbers(ring(ONE))}


def test_a_call_is_followed_far_and_not_for_ever() -> None:
    first = NumberCode(1)
    assert behaviour_at(network(chain(MOST_FOLLOWED)), first, NOW) == phone(ONE)
    net = network(chain(5_000))
    assert behaviour_at(net, first, NOW) == phone(str(MOST_FOLLOWED + 1))
    assert len(list(hops(trace(net, first, NOW)))) == MOST_FOLLOWED


def test_a_call_that_multiplies_at_each_hop_is_followed_within_bounds() -> None:
    stages: dict[NumberCode, Payload | None] = {
        NumberCode(code): to_numbers(ring(code + 1), ring(code + 1), order=PARALLEL) for code in range(1, 60)
    }
    net = network({**stages, NumberCode(60): to_numbers(ring(ONE))})
    assert len(rung(behaviour_at(net, NumberCode(1), NOW))) < 2_000
    wide = {
        NumberCode(code): to_numbers(*(ring(1000 + code * 20 + there) for there in range(20)), order=PARALLEL)
        for code in range(1, 20)
    }
    broad = network(
        {
            **wide,
            **{NumberCode(1000 + code): to_numbers(ring(ONE)) for code in range(500)},
            A: to_numbers(*(ring(code) for code in range(1, 20)), order=PARALLEL),
        }
    )
    assert len(list(hops(trace(broad, A, NOW)))) == MOST_HOPS_TOLD


@given(asked())
def test_the_entries_that_a_story_uses_are_those_that_a_call_reaches(case: Asked) -> None:
    net = case.network
    for hop in hops(trace(net, A, case.start)):
        if hop.payload is not None:
            told = [look.entry for look in hop.looks if look.fate in {USED, DROPS}]
            assert told == list(reached(hop.payload, lambda text: net.holds(text, case.start)))


@given(asked())
def test_a_story_has_a_loop_exactly_if_the_call_has_one(case: Asked) -> None:
    story = list(hops(trace(case.network, A, case.start)))
    onward = [following for hop in story for following in (*(look.next for look in hop.looks), hop.reserve_next)]
    has_loop = any(following is not None and following.onward is Onward.LOOP for following in onward)
    assert has_loop == ("Loop(" in repr(behaviour_at(case.network, A, case.start)))


def test_networks_are_made_of_what_is_desired_and_of_what_is_recorded() -> None:
    desired = Desired(numbers={CODE: wanted(windows=(window(NOW, NOW + timedelta(hours=1), NOTHING),))})
    assert behaviour_at(network_of(desired, MOSCOW), CODE, NOW) == NOBODY
    found = network_recorded(recorded({CODE: entry(), A: entry(None)}), MOSCOW, since=NOW)
    assert found.holding(CODE, NOW) == (RING, None)
    assert found.holding(A, NOW) == (None, None)


def test_the_network_of_a_record_knows_what_was_approved_to_follow() -> None:
    number = wanted(windows=(window(NOW, NOW + timedelta(hours=1), NOTHING),))
    for hours, during, after in ((-1, RING, RING), (0, NOTHING, RING), (1, RING, RING)):
        since = NOW + timedelta(hours=hours)
        found = network_recorded(recorded({CODE: number.entry({}, since)}), MOSCOW, since=since)
        assert found.holding(CODE, since)[0] == during
        assert found.holding(CODE, NOW + timedelta(minutes=30))[0] == (NOTHING if hours < 1 else RING)
        assert found.holding(CODE, NOW + timedelta(hours=2))[0] == after
    missed = network_recorded(recorded({CODE: number.entry({}, NOW - timedelta(hours=1))}), MOSCOW, since=NOW)
    assert missed.holding(CODE, NOW)[0] == RING, "what was to happen and is not recorded has not happened"


def test_periods_that_cannot_be_read_are_told_of_every_stage() -> None:
    net: Network = network(
        {A: to_numbers(ring(ONE, BAD), ring(TWO, ON), ring(THREE, BAD))},
        windows={A: [window(BEGIN, NOW, to_numbers(ring(ONE, "9-17")))]},
    )
    assert unreadable(net, A) == (BAD, "9-17")
