"""The command `reconciler`: options before the command, and the one place where errors become words and exits."""

import gc
import importlib
import io
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

import click

from reconciler.cli.context import Context
from reconciler.cli.exits import Exit, exit_of_error
from reconciler.cli.interruption import Interruption, interrupted
from reconciler.cli.output import Output
from reconciler.errors import ReconcilerError

COLLECTED_AFTER = 100_000
"""How many new containers make the garbage collector look at the youngest of them."""
STOPPING = "stopping: the calls in flight come to their outcomes and are recorded. Once more stops at once."

COMMANDS: dict[str, tuple[str, str]] = {
    "validate": ("validate", "find every mistake in the folder"),
    "plan": ("plan", "show what would change; calls nobody"),
    "apply": ("apply", "do what the plan says, and record each outcome"),
    "drift": ("drift", "compare what is recorded with what the provider has now"),
    "verify": ("verify", "make test calls through UIS: is the number answered?"),
    "show": ("show", "show what is recorded as applied"),
    "history": ("history", "tell what was done, when, by whom, from which revision"),
    "explain": ("explain", "tell what happens to a call, hop by hop, and why"),
    "period": ("period", "check a period, and tell when it holds"),
    "import": ("take_in", "write YAML and the record from what the provider has"),
    "fmt": ("fmt", "put every file into the canonical layout; comments stay"),
    "schema": ("schema", "write the JSON Schema of the files, for editors"),
    "init": ("init", "write a new repository's files; overwrites nothing"),
    "state": ("state", "look at the record, move it, forget a number, or unlock"),
    "comment": ("comment", "keep the one comment of a pull request, or the one issue"),
    "approval": ("approval", "tell who approved this run of a workflow"),
    "emulator": ("emulator", "serve a stand-in for the provider"),
    "demo": ("demo", "the whole tour against the stand-in"),
}


class Commands(click.Group):
    """Commands that are imported only when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Answer the names in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"reconciler.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(message="reconciler %(version)s", package_name="reconciler")
@click.option(
    "--directory",
    type=click.Path(path_type=Path),
    default=Path("desired-state"),
    envvar="RECONCILER_DIRECTORY",
    show_default=True,
    show_envvar=True,
    help="The folder with the desired state.",
)
@click.option(
    "--state",
    metavar="URL",
    envvar="RECONCILER_STATE",
    show_envvar=True,
    help="Where the record is: file:PATH, git:BRANCH, s3://…, gs://…, az://…, postgresql://… or memory:. Default:"
    " settings, else file:.reconciler/state.",
)
@click.option("--no-color", is_flag=True, help="No colours, even on a terminal (as NO_COLOR and CI do).")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("-q", "--quiet", is_flag=True, help="Say only results and what is wrong.")
@click.pass_context
def main(
    click_context: click.Context, directory: Path, state: str | None, *, no_color: bool, verbose: bool, quiet: bool
) -> None:
    """GitOps for telephony call forwarding: YAML in git, a plan to review, SetCallForwarding on merge.

    API keys come from the environment alone: EXOLVE_API_KEY, or the variable that an application names.
    """
    from reconciler.cli.wiring import surroundings  # noqa: PLC0415 - it imports what `--help` can do without

    if verbose and quiet:
        raise click.UsageError("--verbose and --quiet exclude each other.")
    started: Started = click_context.obj
    started.command = click_context.invoked_subcommand
    started.output.colour = not no_color
    started.output.verbosity = verbose - quiet
    click_context.obj = Context(
        directory=directory,
        state_url=state,
        output=started.output,
        interruption=started.interruption,
        surroundings=surroundings(started.interruption),
    )
    started.context = click_context.obj


class Started:
    """What exists before the command line is read, so that even its errors are told properly."""

    def __init__(self) -> None:
        self.output = Output()
        self.interruption = Interruption(lambda: self.output.say(STOPPING))
        self.context: Context | None = None
        self.command: str | None = None


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter gets its escape, and never a traceback.
            stream.reconfigure(errors="backslashreplace")
    # Tens of thousands of numbers are millions of values that all stay: to look through them for garbage again and
    # again, as the usual 700 new ones would have it, takes longer than reading them.
    gc.set_threshold(COLLECTED_AFTER, 50, 100)
    started = Started()
    started.interruption.install()
    code = started.interruption.exit_code(outcome(started, arguments))
    if started.interruption.is_twice:
        # The usual end would wait for threads whose calls are still under way.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def outcome(started: Started, arguments: list[str] | None) -> int:
    """Run a command; answer the exit code, having told what went wrong."""
    output = started.output
    try:
        code = main.main(args=arguments, prog_name="reconciler", obj=started, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        output.complain(error.format_message())
        return Exit.USAGE
    except click.UsageError as error:
        # click and argparse end with 2 on wrong usage, which a pipeline would read as "differences".
        usage = error.ctx.get_usage() + "\n" if error.ctx else ""
        output.complain(f"{usage}error: {error.format_message()}")
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        output.complain(interrupted(started.command))
        return Exit.FAILED
    except ReconcilerError as error:
        advice = f"\n  {error.advice}" if error.advice else ""
        output.complain(f"error: {error.message}{advice}")
        return exit_of_error(error)
    except SystemExit:
        # So click ends when whoever read us has gone, as `head` does. There is nobody to tell, and what an apply has
        # done by then stands.
        return _settled(started, otherwise=Exit.FAILED)
    except OSError as error:
        output.complain(f"error: the result could not be written or a file not be read: {error}.")
        return _settled(started, otherwise=Exit.FAILED)
    except Exception:  # noqa: BLE001 - the one boundary: a fault of ours ends with its traceback and a request
        output.complain(f"{traceback.format_exc()}\nerror: this is a fault of reconciler itself; please report it.")
        return Exit.FAULT
    return _settled(started, otherwise=code if isinstance(code, int) else Exit.DONE)


def _settled(started: Started, *, otherwise: int) -> int:
    """Answer the exit code that the command came to, if it did."""
    code = started.context.exit_code if started.context else None
    return otherwise if code is None else code
