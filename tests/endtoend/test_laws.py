"""Laws of the whole: files in, record and provider out, in this process and without a socket."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.company import grown, needing_calls, world_after
from support.strategies import desired_states
from support.world import SECRETS, Death, Killed, World, declaration, files_of, one_file, stored

from reconciler.emulator.profile import PROFILES
from reconciler.model.desired import Desired, DesiredNumber
from reconciler.model.forwarding import DATA_OBJECT, ForwardingType
from reconciler.model.outcome import Applied
from reconciler.model.recorded import OnRemoval
from reconciler.model.secrets import fingerprint
from reconciler.planner.change import CALLS_PROVIDER, Action, Change

REFUSALS: list[dict[str, Any]] = [
    {"kind": "status", "status": 400},
    {"kind": "status", "status": 401},
    {"kind": "status", "status": 429, "retry_after": 3600},
    {"kind": "html", "status": 404},
]
"""After these it is certain that nothing was done."""

DOUBTS: list[dict[str, Any]] = [
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 500, "after_effect": True},
    {"kind": "drop-before"},
    {"kind": "drop-after"},
    {"kind": "garbage"},
]
"""After these nobody knows, and the provider is asked first."""

profiles = pytest.mark.parametrize("profile", PROFILES)
few = settings(max_examples=25, deadline=None)


@contextmanager
def a_world(profile: str = "documented", **more: Any) -> Iterator[World]:
    # Hypothesis runs one test many times; pytest's own folder would be the same each time.
    with tempfile.TemporaryDirectory() as folder:
        yield World(Path(folder), profile, **more)


def brought_to(world: World, *states: Desired) -> World:
    """Apply states one after the other, whole."""
    for desired in states:
        world.own({code: number.application for code, number in desired.numbers.items()})
        world.declare(one_file(desired))
        apply = world.apply()
        assert all(isinstance(outcome, Applied) for outcome in apply.outcomes), apply.outcomes
        assert apply.error is None
    return world


def without_removed_fields(first: Desired, second: Desired) -> Desired:
    """Let the second state leave out no field that the first has: what a Set does with those is nobody's promise."""
    return replace(
        second, numbers={code: _keeping(first.numbers.get(code), number) for code, number in second.numbers.items()}
    )


def _keeping(old: DesiredNumber | None, new: DesiredNumber) -> DesiredNumber:
    kind = new.forwarding["call_forwarding_type"]
    name = DATA_OBJECT.get(ForwardingType(kind))
    if old is None or name is None or old.forwarding["call_forwarding_type"] != kind:
        return new
    return replace(new, forwarding={**new.forwarding, name: {**old.forwarding[name], **new.forwarding[name]}})


@profiles
@few
@given(first=desired_states(), second=desired_states())
def test_applying_and_planning_again_gives_nothing(profile: str, first: Desired, second: Desired) -> None:
    with a_world(profile) as world:
        for desired in (first, second):
            brought_to(world, desired)
            assert world.plan().changes == ()
            calls = len(world.log.calls())
            assert world.apply().outcomes == []
            assert len(world.log.calls()) == calls


@profiles
@few
@given(first=desired_states(), second=desired_states())
def test_the_record_after_an_apply_equals_the_desired_state(profile: str, first: Desired, second: Desired) -> None:
    with a_world(profile) as world:
        for desired in (first, second):
            recorded = brought_to(world, desired).recorded()
            hmacs = {name: fingerprint(recorded.hmac_key, value) for name, value in SECRETS.items()}
            timeless = {
                code: replace(entry, applied_at=None, revision=None, unproven=False)
                for code, entry in recorded.numbers.items()
            }
            assert timeless == {code: number.entry(hmacs) for code, number in desired.numbers.items()}


@profiles
@few
@given(first=desired_states(), second=desired_states())
def test_the_provider_after_an_apply_has_the_desired_state(profile: str, first: Desired, second: Desired) -> None:
    second = without_removed_fields(first, second)
    with a_world(profile) as world:
        forwardings = brought_to(world, first, second).forwardings()
    for code, number in second.numbers.items():
        assert forwardings[code] == stored(number)
    for code, number in first.numbers.items():
        if code not in second.numbers:
            assert forwardings[code] == (None if number.on_removal is OnRemoval.RESET else stored(number))


@st.composite
def arrangements(draw: st.DrawFn, desired: Desired) -> list[list[dict[str, Any]]]:
    """Draw the same declarations in another order: of files, of numbers, of keys at any depth."""
    numbers = draw(st.permutations([declaration(number) for number in desired.numbers.values()]))
    dice = draw(st.randoms(use_true_random=False))
    cut = draw(st.integers(0, len(numbers)))
    shuffled = [_shuffled(number, dice) for number in numbers]
    return [shuffled[:cut], shuffled[cut:]]


def _shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffled(item, dice) for item in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    dice.shuffle(names)
    return {name: _shuffled(value[name], dice) for name in names}


@few
@given(first=desired_states(), second=desired_states(), data=st.data())
def test_the_plan_does_not_depend_on_the_order_of_files_numbers_or_keys(
    first: Desired, second: Desired, data: st.DataObject
) -> None:
    with a_world() as world:
        brought_to(world, first)
        world.declare(one_file(second))
        plan = world.plan()
        world.declare(files_of(data.draw(arrangements(second))))
        other = world.plan()
    assert [replace(change, source=None) for change in other.changes] == [
        replace(change, source=None) for change in plan.changes
    ]
    assert replace(other, changes=()) == replace(plan, changes=())


