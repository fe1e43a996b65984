"""`reconciler import`: the desired state and the record from what the provider has."""

import sys

import click

from reconciler.cli.context import NUMBER, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.model.diagnostics import has_errors
from reconciler.model.identifiers import NumberCode
from reconciler.reports.text import diagnostics, left_alone, left_out
from reconciler.workflows.take_in import take_in

NOT_SHOWN = (
    "The provider never shows client_id, and may not show periods: before the first change of a number, compare its"
    " schedules with the web cabinet, for nobody knows whether a Set clears what it leaves out."
)
NOT_RECORDED = (
    "Nothing of it is recorded while the files have mistakes: correct them and import again, and what is then declared"
    " as the provider has it is recorded."
)


@click.command("import")
@click.option("--application", metavar="NAME", help="Only the numbers of this application.")
@click.argument("numbers", type=NUMBER, nargs=-1, metavar="[NUMBER]...")
@pass_context
def command(context: Context, application: str | None, numbers: tuple[int, ...]) -> None:
    """Write YAML and the record from what the provider has now and nobody has declared yet.

    Everything goes into new files: numbers that forward alike share one, and a comment tells of each number that could
    not be declared. Numbers that are declared or recorded already are left alone; one that is declared, not recorded,
    and declared just as the provider has it, is recorded. Afterwards `plan` has nothing to do for what was imported.
    What the policy denies gets an exception in the settings, named "as found". Exit 5 if some numbers could not be
    read or declared.
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
    output.complain(left_alone.render(taken.known, taken.unrecorded, taken.undeclared))
    for file in taken.files:
        output.result(f"wrote {file}")
    if taken.adopted:
        output.result(f"{_numbers(len(taken.adopted))} recorded: already declared as the provider has it.")
    output.result(f"{_numbers(len(taken.numbers))} imported.")
    if taken.numbers:
        output.say(NOT_SHOWN)
    failed = any(item.failed for item in taken.left_out)
    if has_errors(taken.diagnostics):
        if not taken.numbers:
            output.say(NOT_RECORDED)
        context.exit_code = Exit.FAILED
    elif failed:
        context.exit_code = Exit.PARTLY if taken.numbers or taken.adopted or taken.known else Exit.FAILED


def _numbers(count: int) -> str:
    return f"{count} number{'s' if count != 1 else ''}"
