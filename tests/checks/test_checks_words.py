"""Every code that checks tell, once, in the words that people read: the golden file is for reviews."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from support.checking import (
    AT,
    IVANOV,
    NOTHING,
    PETROVA,
    SINGLE,
    SOKOLOV,
    A,
    B,
    C,
    asks,
    entry,
    found,
    number,
    override,
    rings,
    state,
    told,
    trunk,
    window,
)  # fmt: skip

from reconciler.model.desired import Desired, Expectation, Special
from reconciler.model.diagnostics import Code, Source
from reconciler.model.identifiers import NumberCode

POLICY = {
    "denied": ["7499777"],
    "exceptions": [{"name": "nobody", "target": "74990000000", "reason": "once needed"}],
}


def _places() -> Desired:
    entries = [
        entry("78091234567"), entry("380441234567"), entry("870773111632"), entry("74997770001"), entry("882161234567"),
        entry("72222222222"),
    ]  # fmt: skip
    return state(
        number(A, rings(*entries, order=SINGLE, event_url="http://10.0.0.1/hook")),
        number(B, asks("https://localhost/route")),
        number(C, trunk("127.0.0.1")),
        settings={"policy": POLICY},
    )


def _loops() -> Desired:
    return state(
        number(A, rings(entry(IVANOV), entry(B))),
        number(B, rings(entry(A, "hr {9-17}"), entry(PETROVA, "hr {18-8}"), order=SINGLE)),
        number(C, asks("https://example.com/", C)),
    )


def _closed_loop() -> Desired:
    return state(
        number(A, rings(entry(B, "hr {9-17}"), entry(IVANOV), order=SINGLE)),
        number(B, rings(entry(A, "hr {18-23}"), entry(IVANOV), order=SINGLE)),
    )


def _perhaps_a_loop() -> Desired:
    return state(
        number(A, rings(entry(IVANOV, "hr {9-17}"), entry(B, "hr {9-12}"), entry(IVANOV), order=SINGLE)),
        number(B, rings(entry(A))),
    )


def _dark() -> Desired:
    silent = window(NOTHING, "2026-12-31", "2027-01-09")
    old = window(rings(entry(SOKOLOV)), "2026-10-01", "2026-10-02", override=1)
    return state(
        number(A, rings(entry(IVANOV, "wd {mon-fri} hr {9-17}"))),
        number(B, NOTHING, protected=True),
        number(C, rings(entry(IVANOV, "hr {0-17}"), entry(None, "hr {18-23}")), protected=True, windows=(old, silent)),
        overrides=(override(silent), override(old, line=12, last_line=17)),
    )


def _endings() -> Desired:
    """Calls that end at another number than the one they come to, or at an entry that drops them."""
    codes = [NumberCode(A + index) for index in range(9)]
    closed = window(rings(entry(IVANOV, "hr {9-17}")), "2026-12-05", "2026-12-07", reason="ремонт")
    off = window(NOTHING, "2026-12-10", "2026-12-12", reason="переезд", override=1)
    narrow = window(rings(entry(SOKOLOV, "hr {9}")), "2026-12-20", "2026-12-21", reason="учёт", override=2)
    elsewhere = window(rings(entry(codes[3])), "2026-12-22", "2026-12-23", reason="стажёр", override=3)
    parts = [
        number(codes[0], rings(entry(codes[1]))),
        number(codes[1], NOTHING),
        number(codes[2], rings(entry(codes[3], "hr {9-20}"), entry(IVANOV, "hr {21-8}"))),
        number(codes[3], rings(entry(PETROVA, "hr {9-17}"))),
        number(codes[4], rings(entry(IVANOV)), windows=(off,)),
        *(number(NumberCode(A + 10 + index), rings(entry(codes[4]))) for index in range(5)),
        number(codes[5], rings(entry(IVANOV)), windows=(closed, narrow)),
        number(NumberCode(A + 20), rings(entry(codes[5]))),
        number(NumberCode(A + 21), rings(entry(codes[5])), protected=True),
        number(codes[6], rings(entry(IVANOV)), windows=(elsewhere,)),
        number(codes[7], rings(entry(None, "hr {3}"), entry(IVANOV)), protected=True),
        number(codes[8], rings(entry(codes[7])), protected=True),
    ]
    return state(*parts, overrides=(override(closed), override(off), override(narrow), override(elsewhere)))


def _entries() -> Desired:
    return state(
        number(A, rings(entry(IVANOV, "wd {mon-fri}", name="Иванов"), entry(PETROVA, "wd {tue}"), order=SINGLE)),
        number(B, rings(entry(IVANOV, timeout=90), entry(PETROVA, "hr {9-17}", timeout=60), entry(SOKOLOV, timeout=0))),
        number(C, rings(entry(B, timeout=30), entry(PETROVA, timeout=100))),
    )


def _display_numbers() -> Desired:
    settings = {"applications": {"main": {}, "retail": {"api_key_env": "RETAIL_KEY"}}}
    shown: dict[str, Any] = {"display_number": str(B), "masking": True}
    return state(
        number(A, rings(entry(IVANOV), **shown), application="main"),
        number(B, rings(entry(IVANOV), **{**shown, "display_number": "74991119999"}), application="retail"),
        number(C, rings(entry(IVANOV), display_number=str(B)), application="main"),
        settings=settings,
    )


def _expectations() -> Desired:
    source = Source(file="expectations.yaml", line=2, column=5)
    one = Expectation(call=A, at=AT, expect=(PETROVA,), written=("@petrova",), source=source)
    return state(
        number(A, rings(entry(PETROVA, "hr {18-23}", name="Петрова"), entry(IVANOV, "hr {9-17}"), entry(B))),
        number(B, rings(entry(SOKOLOV), entry(None))),
        number(C, rings(entry(None))),
        expectations=(
            one,
            replace(one, expect=Special.NOBODY, written=("nobody",), at=AT + timedelta(hours=8)),
            replace(one, expect=(IVANOV,), written=(IVANOV,), call=C),
            replace(one, expect=(SOKOLOV, IVANOV), written=(SOKOLOV, IVANOV)),
        ),
        contacts={"petrova": PETROVA},
    )


STATES = {
    "places": _places, "loops": _loops, "closed-loop": _closed_loop, "perhaps-a-loop": _perhaps_a_loop, "dark": _dark,
    "endings": _endings, "entries": _entries, "display-numbers": _display_numbers, "expectations": _expectations,
}  # fmt: skip


def test_what_checks_say_is_as_it_was_reviewed(golden: Callable[[str, str], None]) -> None:
    for name, make in STATES.items():
        golden(f"{name}.txt", told(found(make())))


OURS = tuple(Code)[tuple(Code).index(Code.EXPIRED_OVERRIDE) : tuple(Code).index(Code.NOTHING_DECLARED)]


def test_every_code_of_the_checks_is_among_the_words() -> None:
    display_numbers = {Code.FOREIGN_DISPLAY_NUMBER, Code.UNMANAGED_DISPLAY_NUMBER, Code.IDLE_DISPLAY_NUMBER}
    said = {finding.code for make in STATES.values() for finding in found(make())}
    assert {*OURS, *display_numbers} <= said
