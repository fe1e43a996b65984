"""docs/reference/json.md names every command that prints JSON, with its schema, and shows what the schemas say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from support.described import PRINTED, faults
from support.typed import steps

from reconciler.cli.main import Started, main
from reconciler.reports.json.values import FORMAT_VERSION

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
SCHEMA = r"\(\.\./schemas/(?P<name>[a-z-]+)\.schema\.json\)"
ROW = re.compile(rf"^\| `(?P<command>[a-z -]+)` \| \[[a-z-]+\]{SCHEMA} \|$", re.MULTILINE)
SECTION = re.compile(
    rf"^## (?P<command>[a-z -]+)\n\n(?:[^\n]+\n)*?[^\n]*\[Its\sschema\]{SCHEMA}\.\n\n.*?(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
SHOWN = {found["command"]: found for found in SECTION.finditer(PAGE)}


def printing(command: click.Command, name: str) -> Iterator[str]:
    """Yield the commands that can print JSON, of one and all that it holds."""
    if isinstance(command, click.Group):
        for inner in command.list_commands(click.Context(command, obj=Started())):
            found = command.get_command(click.Context(command, obj=Started()), inner)
            assert found is not None
            yield from printing(found, f"{name} {inner}".strip())
    for parameter in command.params:
        if isinstance(parameter.type, click.Choice) and "json" in parameter.type.choices:
            yield name


def test_every_command_that_prints_json_is_named_with_its_schema() -> None:
    rows = {found["command"]: found["name"] for found in ROW.finditer(PAGE)}
    assert rows.keys() == {*printing(main, ""), "period --jsonl"}
    assert sorted(rows.values()) == PRINTED
    assert rows == {command: found["name"] for command, found in SHOWN.items()}


@pytest.mark.parametrize("command", SHOWN)
def test_what_is_shown_is_as_its_schema_says(command: str) -> None:
    """That the commands print what the page shows is known: the page is followed word by word elsewhere."""
    found = SHOWN[command]
    printed = [step for step in steps(found[0]) if step.shown.startswith("{")]
    assert printed
    for step in printed:
        assert all(f" {word}" in step.text for word in command.split())
        assert faults(found["name"], json.loads(step.shown)) == []


def test_the_version_that_is_promised_is_the_one_that_is_printed() -> None:
    assert f"`format_version`, which is {FORMAT_VERSION}." in PAGE
