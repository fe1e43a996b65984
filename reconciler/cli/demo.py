"""`reconciler demo`: the whole tour against the stand-in, each step checked."""

from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from reconciler.cli.context import Context, pass_context
from reconciler.cli.emulator import MISSING
from reconciler.errors import ConfigurationError


@click.command("demo")
@pass_context
def command(context: Context) -> None:
    """Take the whole tour in a temporary folder, against an emulated provider; nothing real is called.

    It copies the desired state of --directory, or the packaged example, and shows: validate, plan, apply, a plan
    with nothing to do, one edited field, a move between applications, a broken file, an import.
    """
    try:
        from reconciler.cli.tour import tour  # noqa: PLC0415 - the packages of the extra `emulator`
    except ModuleNotFoundError as error:
        raise ConfigurationError(MISSING, advice="pip install 'reconciler[emulator]'") from error
    with as_file(files("reconciler") / "example") as packaged, TemporaryDirectory(prefix="reconciler-demo-") as scratch:
        example = context.directory if context.directory.is_dir() else packaged
        tour(example, Path(scratch), context.output)
