"""`reconciler apply`: do what the plan says, that of the folder or one that was saved."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

import click

from reconciler.cli import mistakes
from reconciler.cli.beside import beside_apply
from reconciler.cli.context import Context, pass_context
from reconciler.cli.exits import Exit, exit_of_outcomes
from reconciler.cli.formats import Wanted
from reconciler.cli.interruption import Interruption
from reconciler.cli.machine import all_readable
from reconciler.errors import NotApprovedError, RefusedError, StalePlanError
from reconciler.model.outcome import Outcome
from reconciler.reports.json import outcomes as as_json
from reconciler.reports.text import outcomes as as_text
from reconciler.reports.text import plan as plan_as_text
from reconciler.reports.text.paint import PLAIN
from reconciler.workflows.apply import Apply, Options, Rescued, applying


@click.command("apply")
@click.argument("plan_file", type=click.Path(path_type=Path), required=False)
@click.option("--yes", is_flag=True, help="Do not ask; never skips a guard.")
@click.option(
    "--approve",
    metavar="DIGEST",
    help="Approve exactly the plan with this digest: it passes the limits, and no protection.",
)
@click.option("--only", multiple=True, metavar="SELECTOR", help="A number, label:NAME, application:NAME or a file.")
@click.option("--due", is_flag=True, help="Only transitions of overrides that are due, for a scheduled run.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to tell the outcomes.",
)
@click.option(
    "--output",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the outcomes to a file instead of stdout.",
)
@pass_context
def command(
    context: Context,
    plan_file: Path | None,
    form: str,
    file: Path | None,
    *,
    yes: bool,
    approve: str | None,
    only: tuple[str, ...],
    due: bool,
) -> None:
    """Apply the folder: plan it, ask, call SetCallForwarding for what changes, record each outcome.

    With PLAN_FILE do exactly what `reconciler plan --out PLAN_FILE` saved; the folder is not read.

    Without a terminal it needs --yes or --approve DIGEST. A failed apply is simply run again: exactly the rest is
    sent. Exit 5 if it was done in part only.
    """
    if plan_file is not None and (only or due):
        raise click.UsageError("PLAN_FILE excludes --only and --due: it is done as it was saved, or not at all.")
    if plan_file is not None and file is not None and os.path.realpath(plan_file) == os.path.realpath(file):
        raise click.UsageError("--output cannot name the PLAN_FILE: it is needed again if something fails.")
    options = Options(at=datetime.now(UTC), state_url=context.state_url, only=only, due=due)
    wanted = Wanted(form=form, file=file)
    begun: list[Apply] = []
    with all_readable(context.output, [wanted], lambda form, error: _failure(form, begun, error)):
        with _begun(context, plan_file, options) as apply:
            begun.append(apply)
            context.output.learn(apply.settings)
            _show_plan(context, apply, form)
            if apply.plan is None:
                context.exit_code = Exit.FAILED
            else:
                _approve(apply, context.interruption, yes=yes, approve=approve)
                _run(context, apply, wanted)
        _show_outcomes(context, apply, wanted)
        if apply.left_behind:
            context.output.complain(
                f"warning: everything is recorded, but something was left behind: {apply.left_behind}"
            )


def _begun(context: Context, plan_file: Path | None, options: Options) -> AbstractContextManager[Apply]:
    if plan_file is None:
        return applying(context.directory, context.surroundings, options)
    from reconciler.workflows.saved import applying_saved  # noqa: PLC0415 - only a saved plan needs it

    return applying_saved(plan_file, context.surroundings, options)


def _failure(form: str, begun: Sequence[Apply], error: str) -> str:
    """Answer the report of a run that an error ended, with the digest and the outcomes that there were by then."""
    return _report(form, begun[0] if begun else None, error)


def _report(form: str, apply: Apply | None, error: str | None) -> str:
    """Answer the outcomes for machines, or as Markdown."""
    if form == "markdown":
        from reconciler.reports.markdown import outcomes as as_markdown  # noqa: PLC0415 - only it needs it

        render = as_markdown.render
    else:
        render = as_json.render
    if apply is None:
        return render(None, (), error=error)
    digest = apply.plan.digest if apply.plan else None
    return render(digest, apply.outcomes, error=error, diagnostics=apply.diagnostics)


def _show_plan(context: Context, apply: Apply, form: str) -> None:
    output = context.output
    mistakes.tell(output, apply.diagnostics)
    around = beside_apply(apply)
    if apply.plan is None or around is None:
        return
    text = plan_as_text.render(apply.plan, around, output.paint(sys.stdout if form == "text" else sys.stderr))
    if form == "text":
        output.result(text)
    else:
        output.say(text)


def _approve(apply: Apply, interruption: Interruption, *, yes: bool, approve: str | None) -> None:
    """Refuse what nobody may do, and ask where somebody can be asked."""
    plan = apply.plan
    if plan is None or not plan.changes:
        return
    if approve is not None and approve != plan.digest:
        raise StalePlanError(
            f"the approved plan was another one: its digest is {approve}, this plan's is {plan.digest}.",
            advice="Look at this plan, and approve its digest if it is right.",
        )
    if apply.brakes.protection:
        raise RefusedError(
            "protected numbers would be taken away or fall silent, and nothing was sent:\n  "
            + "\n  ".join(apply.brakes.protection),
            advice="No approval passes this: declare them with `protected: false`, and apply that first.",
        )
    if apply.brakes.limits and approve is None:
        raise RefusedError(
            "the limits refuse this plan, and nothing was sent:\n  " + "\n  ".join(apply.brakes.limits),
            advice=f"If it is meant, approve exactly this plan with --approve {plan.digest}",
        )
    if yes or approve is not None:
        return
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        raise NotApprovedError(
            "nobody approved this plan, and there is no terminal to ask on. Nothing was sent.",
            advice=f"Run it with --yes, or with --approve {plan.digest}",
        )
    if _answer(interruption) != "yes":
        raise NotApprovedError("the plan was not approved. Nothing was sent.")


def _answer(interruption: Interruption) -> str:
    """Answer the line that somebody types; the end of the input is no approval."""
    click.echo("Apply these changes? Only 'yes' will do: ", nl=False, err=True)
    interruption.wait_for(sys.stdin)
    return sys.stdin.readline().removesuffix("\n")


def _run(context: Context, apply: Apply, wanted: Wanted) -> None:
    try:
        with closing(apply.run()) as outcomes:
            _follow(context, apply, outcomes)
    except BaseException:
        # A second signal, or a fault of ours: what is known of each number is told all the same.
        if wanted.form == "text" and apply.outcomes:
            context.output.result(as_text.render(apply.outcomes, recorded=False), wanted.file)
        raise
    context.exit_code = exit_of_outcomes(apply.outcomes, ended_early=apply.error is not None)


def _follow(context: Context, apply: Apply, outcomes: Iterable[Outcome]) -> None:
    total = len(apply.plan.changes) + len(apply.plan.held_back) if apply.plan else 0
    with context.interruption.gentle(), context.output.progress("Applying", total) as progress:
        for outcome in outcomes:
            progress.step()
            if context.output.verbosity > 0:
                context.output.say(as_text.line(outcome, paint=context.output.paint(sys.stderr)))


def _show_outcomes(context: Context, apply: Apply, wanted: Wanted) -> None:
    error = apply.error.sentence if apply.error else None
    if wanted.form == "json":
        context.output.machine(_report(wanted.form, apply, error), wanted.file)
    elif wanted.form == "markdown":
        context.output.result(_report(wanted.form, apply, error), wanted.file)
    elif apply.outcomes:
        paint = context.output.paint(sys.stdout) if wanted.file is None else PLAIN
        text = as_text.render(apply.outcomes, recorded=apply.error is None, paint=paint)
        context.output.result(text, wanted.file)
    if error:
        context.output.complain(f"error: {error}")
    if apply.rescued:
        context.output.complain(_rescue(apply.rescued))


def _rescue(rescued: Rescued) -> str:
    """Tell where outcomes are kept that could not be recorded, and how they come into the record."""
    one = rescued.outcomes == 1
    many, are = f"{rescued.outcomes} outcome{'' if one else 's'}", "is" if one else "are"
    if rescued.path is None:
        return (
            f"{many} could not be recorded, and no rescue file be written either. Nothing is lost: the next apply asks"
            " the provider about these numbers. To keep what is known, put these lines into a file, and bring them into"
            f" the record with `reconciler state push FILE`:\n{rescued.lines}"
        )
    return (
        f"{many} could not be recorded, and {are} kept in {rescued.path}. When the record can be written again:\n"
        f"  reconciler state push {rescued.path}\n"
        "Without that nothing is lost either: the next apply asks the provider about these numbers."
    )
