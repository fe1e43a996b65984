"""Expectations against what calls come to: the words of each kind of failure, and the hop where it went elsewhere."""

from dataclasses import replace
from typing import Any

import pytest
from support.checking import (
    AT,
    IVANOV,
    NOTHING,
    PARALLEL,
    PETROVA,
    SINGLE,
    SOKOLOV,
    A,
    B,
    C,
    account,
    asks,
    entry,
    number,
    of,
    override,
    place,
    rings,
    state,
    trunk,
    window,
)

from reconciler.model.desired import Desired, DesiredNumber, Expectation, Special
from reconciler.model.diagnostics import Code, Source
from reconciler.model.identifiers import NumberCode
from reconciler.routing.network import MOST_FOLLOWED

NOBODY, DROPPED, URL = Special
NIGHT, DAY = "hr {18-8}", "hr {9-17}"
D, E, F = (NumberCode(C + more) for more in (1, 2, 3))


def expected(*expect: str | Special, call: NumberCode = A) -> Expectation:
    """Answer an expectation of a call at half past twelve."""
    source = Source(file="expectations.yaml", line=2, column=5)
    special = expect[0] if isinstance(expect[0], Special) else tuple(map(str, expect))
    return Expectation(call=call, at=AT, expect=special, written=tuple(map(str, expect)), source=source)


def failures(desired: Desired, *expectations: Expectation) -> list[str]:
    """Answer what is told of expectations."""
    return [finding.detail for finding in of(Code.FAILED_EXPECTATION, replace(desired, expectations=expectations))]


HOLD: list[tuple[dict[str, Any], tuple[str | Special, ...]]] = [
    (rings(entry(IVANOV)), (IVANOV,)),
    (rings(entry(IVANOV), entry(PETROVA)), (IVANOV, PETROVA)),
    (rings(entry(IVANOV), entry(PETROVA), order=PARALLEL), (PETROVA, IVANOV)),
    (rings(entry(IVANOV), entry(IVANOV)), (IVANOV, IVANOV)),
    (rings(entry(IVANOV), entry(PETROVA), order=SINGLE), (IVANOV,)),
    (rings(entry(IVANOV), entry(None)), (IVANOV,)),
    (rings(entry(IVANOV, NIGHT)), (NOBODY,)),
    (NOTHING, (NOBODY,)),
    (rings(entry(None)), (DROPPED,)),
    (rings(entry(IVANOV, NIGHT), entry(None)), (DROPPED,)),
    (asks("https://example.com/"), (URL,)),
    (asks("https://example.com/", IVANOV), (URL,)),
    (rings(entry(B)), (SOKOLOV,)),
    (rings(entry(IVANOV), entry(B), entry(PETROVA)), (IVANOV, SOKOLOV, PETROVA)),
    (rings(entry(C), entry(B), order=PARALLEL), (SOKOLOV, PETROVA, IVANOV)),
]
FAIL: list[tuple[dict[str, Any], tuple[str | Special, ...], tuple[str, ...]]] = [
    (rings(entry(IVANOV), entry(PETROVA)), (IVANOV,), ("entry 2 sends it to 79160000102: it has no period",)),
    (
        rings(entry(IVANOV), entry(PETROVA)),
        (PETROVA, IVANOV),
        ("It rings them one after the other in another order: 79160000101, 79160000102.", "[79160000101, 79160000102]"),
    ),
    (
        rings(entry(IVANOV), entry(PETROVA), order=PARALLEL),
        (IVANOV, PETROVA, PETROVA),
        ("It rings each as often as this list has it: 79160000101, 79160000102.",),
    ),
    (rings(entry(IVANOV, NIGHT), entry(PETROVA, DAY)), (IVANOV,), ("does not hold then", "'hr {9-17}' holds then")),
    (rings(entry(IVANOV), entry(PETROVA), order=SINGLE), (PETROVA,), ("an earlier entry is used instead of it",)),
    (rings(entry(None), entry(PETROVA)), (PETROVA,), ("an earlier entry drops the call", "'expect: dropped'")),
    (rings(entry(IVANOV)), (SOKOLOV,), ("No entry on the way leads to 79160000103.",)),
    (rings(entry(IVANOV)), (NOBODY,), ("is to ring nobody, and it rings 79160000101", "'expect: 79160000101'")),
    (rings(entry(None)), (NOBODY,), ("and it is dropped", "drops it", "'expect: dropped'")),
    (rings(entry(IVANOV, NIGHT)), (DROPPED,), ("no entry's period holds then", "'expect: nobody'")),
    (asks("https://example.com/"), (NOBODY,), ("goes where a URL decides", "'expect: url'")),
    (asks("https://example.com/", IVANOV), (IVANOV,), ("goes where a URL decides", "'expect: url'")),
    (NOTHING, (URL,), ("rings nobody", "'expect: nobody'")),
    (rings(entry(B)), (str(B),), ("74991110002 is a number of ours, whose own forwarding takes the call further",)),
    (rings(entry(B)), (IVANOV,), ("At 74991110002, entry 1 sends it to 79160000103",)),
    (account("office@example.com"), (IVANOV,), ("rings the SIP account office@example.com", "take this one away")),
    (trunk("203.0.113.7"), (NOBODY,), ("rings the SIP trunk 203.0.113.7:5060", "take this one away")),
    (rings(entry(A)), (NOBODY,), (f"goes round in a loop ({A} → {A})", "take this one away")),
    (
        rings(entry(IVANOV), entry(A)),
        (IVANOV,),
        (f"comes to 79160000101, then a loop ({A} → {A})", f"At {A}, entry 2 sends it back to {A}: a loop."),
    ),
    (rings(entry(A)), (NOBODY,), (f"At {A}, entry 1 sends it back to {A}: a loop.",)),
    (NOTHING, (DROPPED,), (f"At {A}, nothing is declared but type 0, so nobody is rung.",)),
    (rings(entry(D)), (IVANOV,), (f"At {D}, it goes to the SIP trunk 203.0.113.7:5060.",)),
    (trunk("203.0.113.7"), (NOBODY,), (f"At {A}, it goes to the SIP trunk 203.0.113.7:5060.",)),
    (account("office@example.com"), (DROPPED,), (f"At {A}, it goes to the SIP account office@example.com.",)),
    (
        asks("https://example.com/", IVANOV),
        (IVANOV,),
        (f"At {A}, {IVANOV} is the reserve, rung only while the URL is unavailable. At {A}, a URL decides",),
    ),
    (
        asks("https://example.com/", B),
        (SOKOLOV,),
        (f"At {A}, {SOKOLOV} is behind the reserve {B}, rung only while the URL is unavailable.",),
    ),
    (
        rings(entry(IVANOV), entry(E)),
        (IVANOV,),
        (f"At {E}, a URL decides where it goes, so nobody can tell all that are rung.",),
    ),
    (rings(entry(IVANOV), entry(E)), (NOBODY,), (f"At {A}, entry 1 sends it to {IVANOV}: it has no period",)),
    (rings(entry(E), entry(F), entry(SOKOLOV)), (NOBODY,), (f"At {A}, entry 3 sends it to {SOKOLOV}",)),
    (rings(entry(F), entry(IVANOV, NIGHT)), (DROPPED,), (f"At {F}, nothing is declared but type 0",)),
    (rings(entry(E), entry(None)), (URL,), (f"At {A}, entry 2 drops it: it has no period",)),
    (rings(entry(E), entry(F)), (NOBODY,), (f"At {E}, a URL decides where it goes",)),
]


