"""`reconciler apply`: do what the plan says."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime

import click

from reconciler.cli import mistakes
from reconciler.cli.beside import beside
from reconciler.cli.context import TEXT_OR_JSON, Context, pass_context
from reconciler.cli.exits import Exit, exit_of_outcomes
from reconciler.cli.interruption import Interruption
from reconciler.cli.machine import machine_readable
from reconciler.errors import NotApprovedError, RefusedError, StalePlanError
from reconciler.model.outcome import Outcome
from reconciler.reports.json import outcomes as as_json
from reconciler.reports.text import outcomes as as_text
from reconciler.reports.text import plan as plan_as_text
from reconciler.workflows.apply import Apply, Options, Rescued, applying


@click.command("apply")
@click.option("--yes", is_flag=True, help="Do not ask; never skips a guard.")
@click.option("--approve", metavar="DIGEST", help="Approve exactly the plan with this digest, its guards included.")
@click.option("--only", multiple=True, metavar="SELECTOR", help="A number, label:NAME, application:NAME or a file.")
@click.option("--due", is_flag=True, help="Only transitions of overrides that are due, for a scheduled run.")
@click.option("--format", "form", type=TEXT_OR_JSON, default="text", show_default=True, help="How to print.")
@pass_context
def command(context: Context, *, yes: bool, approve: str | None, only: tuple[str, ...], due: bool, form: str) -> None:
    """Apply the folder: plan it, ask, call SetCallForwarding for what changes, record each outcome.

    Without a terminal it needs --yes or --approve DIGEST. A failed apply is simply run again: exactly the rest is
    sent. Exit 5 if it was done in part only.
    """
    options = Options(at=datetime.now(UTC), state_url=context.state_url, only=only, due=due)
    begun: list[Apply] = []
    with machine_readable(context.output, form, lambda error: _failure(begun, error)):
        with applying(context.directory, context.surroundings, options) as apply:
            begun.append(apply)
            context.output.learn(apply.loaded.settings)
            _show_plan(context, apply, form)
            if apply.plan is None:
                context.exit_code = Exit.FAILED
            else:
                _approve(apply, context.interruption, yes=yes, approve=approve)
                _run(context, apply, form)
        _show_outcomes(context, apply, form)
        if apply.left_behind:
            context.output.complain(
                f"warning: everything is recorded, but something was left behind: {apply.left_behind}"
            )


def _failure(begun: Sequence[Apply], error: str) -> str:
    """Answer the JSON of a run that an error ended, with the digest and the outcomes that there were by then."""
    if not begun:
        return as_json.render(None, (), error=error)
    apply = begun[0]
    digest = apply.plan.digest if apply.plan else None
    return as_json.render(digest, apply.outcomes, error=error, diagnostics=apply.loaded.diagnostics)


def _show_plan(context: Context, apply: Apply, form: str) -> None:
    output = context.output
    mistakes.tell(output, apply.loaded.diagnostics)
    around = beside(apply)
    if apply.plan is None or around is None:
        return
    stream, tell = (sys.stderr, output.say) if form == "json" else (sys.stdout, output.result)
    tell(plan_as_text.render(apply.plan, around, output.paint(stream)))


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


def _run(context: Context, apply: Apply, form: str) -> None:
    try:
        with closing(apply.run()) as outcomes:
            _follow(context, apply, outcomes)
    except BaseException:
        # A second signal, or a fault of ours: what is known of each number is told all the same.
        if form != "json" and apply.outcomes:
            context.output.result(as_text.render(apply.outcomes, recorded=False))
        raise
    context.exit_code = exit_of_outcomes(apply.outcomes, ended_early=apply.error is not None)


def _follow(context: Context, apply: Apply, outcomes: Iterable[Outcome]) -> None:
    total = len(apply.plan.changes) + len(apply.plan.held_back) if apply.plan else 0
    with context.interruption.gentle(), context.output.progress("Applying", total) as progress:
        for outcome in outcomes:
            progress.step()
            if context.output.verbosity > 0:
                context.output.say(as_text.line(outcome, paint=context.output.paint(sys.stderr)))


def _show_outcomes(context: Context, apply: Apply, form: str) -> None:
    error = apply.error.sentence if apply.error else None
    if form == "json":
        digest = apply.plan.digest if apply.plan else None
        found = apply.loaded.diagnostics
        context.output.machine(as_json.render(digest, apply.outcomes, error=error, diagnostics=found))
    elif apply.outcomes:
        paint = context.output.paint(sys.stdout)
        context.output.result(as_text.render(apply.outcomes, recorded=apply.error is None, paint=paint))
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
