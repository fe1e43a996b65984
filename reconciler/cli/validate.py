"""`reconciler validate`: every mistake in the folder."""

from datetime import UTC, datetime

import click

from reconciler.cli import mistakes
from reconciler.cli.context import MOMENT, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.cli.machine import machine_readable
from reconciler.loader.folder import Loaded
from reconciler.reports.github import diagnostics as as_github
from reconciler.reports.github.commands import disarmed
from reconciler.reports.json import diagnostics as as_json
from reconciler.reports.json.values import dumped
from reconciler.reports.sarif import diagnostics as as_sarif
from reconciler.workflows.reading import read

FORMATS = click.Choice(["text", "json", "github", "sarif"])


@click.command("validate")
@click.option("--at", type=MOMENT, help="Check as of a moment (ISO 8601 with zone, or now).")
@click.option("--format", "form", type=FORMATS, default="text", show_default=True, help="How to print.")
@pass_context
def command(context: Context, at: datetime | None, form: str) -> None:
    """Find every mistake in the folder, each with its place: file:line:column; run the expectations.

    Schedules, loops, destinations and overrides are checked too, as they are at the moment --at and in the days after
    it. Exit 1 if one of them is an error; warnings alone exit 0.

    The format github annotates the lines of a pull request from a job on GitHub, and sarif is what code scanning and
    editors read.
    """
    with machine_readable(context.output, form, lambda error: _failure(form, error)):
        loaded = read(context.directory, context.surroundings, at or datetime.now(UTC))
        context.output.learn(loaded.settings)
        _print(context, loaded, form)
    context.exit_code = Exit.FAILED if loaded.desired is None else Exit.DONE


def _print(context: Context, loaded: Loaded, form: str) -> None:
    output = context.output
    found = mistakes.without_secrets(output, loaded.diagnostics)
    match form:
        case "json":
            output.machine(as_json.render(found))
        case "sarif":
            output.machine(as_sarif.render(found, version=_version()))
        case "github":
            if found:
                output.result(as_github.render(found), for_programs=True)
            mistakes.tell(output, found, disarmed)
            _say_count(context, loaded)
        case _:
            mistakes.tell(output, found)
            _say_count(context, loaded)


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - it costs 20 ms, which only this format is worth

    return version("reconciler")


def _say_count(context: Context, loaded: Loaded) -> None:
    if loaded.desired is not None:
        count = len(loaded.desired.numbers)
        tests = len(loaded.desired.expectations)
        held = f" {tests} expectation{'s hold' if tests != 1 else ' holds'}." if tests else ""
        context.output.say(f"{count} number{'s' if count != 1 else ''} declared; no errors.{held}")


def _failure(form: str, error: str) -> str:
    """Answer what tells a machine that the run failed."""
    match form:
        case "sarif":
            return as_sarif.render((), version=_version(), error=error)
        case "github":
            return as_github.failure(error)
        case _:
            return dumped({"diagnostics": [], "error": error})
