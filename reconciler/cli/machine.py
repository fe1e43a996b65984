"""JSON on stdout also when a command fails: whoever reads it always gets one value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reconciler.cli.output import Output
from reconciler.errors import ReconcilerError, UsageError


@contextmanager
def machine_readable(output: Output, form: str, failure: Callable[[str], str]) -> Iterator[None]:
    """Let a block fail with a JSON value on stdout if the format is json; wrong usage is told in prose alone."""
    try:
        yield
    except UsageError:
        raise
    except ReconcilerError as error:
        if form == "json":
            output.result(failure(f"{error.message} {error.advice}".strip()))
        raise
