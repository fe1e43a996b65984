"""`reconciler plan`: what would change."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from reconciler.cli import mistakes
from reconciler.cli.beside import beside
from reconciler.cli.context import MOMENT, TEXT_OR_JSON, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.cli.machine import machine_readable
from reconciler.reports.json import plan as as_json
from reconciler.reports.text import plan as as_text
from reconciler.reports.text.paint import PLAIN
from reconciler.reports.text.standing import KEY_LOST
from reconciler.workflows.plan import Planned, plan


@click.command("plan")
@click.option("--at", type=MOMENT, help="Plan as of a moment (ISO 8601 with zone, or now).")
@click.option("--due", is_flag=True, help="Only transitions of overrides that are due, and nothing else that waits.")
@click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the plan to a file instead of stdout.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 if there is anything to do.")
@click.option("--only", multiple=True, metavar="SELECTOR", help="A number, label:NAME, application:NAME or a file.")
@pass_context
def command(
    context: Context,
    at: datetime | None,
    form: str,
    output: Path | None,
    *,
    due: bool,
    detailed_exitcode: bool,
    only: tuple[str, ...],
) -> None:
    """Show what would change: the folder against the record of what was last applied. Calls nobody."""
    with machine_readable(context.output, form, lambda error: as_json.render(None, error=error)):
        made = plan(
            context.directory,
            context.surroundings,
            at=at or datetime.now(UTC),
            state_url=context.state_url,
            only=only,
            due=due,
        )
        context.output.learn(made.loaded.settings)
        _print(context, made, form, output)
        if not made.has_key:
            context.output.complain(f"warning: {made.address}: {KEY_LOST}.")
    if made.plan is None:
        context.exit_code = Exit.FAILED
    elif detailed_exitcode and (made.plan.changes or made.plan.busy or made.plan.held_back):
        context.exit_code = Exit.DIFFERENCES


def _print(context: Context, made: Planned, form: str, file: Path | None) -> None:
    found = made.loaded.diagnostics
    mistakes.tell(context.output, found)
    if form == "json":
        report = as_json.render(
            made.plan,
            budget=made.budget,
            brakes=made.brakes,
            review=made.review,
            order=made.order,
            diagnostics=found,
        )
        context.output.machine(report, file)
    elif made.plan is not None and (around := beside(made)) is not None:
        paint = context.output.paint(sys.stdout) if file is None else PLAIN
        context.output.result(as_text.render(made.plan, around, paint), file)
