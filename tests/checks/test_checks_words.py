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
    "entries": _entries, "display-numbers": _display_numbers, "expectations": _expectations,
}  # fmt: skip


def test_what_checks_say_is_as_it_was_reviewed(golden: Callable[[str, str], None]) -> None:
    for name, make in STATES.items():
        golden(f"{name}.txt", told(found(make())))


OURS = tuple(Code)[tuple(Code).index(Code.EXPIRED_OVERRIDE) : tuple(Code).index(Code.NOTHING_DECLARED)]


def test_every_code_of_the_checks_is_among_the_words() -> None:
    display_numbers = {Code.FOREIGN_DISPLAY_NUMBER, Code.UNMANAGED_DISPLAY_NUMBER, Code.IDLE_DISPLAY_NUMBER}
    said = {finding.code for make in STATES.values() for finding in found(make())}
    assert {*OURS, *display_numbers} <= said
