"""Whether a call can come back to where it was, when, and through what."""

from typing import Any

import pytest
from support.checking import (
    IVANOV,
    REST,
    SINGLE,
    WORK,
    A,
    B,
    C,
    asks,
    codes,
    entry,
    number,
    of,
    override,
    place,
    rings,
    state,
    window,
    words,
)

from reconciler.model.diagnostics import Code
from reconciler.model.identifiers import NumberCode

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
