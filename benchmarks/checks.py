"""What the checks cost beside loading: CPU seconds of a process that loads a generated folder cold and checks it.

    python benchmarks/checks.py [NUMBERS:PERIODS ...] [--rounds 3] [--days 56] [--seed 1] [--folder DIR]
    python benchmarks/checks.py --profile NUMBERS:PERIODS

Without sizes it measures 10,000:300, 10,000:30,000 and 100,000:300 (numbers:distinct periods), more than 10,000 numbers
in one round. A second table tells what loops cost in networks where every number forwards to another of them. Nothing
here gates anything: a goal that is not held is told and exits 0.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from reconciler.model.desired import Desired

HERE = Path(__file__).resolve().parent
SIZES = ((10_000, 300), (10_000, 30_000), (100_000, 300))
ALL_ROUNDS_UP_TO = 10_000
GOAL = SIZES[0]
"""For this size a goal is set; the others are told."""
GRAPHS = (10_000, 100_000)
GRAPH_ROUNDS = 3
GRAPH_TIMES = 12.0
"""How many times the graph of 10,000 numbers that of 100,000 may cost."""
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Moscow")
LOADING = "loading"
CHECKS = (
    "schedules", "policy", "display_numbers", "overrides", "loops", "dead_ends", "protected", "shadowed", "ringing",
    "expectations",
)  # fmt: skip


def main() -> None:
    """Read the arguments, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sizes", nargs="*", type=_size, metavar="NUMBERS:PERIODS")
    parser.add_argument("--rounds", type=int, default=3, help="fewer above 10,000 numbers, and at least one")
    parser.add_argument("--days", type=int, default=56, help="how far the checks look ahead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--profile", type=_size, metavar="NUMBERS:PERIODS", help="tell where the checks spend time")
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)  # a process of our own, for one measurement
    parser.add_argument("--graph", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.graph is not None:
        print(json.dumps(_graph_costs(arguments.graph)))
    elif arguments.within is not None:
        print(json.dumps(_costs(arguments.within, arguments.days, profiled=arguments.profile is not None)))
    else:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
            _measure(arguments, Path(name))


def _size(text: str) -> tuple[int, int]:
    numbers, periods = text.replace(",", "").split(":")
    return int(numbers), int(periods)


def _measure(arguments: argparse.Namespace, folder: Path) -> None:
    own = [sys.executable, str(Path(__file__).resolve()), f"--days={arguments.days}"]
    if arguments.profile is not None:
        made = _generated(folder, arguments.profile, arguments.seed)
        subprocess.run([*own, f"--within={made}", "--profile=0:0"], check=True)
        return
    for size in arguments.sizes or SIZES:
        made = _generated(folder, size, arguments.seed)
        rounds = max(1, arguments.rounds * ALL_ROUNDS_UP_TO // max(size[0], ALL_ROUNDS_UP_TO))
        costs = [_answer([*own, f"--within={made}"]) for _ in range(rounds)]
        print("\n".join(_table(size, arguments.days, costs)), flush=True)
    graphs = [{size: _answer([*own, f"--graph={size}"]) for size in GRAPHS} for _ in range(GRAPH_ROUNDS)]
    print("\n".join(_graph_table(graphs)), flush=True)


def _generated(folder: Path, size: tuple[int, int], seed: int) -> Path:
    numbers, periods = size
    made = folder / f"{numbers}-{periods}"
    options = [f"--numbers={numbers}", f"--periods={periods}", f"--seed={seed}"]
    subprocess.run([sys.executable, str(HERE / "generate.py"), str(made), *options], check=True, stdout=subprocess.PIPE)
    return made / "desired-state"


def _answer(words: Sequence[str]) -> dict[str, float]:
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _costs(folder: Path, days: int, *, profiled: bool) -> Mapping[str, float]:
    """Load a folder and check it; answer the CPU seconds of loading and of each check, and how much was found."""
    import cProfile  # noqa: PLC0415 - whoever only starts processes pays for nothing of this
    import pstats  # noqa: PLC0415 - as above

    from reconciler.cli.main import COLLECTED_AFTER  # noqa: PLC0415 - as above
    from reconciler.loader.folder import load  # noqa: PLC0415 - as above

    gc.set_threshold(COLLECTED_AFTER, 50, 100)  # as the program does
    began = time.process_time()
    loaded = load(folder)
    costs = {LOADING: time.process_time() - began}
    settings = loaded.readable.settings.model_copy(update={"horizon_days": days})
    desired = replace(loaded.readable, settings=settings)
    profiler = cProfile.Profile()
    if profiled:
        profiler.enable()
    costs |= _checks(desired, complete=loaded.complete)
    if profiled:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    return costs


def _checks(desired: "Desired", *, complete: bool) -> dict[str, float]:
    """Ask all questions as `every` does, and count the time of each; what several share counts with the first."""
    from reconciler.checks import every  # noqa: PLC0415 - as above

    costs: dict[str, float] = {}
    counted = 0
    began = last = time.process_time()
    for name, findings in every.questions(desired, at=AT, zone=ZONE, complete=complete):
        counted += sum(1 for _ in findings)
        costs[name] = time.process_time() - last
        last = time.process_time()
    return {**costs, "checks": last - began, "findings": counted}


def _table(size: tuple[int, int], days: int, costs: Sequence[Mapping[str, float]]) -> Iterator[str]:
    numbers, periods = size
    typical = {name: median(cost[name] for cost in costs) for name in costs[0]}
    yield f"## {numbers:,} numbers, {periods:,} distinct periods, {days} days, rounds: {len(costs)}\n"
    yield "| step | CPU, s |\n| --- | --- |"
    yield f"| loading, cold | {typical[LOADING]:.2f} |"
    yield f"| **all checks** ({typical['findings']:,.0f} findings) | {typical['checks']:.2f} |"
    yield from (f"| · {name} | {typical[name]:.2f} |" for name in CHECKS)
    share = typical["checks"] / typical[LOADING]
    held = "held" if share <= 1 else "**not held**"
    goal = f" The goal is at most 1.00: {held}." if size == GOAL else ""
    yield f"\nAll checks cost {share:.2f} of the CPU that loading costs.{goal}\n"


def _graph_costs(size: int) -> Mapping[str, float]:
    """Answer what loops cost where each number forwards to another, and one of twenty by a schedule."""
    from reconciler.checks import loops  # noqa: PLC0415 - as above
    from reconciler.checks.outlook import outlook_of  # noqa: PLC0415 - as above
    from reconciler.cli.main import COLLECTED_AFTER  # noqa: PLC0415 - as above
    from reconciler.model.desired import Desired, DesiredNumber  # noqa: PLC0415 - as above
    from reconciler.model.identifiers import ApplicationName, NumberCode  # noqa: PLC0415 - as above
    from reconciler.routing.network import network_of  # noqa: PLC0415 - as above

    gc.set_threshold(COLLECTED_AFTER, 50, 100)
    dice = Random(1)
    numbers = {}
    for index in range(size):
        code, there = NumberCode(74_950_000_000 + index), 74_950_000_000 + dice.randrange(size)
        entry = {"redirect_number": str(there), "timeout": 20, "active": True}
        if index % 20 == 0:
            entry["period"] = f"hr {{{index % 24}}}"
        data = {"redirect_type": 1, "call_control": [entry]}
        payload = {"number_code": code, "call_forwarding_type": 2, "call_forwarding_number": data}
        numbers[code] = DesiredNumber(number_code=code, application=ApplicationName("default"), forwarding=payload)
    desired = Desired(numbers=numbers)
    began = time.process_time()
    found = sum(1 for _ in loops.findings(desired, outlook_of(desired, network_of(desired, ZONE), AT)))
    return {"seconds": time.process_time() - began, "loops": found}


def _graph_table(rounds: Sequence[Mapping[int, Mapping[str, float]]]) -> Iterator[str]:
    yield "## Loops where every number forwards to another\n\n| numbers | CPU, s | loops |\n| --- | --- | --- |"
    few, many = (median(costs[size]["seconds"] for costs in rounds) for size in GRAPHS)
    for size, seconds in zip(GRAPHS, (few, many), strict=True):
        yield f"| {size:,} | {seconds:.2f} | {rounds[0][size]['loops']:,.0f} |"
    held = "held" if many <= few * GRAPH_TIMES else "**not held**"
    yield f"\nGoal: at most {GRAPH_TIMES:g} times: {many / few:.1f} times, {held}."


if __name__ == "__main__":
    main()
