"""Until when a period stays as it is, and what a text becomes when every offer is taken."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from support.periods import zone

from reconciler.periods.asking import ask

MOSCOW = zone("Europe/Moscow")
AT = datetime(2026, 7, 25, 12, tzinfo=UTC)
EVEN = " ".join(map(str, range(0, 60, 2)))


@pytest.mark.parametrize(
    ("text", "state", "until"),
    [
        ("", "active", None),
        ("wd {sat}", "active", "2026-07-26T00:00:00+03:00"),
        ("wd {mon-fri} hr {9-17}", "not active", "2026-07-27T09:00:00+03:00"),
        ("sec {1-5}", "not active", "2026-07-25T15:00:01+03:00"),
        ("sec {0-5}", "active", "2026-07-25T15:00:06+03:00"),
        ("mo {feb} md {29}", "not active", "2028-02-29T00:00:00+03:00"),
        ("mo {feb} md {30}", "not active", None),
        ("yr {2026-2200}", "active", None),
        ("yr {2026}", "active", "2027-01-01T00:00:00+03:00"),
        (f"yr {{2028}} sec {{{EVEN}}}", "not active", "2028-01-01T00:00:00+03:00"),
        ("yr {2030-2035} sec {0-58}", "not active", "2030-01-01T00:00:00+03:00"),
        (f"mo {{jul}} sec {{{EVEN}}}", "active", "2026-07-25T15:00:01+03:00"),
    ],
)
def test_when_it_changes_next(text: str, state: str, until: str | None) -> None:
    found = ask(text, zone=MOSCOW, at=AT)
    active = state == "active"
    assert (found.is_active, found.until.isoformat() if found.until else None) == (active, until)
    if found.until is not None:
        assert ask(text, zone=MOSCOW, at=found.until).is_active is not active
        assert ask(text, zone=MOSCOW, at=found.until - timedelta(seconds=1)).is_active is active


@pytest.mark.parametrize("days", ["yr {2028}", "mo {dec}", "yr {2026-2027}", "mo {feb} md {29} yr {2028-2032}"])
def test_seconds_far_ahead_take_no_more_memory_than_those_of_a_week(days: str) -> None:
    tracemalloc.start()
    try:
        assert ask(f"{days} sec {{{EVEN}}}", zone=MOSCOW, at=AT).until is not None
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("wd {mon-fri} hr {9-17}", None),
        ("wd {1-5}", None),
        ("wday {Mon-Fri} hour {9am-5pm}", "wd {Mon-Fri} hr {9-17}"),
        ("hour\t{22-6} wd {1-7}", "hr {22 23 0 1 2 3 4 5 6}"),
        ("wd {weekend} hours {9:00-18:00}", "wd {sat sun} hr {9-17}"),
        ("x {1}", None),
        ("always", ""),
    ],
)
def test_what_it_is_best_written_as(text: str, suggestion: str | None) -> None:
    assert ask(text, zone=MOSCOW, at=AT).suggestion == suggestion


def test_of_a_refused_text_nothing_but_findings_is_told() -> None:
    found = ask("wd {mo,fr}", zone=MOSCOW, at=AT)
    assert found.is_refused
    assert (found.is_active, found.until, found.week) == (None, None, None)
