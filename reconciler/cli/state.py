"""`reconciler state`: the record itself."""

from pathlib import Path

import click

from reconciler.cli.context import NUMBER, TEXT_OR_JSON, Context, pass_context
from reconciler.cli.machine import machine_readable
from reconciler.model.identifiers import NumberCode, RunId
from reconciler.reports.json import standing as standing_as_json
from reconciler.reports.json.values import dumped
from reconciler.reports.text import standing as standing_as_text
from reconciler.workflows.forget import forget as forget_numbers
from reconciler.workflows.pull import pull as pull_record
from reconciler.workflows.push import Pushed
from reconciler.workflows.push import push as push_file
from reconciler.workflows.show import recorded_state, standing
from reconciler.workflows.unlock import unlock_record

FORM = click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")


@click.group("state")
def command() -> None:
    """Look at the record itself, move it to another place, take a number out of it, or remove a dead run's lock."""


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


@command.command("pull")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a new file, readable by its owner alone, instead of printing it.",
)
@pass_context
def pull(context: Context, output: Path | None) -> None:
    """Write the whole record, with its history, as one file: to move it elsewhere with `state push`, or to keep it.

    The file shows employees' numbers, as the record does. It changes nothing.
    """
    pulled = pull_record(context.directory, context.surroundings, context.state_url)
    context.output.exactly(pulled.contents(), output)
    context.output.say(
        standing_as_text.pulled(
            address=pulled.address,
            serial=pulled.parcel.serial,
            lineage=pulled.parcel.lineage,
            missing=pulled.parcel.missing,
            at_work=pulled.at_work,
        )
    )


@command.command("push")
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def push(context: Context, file: Path) -> None:
    """Bring a file into the record that --state names.

    A record that `state pull` wrote is written to an empty place, or brings an earlier moment of itself up to date;
    what is newer there, or another record, is never overwritten. Of a rescue file, which an apply left that could not
    write the record, the outcomes are brought in.
    """
    pushed = push_file(file, context.directory, context.surroundings, context.state_url)
    if isinstance(pushed, Pushed):
        context.output.result(standing_as_text.pushed(pushed.brought, pushed.outdated))
    else:
        context.output.result(
            standing_as_text.pushed_record(
                address=pushed.address,
                lineage=pushed.lineage,
                before=pushed.moved.before,
                after=pushed.moved.after,
                missing=pushed.missing,
            )
        )
        if pushed.moved.untidy is not None:
            context.output.complain(
                f"warning: all is written, but the journal could not be folded: {pushed.moved.untidy.message}"
            )


@command.command("forget")
@click.argument("numbers", type=NUMBER, nargs=-1, required=True, metavar="NUMBER...")
@pass_context
def forget(context: Context, numbers: tuple[int, ...]) -> None:
    """Take numbers out of the record, without calling anybody: their forwarding stays as it is.

    A number that is still declared is shown by the next plan as one to add. Protected numbers are refused.
    """
    codes = [NumberCode(number) for number in dict.fromkeys(numbers)]
    untidy = forget_numbers(codes, context.directory, context.surroundings, context.state_url)
    context.output.result(standing_as_text.forgotten(codes))
    if untidy is not None:
        context.output.complain(f"warning: the numbers are forgotten, but something was left behind: {untidy}")


@command.command("unlock")
@click.argument("lock_id", metavar="ID")
@pass_context
def unlock(context: Context, lock_id: str) -> None:
    """Remove the lock with this id, whose run is known to be dead; `state show` tells the id."""
    removed = unlock_record(context.directory, context.surroundings, context.state_url, RunId(lock_id))
    context.output.say(f"Removed: {removed}.")
