"""`reconciler import`: the desired state and the record from what the provider has."""

import sys

import click

from reconciler.cli.context import NUMBER, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.model.diagnostics import has_errors
from reconciler.model.identifiers import NumberCode
from reconciler.reports.text import diagnostics, left_out
from reconciler.workflows.take_in import take_in

NOT_SHOWN = (
    "The provider never shows client_id, and may not show periods: before the first change of a number, compare its"
    " schedules with the web cabinet, for nobody knows whether a Set clears what it leaves out."
)


@click.command("import")
@click.option("--application", metavar="NAME", help="Only the numbers of this application.")
@click.argument("numbers", type=NUMBER, nargs=-1, metavar="[NUMBER]...")
@pass_context
def command(context: Context, application: str | None, numbers: tuple[int, ...]) -> None:
    """Write YAML and the record from what the provider has now; the folder must declare no numbers yet.

    Afterwards `plan` has nothing to do. What the policy denies gets an exception in the settings, named "as found".
    Numbers that are bound to a SIP ID or cannot be declared are told. Exit 5 if some could not be read.
    """
    taken = take_in(
        context.directory,
        context.surroundings,
        application=application,
        numbers=[NumberCode(number) for number in numbers],
        state_url=context.state_url,
    )
    output = context.output
    output.learn(taken.settings)
    output.complain(diagnostics.render(taken.diagnostics, paint=output.paint(sys.stderr)))
    output.complain(left_out.render((item.number_code, item.reason) for item in taken.left_out))
    for file in taken.files:
        output.result(f"wrote {file}")
    count = len(taken.numbers)
    output.result(f"{count} number{'s' if count != 1 else ''} imported.")
    if taken.numbers:
        output.say(NOT_SHOWN)
    failed = any(item.failed for item in taken.left_out)
    if has_errors(taken.diagnostics):
        context.exit_code = Exit.FAILED
    elif failed:
        context.exit_code = Exit.PARTLY if taken.numbers else Exit.FAILED
