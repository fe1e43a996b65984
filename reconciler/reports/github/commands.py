"""GitHub's workflow commands: lines in a job's log by which a program talks to the runner."""

import re
from collections.abc import Mapping

COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
OLD_COMMAND = "##["
"""The runner still takes this form, wherever in a line it stands."""


def command(name: str, message: str, properties: Mapping[str, object]) -> str:
    """Answer one command on one line, without the line feed at its end."""
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def disarmed(text: str) -> str:
    """Answer a text for a job's log in which nothing is a command, whoever wrote what it quotes."""
    return COMMAND.sub(r"\1\\:", text).replace(OLD_COMMAND, "##\\[")


def disarmed_json(text: str) -> str:
    """Answer the same JSON value in a text in which nothing is a command: such a sign stands in its strings alone."""
    return text.replace(OLD_COMMAND, "##\\u005b")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
