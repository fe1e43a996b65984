"""`reconciler state`: the record itself."""

from pathlib import Path

import click

from reconciler.cli.context import TEXT_OR_JSON, Context, pass_context
from reconciler.cli.machine import machine_readable
from reconciler.model.identifiers import RunId
from reconciler.reports.json import standing as standing_as_json
from reconciler.reports.json.values import dumped
from reconciler.reports.text import standing as standing_as_text
from reconciler.workflows.push import push_rescue
from reconciler.workflows.show import recorded_state, standing
from reconciler.workflows.unlock import unlock_record

FORM = click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")


@click.group("state")
def command() -> None:
    """Look at the record itself, bring a rescue file into it, or remove a dead run's lock."""


@command.command("show")
@FORM
@pass_context
def show(context: Context, form: str) -> None:
    """Show where the record is, its lineage, serial and format, and who holds its lock."""
    with machine_readable(context.output, form, lambda error: dumped({"error": error})):
        found = standing(context.directory, context.surroundings, context.state_url)
        if form == "json":
            context.output.machine(standing_as_json.render(found))
        else:
            context.output.result(standing_as_text.render(found))


@command.command("list")
@FORM
@pass_context
def list_numbers(context: Context, form: str) -> None:
    """List the recorded numbers, one a line."""
    with machine_readable(context.output, form, lambda error: dumped({"numbers": [], "error": error})):
        numbers = sorted(recorded_state(context.directory, context.surroundings, context.state_url).numbers)
        if form == "json":
            context.output.machine(dumped({"numbers": numbers}))
        elif numbers:
            context.output.result("\n".join(map(str, numbers)))


@command.command("push")
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def push(context: Context, file: Path) -> None:
    """Bring the outcomes of a rescue file, which an apply left that could not write the record, into the record."""
    pushed = push_rescue(file, context.directory, context.surroundings, context.state_url)
    context.output.result(standing_as_text.pushed(pushed.brought, pushed.outdated))


@command.command("unlock")
@click.argument("lock_id", metavar="ID")
@pass_context
def unlock(context: Context, lock_id: str) -> None:
    """Remove the lock with this id, whose run is known to be dead; `state show` tells the id."""
    removed = unlock_record(context.directory, context.surroundings, context.state_url, RunId(lock_id))
    context.output.say(f"Removed: {removed}.")
