"""What planning costs beside octoDNS: CPU seconds and memory of whole processes, one after the other in each round.

    python benchmarks/plan.py [SIZE ...] [--rounds 3] [--periods 300] [--seed 1] [--folder DIR]
    python benchmarks/plan.py --profile SIZE

Without sizes it measures 1,000 and 10,000 numbers. Sizes above 10,000 get fewer rounds. The profile tells where
`reconciler plan` spends its time. Nothing here gates anything: a goal that is not held is told and exits 0; a command
that does not do its work is an error.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from commands import Case, commands_of, make_case
from hotspots import profile
from measuring import Cost, cost_of
from tables import render

SIZES = (1_000, 10_000)
ALL_ROUNDS_UP_TO = 10_000
WARM_UP = 200


def main() -> None:
    """Read the arguments, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE", help="how many numbers")
    parser.add_argument("--rounds", type=int, default=3, help="fewer above 10,000 numbers, and at least one")
    parser.add_argument("--periods", type=int, default=300, help="how many distinct periods are drawn from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--profile", type=int, metavar="SIZE", help="tell where a plan of so many numbers spends time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)

        def generated(size: int) -> Case:
            return make_case(folder / str(size), numbers=size, periods=arguments.periods, seed=arguments.seed)

        if arguments.profile is not None:
            print(profile(generated(arguments.profile)))
            return
        # The first run of anything compiles modules and fills the caches of the disk.
        measured(generated(WARM_UP), rounds=1)
        for size in arguments.sizes or SIZES:
            case = generated(size)
            print(render(case, measured(case, rounds=rounds_of(size, arguments.rounds))), flush=True)


def measured(case: Case, *, rounds: int) -> dict[str, list[Cost]]:
    """Run every command once a round, so that what disturbs the machine for a while disturbs them all alike."""
    commands = commands_of(case)
    costs: dict[str, list[Cost]] = {command.name: [] for command in commands}
    for number in range(rounds):
        for command in commands:
            tell(f"{case.numbers:,} numbers, round {number + 1} of {rounds}: {command.name}")
            costs[command.name].append(cost_of(command, case.folder))
    tell("")
    return costs


def rounds_of(size: int, rounds: int) -> int:
    """Answer fewer rounds where one takes minutes."""
    return max(1, rounds * ALL_ROUNDS_UP_TO // max(size, ALL_ROUNDS_UP_TO))


def tell(what: str) -> None:
    """Show on a terminal what is running."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what}")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
