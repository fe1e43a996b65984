"""The order of changes: no state in between opens a loop of its own, or leads to a number that is not ready."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from support.planning import MAIN, SECOND
from support.planning import recorded as record_of
from support.strategies import AT

from reconciler.model.identifiers import NumberCode, RunId
from reconciler.model.recorded import Entry, OnRemoval, Unknown
from reconciler.planner.change import Action, Change
from reconciler.planner.order import Order, order_of

Ways = dict[NumberCode, tuple[NumberCode, ...]]
A, B, C, D, E, F = CODES = tuple(NumberCode(74991112200 + index) for index in range(6))


def payload(code: NumberCode, targets: Sequence[object]) -> dict[str, object]:
    entries = [{"redirect_number": str(target), "timeout": 5, "active": True} for target in targets]
    entries = entries or [{"redirect_number": "74950000000", "timeout": 5, "active": True}]
    data = {"redirect_type": 2, "call_control": entries}
    return {"number_code": code, "call_forwarding_type": 2, "call_forwarding_number": data}


def entry(code: NumberCode, targets: Sequence[object]) -> Entry:
    return Entry(payload=payload(code, targets), application=MAIN, on_removal=OnRemoval.RESET)


def change(code: NumberCode, old: Sequence[object] | None, new: Sequence[object] | None, **more: object) -> Change:
    action = Action.ADD if old is None else Action.REMOVE if new is None else Action.CHANGE
    made = Change(
        number_code=code,
        application=MAIN,
        action=action,
        before=None if old is None else entry(code, old),
        after=None if new is None else entry(code, new),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def ordered(old: Mapping[NumberCode, Sequence[object]], new: Mapping[NumberCode, Sequence[object]]) -> Order:
    changes = [
        change(code, old.get(code), new.get(code))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    ]
    numbers = {code: entry(code, targets) for code, targets in old.items()}
    order = order_of(changes, record_of(numbers))
    assert order == order_of(reversed(changes), record_of(dict(reversed(numbers.items())))), "nothing depends on places"
    return order


def test_targets_come_first() -> None:
    order = ordered({}, {A: [B], B: [C], C: [], D: []})
    assert order.levels == ((C, D), (B,), (A,))
    assert order.waits_for == {A: (B,), B: (C,)}
    assert order.unordered == ()


def test_a_target_behind_an_unchanged_number_comes_first_too() -> None:
    order = ordered({B: [C], C: [], A: []}, {A: [B], B: [C], C: [D], D: []})
    assert order.levels == ((D,), (C,), (A,))
    assert order.waits_for == {A: (C,), C: (D,)}


def test_removals_come_last() -> None:
    order = ordered({A: [B], B: []}, {A: [C], C: []})
    assert order.levels == ((C,), (A,), (B,))
    assert order.waits_for == {A: (C,), B: (A,)}
    assert ordered({A: [B], B: []}, {}).levels == ((A,), (B,)), "and a chain of them from its beginning"


def test_a_number_that_is_declared_to_stop_forwarding_is_a_removal_too() -> None:
    nothing = {"number_code": B, "call_forwarding_type": 0}
    changes = [change(A, [B], []), replace(change(B, [], []), after=Entry(payload=nothing, application=MAIN))]
    order = order_of(changes, record_of({A: entry(A, [B]), B: entry(B, [])}))
    assert order.levels == ((A,), (B,))


def test_a_swap_is_ordered_where_it_can_be() -> None:
    order = ordered({A: [B], B: []}, {A: [], B: [A]})
    assert (order.levels, order.unordered) == (((A,), (B,)), ())


def test_a_removal_that_would_wait_for_itself_does_not_wait() -> None:
    order = ordered({C: [A], A: [], B: []}, {C: [B], B: [A]})
    assert order.levels == ((A,), (B,), (C,))


def test_numbers_that_lead_round_afterwards_follow_each_other_where_no_loop_opens() -> None:
    order = ordered({A: [], B: [], C: []}, {A: [B], B: [A], C: [A]})
    assert order.levels == ((A,), (B,), (C,))
    assert order.unordered == ()


def test_a_swap_that_cannot_be_ordered_is_told() -> None:
    # Whichever goes first, calls go round between it and one that still leads back.
    order = ordered({A: [C], B: [A], C: [B]}, {A: [B], B: [C], C: [A]})
    assert order.unordered == ((A, B, C),)
    assert order.levels == ((A, B, C),)
    assert order.waits_for == {}


def timed(code: NumberCode, target: NumberCode, period: str, timeout: int = 5) -> Entry:
    found = {"redirect_number": str(target), "timeout": timeout, "active": True, "period": period}
    data = {"redirect_type": 1, "call_control": [found]}
    body = {"number_code": code, "call_forwarding_type": 2, "call_forwarding_number": data}
    return Entry(payload=body, application=MAIN)


def test_two_numbers_that_swap_their_hours_cannot_be_ordered() -> None:
    """Both states have the same ways and no loop, and in between both lead to each other at the same hours."""
    old = {A: timed(A, B, "hr {9-17}"), B: timed(B, A, "hr {18-8}")}
    new = {A: timed(A, B, "hr {18-8}"), B: timed(B, A, "hr {9-17}")}
    changes = [replace(change(code, [], []), before=old[code], after=new[code]) for code in (A, B)]
    assert order_of(changes, record_of(old)).unordered == ((A, B),)


def test_what_does_not_change_where_calls_go_is_no_swap() -> None:
    old = {A: timed(A, B, "hr {9-17}"), B: timed(B, A, "hr {18-8}")}
    new = {A: timed(A, B, "hr {9-17}", 30), B: timed(B, A, "hr {18-8}", 30)}
    changes = [replace(change(code, [], []), before=old[code], after=new[code]) for code in (A, B)]
    order = order_of(changes, record_of(old))
    assert (order.unordered, order.levels) == ((), ((A,), (B,)))
    assert order.waits_for == {B: (A,)}


def test_changes_of_the_record_alone_need_no_order() -> None:
    note = replace(change(A, [B], [B]), action=Action.NOTE)
    forget = replace(change(C, [], None), action=Action.FORGET)
    order = order_of([note, forget, change(B, [], [D]), change(D, None, [])], record_of({A: entry(A, [B])}))
    assert order.levels == ((A, C, D), (B,))
    assert order_of([], record_of({})) == Order()


def test_what_a_call_without_an_answer_may_have_left_leads_somewhere_too() -> None:
    mark = Unknown(payload=payload(A, [B]), application=SECOND, run=RunId("run-1"), since=AT)
    known = replace(entry(A, []), unknown=mark)
    changes = [replace(change(A, [], [D]), before=known, action=Action.RESEND), change(B, [], None)]
    order = order_of(changes, record_of({A: known, B: entry(B, []), D: entry(D, [])}))
    assert order.levels == ((A,), (B,))


@st.composite
def states(draw: st.DrawFn) -> tuple[Ways, Ways]:
    """Draw where numbers lead before and after; a number may be missing on either side."""
    codes = CODES[: draw(st.integers(2, 6))]
    dice = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - dice, not a secret
    share = draw(st.sampled_from([0.15, 0.3, 0.5]))

    def state() -> Ways:
        return {
            code: tuple(other for other in codes if other != code and dice.random() < share)
            for code in codes
            if dice.random() < 0.85
        }

    old = state()
    new = {code: old[code] if code in old and dice.random() < 0.3 else ways for code, ways in state().items()}
    return old, new


def loops(ways: Mapping[NumberCode, Sequence[NumberCode]]) -> set[tuple[NumberCode, ...]]:
    """Answer every simple loop by trying all ways: slow, and plainly right."""
    found = set()

    def follow(path: tuple[NumberCode, ...]) -> None:
        for there in ways.get(path[-1], ()):
            if there == path[0]:
                found.add(path)
            elif there > path[0] and there not in path and there in ways:
                follow((*path, there))

    for code in ways:
        follow((code,))
    return found


def within(ways: Ways, numbers: Iterator[NumberCode] | set[NumberCode]) -> Ways:
    known = set(numbers)
    return {code: tuple(there for there in onward if there in known) for code, onward in ways.items()}


def mixed(old: Ways, new: Ways, done: set[NumberCode]) -> Ways:
    return {code: (new if code in done else old).get(code, ()) for code in old.keys() | new.keys()}


def allowed(order: Order) -> Iterator[set[NumberCode]]:
    """Yield every set of numbers whose calls can be completed at some moment."""
    before: set[NumberCode] = set()
    for level in order.levels:
        for count in range(len(level) + 1):
            for some in itertools.combinations(level, count):
                yield before | set(some)
        before |= set(level)


@given(states())
@settings(max_examples=400)
def test_no_set_of_completed_calls_opens_a_loop_that_neither_side_has(drawn: tuple[Ways, Ways]) -> None:
    own = drawn[0].keys() | drawn[1].keys()
    old, new = (within(side, set(own)) for side in drawn)
    order = ordered(old, new)
    told = [set(part) for part in order.unordered]
    for done in allowed(order):
        for loop in loops(mixed(old, new, done)):
            assert _is_known(loop, old, new, done) or any(len(part & set(loop)) > 1 for part in told), (loop, done)


@given(states())
def test_a_part_is_unordered_only_if_no_order_of_its_numbers_would_do(drawn: tuple[Ways, Ways]) -> None:
    own = drawn[0].keys() | drawn[1].keys()
    old, new = (within(side, set(own)) for side in drawn)
    order = ordered(old, new)
    if not loops(new):
        assert order.unordered == ()
    for part in order.unordered:
        elsewhere = {code for code in own if old.get(code) != new.get(code)} - set(part)
        if not elsewhere:
            assert not any(_is_safe(old, new, sequence) for sequence in itertools.permutations(part))


def _is_safe(old: Ways, new: Ways, sequence: Sequence[NumberCode]) -> bool:
    return all(
        _is_known(loop, old, new, set(sequence[:count]))
        for count in range(len(sequence) + 1)
        for loop in loops(mixed(old, new, set(sequence[:count])))
    )


def _is_known(loop: Sequence[NumberCode], old: Ways, new: Ways, done: set[NumberCode]) -> bool:
    """Tell whether a loop is wholly of the old state or wholly of the new: nothing of it is of both."""
    changed = {code for code in loop if old.get(code) != new.get(code)}
    return (not changed & done and loop in loops(old)) or (changed <= done and loop in loops(new))


@given(states())
def test_no_call_leads_to_a_number_that_is_not_ready(drawn: tuple[Ways, Ways]) -> None:
    own = drawn[0].keys() | drawn[1].keys()
    old, new = (within(side, set(own)) for side in drawn)
    order = ordered(old, new)
    changed = [code for code in sorted(own) if old.get(code) != new.get(code)]
    assert sorted(itertools.chain.from_iterable(order.levels)) == changed
    level = {code: index for index, codes in enumerate(order.levels) for code in codes}
    round_about = set(itertools.chain.from_iterable(loops(new)))
    for code in changed:
        for there in new.get(code, ()):
            if there in level and not {code, there} <= round_about:
                assert level[there] < level[code]
        assert all(level[there] < level[code] for there in order.waits_for.get(code, ()))
