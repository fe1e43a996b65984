"""`reconciler apply` on a machine whose wall clock jumps: python jumping.py SEED [arguments of apply].

The program gets its time as an argument, so this gives it another one: each look at the clock is hours or days off, in
either direction. All else is the real world, and the command is the real command.
"""

import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reconciler.cli.apply import command
from reconciler.cli.context import Context
from reconciler.cli.exits import Exit, exit_of_error
from reconciler.cli.interruption import INTERRUPTED
from reconciler.cli.main import Started
from reconciler.cli.wiring import surroundings
from reconciler.errors import ReconcilerError

FARTHEST = timedelta(days=3).total_seconds()


def main(seed: str, arguments: list[str]) -> int:
    """Apply, and answer the exit code."""
    dice = random.Random(seed)  # noqa: S311 - dice, not a secret

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=dice.uniform(-FARTHEST, FARTHEST))

    started = Started()
    started.interruption.install()
    context = Context(
        directory=Path("desired-state"),
        state_url=None,
        output=started.output,
        interruption=started.interruption,
        surroundings=replace(surroundings(started.interruption), now=now),
    )
    try:
        command.main(args=arguments, obj=context, standalone_mode=False)
    except ReconcilerError as error:
        started.output.complain(f"error: {error.sentence}")
        return started.interruption.exit_code(exit_of_error(error))
    except KeyboardInterrupt:
        started.output.complain(INTERRUPTED)
        return started.interruption.exit_code(Exit.FAILED)
    return started.interruption.exit_code(Exit.DONE if context.exit_code is None else context.exit_code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
