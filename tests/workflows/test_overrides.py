"""Overrides from the merge to the return, over files, record and provider: nothing is sent too early, late or twice."""

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.time import BEGIN
from support.world import Death, Killed, World

from reconciler.planner.change import Action

CODE, OTHER = 74991112233, 74991112244
PHONE, DUTY, THIRD = "74992223344", "74992223355", "74992223366"
HOUR = timedelta(hours=1)


def single(phone: str, timeout: int = 20) -> dict[str, Any]:
    return {"redirect_type": 1, "call_control": [{"redirect_number": phone, "timeout": timeout}]}


def number(code: int, phone: str = PHONE) -> dict[str, Any]:
    return {"number_code": code, "application": "main", "call_forwarding_number": single(phone)}


def override(start: datetime, end: datetime, *codes: int, phone: str = DUTY) -> dict[str, Any]:
    return {
        "numbers": list(codes),
        "from": start.isoformat(),
        "until": end.isoformat(),
        "reason": "holidays",
        "call_forwarding_number": single(phone),
    }


def files(numbers: Sequence[Mapping[str, Any]], overrides: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {"all.yaml": json.dumps({"numbers": list(numbers), "overrides": list(overrides)})}


def world_of(folder: Path, *codes: int) -> World:
    world = World(folder)
    world.own(dict.fromkeys(codes, "main"))
    return world


def rung(world: World, code: int) -> str:
    forwarding = world.forwardings()[code]
    assert forwarding is not None
    entries: list[dict[str, Any]] = forwarding["call_forwarding_number"]["call_control"]
    return str(entries[0]["redirect_number"])


def test_an_override_goes_from_its_merge_to_its_return(tmp_path: Path) -> None:
    world = world_of(tmp_path, CODE)
    declared = [override(BEGIN + HOUR, BEGIN + 2 * HOUR, CODE)]
    world.declare(files([number(CODE)], []))
    world.apply()
    world.declare(files([number(CODE)], declared))
    made = world.plan()
    assert [change.action for change in made.changes] == [Action.NOTE], "its merge sends nothing, and is recorded"
    assert [(item.begins, item.at) for item in made.transitions] == [(True, BEGIN + HOUR), (False, BEGIN + 2 * HOUR)]
    assert world.plan(due=True).changes == ()
    world.apply()
    assert len(world.written()) == 1
    assert world.plan().changes == ()
    world.clock.move(3601)
    world.apply(due=True)
    assert rung(world, CODE) == DUTY
    assert world.plan().changes == (), "an override that holds is no drift"
    world.clock.move(3600)
    (back,) = world.plan(due=True).changes
    assert back.following is None
    world.apply(due=True)
    assert rung(world, CODE) == PHONE
    assert world.plan().changes == ()
    assert len(world.written()) == 3


def test_due_leaves_everything_else_that_waits(tmp_path: Path) -> None:
    world = world_of(tmp_path, CODE, OTHER)
    world.declare(files([number(CODE), number(OTHER)], []))
    world.apply()
    declared = [override(BEGIN + HOUR, BEGIN + 2 * HOUR, CODE)]
    world.declare(files([number(CODE), number(OTHER)], declared))
    world.apply()
    world.clock.move(3601)
    world.declare(files([number(CODE), number(OTHER, THIRD)], declared))
    apply = world.apply(due=True)
    assert [outcome.number_code for outcome in apply.outcomes] == [CODE]
    assert apply.plan is not None
    assert apply.plan.unselected == 1
    assert (rung(world, CODE), rung(world, OTHER)) == (DUTY, PHONE)


@pytest.mark.parametrize("durable", [False, True], ids=["before the append", "after the append"])
@pytest.mark.parametrize("at", range(5))
def test_a_killed_transition_is_still_due(tmp_path: Path, at: int, durable: bool) -> None:  # noqa: FBT001 - a table
    world = world_of(tmp_path, CODE)
    world.declare(files([number(CODE)], [override(BEGIN + HOUR, BEGIN + 3 * HOUR, CODE)]))
    world.apply()
    world.clock.move(3601)
    death = Death(at=at, durable=durable)
    try:
        world.apply(death=death, due=True)
    except Killed:
        world.clock.move(120)
    world.apply(due=True)
    assert rung(world, CODE) == DUTY
    assert world.plan().changes == ()


def spans(draw: st.DrawFn) -> list[tuple[int, int]]:
    bounds = sorted(draw(st.lists(st.integers(1, 200), min_size=2, max_size=6, unique=True)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    joined = draw(st.booleans())
    return [*pairs, *((end, start) for (_, end), (start, _) in itertools.pairwise(pairs) if joined)]


@st.composite
def schedules(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw overrides of both numbers that do not overlap, from an hour after the beginning on."""
    phones = st.sampled_from([DUTY, THIRD, PHONE])
    return [
        override(BEGIN + start * HOUR, BEGIN + end * HOUR, code, phone=draw(phones))
        for code in (CODE, OTHER)
        for start, end in spans(draw)
    ]


@given(schedules())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_applying_at_every_boundary_ends_at_the_base(
    tmp_path_factory: pytest.TempPathFactory, declared: list[dict[str, Any]]
) -> None:
    world = world_of(tmp_path_factory.mktemp("world"), CODE, OTHER)
    world.declare(files([number(CODE), number(OTHER)], []))
    world.apply()
    world.declare(files([number(CODE), number(OTHER)], declared))
    world.apply()
    assert len(world.written()) == 2
    moments = {datetime.fromisoformat(item[key]) for item in declared for key in ("from", "until")}
    for moment in sorted(moments):
        world.clock.move((moment - world.clock.now()).total_seconds())
        assert world.clock.now().astimezone(UTC) == moment
        before = len(world.written())
        changes = world.plan().changes
        world.apply(due=True)
        assert len(world.written()) - before == len(changes)
        world.clock.seconds = (moment - BEGIN).total_seconds()
        assert world.plan().changes == ()
    assert (rung(world, CODE), rung(world, OTHER)) == (PHONE, PHONE)
    assert world.plan().changes == ()
