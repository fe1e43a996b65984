"""`reconciler emulator`: a stand-in for the provider, for trying things out and for tests."""

import json
from pathlib import Path

import click

from reconciler.cli.context import Context, pass_context
from reconciler.errors import ConfigurationError, UsageError

MISSING = "The emulator needs packages that are not installed."


@click.command("emulator")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8025, show_default=True, help="Port; 0 takes any free.")
@click.option("--key", "keys", multiple=True, metavar="APPLICATION=KEY", help="An application and its API key.")
@click.option(
    "--faults", type=click.Path(path_type=Path, dir_okay=False), help="JSON file of faults; docs/emulator.md."
)
@click.option("--profile", default="documented", show_default=True, help="How to answer what is not documented.")
@pass_context
def command(
    context: Context, *, host: str, port: int, keys: tuple[str, ...], faults: Path | None, profile: str
) -> None:
    """Serve a stand-in for MTS Exolve until Ctrl-C.

    It is as strict as the provider's documentation; the page / and /_emulator/calls list the calls received. Point
    EXOLVE_BASE_URL at it.
    """
    try:
        from reconciler.cli.emulating import serve_emulator  # noqa: PLC0415 - the packages of the extra `emulator`
    except ModuleNotFoundError as error:
        raise ConfigurationError(MISSING, advice="pip install 'reconciler[emulator]'") from error
    serve_emulator(context.output, host=host, port=port, keys=_keys(keys), faults=_read(faults), profile=profile)


def _keys(words: tuple[str, ...]) -> dict[str, str]:
    keys = {}
    for word in words or ("default=emulated-key",):
        name, equals, key = word.partition("=")
        if not (name and equals and key):
            raise UsageError("--key is written APPLICATION=KEY.")
        if name in keys:
            raise UsageError(f"--key names the application '{name}' twice.")
        keys[name] = key
    return keys


def _read(file: Path | None) -> object:
    if file is None:
        return []
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"'{file}' cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigurationError(f"'{file}' is not JSON: {error}.") from error
