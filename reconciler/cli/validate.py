"""`reconciler validate`: every mistake in the folder."""

import sys

import click

from reconciler.cli.context import TEXT_OR_JSON, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.cli.machine import machine_readable
from reconciler.loader.folder import load
from reconciler.reports.json import diagnostics as as_json
from reconciler.reports.json.values import dumped
from reconciler.reports.text import diagnostics as as_text


@click.command("validate")
@click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")
@pass_context
def command(context: Context, form: str) -> None:
    """Find every mistake in the folder, each with its place: file:line:column.

    Exit 1 if one of them is an error; warnings alone exit 0.
    """
    with machine_readable(context.output, form, lambda error: dumped({"diagnostics": [], "error": error})):
        loaded = load(context.directory, context.surroundings.environ)
    context.output.learn(loaded.settings)
    if form == "json":
        context.output.machine(as_json.render(loaded.diagnostics))
    else:
        context.output.complain(as_text.render(loaded.diagnostics, paint=context.output.paint(sys.stderr)))
        if loaded.desired is not None:
            count = len(loaded.desired.numbers)
            context.output.say(f"{count} number{'s' if count != 1 else ''} declared; no errors.")
    context.exit_code = Exit.FAILED if loaded.desired is None else Exit.DONE
