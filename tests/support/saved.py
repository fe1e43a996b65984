"""Saving a plan by the command line, and what its apply told."""

import shutil

from support.shell import Ran, Shell

URL = "https://events.example.com/?key=${EVENTS_KEY}"
VALUE = "events-value-77aa01"


def saved(shell: Shell, *arguments: str, file: str = "plan.reconciler") -> Ran:
    """Save a plan."""
    ran = shell("plan", "--out", file, *arguments)
    assert ran.code == 0, ran.err
    return ran


def without_folder(shell: Shell) -> None:
    """Take the folder away: nothing of it may be needed any more."""
    shutil.rmtree(shell.folder / "desired-state")


def outcomes(ran: Ran) -> dict[int, tuple[str, str]]:
    return {item["number_code"]: (item["outcome"], item["detail"]) for item in ran.json["outcomes"]}
