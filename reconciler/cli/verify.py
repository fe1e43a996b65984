"""`reconciler verify`: test calls through UIS."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import click

from reconciler.cli import mistakes
from reconciler.cli.context import NUMBER, Context, pass_context
from reconciler.cli.exits import Exit, exit_of_verdicts
from reconciler.cli.formats import Wanted
from reconciler.cli.machine import all_readable
from reconciler.errors import NotApprovedError
from reconciler.model.identifiers import NumberCode
from reconciler.reports.json import verify as as_json
from reconciler.reports.text import verify as as_text
from reconciler.verifier.choosing import Choice
from reconciler.workflows.verify import Options, Outlook, Verify, outlook, verifying
from reconciler.workflows.zones import zone_of


@click.command("verify")
@click.argument("numbers", type=NUMBER, nargs=-1, metavar="[NUMBER]...")
@click.option("--changed", is_flag=True, help="Those that were applied and not verified since.")
@click.option("--dry-run", is_flag=True, help="Tell what would be dialled, and what is expected; calls nobody.")
@click.option("--yes", is_flag=True, help="Dial; without it, only where settings have verify.enabled.")
@click.option("--if-enabled", is_flag=True, help="Do nothing, and end well, unless settings have verify.enabled.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option("--output", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
@pass_context
def command(
    context: Context,
    numbers: tuple[int, ...],
    form: str,
    file: Path | None,
    *,
    changed: bool,
    dry_run: bool,
    yes: bool,
    if_enabled: bool,
) -> None:
    """Make a real test call to each NUMBER through UIS, and tell whether it was answered as the record says it is.

    Without a NUMBER those that the folder marks `verify: true`. The call costs money and rings people: nobody is
    dialled without --yes or verify.enabled. Exit 1 if one failed, 5 if some are only inconclusive.
    """
    choice = Choice(numbers=tuple(map(NumberCode, dict.fromkeys(numbers))), changed=changed)
    options = Options(choice=choice, state_url=context.state_url)
    begun: list[Verify] = []
    wanted = Wanted(form=form, file=file)
    with all_readable(context.output, [wanted], lambda form, error: _failure(form, begun, error)):
        found = outlook(context.directory, context.surroundings, options)
        context.output.learn(found.loaded.settings)
        mistakes.tell(context.output, found.loaded.diagnostics)
        if found.looks is None:
            context.exit_code = Exit.FAILED
            mistaken = mistakes.without_secrets(context.output, found.loaded.diagnostics)
            _put(context, wanted, "", lambda render: render((), diagnostics=mistaken))
            return
        if if_enabled and not found.loaded.settings.verify.enabled:
            context.output.say("verify.enabled is not set in settings.yaml: nobody is dialled.")
            if wanted.form == "json":
                _put(context, wanted, "", lambda render: render(()))
            return
        if dry_run or not (found.looks or found.left_behind):
            _put(context, wanted, _prospects(context, found), lambda render: render((), prospects=found.looks or ()))
            return
        if not (yes or found.loaded.settings.verify.enabled):
            context.output.say(_prospects(context, found))
            raise NotApprovedError(
                "nobody allowed these calls, and nobody was dialled.",
                advice="Run it with --yes, or set `verify.enabled: true` in settings.yaml; --dry-run only looks.",
            )
        with verifying(found.loaded, context.directory, context.surroundings, options) as verify:
            begun.append(verify)
            _run(context, verify, wanted)
    _tell(context, verify)


def _failure(form: str, begun: Sequence[Verify], error: str) -> str:
    """Answer the report of a run that an error ended, with the verdicts that there were by then."""
    verdicts = begun[0].verdicts if begun else ()
    return _renderer(form)(verdicts, error=error, told=begun[0].told if begun else ())


def _renderer(form: str) -> Callable[..., str]:
    """Answer what makes a report of a format; each is imported where it is wanted."""
    match form:
        case "markdown":
            from reconciler.reports.markdown import verify as as_markdown  # noqa: PLC0415 - it imports Jinja

            return as_markdown.render
        case "html":
            from reconciler.reports.html import verify as as_page  # noqa: PLC0415 - see above

            return as_page.render
        case _:
            return as_json.render


def _prospects(context: Context, found: Outlook) -> str:
    settings = found.loaded.settings
    left = f"{found.left_behind} earlier test call{'' if found.left_behind == 1 else 's'} would be ended first.\n"
    paint = context.output.paint(sys.stdout)
    told = as_text.prospects(found.looks or (), settings.verify, found.at, zone_of(settings), paint=paint)
    return told + (left if found.left_behind else "")


def _run(context: Context, verify: Verify, wanted: Wanted) -> None:
    try:
        with (
            closing(verify.run()) as verdicts,
            context.interruption.gentle(),
            context.output.progress("Verifying", verify.count) as progress,
        ):
            for verdict in verdicts:
                progress.step()
                if context.output.verbosity > 0:
                    context.output.say(as_text.line(verdict, paint=context.output.paint(sys.stderr)))
    except BaseException:
        # A second signal, or a fault of ours: what is known of each number is told all the same.
        if wanted.form == "text" and verify.verdicts:
            context.output.result(as_text.render(verify.verdicts, recorded=False))
        raise
    error = verify.error.sentence if verify.error else None
    text = as_text.render(verify.verdicts, recorded=error is None, paint=context.output.paint(sys.stdout))
    context.exit_code = exit_of_verdicts(verify.verdicts, ended_early=error is not None, unended=verify.unended > 0)
    _put(context, wanted, text, lambda render: render(verify.verdicts, told=verify.told, error=error))


def _put(context: Context, wanted: Wanted, text: str, report: Callable[[Callable[..., str]], str]) -> None:
    """Print the text, or what a renderer of another format makes of the same."""
    if wanted.form == "json":
        context.output.machine(report(_renderer(wanted.form)), wanted.file)
    elif wanted.form == "html":
        context.output.page(report(_renderer(wanted.form)), wanted.file)
    elif wanted.form != "text":
        context.output.result(report(_renderer(wanted.form)), wanted.file)
    elif text:
        context.output.result(text, wanted.file)


def _tell(context: Context, verify: Verify) -> None:
    for words in verify.told:
        context.output.complain(f"note: {words}")
    if verify.error:
        context.output.complain(f"error: {verify.error.sentence}")
    if verify.left_behind:
        context.output.complain(f"warning: everything is recorded, but something was left behind: {verify.left_behind}")
