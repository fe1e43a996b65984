"""`reconciler demo`: the whole tour against the stand-in, each step checked."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

import reconciler
from reconciler.cli.context import Context, pass_context
from reconciler.cli.emulator import MISSING
from reconciler.errors import ConfigurationError


@click.command("demo")
@pass_context
def command(context: Context) -> None:
    """Take the whole tour in a temporary folder, against an emulated provider; nothing real is called.

    It copies the desired state of --directory, or the packaged example, and shows: validate, plan, apply, a plan
    with nothing to do, one edited field, a saved plan, test calls, a move between applications, a broken file, an
    import.
    """
    try:
        from reconciler.cli.tour import tour  # noqa: PLC0415 - the packages of the extra `emulator`
    except ModuleNotFoundError as error:
        raise ConfigurationError(MISSING, advice="pip install 'reconciler[emulator]'") from error
    with TemporaryDirectory(prefix="reconciler-demo-") as scratch:
        tour(_example(context.directory), Path(scratch), context.output)


def _example(directory: Path) -> Path:
    """Answer the folder to show: the one named, the one in the package, or the one beside a checkout's package."""
    package = Path(reconciler.__file__).parent
    for folder in (directory, package / "example", package.parent / "desired-state"):
        if folder.is_dir():
            return folder
    raise ConfigurationError(
        f"the folder '{directory}' is not there, and this installation carries no example.",
        advice="Run the demo in a clone of reconciler, or name a folder with --directory.",
    )
