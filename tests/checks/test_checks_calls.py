"""What becomes of calls besides: entries behind others, how long it rings, and very many numbers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.checking import (
    AT,
    IVANOV,
    PARALLEL,
    PETROVA,
    SEQUENTIAL,
    SINGLE,
    SOKOLOV,
    WORK,
    A,
    B,
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

from reconciler.model.desired import Desired
from reconciler.model.diagnostics import Code
from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode

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
