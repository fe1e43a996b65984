"""Periods put over each other say of every second which of them are active, and remember no more than they should."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.calls import BEGIN, MOSCOW, PERIODS

from reconciler.periods.pattern import ALWAYS, NEVER, Pattern
from reconciler.routing.schedules import Schedules

DAY = date(2026, 10, 20)
seconds = st.lists(st.integers(0, 86_400), max_size=6, unique=True).map(sorted)
patterns = st.just(ALWAYS) | seconds.map(lambda found: tuple(found[: len(found) // 2 * 2]))


def holds(pattern: Pattern, second: int) -> bool:
    return any(first <= second < last for first, last in zip(pattern[::2], pattern[1::2], strict=True))


@given(st.lists(patterns, max_size=4), st.lists(st.integers(0, 86_399), max_size=9), st.sets(st.integers(0, 15)))
def test_a_sweep_says_of_every_second_which_patterns_hold(
    over: list[Pattern], asked: list[int], wanted: set[int]
) -> None:
    sweep = Schedules().sweep(tuple(over))
    assert (sweep.runs[0].first, sweep.runs[-1].last) == (0, 86_400)
    for one, other in pairwise(sweep.runs):
        assert one.last == other.first
        assert one.active != other.active
    when = sweep.when(wanted.__contains__)
    for second in [*asked, *(run.first for run in sweep.runs), *(run.last - 1 for run in sweep.runs)]:
        active = sum(1 << index for index, pattern in enumerate(over) if holds(pattern, second))
        assert [run.active for run in sweep.runs if run.first <= second < run.last] == [active]
        assert holds(when, second) == (active in wanted)


def test_what_cannot_be_read_is_never_active() -> None:
    schedules = Schedules()
    assert schedules.period("hours {9-17}") is None
    assert not schedules.holds("hours {9-17}", BEGIN, MOSCOW)
    assert schedules.patterns("hours {9-17}", DAY, 3) == (NEVER,) * 3
    assert schedules.ever("hours {9-17}") == NEVER


@pytest.mark.parametrize("text", PERIODS)
def test_no_day_is_active_beyond_what_a_period_ever_is(text: str) -> None:
    schedules = Schedules()
    ever = schedules.ever(text)
    for pattern in schedules.patterns(text, DAY, 400):
        assert all(holds(ever, second) for second in (*pattern[::2], *(last - 1 for last in pattern[1::2])))


def test_of_very_many_periods_only_so_many_are_remembered() -> None:
    schedules = Schedules(most_days=500, most_runs=500)
    for hour in range(24):
        for minute in range(60):
            schedules.sweeps((f"hr {{{hour}}} min {{{minute}}}", "wd {mon}"), DAY, 7)
    assert sum(len(found) for found in schedules._patterns.values()) <= 600
    assert sum(len(found.runs) for found in schedules._sweeps.values()) <= 600