def others() -> list[DesiredNumber]:
    return [
        number(B, rings(entry(SOKOLOV))),
        number(C, rings(entry(IVANOV), entry(PETROVA), order=PARALLEL)),
        number(D, trunk("203.0.113.7")),
        number(E, asks("https://example.com/", B)),
        number(F, NOTHING),
    ]


@pytest.mark.parametrize(("forwarding", "expect"), HOLD)
def test_an_expectation_holds_when_it_names_all_that_are_rung(
    forwarding: dict[str, Any], expect: tuple[str | Special, ...]
) -> None:
    assert failures(state(number(A, forwarding), *others()), expected(*expect)) == []


@pytest.mark.parametrize(("forwarding", "expect", "words"), FAIL)
def test_a_failed_expectation_tells_what_happens_instead_where_and_what_to_write(
    forwarding: dict[str, Any], expect: tuple[str | Special, ...], words: tuple[str, ...]
) -> None:
    (detail,) = failures(state(number(A, forwarding), *others()), expected(*expect))
    assert all(word in detail for word in words), detail
    assert "  " not in detail


def test_of_a_chain_that_is_followed_no_further_no_answer_is_offered() -> None:
    """What is rung behind it is not known, so the number at which the following ends is none to expect."""
    numbers = [number(NumberCode(A + index), rings(entry(A + index + 1))) for index in range(MOST_FOLLOWED + 1)]
    last = A + MOST_FOLLOWED
    for expect in (IVANOV, str(last)):
        (detail,) = failures(state(*numbers), expected(expect))
        assert f"At {last - 1}, entry 1 sends it to {last}, a number of ours, and it is followed no further" in detail
        assert detail.endswith("If that is meant, no expectation can say it: take this one away.")


def test_the_name_is_told_as_it_was_written() -> None:
    wanted = replace(expected(IVANOV), written=("@ivanov",))
    (detail,) = failures(state(number(A, rings(entry(PETROVA)))), wanted)
    assert "is to ring @ivanov (79160000101) and nobody else" in detail


def test_the_override_that_holds_then_is_named() -> None:
    held = window(rings(entry(PETROVA)), "2026-11-23", "2026-11-24", reason="Учения")
    desired = state(number(A, rings(entry(IVANOV)), windows=(held,)), overrides=(override(held),))
    (detail,) = failures(desired, expected(IVANOV))
    assert "At 74991110001, where the override 'Учения' holds, entry 1 sends it to 79160000102" in detail
    assert failures(desired, expected(PETROVA)) == []


def test_each_failure_stands_at_its_own_expectation() -> None:
    desired = state(number(A, rings(entry(IVANOV))))
    told = of(
        Code.FAILED_EXPECTATION,
        replace(desired, expectations=(expected(PETROVA), expected(IVANOV), expected(NOBODY))),
    )
    assert [place(finding.spot) for finding in told] == ["expectations.0.expect", "expectations.2.expect"]


def test_of_undeclared_numbers_and_unreadable_periods_other_diagnostics_tell() -> None:
    assert failures(state(number(A, rings(entry(IVANOV)))), expected(IVANOV, call=B)) == []
    assert failures(state(number(A, rings(entry(IVANOV, "wd {weekend}")))), expected(PETROVA)) == []
