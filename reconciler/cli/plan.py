"""`reconciler plan`: what would change."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import mistakes
from reconciler.cli.beside import beside_plan
from reconciler.cli.context import MOMENT, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.cli.formats import Wanted, wanted_of
from reconciler.cli.machine import all_readable
from reconciler.reports.text.standing import KEY_LOST
from reconciler.workflows.plan import Planned, plan

if TYPE_CHECKING:
    from reconciler.reports.beside import Beside

FORMATS = click.Choice(["text", "json", "markdown", "html"])


@click.command("plan")
@click.option("--at", type=MOMENT, help="Plan as of a moment (ISO 8601 with zone, or now).")
@click.option("--due", is_flag=True, help="Only transitions of overrides that are due, and nothing else that waits.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save the plan, for `reconciler apply FILE` to do exactly it.",
)
@click.option(
    "--format",
    "forms",
    type=FORMATS,
    multiple=True,
    help="How to print; text unless told. May be repeated, each but the last with a file of its own.",
)
@click.option(
    "--output",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Write to a file instead of stdout; the n-th file is for the n-th format.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 if there is anything to do.")
@click.option("--only", multiple=True, metavar="SELECTOR", help="A number, label:NAME, application:NAME or a file.")
@click.option(
    "--base",
    metavar="REV",
    help="The git revision that the branch is to be merged into: changes that its files ask for too are told apart, and"
    " where no record can be reached, it is what the plan is compared with.",
)
@pass_context
def command(
    context: Context,
    *,
    at: datetime | None,
    out: Path | None,
    forms: tuple[str, ...],
    files: tuple[Path, ...],
    base: str | None,
    due: bool,
    detailed_exitcode: bool,
    only: tuple[str, ...],
) -> None:
    """Show what would change: the folder against the record of what was last applied. Calls nobody."""
    wanted = wanted_of(forms, files)
    if at is not None and out is not None:
        raise click.UsageError("--at and --out exclude each other: a saved plan is one of now.")
    if out is not None and os.path.realpath(out) in map(os.path.realpath, files):
        raise click.UsageError("--out and --output cannot name the same file.")
    with all_readable(context.output, wanted, _failure):
        made = plan(
            context.directory,
            context.surroundings,
            at=at or datetime.now(UTC),
            state_url=context.state_url,
            only=only,
            due=due,
            base=base,
            needs_record=out is not None,
        )
        context.output.learn(made.loaded.settings)
        mistakes.tell(context.output, made.loaded.diagnostics)
        for remark in made.remarks:
            context.output.complain(f"warning: {remark}")
        if out is not None:
            _save(context, made, out)  # first: where that fails, no format may look as if all went well
        _print(context, made, wanted)
        if out is not None and made.plan is not None:
            context.output.say(f"The plan is saved in {out}. To do exactly it: reconciler apply {out}")
        if not made.has_key:
            context.output.complain(f"warning: {made.address}: {KEY_LOST}.")
    if made.plan is None:
        context.exit_code = Exit.FAILED
    elif detailed_exitcode and (made.plan.changes or made.plan.busy or made.plan.held_back):
        context.exit_code = Exit.DIFFERENCES


def _save(context: Context, made: Planned, out: Path) -> None:
    from reconciler.workflows.saving import save  # noqa: PLC0415 - most plans are only looked at

    save(made, out, context.directory, context.surroundings)


def _print(context: Context, made: Planned, wanted: Sequence[Wanted]) -> None:
    around = beside_plan(made)
    for item in wanted:
        match item.form:
            case "json":
                context.output.machine(_json(made), item.file)
            case "markdown":
                context.output.result(_markdown(context, made, around), item.file)
            case "html" if around is not None:
                context.output.page(_html(context, made, around), item.file)
            case "text" if around is not None:
                context.output.result(_text(context, made, around, item.file), item.file)


def _text(context: Context, made: Planned, around: "Beside", file: Path | None) -> str:
    from reconciler.reports.text import plan as as_text  # noqa: PLC0415 - each format imports what it needs
    from reconciler.reports.text.paint import PLAIN  # noqa: PLC0415 - see above

    paint = context.output.paint(sys.stdout) if file is None else PLAIN
    return as_text.render(made.plan, around, paint) if made.plan is not None else ""


def _json(made: Planned) -> str:
    from reconciler.reports.json import plan as as_json  # noqa: PLC0415 - see above

    return as_json.render(
        made.plan,
        budget=made.budget,
        brakes=made.brakes,
        review=made.review,
        order=made.order,
        pending=made.pending,
        compared_with=made.compared_with,
        diagnostics=made.loaded.diagnostics,
    )


def _markdown(context: Context, made: Planned, around: "Beside | None") -> str:
    from reconciler.reports.markdown import plan as as_markdown  # noqa: PLC0415 - see above

    found = mistakes.without_secrets(context.output, made.loaded.diagnostics)
    around = replace(around, warnings=()) if around is not None else None  # they are among these
    return as_markdown.render(made.plan, around, diagnostics=found)


def _html(context: Context, made: Planned, around: "Beside") -> str:
    from reconciler.planner.weeks import weeks_of  # noqa: PLC0415 - see above
    from reconciler.reports.html import plan as as_html  # noqa: PLC0415 - see above

    if made.plan is None or made.recorded is None:
        return ""
    weeks = weeks_of(made.plan, made.recorded, around.zone, affected=around.review.affected)
    around = replace(around, warnings=tuple(mistakes.without_secrets(context.output, around.warnings)))
    return as_html.render(made.plan, around, weeks=weeks, clean=context.output.cleaned)


def _failure(form: str, error: str) -> str:
    if form == "markdown":
        from reconciler.reports.markdown import plan as as_markdown  # noqa: PLC0415 - see above

        return as_markdown.render(None, None, error=error)
    from reconciler.reports.json import plan as as_json  # noqa: PLC0415 - see above

    return as_json.render(None, error=error)
