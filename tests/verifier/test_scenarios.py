"""Over seeded scenarios no verdict claims what was not so, no call is made twice, and none is left running.

`RECONCILER_SCENARIOS` says how many are played (60 if it does not), `RECONCILER_SCENARIOS_SEED` which is the first, and
`RECONCILER_SCENARIOS_PARTS` into how many tests they are parted, each of which prints its table.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.scenarios import Scene, play, table

PARTS = int(os.environ.get("RECONCILER_SCENARIOS_PARTS", "4"))
MANY = int(os.environ.get("RECONCILER_SCENARIOS", "60"))
FIRST = int(os.environ.get("RECONCILER_SCENARIOS_SEED", "0"))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_verdict_is_false_no_call_is_made_twice_and_none_is_left_running(part: int, tmp_path: Path) -> None:
    scenes: list[Scene] = []
    for seed in range(FIRST + part, FIRST + MANY, PARTS):
        with TemporaryDirectory(dir=tmp_path) as folder:
            scenes.append(play(seed, Path(folder)))
    print(f"\n{table(scenes)}")  # noqa: T201 - the table that a person runs it for
    assert {scene.seed: scene.broken for scene in scenes if scene.broken} == {}
    assert sum(scene.calls for scene in scenes) > len(scenes) / 2, "calls are made in them"
