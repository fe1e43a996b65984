"""`reconciler comment`: what a pipeline says on GitHub, and what it reads there."""

import os
import sys
from pathlib import Path

import click

from reconciler.cli.context import Context, pass_context
from reconciler.errors import ConfigurationError, UsageError

SUMMARY_BYTES = 1_048_576
"""GitHub takes so much of a step's summary; of a longer one it shows nothing at all."""
SUMMARY_RESERVE = 1_024
REST = "\n\n**This is not all of it:** the rest does not fit into a summary, and is in the run's artifact.\n"


@click.command("comment")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--pr", "pull", type=click.IntRange(min=1), help="Keep the one comment of this pull request.")
@click.option("--issue", "title", metavar="TITLE", help="Open one issue with this title, or keep the one that is open.")
@click.option("--close", is_flag=True, help="With --issue: close it, if it is open, with FILE as the last word.")
@click.option("--summary", is_flag=True, help="Add FILE to the summary of the job's step, as much as fits.")
@click.option("--merged", metavar="COMMIT", help="Tell whether --digest is what the merged pull request showed.")
@click.option("--digest", help="With --merged: the digest of the plan to be applied.")
@pass_context
def command(
    context: Context,
    file: str | None,
    pull: int | None,
    title: str | None,
    *,
    merged: str | None,
    digest: str | None,
    close: bool,
    summary: bool,
) -> None:
    """Write the Markdown of FILE (- is stdin) to GitHub, where it stays one comment or issue however often it is run.

    Only what the same token wrote before is changed. GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL tell where;
    --summary needs GITHUB_STEP_SUMMARY alone, and no token.
    """
    if (pull is not None) + (title is not None) + (merged is not None) + summary != 1:
        raise click.UsageError("Name one of --pr, --issue, --merged and --summary.")
    if close and title is None:
        raise click.UsageError("--close belongs to --issue.")
    if (merged is None) != (digest is None) or (merged is None) == (file is None):
        raise click.UsageError("--merged takes --digest and no FILE; everything else takes FILE and no --digest.")
    if merged is not None and digest is not None:
        context.output.result(_comparison(context, merged, digest))
        return
    text = context.output.redacted(_read(file or ""))
    if summary:
        _summarise(text)
    else:
        _write(context, text, pull, title or "", close=close)


def _write(context: Context, text: str, pull: int | None, title: str, *, close: bool) -> None:
    from reconciler.workflows import comment  # noqa: PLC0415 - it imports httpx, which a summary can do without

    with comment.github(context.surroundings) as client:
        if pull is not None:
            told = comment.on_pull(client, pull, text)
        elif close:
            told = comment.close_issue(client, text)
        else:
            told = comment.as_issue(client, title, text)
    for one in told:
        context.output.say(f"{one.done}: {one.url}" if one.url else f"{one.done}.")


def _comparison(context: Context, commit: str, digest: str) -> str:
    """Answer one line of Markdown about what was reviewed."""
    from reconciler.workflows import comment  # noqa: PLC0415 - see above

    with comment.github(context.surroundings) as client:
        found = comment.reviewed(client, commit)
    if found is None:
        return "No pull request was merged as this commit: nobody has reviewed this plan."
    if found.digest is None:
        return f"No plan was shown on #{found.number}, so that there is nothing to compare this one with."
    if found.digest == digest:
        return f"The digest is the one that #{found.number} showed: what was reviewed is what would be applied."
    return (
        f"**The digest is another one than #{found.number} showed** (<code>{found.digest}</code> there,"
        f" <code>{digest}</code> here): the record or the folder has moved since. Look at this plan anew."
    )


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode() if sys.stdin else ""
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{'stdin' if file == '-' else repr(file)} is not a text in UTF-8.") from error
    except OSError as error:
        raise ConfigurationError(f"'{file}' cannot be read: {error.strerror}.") from error


def _summarise(text: str) -> None:
    """Add a text to the step's summary; of one that is too long the first part, and a sentence that says so."""
    from reconciler.reports.markdown.splitting import LEAST, split  # noqa: PLC0415 - only what is used is imported

    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        raise ConfigurationError("GITHUB_STEP_SUMMARY is not set.", advice="GitHub sets it in each step of a job.")
    path = Path(name)
    try:
        room = SUMMARY_BYTES - SUMMARY_RESERVE - (path.stat().st_size if path.exists() else 0)
        first, *rest = split(text, room) if room >= LEAST else ("", text)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(first.rstrip("\n") + (REST if rest else "\n\n"))
    except OSError as error:
        raise ConfigurationError(f"the summary '{path}' cannot be written: {error.strerror}.") from error
