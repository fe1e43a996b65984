"""`reconciler history`: what was done when, by whom, from which revision."""

import sys

import click

from reconciler.cli.context import NUMBER, TEXT_OR_JSON, Context, pass_context
from reconciler.cli.machine import machine_readable
from reconciler.model.identifiers import NumberCode
from reconciler.reports.json import history as as_json
from reconciler.reports.text import history as as_text
from reconciler.workflows.history import history


@click.command("history")
@click.argument("number", type=NUMBER, required=False)
@click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")
@pass_context
def command(context: Context, number: int | None, form: str) -> None:
    """Tell what was done, the newest first: every run, or all that was ever done to one number."""
    with machine_readable(context.output, form, lambda error: as_json.render((), error=error)):
        code = NumberCode(number) if number is not None else None
        runs = history(context.directory, context.surroundings, context.state_url, code)
        if form == "json":
            context.output.machine(as_json.render(runs))
        else:
            paint = context.output.paint(sys.stdout)
            context.output.result(as_text.render(runs, of_one=code is not None, paint=paint))
