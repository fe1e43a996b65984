"""What machines read on stdout also when a command fails: whoever reads JSON always gets one value."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import click

from reconciler.cli.formats import Wanted
from reconciler.cli.interruption import interrupted
from reconciler.cli.output import Output
from reconciler.errors import ConfigurationError, ReconcilerError, UsageError


@contextmanager
def machine_readable(output: Output, form: str, failure: Callable[[str], str]) -> Iterator[None]:
    """Let a block fail with words in the format asked for if machines read it; wrong usage is told in prose alone."""
    putters: Mapping[str, Callable[[str], None]] = {
        "json": output.machine,
        "sarif": output.machine,
        "github": partial(output.result, for_programs=True),
    }
    put = putters.get(form)
    try:
        yield
    except (UsageError, click.UsageError, BrokenPipeError):
        raise
    except BaseException as error:
        if put is not None and not output.has_result:
            put(failure(_words(error)))
        raise


@contextmanager
def all_readable(output: Output, wanted: Sequence[Wanted], failure: Callable[[str, str], str]) -> Iterator[None]:
    """Let a block fail with words in each of the formats asked for that are read elsewhere: JSON and Markdown.

    `failure` makes the value of a format and an error. It goes where the result would have gone, or else to stdout.
    """
    try:
        yield
    except (UsageError, click.UsageError, BrokenPipeError):
        raise
    except BaseException as error:
        for item in wanted:
            put = {"json": output.machine, "markdown": output.result}.get(item.form)
            if put is None or item.file in output.results:
                continue
            value = failure(item.form, _words(error))
            try:
                put(value, item.file)
            except ConfigurationError:
                put(value)
        raise


def _words(error: BaseException) -> str:
    match error:
        case ReconcilerError():
            return error.sentence
        case KeyboardInterrupt() | click.Abort():
            context = click.get_current_context(silent=True)
            return interrupted(context.info_name if context else None)
        case _:
            return f"a fault of reconciler itself ({type(error).__name__}); please report it."
