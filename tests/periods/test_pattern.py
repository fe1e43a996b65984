"""The laws of patterns: they are sets of seconds."""

from hypothesis import given
from hypothesis import strategies as st

from reconciler.periods.pattern import ALWAYS, DAY, NEVER, Pattern, both, interned, time_of_day, union, without

boundaries = st.sampled_from((0, 1, 2, 3, 59, 60, 3600, 43_200, DAY - 1, DAY))
drawn: st.SearchStrategy[Pattern] = st.sets(boundaries).map(lambda found: tuple(sorted(found)[: len(found) // 2 * 2]))


def seconds(pattern: Pattern) -> set[int]:
    """Answer the seconds at and just before the boundaries that are drawn at which a pattern holds."""
    asked = {0, 1, 2, 3, 58, 59, 60, 3599, 3600, 43_199, 43_200, DAY - 2, DAY - 1}
    return {
        second
        for second in asked
        if any(first <= second < last for first, last in zip(pattern[::2], pattern[1::2], strict=True))
    }


def is_proper(pattern: Pattern) -> bool:
    return list(pattern) == sorted(set(pattern)) and len(pattern) % 2 == 0


@given(drawn, drawn)
def test_operations_are_those_of_sets(a: Pattern, b: Pattern) -> None:
    assert seconds(union(a, b)) == seconds(a) | seconds(b)
    assert seconds(both(a, b)) == seconds(a) & seconds(b)
    assert seconds(without(a, b)) == seconds(a) - seconds(b)
    assert all(is_proper(found) for found in (union(a, b), both(a, b), without(a, b)))


@given(drawn, drawn, drawn)
def test_laws_of_sets_hold_exactly(a: Pattern, b: Pattern, c: Pattern) -> None:
    assert union(a, b) == union(b, a)
    assert both(a, b) == both(b, a)
    assert union(a, union(b, c)) == union(union(a, b), c)
    assert both(a, union(b, c)) == union(both(a, b), both(a, c))
    assert without(a, union(b, c)) == without(without(a, b), c)
    assert union(without(a, b), both(a, b)) == a
    assert without(ALWAYS, without(ALWAYS, a)) == a


@given(drawn)
def test_never_and_always_are_neutral(a: Pattern) -> None:
    assert union(a, NEVER) == both(a, ALWAYS) == without(a, NEVER) == a
    assert (both(a, NEVER), union(a, ALWAYS), without(a, ALWAYS)) == (NEVER, ALWAYS, NEVER)


def test_very_long_patterns_are_combined_too() -> None:
    even, odd = tuple(range(0, DAY, 1)), tuple(range(1, DAY - 1, 1))
    assert union(even, odd) == (0, DAY - 1)[: len(union(even, odd))]
    assert both(even, odd) == NEVER


def test_equal_patterns_become_one_object() -> None:
    assert interned((5, 9)) is interned((5, 4 + 5))
    assert interned((0, 86_400)) is ALWAYS


def test_boundaries_are_told_as_clocks_show_them() -> None:
    assert [time_of_day(second) for second in (0, 61, 34_200, DAY)] == ["00:00", "00:01:01", "09:30", "24:00"]
