"""docs/reference is written by the program: settings and commands; exits and variables are held against it.

`pytest tests/docs/test_reference.py --bless` writes the pages anew.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import click
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from reconciler.cli.exits import Exit
from reconciler.cli.main import COMMANDS, Started, main
from reconciler.model.fields import Checked
from reconciler.model.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
ROOT = DOCS.parent
WIDTH = 100
HUGE = 2**31 - 1
SETTINGS_BEGINNING = """\
# Settings

Every key of `settings.yaml`, as the program itself knows it; this page is written by a test. What they are for is told
in [The desired state](../desired-state.md#settings). All are optional but those called
required, which their item must have.

"""
COMMANDS_BEGINNING = """\
# Commands

What every command says with `--help`; this page is written by a test. [Exit codes](../exits.md) and
[the environment](environment.md) have pages of their own.

"""


def check(page: Path, expected: str, *, bless: bool) -> None:
    if bless:
        page.parent.mkdir(exist_ok=True)
        page.write_text(expected, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == expected, "it is not what the program says; --bless writes it anew"


def test_the_page_of_settings_is_what_the_models_say(pytestconfig: pytest.Config) -> None:
    rows = [f"| `{key}` | {kind} | {default} | {meaning} |" for key, kind, default, meaning in settings(Settings)]
    table = "\n".join(["| key | type | default | meaning |", "|---|---|---|---|", *rows])
    check(DOCS / "reference" / "settings.md", f"{SETTINGS_BEGINNING}{table}\n", bless=pytestconfig.getoption("--bless"))


def settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield each key with its type, its default and its meaning; those of mappings by name stand below a star."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        yield path, kind_of(field), default_of(field), (field.description or "").replace("|", "\\|")
        inner = nested(field.annotation)
        if inner is not None:
            star = ".*" if get_origin(field.annotation) in {list, dict} else ""
            yield from settings(inner, f"{path}{star}.")


def nested(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := nested(each))), None)


def kind_of(field: FieldInfo) -> str:
    return words(field.annotation) + bounds(field.metadata)


def bounds(metadata: Iterable[Any]) -> str:
    """Say from where to where a number goes, where the one or the other is more than what fits a computer."""
    for checked in (each for each in metadata if isinstance(each, Checked)):
        told = checked.quick or checked.json
        least, most = told.get("ge", told.get("minimum")), told.get("le", told.get("maximum"))
        if isinstance(least, int) and isinstance(most, int):
            return f", {least} to {most}" if most < HUGE else f", {least} or more"
    return ""


def words(annotation: Any) -> str:
    """Say a type in words."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return " or ".join(words(each) for each in inside if each is not type(None))
    if hasattr(annotation, "__metadata__"):
        return words(annotation.__origin__) + bounds(annotation.__metadata__)
    if origin in {list, tuple, frozenset}:
        return f"list of {words(inside[0])}"
    if origin is dict:
        return f"name → {words(inside[1])}"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "mapping"
    return {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}[annotation]


def default_of(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "as below"
    if value is None or value in ([], {}, ()):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, float):
        return f"`{value:g}`"
    items = value if isinstance(value, list | tuple) else [value]
    return ", ".join(f"`{each.value if isinstance(each, StrEnum) else each}`" for each in items)


def test_every_setting_says_what_it_means() -> None:
    assert [key for key, _, _, meaning in settings(Settings) if len(meaning) < 10] == []


def test_the_page_of_commands_is_what_help_says(pytestconfig: pytest.Config) -> None:
    parts = [f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps()]
    check(
        DOCS / "reference" / "commands.md",
        COMMANDS_BEGINNING + "\n".join(parts),
        bless=pytestconfig.getoption("--bless"),
    )


def helps() -> Iterator[tuple[str, str]]:
    """Yield the help of the program and of each command, groups followed by what is in them."""
    context = click.Context(
        main, info_name="reconciler", obj=Started(), terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    yield "reconciler", main.get_help(context)
    yield from below(main, context)


def below(group: click.Group, parent: click.Context) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent)
        yield context.command_path, command.get_help(context)
        if isinstance(command, click.Group):
            yield from below(command, context)


def test_every_command_has_help_that_says_more_than_its_name() -> None:
    shown = dict(helps())
    assert {f"reconciler {name}" for name in COMMANDS} <= shown.keys()
    assert [name for name, text in shown.items() if len(text.splitlines()) < 4] == []


def test_the_page_of_exits_has_every_exit_and_no_other() -> None:
    page = (DOCS / "exits.md").read_text(encoding="utf-8")
    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert listed == sorted({*(exit_code.value for exit_code in Exit), 130, 143})


READ = re.compile(r"""["']((?:EXOLVE|UIS|RECONCILER|GITHUB|GITLAB|CI|NO_COLOR|PGPASSWORD|TZ)[A-Z_0-9]*)["']""")
NOT_VARIABLES = {"EXOLVE_RETAIL_API_KEY", "UIS"}
"""What is written in the program between quotes and is no variable that it reads."""


def test_the_page_of_the_environment_has_every_variable_that_the_program_reads() -> None:
    page = (DOCS / "reference" / "environment.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([A-Z][A-Z_0-9]+)`", page))
    found = {
        name
        for file in (ROOT / "reconciler").rglob("*.py")
        if "emulator" not in file.parts
        for name in READ.findall(file.read_text(encoding="utf-8"))
        if not name.endswith("_")
    }
    assert found - NOT_VARIABLES - listed == set()
