"""`reconciler fmt`: every file in the canonical layout."""

from collections import Counter

import click

from reconciler.cli import mistakes
from reconciler.cli.context import Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.model.diagnostics import Diagnostic
from reconciler.workflows.fmt import Fate, lay_out


@click.command("fmt")
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change, and exit 2 if any would.")
@pass_context
def command(context: Context, *, check: bool) -> None:
    """Put every file into the canonical layout: order of keys, indentation, quotes. Comments stay, no value changes.

    A file that is not YAML is told and left as it is, and the exit is 1.
    """
    output = context.output
    diagnostics: list[Diagnostic] = []
    fates: Counter[Fate] = Counter()
    for item in lay_out(context.directory, check=check):
        diagnostics += item.diagnostics
        fates[item.fate] += 1
        if item.trouble:
            output.complain(f"error: {item.trouble}")
        if item.fate is Fate.REWRITTEN:
            output.result(f"{'would rewrite' if check else 'rewrote'} {item.file}")
    mistakes.tell(output, diagnostics)
    output.say(_summary(fates, check=check))
    if fates[Fate.LEFT]:
        context.exit_code = Exit.FAILED
    elif check and fates[Fate.REWRITTEN]:
        context.exit_code = Exit.DIFFERENCES


def _summary(fates: Counter[Fate], *, check: bool) -> str:
    words = {
        Fate.REWRITTEN: "would be rewritten" if check else "rewritten",
        Fate.KEPT: "in the layout already",
        Fate.LEFT: "left as it was",
    }
    counts = [f"{fates[fate]} {word}" for fate, word in words.items() if fates[fate]]
    return f"Files: {', '.join(counts) or 'none'}."
