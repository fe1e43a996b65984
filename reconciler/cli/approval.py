"""`reconciler approval`: who let this run of a workflow into an environment."""

import click

from reconciler.cli.context import Context, pass_context
from reconciler.errors import ConfigurationError, NotApprovedError


@click.command("approval")
@click.argument("environment")
@pass_context
def command(context: Context, environment: str) -> None:
    """Tell who approved this run for ENVIRONMENT, a name a line; exit 4 if nobody did.

    GitHub lets everybody into an environment that asks nobody, and makes a missing one on the spot: that a job runs in
    one is no approval yet. Needs GITHUB_RUN_ID, GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL.
    """
    from reconciler.workflows.comment import approved_by, github  # noqa: PLC0415 - it imports httpx

    run = context.surroundings.environ.get("GITHUB_RUN_ID", "")
    if not (run.isascii() and run.isdigit()):
        raise ConfigurationError("GITHUB_RUN_ID is not set.", advice="GitHub sets it in each step of a job.")
    with github(context.surroundings) as client:
        names = approved_by(client, int(run), environment)
    if not names:
        raise NotApprovedError(
            f"nobody approved this run for the environment '{environment}', or somebody refused it.",
            advice="Give the environment required reviewers in the repository's settings, or run the workflow by hand"
            " with the plan's digest. A run that was refused once stays refused: start another one.",
        )
    context.output.result("\n".join(names))
