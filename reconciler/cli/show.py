"""`reconciler show`: what is recorded."""

import sys

import click

from reconciler.cli.context import NUMBER, TEXT_OR_JSON, Context, pass_context
from reconciler.cli.machine import machine_readable
from reconciler.errors import ReconcilerError
from reconciler.model.identifiers import NumberCode
from reconciler.reports.json import record as as_json
from reconciler.reports.json.values import dumped
from reconciler.reports.text import record as as_text
from reconciler.workflows.show import recorded_state


@click.command("show")
@click.argument("number", type=NUMBER, required=False)
@click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")
@pass_context
def command(context: Context, number: int | None, form: str) -> None:
    """Show what is recorded as applied: every number, or all that is known of one."""
    with machine_readable(context.output, form, lambda error: dumped({"numbers": [], "error": error})):
        recorded = recorded_state(context.directory, context.surroundings, context.state_url)
        code = NumberCode(number) if number is not None else None
        if code is not None and code not in recorded.numbers:
            raise ReconcilerError(f"{code} is not in the record.", advice="`reconciler show` lists what is.")
        if form == "json":
            context.output.machine(as_json.render(recorded, number=code))
        else:
            context.output.result(as_text.render(recorded, number=code, paint=context.output.paint(sys.stdout)))
