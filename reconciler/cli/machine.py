"""JSON on stdout also when a command fails: whoever reads it always gets one value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from reconciler.cli.interruption import INTERRUPTED
from reconciler.cli.output import Output
from reconciler.errors import ReconcilerError, UsageError


@contextmanager
def machine_readable(output: Output, form: str, failure: Callable[[str], str]) -> Iterator[None]:
    """Let a block fail with a JSON value on stdout if the format is json; wrong usage is told in prose alone."""
    try:
        yield
    except (UsageError, click.UsageError, BrokenPipeError):
        raise
    except BaseException as error:
        if form == "json" and not output.has_result:
            output.machine(failure(_words(error)))
        raise


def _words(error: BaseException) -> str:
    match error:
        case ReconcilerError():
            return error.sentence
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED
        case _:
            return f"a fault of reconciler itself ({type(error).__name__}); please report it."
