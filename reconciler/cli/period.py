"""`reconciler period`: one period checked and evaluated, or lines of them."""

import json
import sys
from datetime import UTC, datetime

import click

from reconciler.cli.context import MOMENT, TEXT_OR_JSON, Context, pass_context
from reconciler.cli.exits import Exit
from reconciler.cli.machine import machine_readable
from reconciler.errors import UsageError
from reconciler.reports.json import period as as_json
from reconciler.reports.json.values import dumped
from reconciler.reports.text import period as as_text
from reconciler.workflows.period import answer, answers


@click.command("period")
@click.argument("text", required=False)
@click.option("--at", type=MOMENT, help="The moment to ask about (ISO 8601 with zone, or now).")
@click.option("--timezone", metavar="ZONE", help="The IANA zone; without it the folder's setting, else Europe/Moscow.")
@click.option("--format", "form", type=TEXT_OR_JSON, help="How to print.  [default: text]")
@click.option("--jsonl", is_flag=True, help="Answer lines of JSON from stdin instead.")
@pass_context
def command(
    context: Context, text: str | None, at: datetime | None, timezone: str | None, form: str | None, *, jsonl: bool
) -> None:
    """Check TEXT as a period and tell whether it is active, until when, and the coming week.

    Exit 1 if it is refused. With --jsonl each line {"period", "epoch", "tz"} of stdin is answered in order by one that
    adds "verdict" (ok, warning or error), "codes" and "active" (true, false, or null when refused).
    """
    if (text is None) != jsonl:
        raise UsageError("one of TEXT and --jsonl is needed, and not both.", advice="For an empty period write ''.")
    if text is None:
        if at or timezone or form:
            raise UsageError("--jsonl goes alone: each line names its own moment and zone.")
        _lines(context)
    else:
        _one(context, text, at or datetime.now(UTC), timezone, form or "text")


def _one(context: Context, text: str, at: datetime, timezone: str | None, form: str) -> None:
    output = context.output
    with machine_readable(output, form, lambda error: dumped({"period": text, "error": error})):
        told = answer(text, folder=context.directory, at=at, timezone=timezone)
        if form == "json":
            output.machine(as_json.render(told))
        else:
            output.result(as_text.render(told, paint=output.paint(sys.stdout)))
    if told.is_refused:
        context.exit_code = Exit.FAILED


def _lines(context: Context) -> None:
    """Answer line by line, so that whoever asks one by one gets each answer at once."""
    for told, is_answered in answers(sys.stdin.buffer):
        # A line of the answer ends where every reader ends it: some end one at U+2028 or U+0085 too.
        context.output.result(json.dumps(told), for_programs=True)
        if not is_answered:
            context.exit_code = Exit.FAILED
