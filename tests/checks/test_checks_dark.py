"""At which moments nobody is rung: dead ends, and protected numbers that must have none."""

from typing import Any

import pytest
from support.checking import (
    IVANOV,
    NOTHING,
    PARALLEL,
    PETROVA,
    REST,
    SEQUENTIAL,
    SINGLE,
    WORK,
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
    words,
)

from reconciler.model.desired import DesiredNumber
from reconciler.model.diagnostics import Code
from reconciler.model.findings import Finding
from reconciler.model.identifiers import NumberCode

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
