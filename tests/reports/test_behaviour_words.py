"""What becomes of a call, in the words in which plans and explanations tell it."""

import pytest

from reconciler.model.forwarding import RedirectType
from reconciler.model.identifiers import NumberCode
from reconciler.reports.text.behaviour import afterwards, change, in_full, render, round_of, sides, unclear_names
from reconciler.routing.behaviour import DROPPED, NOBODY, Behaviour, Loop, Phone, Place, Rings, UrlDecides

IVANOV = Phone(number="74992223344", name="Иванов", seconds=16)
PETROVA = Phone(number="74992223345", name="Петрова", seconds=20)
PLAIN = Phone(number="74992223346", seconds=30)
THEN = Rings(order=RedirectType.SEQUENTIAL, parts=(IVANOV, PLAIN))
TOGETHER = Rings(order=RedirectType.PARALLEL, parts=(IVANOV, PETROVA))
URL = UrlDecides(url="https://decide.example.com/?key=${KEY}", reserve=IVANOV)
LOOP = Loop(path=(NumberCode(74991112233), NumberCode(74951112233)))


@pytest.mark.parametrize(
    ("behaviour", "short", "full"),
    [
        (IVANOV, "Иванов", "Иванов (74992223344, 16 s)"),
        (PLAIN, "74992223346", "74992223346 (30 s)"),
        (Phone(number="1", name="  "), "1", "1"),
        (Phone(number="a@b.example", place=Place.ACCOUNT), "SIP account a@b.example", "SIP account a@b.example"),
        (
            Phone(number="203.0.113.10:5060", seconds=30, place=Place.TRUNK),
            "SIP trunk 203.0.113.10:5060",
            "SIP trunk 203.0.113.10:5060 (30 s)",
        ),
        (THEN, "Иванов, then 74992223346", "Иванов (74992223344, 16 s), then 74992223346 (30 s)"),
        (TOGETHER, "Иванов + Петрова", "Иванов (74992223344, 16 s) + Петрова (74992223345, 20 s)"),
        (
            Rings(order=RedirectType.SEQUENTIAL, parts=(TOGETHER, DROPPED)),
            "(Иванов + Петрова), then the call is dropped",
            "(Иванов (74992223344, 16 s) + Петрова (74992223345, 20 s)), then the call is dropped",
        ),
        (NOBODY, "nobody", "nobody"),
        (DROPPED, "the call is dropped", "the call is dropped"),
        (
            URL,
            "the URL https://decide.example.com/?key=${KEY} decides",
            "the URL https://decide.example.com/?key=${KEY} decides (in reserve: Иванов (74992223344, 16 s))",
        ),
        (LOOP, "a loop 74991112233 → 74951112233 → 74991112233", "a loop 74991112233 → 74951112233 → 74991112233"),
    ],
)
def test_each_behaviour_has_short_words_and_full_ones(behaviour: Behaviour, short: str, full: str) -> None:
    assert (render(behaviour), in_full(behaviour)) == (short, full)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (IVANOV, NOBODY, "Иванов → nobody"),
        (IVANOV, Phone(number="1", name="Иванов"), "Иванов (74992223344, 16 s) → Иванов (1)"),
        (PLAIN, Phone(number="74992223346", seconds=45), "74992223346 (30 s) → 74992223346 (45 s)"),
    ],
)
def test_a_change_never_looks_like_none(before: Behaviour, after: Behaviour, words: str) -> None:
    assert change(before, after) == words
    assert afterwards(before, before) == render(before)


@pytest.mark.parametrize("name", ["nobody", "Nobody", "Иванов → nobody", "a + b", "others", "the URL x", "a loop 1"])
def test_a_name_that_could_be_taken_for_our_words_has_its_number(name: str) -> None:
    assert render(Phone(number="74992223344", name=name)) == f"{name} (74992223344)"


def test_a_name_of_blank_letters_is_none() -> None:
    assert render(Phone(number="74992223344", name="\u3164 \u2800")) == "74992223344"


def test_a_name_that_stands_for_two_numbers_among_what_is_told_together_has_them() -> None:
    other = Phone(number="74992223399", name="Петрова", seconds=5)
    unclear = unclear_names([IVANOV, THEN, PETROVA, UrlDecides(url="https://x.example/", reserve=other)])
    assert unclear == {"Петрова"}
    assert change(IVANOV, PETROVA, unclear) == "Иванов → Петрова (74992223345)"
    assert change(IVANOV, other, unclear) == "Иванов → Петрова (74992223399)"
    assert sides(IVANOV, Phone(number="74992223344", name="Иванов", seconds=30)) == (
        "Иванов (74992223344, 16 s)",
        "Иванов (74992223344, 30 s)",
    )


def test_names_that_are_shown_alike_stand_for_one() -> None:
    long = "ж" * 100
    pairs = [("Петрова", "Петрова "), (long + "1", long + "2")]
    for one, other in pairs:
        before, after = Phone(number="1", name=one), Phone(number="2", name=other)
        assert "(1)" in change(before, after, unclear_names([before, after]))


def test_of_those_that_are_rung_at_once_the_order_is_no_difference() -> None:
    after = Rings(order=RedirectType.PARALLEL, parts=(PETROVA, Phone(number="74992223344", name="Иванов", seconds=30)))
    assert change(TOGETHER, after) == (
        "Иванов (74992223344, 16 s) + Петрова (74992223345, 20 s) → "
        "Петрова (74992223345, 20 s) + Иванов (74992223344, 30 s)"
    )


def test_names_that_would_move_the_cursor_are_made_harmless_and_long_ones_cut() -> None:
    assert render(Phone(number="1", name="Ив\x1b[2Jанов\u202e")) == "Ив\\x1b[2Jанов\\u202e"
    assert len(render(Phone(number="1", name="ж" * 5000))) < 100


def test_of_many_parts_and_long_ways_round_only_some_are_told() -> None:
    many = Rings(order=RedirectType.PARALLEL, parts=tuple(Phone(number=str(index)) for index in range(50)))
    assert render(many) == "0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 38 more"
    assert round_of(tuple(range(100, 150))) == (
        "100 → 101 → 102 → 103 → 104 → 105 → … 39 more … → 145 → 146 → 147 → 148 → 149 → 100"
    )
    deep: Behaviour = IVANOV
    for _ in range(60):
        deep = Rings(order=RedirectType.SEQUENTIAL, parts=(PETROVA, deep))
    assert render(deep) == change(deep, deep).split(" → ")[0]
    assert len(render(deep)) < 1000