@few
@given(first=desired_states(), second=desired_states(), data=st.data())
def test_the_digest_ignores_time_and_order(first: Desired, second: Desired, data: st.DataObject) -> None:
    """Two records of one history: other clocks, lineages, keys, runs, steps on the way; the change is the same."""
    part = Desired(numbers=dict(list(first.numbers.items())[::2]))
    with a_world(name="one") as world, a_world("contrary", name="other") as other:
        brought_to(world, first)
        other.clock.move(timedelta(days=400).total_seconds())
        brought_to(other, part, first)
        world.declare(one_file(second))
        other.declare(files_of(data.draw(arrangements(second))))
        one, two = world.plan(), other.plan()
    assert one.digest == two.digest
    assert one.base.lineage != two.base.lineage or not first.numbers
    assert one.at != two.at


@profiles
@settings(max_examples=8, deadline=None)
@given(first=desired_states(), second=desired_states(), refusal=st.sampled_from(REFUSALS), alone=st.booleans())
def test_a_rerun_after_a_failure_at_any_number_sends_exactly_the_rest(
    profile: str, first: Desired, second: Desired, refusal: dict[str, Any], *, alone: bool
) -> None:
    """The number's call fails, and with it, if the key or the address is bad, those after it; the rest is sent."""
    second = without_removed_fields(first, second)
    for index in range(len(first.numbers.keys() | second.numbers.keys())):
        with a_world(profile, concurrency=1 if alone else 4) as world:
            calling = _about_to(world, first, second)
            if index >= len(calling):
                return
            sent = _fail_once(world, {**refusal, "number": calling[index]})
            rest = sorted(set(calling) - sent)
            assert calling[index] in rest
            before = len(world.written())
            brought_to(world, second)
            assert sorted(world.written()[before:]) == rest
            assert world.plan().changes == ()


@profiles
@settings(max_examples=8, deadline=None)
@given(first=desired_states(), second=desired_states(), doubt=st.sampled_from(DOUBTS))
def test_a_rerun_after_a_doubt_at_any_number_sends_at_most_that_number(
    profile: str, first: Desired, second: Desired, doubt: dict[str, Any]
) -> None:
    second = without_removed_fields(first, second)
    for index in range(len(first.numbers.keys() | second.numbers.keys())):
        with a_world(profile) as world:
            calling = _about_to(world, first, second)
            if index >= len(calling):
                return
            sent = _fail_once(world, {**doubt, "number": calling[index]})
            assert sorted(set(calling) - sent) == [calling[index]]
            before = len(world.written())
            brought_to(world, second)
            assert set(world.written()[before:]) <= {calling[index]}
            assert all(world.forwardings()[code] == stored(number) for code, number in second.numbers.items())
            assert world.plan().changes == ()


def _about_to(world: World, first: Desired, second: Desired) -> list[int]:
    """Bring a world to the first state and declare the second; answer the numbers that need a call."""
    brought_to(world, first)
    world.own({code: number.application for code, number in second.numbers.items()})
    world.declare(one_file(second))
    return [change.number_code for change in world.plan().changes if _needs_call(change)]


def _needs_call(change: Change) -> bool:
    """Tell whether something is sent; a number that forwards nowhere need not be cleared when it is removed."""
    before = change.before.payload if change.before is not None else None
    forwards = before is not None and before["call_forwarding_type"] != 0
    return change.action in CALLS_PROVIDER and (forwards or change.action is not Action.REMOVE)


def _fail_once(world: World, rule: dict[str, Any]) -> set[int]:
    """Apply while one number's changing call goes wrong; answer the numbers that were applied."""
    methods = ("SetCallForwarding", "DeleteCallForwarding")
    world.faults.replace([{**rule, "method": method, "times": 1} for method in methods])
    outcomes = world.apply().outcomes
    world.faults.replace([])
    return {outcome.number_code for outcome in outcomes if isinstance(outcome, Applied)}


@pytest.mark.parametrize("durable", [False, True], ids=["before", "after"])
def test_a_run_that_dies_at_any_write_of_the_record_is_resumed(tmp_path: Path, *, durable: bool) -> None:
    """Every append in turn is the last thing that a run does, just before or just after it is durable."""
    state = grown(random.Random(3), 9)  # noqa: S311 - dice, not a secret
    numbers = [number.declaration() for number in state.values()]
    extra = []
    for at in range(100):
        folder = tmp_path / str(at)
        folder.mkdir()
        world = World(folder, concurrency=3)
        world.declare(files_of([numbers]))
        try:
            world.apply(death=Death(at=at, durable=durable))
        except Killed:
            world.apply()
        else:
            break
        extra.append(len(world.written()) - len(needing_calls({}, state)))
        assert world.forwardings() == world_after({}, {}, state)
        assert {code: entry.payload for code, entry in world.recorded().numbers.items()} == {
            code: number.body for code, number in state.items()
        }
        assert world.plan().changes == ()
    assert len(extra) > len(numbers) // 3
    assert max(extra) <= 3
