"""What becomes of calls: loops, dead ends, protected numbers, entries behind others, and how long it rings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.checking import (
    AT,
    IVANOV,
    NOTHING,
    PARALLEL,
    PETROVA,
    SEQUENTIAL,
    SINGLE,
    SOKOLOV,
    A,
    B,
    C,
    account,
    asks,
    codes,
    entry,
    found,
    number,
    of,
    override,
    place,
    rings,
    state,
    trunk,
    window,
)

from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode

WORK, REST = "wd {mon-fri} hr {9-17}", "hr {18-23}"


def words(code: Code, *forwardings: Mapping[str, Any], **more: Any) -> list[str]:
    """Answer what the checks say of one code about numbers with these forwardings."""
    numbers = [number(NumberCode(A + index), forwarding, **more) for index, forwarding in enumerate(forwardings)]
    return [finding.detail for finding in of(code, state(*numbers))]


LOOPS: list[tuple[list[dict[str, Any]], list[str]]] = [
    ([rings(entry(A))], ["forwarding-loop"]),
    ([rings(entry(B)), rings(entry(A))], ["forwarding-loop"]),
    ([rings(entry(B)), rings(entry(C)), rings(entry(A))], ["forwarding-loop"]),
    ([rings(entry(B)), rings(entry(IVANOV))], []),
    ([rings(entry(B, WORK), entry(IVANOV)), rings(entry(A, WORK), entry(IVANOV))], ["forwarding-loop"]),
    (
        [
            rings(entry(B, "hr {9-17}"), entry(IVANOV), order=SINGLE),
            rings(entry(A, REST), entry(IVANOV), order=SINGLE),
        ],
        ["closed-loop"],
    ),
    ([rings(entry(None), entry(A))], ["closed-loop"]),
    ([asks("https://example.com/", A)], ["reserve-loop"]),
    ([rings(entry(B)), asks("https://example.com/", A)], ["reserve-loop"]),
    ([rings({**entry(A), "active": False}, entry(IVANOV))], []),
]


@pytest.mark.parametrize(("forwardings", "expected"), LOOPS)
def test_loops_are_told_by_whether_they_ever_close(forwardings: list[dict[str, Any]], expected: list[str]) -> None:
    desired = state(*(number(NumberCode(A + index), forwarding) for index, forwarding in enumerate(forwardings)))
    assert [code for code in codes(desired) if "loop" in code] == expected


def test_a_loop_that_another_reading_opens_only_by_a_reserve_says_so() -> None:
    chosen = rings(entry(IVANOV), entry(B, WORK), order=SINGLE)
    (told,) = words(Code.CLOSED_LOOP, chosen, asks("https://example.com/", A))
    assert "If another is and the URL is unavailable, a call comes back to where it was" in told
    (told,) = words(Code.CLOSED_LOOP, chosen, rings(entry(A)))
    assert "If another is, a call comes back to where it was" in told


def test_a_loop_stands_at_the_entry_that_leads_on_when_it_opens() -> None:
    forwarding = rings(entry(IVANOV), entry(B, "hr {0-8}"), entry(B, "hr {9-17}"))
    (finding,) = of(Code.FORWARDING_LOOP, state(number(A, forwarding), number(B, rings(entry(A, WORK)))))
    assert place(finding.spot) == f"{A}.call_forwarding_number.call_control.2.redirect_number"


def test_a_loop_that_an_override_closes_stands_at_the_override() -> None:
    closing = window(rings(entry(B)), "2026-12-31", "2027-01-09")
    desired = state(
        number(A, rings(entry(IVANOV)), windows=(closing,)), number(B, rings(entry(A))), overrides=(override(closing),)
    )
    (finding,) = of(Code.FORWARDING_LOOP, desired)
    assert place(finding.spot) == "overrides.0.call_forwarding_number.call_control.0.redirect_number"
    assert "for the first time on Thu 2026-12-31 00:00" in finding.detail
    assert not of(Code.FORWARDING_LOOP, desired, at=closing.end)


def test_a_loop_is_not_blamed_on_an_override_without_which_a_call_goes_on_all_the_same() -> None:
    """Such an override may change an event_url, or other hours than those at which the loop opens."""
    told = window(rings(entry(B), event_url="https://example.com/"), "2026-11-01", "2027-01-09")
    narrowed = window(rings(entry(A, "hr {9-17}"), entry(IVANOV)), "2026-11-01", "2026-12-09", override=1)
    desired = state(
        number(A, rings(entry(B)), windows=(told,)),
        number(B, rings(entry(A, "hr {0-20}"), entry(IVANOV)), windows=(narrowed,)),
        overrides=(override(told), override(narrowed)),
    )
    (finding,) = of(Code.FORWARDING_LOOP, desired)
    assert place(finding.spot) == f"{A}.call_forwarding_number.call_control.0.redirect_number"
    assert "override" not in finding.detail


def test_a_loop_stands_at_the_override_that_closes_it_and_not_at_another_one_that_holds() -> None:
    other = window(rings(entry(B), event_url="https://example.com/"), "2026-11-20", "2026-12-03")
    closing = window(rings(entry(A)), "2026-12-02", "2026-12-05", reason="отпуск", override=1)
    desired = state(
        number(A, rings(entry(B)), windows=(other,)),
        number(B, rings(entry(IVANOV)), windows=(closing,)),
        overrides=(override(other), override(closing)),
    )
    (finding,) = of(Code.FORWARDING_LOOP, desired)
    assert place(finding.spot) == "overrides.1.call_forwarding_number.call_control.0.redirect_number"
    assert "while the override 'отпуск' holds" in finding.detail


def test_a_loop_that_only_dates_keep_closed_says_so() -> None:
    first = window(rings(entry(B)), "2026-12-01", "2026-12-03")
    second = window(rings(entry(A)), "2026-12-03", "2026-12-05", override=1)
    desired = state(
        number(A, rings(entry(IVANOV)), windows=(first,)),
        number(B, rings(entry(IVANOV)), windows=(second,)),
        overrides=(override(first), override(second)),
    )
    (finding,) = of(Code.CLOSED_LOOP, desired)
    assert "neither the schedules nor the dates of the overrides ever let a call go all the way round" in finding.detail
    assert "One changed period or date would" in finding.detail


def test_a_reserve_that_leads_back_stands_at_the_reserve_whichever_number_begins_the_path() -> None:
    (finding,) = of(Code.RESERVE_LOOP, state(number(A, rings(entry(B))), number(B, asks("https://example.com/", A))))
    assert place(finding.spot) == f"{B}.call_forwarding_ipcr.reserve"
    assert finding.detail.startswith(f"{B} → {A} → {B}:")


def test_a_long_way_round_is_told_in_short() -> None:
    path = [NumberCode(A + index) for index in range(30)]
    numbers = [number(code, rings(entry(path[(index + 1) % 30]))) for index, code in enumerate(path)]
    (finding,) = of(Code.FORWARDING_LOOP, state(*numbers))
    assert " → … (24 more) → 74991110001: " in finding.detail
    assert len(finding.detail) < 900


def test_a_loop_with_a_period_that_cannot_be_read_is_left_to_the_period() -> None:
    assert not [
        code for code in codes(state(number(A, rings(entry(B, "wd {weekend}"))), number(B, rings(entry(A)))))
        if "loop" in code
    ]  # fmt: skip


DARK: list[tuple[list[dict[str, Any]], str]] = [
    ([rings(entry(IVANOV))], ""),
    ([rings(entry(IVANOV, ""))], ""),
    ([rings(entry(IVANOV, "  "))], ""),
    ([account("a@example.com")], ""),
    ([trunk("203.0.113.7")], ""),
    ([asks("https://example.com/")], ""),
    ([NOTHING], ""),
    ([rings(entry(None))], ""),
    ([rings(entry(IVANOV, WORK), entry(None))], ""),
    ([rings(entry(IVANOV, WORK), entry(None), order=SINGLE)], ""),
    ([rings(entry(IVANOV, WORK), entry(PETROVA, REST), order=PARALLEL)], "Sat-Sun 00:00-18:00"),
    ([rings(entry(IVANOV, "wd {mon-fri} hr {9-17}"))], "Sat-Sun all day, Mon-Fri 18:00-09:00"),
    ([rings(entry(IVANOV, "hr {0-11}"), entry(PETROVA, "hr {12-23}"))], ""),
    ([rings(entry(IVANOV, "yr {2031}"))], "at any moment of the coming 56 days"),
    ([rings(entry(B)), NOTHING], "at any moment of the coming 56 days"),
    ([rings(entry(B)), rings(entry(IVANOV, "hr {9-17}"))], "every day 18:00-09:00"),
    ([rings(entry(B), entry(PETROVA)), rings(entry(IVANOV, "hr {9-17}"))], ""),
    ([rings(entry(B), entry(PETROVA), order=SINGLE), rings(entry(IVANOV, "hr {9-17}"))], "every day 18:00-09:00"),
    ([rings(entry(B)), asks("https://example.com/")], ""),
    ([rings(entry(B)), rings(entry(None))], ""),
    ([rings(entry(B), entry(None), order=PARALLEL), NOTHING], "at any moment of the coming 56 days"),
    ([rings(entry(B), entry(None), order=PARALLEL), rings(entry(IVANOV, "hr {9-17}"))], "every day 18:00-09:00"),
    ([rings(entry(B), entry(None), entry(IVANOV), order=PARALLEL), NOTHING], ""),
    ([rings(entry(IVANOV, WORK), entry(None), order=PARALLEL)], ""),
]


@pytest.mark.parametrize(("forwardings", "expected"), DARK)
def test_dead_ends_are_told_in_lines_of_weekdays(forwardings: list[dict[str, Any]], expected: str) -> None:
    desired = state(*(number(NumberCode(A + index), forwarding) for index, forwarding in enumerate(forwardings)))
    told = [finding.detail for finding in of(Code.DEAD_END, desired) if place(finding.spot) == str(A)]
    assert len(told) == (1 if expected else 0)
    assert all(expected in detail for detail in told)


def test_a_loop_is_no_dead_end() -> None:
    assert not words(Code.DEAD_END, rings(entry(B)), rings(entry(A)))


def test_an_override_fills_a_gap_or_makes_one() -> None:
    silent = window(rings(entry(IVANOV, "hr {9-17}")), "2026-12-01", "2026-12-02")
    (finding,) = of(
        Code.DEAD_END, state(number(A, rings(entry(IVANOV)), windows=(silent,)), overrides=(override(silent),))
    )
    assert "2026-12-01 00:00-09:00 and 18:00-24:00" in finding.detail
    filling = window(rings(entry(IVANOV)), "2026-11-01", "2027-12-01")
    filled = state(number(A, rings(entry(PETROVA, WORK)), windows=(filling,)), overrides=(override(filling),))
    assert not of(Code.DEAD_END, filled)
    assert of(Code.DEAD_END, filled, at=filling.end)


REPLACED: list[tuple[dict[str, Any], tuple[dict[str, Any], str, str], str]] = [
    (
        rings(entry(IVANOV, WORK)),
        (rings(entry(IVANOV)), "2026-12-01T20:00", "2026-12-02T02:00"),
        (
            "Sat-Sun all day, Mon-Fri 18:00-09:00; instead, on 2026-12-01: 18:00-20:00;"
            " on 2026-12-02: 02:00-09:00 and 18:00-09:00. "
        ),
    ),
    (
        rings(entry(IVANOV, "hr {9-17}")),
        (rings(entry(IVANOV)), "2026-12-01T09:00", "2026-12-04T09:00"),
        "every day 18:00-09:00; instead, from 2026-12-01 to 2026-12-03: at no time. ",
    ),
    (
        rings(entry(IVANOV)),
        (rings(entry(IVANOV, "yr {2030}")), "2026-12-01T10:00", "2026-12-05T12:30"),
        "2026-12-01 10:00 – 2026-12-05 12:30. ",
    ),
    (
        rings(entry(IVANOV, "md {1 3 5 7 9 11 13 15 17 19 21 23 25} hr {9-17}"), entry(PETROVA, "hr {0-8 18-22}")),
        (rings(entry(IVANOV)), "2026-10-01", "2026-10-02"),
        "2026-11-23 23:00-24:00, 2026-11-24 09:00-18:00 and 23:00-24:00, ",
    ),
    (
        rings(entry(IVANOV, "md {1 7 13} hr {9-17}"), entry(PETROVA, "hr {0-8 18-22}")),
        (rings(entry(IVANOV)), "2026-10-01", "2026-10-02"),
        (
            "every day 09:00-18:00 and 23:00-24:00; instead, on 2026-12-01: 23:00-24:00; on 2026-12-07: 23:00-24:00;"
            " on 2026-12-13: 23:00-24:00; on 2027-01-01: 23:00-24:00; on 2027-01-07: 23:00-24:00; and otherwise on 1"
            " more date. "
        ),
    ),
]


@pytest.mark.parametrize(("base", "held", "expected"), REPLACED)
def test_times_of_dates_stand_instead_of_those_of_weekdays(
    base: dict[str, Any], held: tuple[dict[str, Any], str, str], expected: str
) -> None:
    number_held = window(*held)
    (finding,) = of(Code.DEAD_END, state(number(A, base, windows=(number_held,)), overrides=(override(number_held),)))
    assert f" in the coming 56 days (Europe/Moscow): {expected}" in finding.detail


def _ending(code: Code, *numbers: DesiredNumber, **more: Any) -> Finding:
    """Answer what is told of the calls to A."""
    windows = sorted({held.override: held for one in numbers for held in one.windows}.items())
    desired = state(*numbers, overrides=tuple(override(held) for _, held in windows), **more)
    (finding,) = [one for one in of(code, desired) if str(A) in one.detail or place(one.spot).startswith(str(A))]
    return finding


HELD = ("2026-12-01", "2026-12-03")
LASTING = ("2026-11-01", "2027-12-01")
ENDINGS: list[tuple[list[DesiredNumber], str, str]] = [
    ([number(A, rings(entry(IVANOV, WORK)))], str(A), "Add an entry without a period that takes the calls"),
    ([number(A, rings(entry(B))), number(B, NOTHING)], str(A), f"the call ends at {B} (numbers.yaml:13:5), which forw"),
    (
        [number(A, rings(entry(B))), number(B, rings(entry(C))), number(C, rings(entry(IVANOV, WORK)))],
        str(A),
        f"At the first of these moments the call ends at {C} (numbers.yaml:23:5), none of whose entries counts then:",
    ),
    (
        [number(A, rings(entry(B))), number(B, rings(entry(IVANOV)), windows=(window(NOTHING, *HELD, reason="off"),))],
        "overrides.0",
        f"which forwards nowhere: leave {B} out of the override, give it somewhere to ring,",
    ),
    (
        [number(A, rings(entry(B))), number(B, rings(entry(IVANOV, WORK)), windows=(window(NOTHING, *HELD),))],
        str(A),
        f"the call ends at {B} (numbers.yaml:13:5), none of whose entries counts then: add one",
    ),
    (
        [number(A, rings(entry(IVANOV)), windows=(window(rings(entry(B)), *HELD),)), number(B, NOTHING)],
        "overrides.0",
        f"the call ends at {B} (numbers.yaml:13:5), which forwards nowhere: give it somewhere to ring,",
    ),
    (
        [number(A, rings(entry(IVANOV, WORK)), windows=(window(rings(entry(IVANOV, WORK), event_url="x"), *LASTING),))],
        str(A),
        "is not documented. Add an entry without a period that takes the calls which no other one takes; or, if nobody",
    ),
    (
        [number(A, rings(entry(IVANOV, WORK)), windows=(window(rings(entry(IVANOV, "hr {9}")), *LASTING),))],
        "overrides.0",
        "Add an entry without a period that takes the calls which no other one takes; or, if nobody",
    ),
]


@pytest.mark.parametrize(("numbers", "where", "told"), ENDINGS)
def test_a_dead_end_is_told_where_the_call_ends(numbers: list[DesiredNumber], where: str, told: str) -> None:
    finding = _ending(Code.DEAD_END, *numbers)
    assert place(finding.spot) == where
    assert told in finding.detail


def test_the_first_moment_that_is_told_of_is_one_that_is_not_past() -> None:
    """The day of AT counts from its beginning, but what was dark this morning is not what to look for."""
    numbers = [
        number(A, rings(entry(B, "hr {0-11}"), entry(C, "hr {12-23}"))),
        number(B, rings(entry(IVANOV, "hr {1-11}"))),
        number(C, rings(entry(IVANOV, "hr {12-22}"))),
    ]
    assert f"the call ends at {C} " in _ending(Code.DEAD_END, *numbers).detail
    numbers[2] = number(C, rings(entry(IVANOV)))
    assert f"the call ends at {B} " in _ending(Code.DEAD_END, *numbers, settings={"horizon_days": 1}).detail


def test_what_drops_the_calls_to_a_protected_number_is_named() -> None:
    dropping = rings(entry(IVANOV, "hr {4-23}"), entry(None))
    finding = _ending(Code.PROTECTED_GAP, number(A, dropping, protected=True))
    assert "At the first of these moments entry 2 drops the call: let that entry ring somebody, or" in finding.detail
    finding = _ending(Code.PROTECTED_GAP, number(A, rings(entry(B)), protected=True), number(B, dropping))
    assert f"entry 2 of {B} (numbers.yaml:13:5) drops the call" in finding.detail


def test_one_override_through_which_the_calls_of_many_end_is_told_once() -> None:
    silent = window(NOTHING, *HELD)
    callers = [number(NumberCode(C + index), rings(entry(A))) for index in range(5)]
    desired = state(*callers, number(A, rings(entry(IVANOV)), windows=(silent,)), overrides=(override(silent),))
    (finding,) = of(Code.DEAD_END, desired)
    assert finding.detail.startswith(
        f"While this override holds, calls to {C}, {C + 1}, {C + 2} and 2 more numbers ring nobody in the coming 56"
    )


def test_a_number_with_a_period_that_cannot_be_read_is_no_dead_end() -> None:
    assert not words(Code.DEAD_END, rings(entry(IVANOV, "wd {weekend}")))
    assert not words(Code.DEAD_END, rings(entry(B)), rings(entry(IVANOV, "hr {9:00}")))


def test_the_horizon_is_that_of_the_settings() -> None:
    later = number(A, rings(entry(IVANOV, "mo {nov}"), entry(IVANOV, "mo {jan-oct}"), entry(IVANOV, "md {1-24}")))
    assert not of(Code.DEAD_END, state(later, settings={"horizon_days": 20}))
    assert of(Code.DEAD_END, state(later, settings={"horizon_days": 40}))
    assert of(Code.DEAD_END, state(later, settings={"horizon_days": 730}))


PROTECTED: list[tuple[list[dict[str, Any]], list[str]]] = [
    ([rings(entry(IVANOV))], []),
    ([NOTHING], ["protected-dark"]),
    ([rings(entry(None))], ["protected-dark"]),
    ([rings(entry(None), entry(IVANOV))], ["protected-dark"]),
    ([rings(entry(None), entry(IVANOV), order=PARALLEL)], []),
    ([rings(entry(IVANOV, WORK), entry(None))], ["protected-gap"]),
    ([rings(entry(IVANOV, WORK))], ["protected-gap"]),
    ([rings(entry(None, REST), entry(IVANOV), order=SINGLE)], ["protected-gap"]),
    ([rings(entry(None, REST), entry(IVANOV), order=SEQUENTIAL)], ["protected-gap"]),
    ([rings(entry(B)), NOTHING], ["protected-dark", "protected-dark"]),
    ([rings(entry(B), entry(IVANOV)), rings(entry(PETROVA))], []),
    ([asks("https://example.com/")], []),
    ([rings(entry(IVANOV, "mo {feb} md {30}"))], ["protected-dark"]),
    ([rings(entry(IVANOV, "yr {2024}"))], ["protected-gap"]),  # no file becomes wrong by the date of today
    ([rings(entry(IVANOV, "yr {2031}"))], ["protected-gap"]),
    ([rings(entry(IVANOV, "mo {feb} md {30}"), entry(PETROVA, WORK))], ["protected-gap"]),
    ([rings(entry(None, "hr {0-11}"), entry(None, "hr {12-23}"), entry(IVANOV, WORK))], ["protected-dark"]),
    ([rings(entry(B)), rings(entry(IVANOV, "mo {feb} md {30}"))], ["protected-dark", "protected-dark"]),
]


@pytest.mark.parametrize(("forwardings", "expected"), PROTECTED)
def test_a_protected_number_is_never_left_dark(forwardings: list[dict[str, Any]], expected: list[str]) -> None:
    numbers = [number(NumberCode(A + i), forwarding, protected=True) for i, forwarding in enumerate(forwardings)]
    told = codes(state(*numbers))
    assert [code for code in told if code.startswith("protected")] == expected
    assert "dead-end" not in told


def test_an_override_that_silences_a_protected_number_is_an_error_at_the_override() -> None:
    silent = window(NOTHING, "2026-12-31", "2027-01-09")
    desired = state(number(A, rings(entry(IVANOV)), protected=True, windows=(silent,)), overrides=(override(silent),))
    (finding,) = of(Code.PROTECTED_DARK, desired)
    assert place(finding.spot) == "overrides.0"
    assert not of(Code.PROTECTED_GAP, desired)
    assert not of(Code.PROTECTED_DARK, desired, at=silent.end)


def _behind(base: dict[str, Any], *held: dict[str, Any], own: dict[str, Any] | None = None) -> list[Finding]:
    """Answer what is told of a protected number that leads to another one, which overrides hold one after the other."""
    spans = [f"2026-12-0{day}" for day in range(1, len(held) + 2)]
    windows = tuple(window(held[index], *spans[index : index + 2], override=index) for index in range(len(held)))
    desired = state(
        number(A, own or rings(entry(B)), protected=True),
        number(B, base, windows=windows),
        overrides=tuple(map(override, windows)),
    )
    return [finding for finding in found(desired) if finding.code.value.startswith("protected")]


def test_an_override_on_the_way_that_silences_a_protected_number_is_an_error_at_the_override() -> None:
    (finding,) = _behind(rings(entry(IVANOV)), NOTHING)
    assert (finding.code, place(finding.spot)) == (Code.PROTECTED_DARK, "overrides.0")
    assert finding.detail == (
        f"{A} is protected, and its calls go on to {B}, where nobody is rung while this override holds:"
        f" 'call_forwarding_type: 0' forwards nowhere. Leave {B} out of the override, give it somewhere to ring, let"
        f" the calls to {A} go elsewhere, or lift the protection with an applied 'protected: false' first."
    )


ON_THE_WAY: list[tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any], list[str]]] = [
    (rings(entry(IVANOV)), [rings(entry(None))], rings(entry(B)), ["protected-dark overrides.0"]),
    (rings(entry(IVANOV)), [rings(entry(IVANOV, "mo {feb}"))], rings(entry(B)), ["protected-dark overrides.0"]),
    (rings(entry(IVANOV)), [rings(entry(PETROVA)), NOTHING], rings(entry(B)), ["protected-dark overrides.1"]),
    (rings(entry(IVANOV)), [rings(entry(IVANOV, WORK))], rings(entry(B)), ["protected-gap overrides.0"]),
    (rings(entry(IVANOV)), [NOTHING], rings(entry(B), entry(PETROVA, "hr {9}")), ["protected-gap overrides.0"]),
    (rings(entry(IVANOV)), [NOTHING], rings(entry(B), entry(PETROVA)), []),
    (rings(entry(IVANOV, "wd {sat sun}")), [rings(entry(IVANOV, "wd {sun}"))], rings(entry(B)), [f"protected-gap {A}"]),
    (NOTHING, [NOTHING], rings(entry(B)), [f"protected-dark {A}"]),
]


@pytest.mark.parametrize(("base", "held", "own", "expected"), ON_THE_WAY)
def test_an_override_on_the_way_is_blamed_for_what_is_dark_through_it_alone(
    base: dict[str, Any], held: list[dict[str, Any]], own: dict[str, Any], expected: list[str]
) -> None:
    assert [f"{finding.code} {place(finding.spot)}" for finding in _behind(base, *held, own=own)] == expected


def test_one_override_of_several_numbers_on_the_way_is_told_once() -> None:
    silent = window(NOTHING, "2026-12-01", "2026-12-03")
    desired = state(
        number(A, rings(entry(B), entry(C)), protected=True),
        number(B, rings(entry(IVANOV)), windows=(silent,)),
        number(C, rings(entry(IVANOV)), windows=(silent,)),
        overrides=(override(silent),),
    )
    (finding,) = [one for one in found(desired) if one.code.value.startswith("protected")]
    assert (finding.code, place(finding.spot)) == (Code.PROTECTED_DARK, "overrides.0")


BEHIND: list[tuple[dict[str, Any], list[int]]] = [
    (rings(entry(IVANOV, "wd {mon-fri}"), entry(PETROVA, "wd {tue}"), order=SINGLE), [1]),
    (rings(entry(IVANOV, "wd {tue}"), entry(PETROVA, "wd {mon-fri}"), order=SINGLE), []),
    (rings(entry(IVANOV), entry(PETROVA, WORK), order=SINGLE), [1]),
    (rings(entry(IVANOV), entry(PETROVA), order=SINGLE), []),
    (rings(entry(None), entry(PETROVA), order=SINGLE), [1]),
    (rings(entry(IVANOV, "hr {0-11}"), entry(PETROVA, "hr {12-23}"), entry(SOKOLOV), order=SINGLE), [2]),
    (rings(entry(IVANOV, "hr {0-11}"), entry(PETROVA, "hr {13-23}"), entry(SOKOLOV), order=SINGLE), []),
    (rings(entry(IVANOV, WORK), entry(PETROVA, "hr {9-17} wd {mon-fri}"), order=SINGLE), [1]),
    (rings(entry(IVANOV, "md {1-30}"), entry(PETROVA, "mo {feb}"), order=SINGLE), [1]),
    (rings(entry(IVANOV, "md {1-28}"), entry(PETROVA, "mo {feb}"), order=SINGLE), []),
    (rings(entry(IVANOV, "yr {2026-2090}"), entry(PETROVA, "mo {feb}"), order=SINGLE), [1]),
    (rings(entry(IVANOV, "yr {2026-2040}"), entry(PETROVA, "mo {feb}"), order=SINGLE), []),
    (rings(entry(IVANOV, "yr {2026}"), entry(PETROVA, "yr {2025}"), order=SINGLE), []),
    (rings(entry(IVANOV, "wd {sun-sat}"), entry(PETROVA, "mo {feb} md {30}"), order=SINGLE), []),
    (rings(entry(IVANOV), entry(None), entry(PETROVA)), [2]),
    (rings(entry(IVANOV), entry(None, "hr {9-17}"), entry(PETROVA, WORK)), [2]),
    (rings(entry(IVANOV), entry(PETROVA, WORK)), []),
    (rings(entry(None), entry(PETROVA), order=PARALLEL), []),
    (rings(entry(IVANOV, "wd {weekend}"), entry(PETROVA, "hr {9:00}"), order=SINGLE), []),
]


@pytest.mark.parametrize(("forwarding", "expected"), BEHIND)
def test_an_entry_behind_others_that_always_come_first_is_told(forwarding: dict[str, Any], expected: list[int]) -> None:
    told = of(Code.SHADOWED_ENTRY, state(number(A, forwarding)))
    prefix = f"{A}.call_forwarding_number.call_control."
    assert [place(finding.spot) for finding in told] == [f"{prefix}{index}" for index in expected]


def test_what_is_true_of_the_coming_years_alone_says_so() -> None:
    (finding,) = of(
        Code.SHADOWED_ENTRY,
        state(number(A, rings(entry(IVANOV, "yr {2026-2090}"), entry(PETROVA, "mo {feb}"), order=SINGLE))),
    )
    assert "is not used at any moment in the coming 28 years:" in finding.detail


@pytest.mark.parametrize(
    ("forwardings", "advice"),
    [
        ([rings(entry(IVANOV), entry(A, WORK), order=SINGLE)], "Take it away: calls that it took could come back"),
        ([rings(entry(None), entry(B)), rings(entry(A))], "Take it away: calls that it took could come back"),
        (
            [rings(entry(IVANOV), entry(B, WORK), order=SINGLE), asks("https://example.com/", A)],
            "Take it away: calls that it took could come back",
        ),
        ([rings(entry(IVANOV), entry(B, WORK), order=SINGLE), rings(entry(IVANOV))], "Move it up"),
        ([rings(entry(IVANOV), entry(PETROVA, WORK), order=SINGLE)], "Move it up"),
    ],
)
def test_an_entry_that_would_open_a_loop_is_not_to_be_moved_up(forwardings: list[dict[str, Any]], advice: str) -> None:
    (told,) = words(Code.SHADOWED_ENTRY, *forwardings)
    assert f". {advice}" in told


def test_that_the_first_entry_is_used_is_told_as_an_assumption() -> None:
    (told,) = words(Code.SHADOWED_ENTRY, rings(entry(IVANOV), entry(PETROVA, WORK), order=SINGLE))
    assert "uses the first entry of the list whose period holds (assumed; not documented)." in told


def test_an_entry_of_an_override_is_told_at_the_override() -> None:
    held = window(rings(entry(IVANOV, "hr {8-18}"), entry(PETROVA, WORK), order=SINGLE), "2026-12-31", "2027-01-09")
    desired = state(number(A, rings(entry(IVANOV)), windows=(held,)), overrides=(override(held),))
    (finding,) = of(Code.SHADOWED_ENTRY, desired)
    assert place(finding.spot) == "overrides.0.call_forwarding_number.call_control.1"
    assert not of(Code.SHADOWED_ENTRY, desired, at=held.end)


def _ring(*timeouts: int, order: RedirectType = SEQUENTIAL, period: str = "") -> dict[str, Any]:
    return rings(*(entry(IVANOV, period, timeout=timeout) for timeout in timeouts), order=order)


RINGING: list[tuple[list[dict[str, Any]], list[str]]] = [
    ([_ring(120)], []),
    ([_ring(121)], ["call_control.0.timeout"]),
    ([_ring(60, 60)], []),
    ([_ring(60, 61)], ["call_control"]),
    ([_ring(60, 61, order=PARALLEL)], []),
    ([_ring(60, 61, order=SINGLE)], []),
    ([_ring(60, 200, order=SINGLE)], ["call_control.1.timeout"]),
    ([_ring(0)], ["call_control.0.timeout"]),
    ([rings(entry(None, timeout=0), entry(None, timeout=500))], []),
    ([rings(entry(IVANOV, "hr {9}", timeout=100), entry(PETROVA, "hr {10}", timeout=100))], []),
    ([rings(entry(IVANOV, "hr {9-10}", timeout=100), entry(PETROVA, "hr {10}", timeout=100))], ["call_control"]),
    ([rings(entry(IVANOV, timeout=100), entry(None), entry(PETROVA, timeout=100))], []),
    ([rings(entry(IVANOV, timeout=100), entry(None), entry(PETROVA, timeout=999))], []),
    ([rings(entry(IVANOV, timeout=100), entry(None), entry(PETROVA, timeout=0))], []),
    ([rings(*[entry(IVANOV, timeout=70)] * 2, entry(None), entry(PETROVA, timeout=999))], ["call_control"]),
    ([trunk("203.0.113.7", timeout=120)], []),
    ([_ring(70), trunk("203.0.113.7")], []),
    ([account("a@example.com")], []),
    ([rings(entry(B, timeout=500)), _ring(60)], []),
    ([rings(entry(B, timeout=10), entry(IVANOV, timeout=70)), _ring(60)], ["call_control"]),
    ([rings(entry(B)), _ring(60, 61)], ["2:call_control"]),
    ([rings(entry(B)), rings(entry(A), entry(IVANOV, timeout=100))], []),
]


@pytest.mark.parametrize(("forwardings", "expected"), RINGING)
def test_it_rings_no_longer_than_a_caller_waits(forwardings: list[dict[str, Any]], expected: list[str]) -> None:
    numbers = [number(NumberCode(A + index), forwarding) for index, forwarding in enumerate(forwardings)]
    told = [place(finding.spot) for finding in of(Code.LONG_RINGING, state(*numbers))]
    paths = [item.rpartition(":") for item in expected]
    assert told == [
        f"{A + int(which or 1) - 1}.call_forwarding_number.{path}" for which, _, path in paths
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("timeout", "words"), [(121, "It rings for 121 s"), (0, "With 'timeout: 0' it is not documented")]
)
def test_a_trunk_that_rings_too_long_or_nobody_knows_how_long_is_told_at_its_timeout(timeout: int, words: str) -> None:
    (finding,) = of(Code.LONG_RINGING, state(number(A, trunk("203.0.113.7", timeout=timeout))))
    assert place(finding.spot) == f"{A}.call_forwarding_static.timeout"
    assert finding.detail.startswith(words)


def test_the_worst_moment_is_named() -> None:
    (told,) = words(
        Code.LONG_RINGING,
        rings(entry(IVANOV, "hr {9-17}", timeout=70), entry(PETROVA, "wd {sat} hr {12-20}", timeout=70)),
    )
    assert told.startswith("On Sat 2026-11-28 at 12:00 the entries whose periods hold ring for 140 s")


def test_an_override_of_many_numbers_rings_too_long_once() -> None:
    held = window(_ring(100, 100), "2026-12-31", "2027-01-09")
    numbers = [number(NumberCode(A + index), rings(entry(IVANOV)), windows=(held,)) for index in range(5)]
    assert len(of(Code.LONG_RINGING, state(*numbers, overrides=(override(held),)))) == 1


def test_an_override_that_is_over_is_to_be_deleted() -> None:
    held = window(rings(entry(IVANOV)), "2026-11-01", "2026-11-23T12:30")
    one_line = replace(override(held), last_line=3)
    desired = state(number(A, rings(entry(IVANOV)), windows=(held,)), overrides=(override(held), one_line))
    told = of(Code.EXPIRED_OVERRIDE, desired)
    assert [place(finding.spot) for finding in told] == ["overrides.0", "overrides.1"]
    assert "delete lines 3-9 of overrides.yaml" in told[0].detail
    assert "delete line 3 of overrides.yaml" in told[1].detail
    assert not of(Code.EXPIRED_OVERRIDE, desired, at=AT - timedelta(seconds=1))


def test_a_chain_of_very_many_numbers_is_looked_at_once() -> None:
    """No check calls itself once for every number, nor looks at every number again for every number."""
    many = 20_000
    numbers = [
        number(NumberCode(A + i), rings(entry(A + i + 1) if i + 1 < many else entry(IVANOV, timeout=100)))
        for i in range(many)
    ]
    assert codes(state(*numbers)) == []


@pytest.mark.parametrize("year", [1970, 2999, 9999])
def test_any_moment_can_be_asked_about(year: int) -> None:
    numbers = number(A, rings(entry(IVANOV, WORK)), protected=True), number(B, rings(entry(B, WORK)))
    assert found(Desired(numbers=state(*numbers).numbers), at=datetime(year, 12, 30, tzinfo=UTC))


def test_of_very_many_numbers_in_a_circle_the_loop_alone_is_told() -> None:
    many = 120
    numbers = [number(NumberCode(A + i), rings(entry(A + (i + 1) % many, "hr {9-17}"))) for i in range(many)]
    assert codes(state(*numbers)) == ["forwarding-loop"]


def test_a_call_that_can_come_to_very_many_numbers_is_told_with_what_it_could_ring_at_most() -> None:
    last = NumberCode(A + 20)
    chain = [number(NumberCode(A + i), rings(entry(A + i + 1, timeout=10))) for i in range(20)]
    caller = number(NumberCode(A + 30), rings(entry(A), entry(IVANOV, timeout=90)))
    (told,) = of(Code.LONG_RINGING, state(*chain, number(last, rings(entry(PETROVA, timeout=60))), caller))
    assert told.detail.startswith("A call can ring for up to 150 s in all")


def test_periods_of_seconds_are_asked_about_in_bounded_time() -> None:
    """No worst second and no entry behind others is looked for; that nobody is rung is told in a word."""
    forwarding = rings(entry(IVANOV, "sec {0 2 4 6}", timeout=70), entry(PETROVA, "sec {1 3 5 7}", timeout=70))
    single = rings(entry(IVANOV, "sec {0 2 4 6}"), entry(PETROVA, "sec {0 2}"), order=SINGLE)
    told = found(state(number(A, forwarding), number(B, single)))
    assert {finding.code for finding in told} == {Code.DEAD_END}
    assert all("many short times" in finding.detail for finding in told)
