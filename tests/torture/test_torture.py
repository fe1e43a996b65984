"""Applies to which everything happens that can happen, and run again: nothing is lost, and little is sent twice.

Each run is drawn from its seed: numbers, changes, faults of the provider, troubles and their instants. A process is
`reconciler apply` as people start it; the provider is the emulator on a loopback socket. `RECONCILER_TORTURE_RUNS` says
how many runs, `RECONCILER_TORTURE_SEED` with which to begin, `RECONCILER_TORTURE_HOMES` where their records are (in
turn), and `-s` shows a line for each.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.company import Step, changed, grown
from support.home import KINDS, Home, in_database, in_storage
from support.outlet import Outlet
from support.postgres import PostgresServer, postgres_server
from support.s3 import S3Server, s3_server
from support.scene import Scene, a_scene
from support.tally import PROPERTY
from support.troubles import possible
from support.watched import Program

RUNS = int(os.environ.get("RECONCILER_TORTURE_RUNS", "8"))
FIRST = int(os.environ.get("RECONCILER_TORTURE_SEED", "0"))
HOMES = tuple(os.environ.get("RECONCILER_TORTURE_HOMES", ",".join(KINDS)).split(","))
STEPS = {Step.STAY: 3, Step.CHANGE: 5, Step.DESCRIBE: 1, Step.MOVE: 1, Step.REMOVE: 1}
BODIES_ALONE = {Step.STAY: 2, Step.CHANGE: 1}


@pytest.fixture(autouse=True)
def _no_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture(scope="session")
def own_s3() -> Iterator[S3Server]:
    """Run a server that is paused now and then."""
    with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[PostgresServer]:
    """Run a server that is killed now and then."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def home(request: pytest.FixtureRequest, seed: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home | str]:
    """Answer where a run's record is: a place behind a network, or a kind of place on this machine."""
    kind = HOMES[seed % len(HOMES)]
    if kind not in {"s3", "postgresql"}:
        yield kind
        return
    far = (
        in_storage(request.getfixturevalue("own_s3"))
        if kind == "s3"
        else in_database(request.getfixturevalue("own_postgres"))
    )
    with far as found:
        for name, value in found.environ.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.mark.parametrize("seed", range(FIRST, FIRST + RUNS))
def test_a_tortured_apply_is_run_again_and_all_is_as_desired(
    seed: int, tmp_path: Path, record_property: Callable[[str, object], None], home: Home | str
) -> None:
    """Provider and record come to equal what is desired; calls beyond one a change: lost windows and faults."""
    with a_scene(seed, tmp_path, home) as scene:
        try:
            with scene.serving() as (outlet, program):
                _torture(scene, program, outlet)
            scene.check()
        finally:
            record_property(PROPERTY, scene.tallied().as_json())


def _torture(scene: Scene, program: Program, outlet: Outlet) -> None:
    dice = scene.dice
    first: dict[int, Any] = grown(dice, min(dice.randint(50, 195), dice.randint(50, 195)))
    scene.declare(first)
    second = first
    if dice.random() < 0.6:
        scene.finish(program)
        second, moved = changed(dice, first, steps=STEPS, added=dice.randint(0, 8))
        for code in moved:
            scene.account.register(code, "second")
        scene.declare(second)
    troubles = dice.randint(1, 4)
    edited_at = dice.randint(1, 4)
    for index in range(troubles):
        if index == edited_at:
            scene.declare(changed(dice, second, steps=BODIES_ALONE)[0])
        if scene.pending():
            chances = possible(scene)
            trouble = dice.choices(list(chances), list(chances.values()))[0]
            trouble(scene, program, outlet, troubles - index)
    scene.finish(program)
