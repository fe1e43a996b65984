"""`reconciler explain`: what happens to a call."""

import sys
from datetime import UTC, datetime

import click

from reconciler.cli import mistakes
from reconciler.cli.context import MOMENT, NUMBER, TEXT_OR_JSON, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.cli.machine import machine_readable
from reconciler.model.identifiers import NumberCode
from reconciler.reports.json import explain as as_json
from reconciler.reports.text import explain as as_text
from reconciler.workflows.explain import explain


@click.command("explain")
@click.argument("number", type=NUMBER)
@click.option("--at", type=MOMENT, help="The moment of the call (ISO 8601 with zone); default: now.")
@click.option("--recorded", is_flag=True, help="Explain what is recorded as applied instead of the folder.")
@click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")
@pass_context
def command(context: Context, number: int, at: datetime | None, form: str, *, recorded: bool) -> None:
    """Tell what happens to a call to NUMBER, hop by hop, and why. Calls nobody."""
    output = context.output
    with machine_readable(output, form, lambda error: as_json.render(None, error=error)):
        told = explain(
            context.directory,
            context.surroundings,
            NumberCode(number),
            at=at or datetime.now(UTC),
            recorded=recorded,
            state_url=context.state_url,
        )
        output.learn(told.settings)
        mistakes.tell(output, told.diagnostics)
        if form == "json":
            output.machine(as_json.render(told.story, diagnostics=told.diagnostics))
        elif told.story is not None:
            output.result(as_text.render(told.story, paint=output.paint(sys.stdout)))
    if told.story is None:
        context.exit_code = Exit.FAILED
