"""`reconciler init`: a new repository."""

import click

from reconciler.cli.context import Context, pass_context
from reconciler.workflows.init import Begun, init
from reconciler.workflows.repository import Host

READABLE = "The record, plans and comments show employees' numbers to whoever can read the repository: keep it private."


@click.command("init")
@click.option(
    "--github/--gitlab", "github", default=None, help="Whose pipelines to write, where it cannot be found out."
)
@pass_context
def command(context: Context, *, github: bool | None) -> None:
    """Write what a new repository needs into the current folder, and overwrite nothing.

    That is a folder of the desired state with settings, the pipelines of GitHub or GitLab, what editors need to check
    the files, and the requirements by which a pipeline installs this reconciler. What is there already is kept, so a
    repository that has a part of it is completed.
    """
    host = None if github is None else Host.GITHUB if github else Host.GITLAB
    begun = init(context.directory, context.surroundings, host=host)
    for name, is_new in begun.files.items():
        context.output.result(f"{'wrote' if is_new else 'kept '} {name}")
    for remark in begun.remarks:
        context.output.complain(f"note: {remark}.")
    context.output.say(_next_steps(begun))


def _next_steps(begun: Begun) -> str:
    """Say what only a person can do."""
    names = ", ".join(dict.fromkeys(begun.keys))
    here = [
        f"set {names} and run `reconciler import`, which writes what the provider has; or declare numbers",
        "run `reconciler validate` and `reconciler plan`, then commit, and push"
        + (
            ""
            if begun.has_remote or not begun.has_branch
            else "; if a record was made before there was a remote, push the branch reconciler-state too"
        ),
    ]
    steps = [*here, *(_on_gitlab(names) if begun.host is Host.GITLAB else _on_github(names, begun.branch))]
    lines = "\n".join(f"  {index}. {step}" for index, step in enumerate(steps, 1))
    return f"\nNext:\n{lines}\n{READABLE}"


def _on_github(names: str, branch: str) -> list[str]:
    return [
        f"on GitHub, make the environments `production` and `production-override`, and let only {branch} use them",
        "give `production-override` reviewers: whoever lets a run into it approves a plan that the limits refuse",
        f"put these secrets into both: {names}",
        "set the repository's variable RECONCILER_APPLY to `on`; until then nothing is applied",
    ]


def _on_gitlab(names: str) -> list[str]:
    return [
        f"under Settings, CI/CD, Variables, add these, masked and protected: {names}",
        "let only maintainers deploy to the environments `production` and `production-override`",
        "under Job token permissions, allow Git push requests to the repository, for the record is a branch",
    ]
