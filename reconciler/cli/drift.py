"""`reconciler drift`: what is recorded against what the provider has now."""

import sys
from collections.abc import Sequence
from contextlib import closing

import click

from reconciler.cli import mistakes
from reconciler.cli.context import NUMBER, Context, pass_context
from reconciler.cli.exits import Exit, exit_of_drifts
from reconciler.cli.machine import machine_readable
from reconciler.loader.folder import load
from reconciler.model.identifiers import NumberCode
from reconciler.planner.drift import Way
from reconciler.reports.json import drift as as_json
from reconciler.reports.markdown import drift as as_markdown
from reconciler.reports.text import drift as as_text
from reconciler.workflows.drift import Check, Options, drifting


@click.command("drift")
@click.argument("numbers", type=NUMBER, nargs=-1, metavar="[NUMBER]...")
@click.option("--accept", is_flag=True, help="Take what the provider has into the record; tells what to declare.")
@click.option("--restore", is_flag=True, help="Mark what differs, so that the next apply sends it again.")
@click.option("--from", "start", type=NUMBER, metavar="NUMBER", help="Go on at this number, in the order of numbers.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@pass_context
def command(
    context: Context, numbers: tuple[int, ...], start: int | None, form: str, *, accept: bool, restore: bool
) -> None:
    """Ask the provider what it has of each NUMBER, or of every recorded one, and tell where that is not as recorded.

    Sends nothing. Without --accept and --restore nothing is written either. Exit 0 if nothing differs, 2 if something
    does, 5 if some could not be read, 1 if none could.
    """
    if accept and restore:
        raise click.UsageError("--accept and --restore exclude each other: the one keeps what the other overwrites.")
    options = Options(
        numbers=tuple(map(NumberCode, dict.fromkeys(numbers))),
        start=None if start is None else NumberCode(start),
        way=Way.ACCEPT if accept else Way.RESTORE if restore else None,
        state_url=context.state_url,
    )
    begun: list[Check] = []
    with machine_readable(context.output, form, lambda error: _failure(begun, error)):
        loaded = load(context.directory, context.surroundings.environ)
        context.output.learn(loaded.settings)
        mistakes.tell(context.output, loaded.diagnostics)
        if loaded.desired is None:
            context.exit_code = Exit.FAILED
            if form == "json":
                context.output.machine(as_json.render((), diagnostics=loaded.diagnostics))
            return
        with drifting(loaded, context.directory, context.surroundings, options) as check:
            begun.append(check)
            _run(context, check, form, options.start)
    _tell(context, check)


def _failure(begun: Sequence[Check], error: str) -> str:
    """Answer the JSON of a run that an error ended, with what was found by then."""
    return as_json.render(begun[0].drifts if begun else (), error=error)


def _run(context: Context, check: Check, form: str, start: NumberCode | None) -> None:
    try:
        with (
            context.interruption.gentle(),
            context.output.progress("Comparing", check.count) as progress,
            closing(check.run(progress.step)) as drifts,
        ):
            for _ in drifts:
                pass
    except BaseException:
        # A second signal, or a fault of ours: what was found is told all the same.
        if form != "json" and check.drifts:
            _put(context, check, form, start)
        raise
    context.exit_code = exit_of_drifts(check.drifts, ended_early=check.error is not None)
    _put(context, check, form, start)


def _put(context: Context, check: Check, form: str, start: NumberCode | None) -> None:
    error = check.error.sentence if check.error else None
    match form:
        case "json":
            context.output.machine(as_json.render(check.drifts, error=error))
        case "markdown":
            context.output.result(as_markdown.render(check.drifts, declarations=check.declarations, start=start))
        case _:
            paint = context.output.paint(sys.stdout)
            declarations = check.declarations
            context.output.result(as_text.render(check.drifts, declarations=declarations, start=start, paint=paint))


def _tell(context: Context, check: Check) -> None:
    if check.error:
        context.output.complain(f"error: {check.error.sentence}")
    if check.left_behind:
        context.output.complain(f"warning: everything is recorded, but something was left behind: {check.left_behind}")
