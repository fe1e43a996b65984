"""`reconciler schema`: what editors need to check and complete the files."""

from pathlib import Path

import click

from reconciler.cli.context import Context, pass_context
from reconciler.loader.schema import schema
from reconciler.reports.json.values import written


@click.command("schema")
@click.option("--output", type=click.Path(path_type=Path), help="Write the schema to a file instead of stdout.")
@pass_context
def command(context: Context, output: Path | None) -> None:
    """Print the JSON Schema (draft 2020-12) of a file of the desired state, for editors.

    It needs no folder: it describes what any file may hold. What it cannot know, `reconciler validate` tells.
    """
    context.output.machine(written(schema()), output)
